"""Free page reporting: what the host has of a guest's free memory, and what happens when the guest uses it again."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.checkpoint import read, write
from engine.commands.line import parse_line
from engine.costs import Costs
from engine.digest import digest
from engine.drivers import DRIVERS
from engine.errors import CommandError
from engine.guest.reporting import settle
from engine.memory.holdings import acquire
from engine.memory.kinds import Kind
from engine.memory.report_order import CAPACITY, SHARE
from engine.operations.scripts import run_typed
from engine.platform import KERNELS
from engine.units import GIB, MIB, SECOND
from engine.world import World
from tests.engine import invariants
from tests.engine.miniatures import SMALL
from tests.engine.playing import last, said, typed
from tests.engine.worlds import boot

PAGE = 4096
WEB = "guest add web memory=256M min=8M reporting=on"
LARGE = "guest add web memory=1G min=8M reporting=on"
DONE = 80 * SECOND
"""By then an idle guest of any size has reported all."""


def web(session):
    return session.world.guests["web"]


def backed(session) -> int:
    """Bytes of machine memory that web holds."""
    return session.world.host.held("web") * PAGE


def test_nothing_is_reported_for_two_seconds_and_then_a_sixteenth_of_the_largest_blocks():
    session = typed(LARGE)
    session.world.run_until(2 * SECOND - 1)
    assert backed(session) == GIB
    dma32 = next(zone for zone in web(session).memory.zones if zone.name == "DMA32")
    largest = sum(row[10].count for row in dma32.lists)
    batches = -(-largest // (CAPACITY * SHARE)) + 1
    assert batches == 2
    session.world.run_until(2 * SECOND)
    batch = CAPACITY * 4 * MIB
    assert (batches - 1) * batch < GIB - backed(session) <= batches * batch


def test_an_idle_guest_ends_with_little_more_than_it_uses_and_its_sizes_are_as_before():
    session = typed(WEB)
    guest = web(session)
    before = [(zone.free_pages, zone.managed) for zone in guest.memory.zones]
    blocks = [zone.blocks_per_order() for zone in guest.memory.zones]
    session.world.run_until(DONE)
    free = sum(zone.free_pages for zone in guest.memory.zones) * PAGE
    dma32 = next(zone for zone in guest.memory.zones if zone.name == "DMA32")
    assert backed(session) <= 256 * MIB - free + 20 * MIB, "the DMA zone is too small to report"
    assert [(zone.free_pages, zone.managed) for zone in guest.memory.zones] == before
    assert [zone.blocks_per_order() for zone in guest.memory.zones] == blocks
    assert dma32.free_pages > 0
    assert said(session, "web")[-1].startswith("Reported 2")
    assert not any(type(p).__name__ == "ReportPass" for p in session.world.timeline.processes.values())
    invariants.check(session.world)


def test_blocks_that_come_free_are_reported_two_seconds_later():
    session = typed(WEB, "workload web fill 160M")
    session.world.run_until(DONE)
    before = backed(session)
    typed("workload web free 160M", session=session)
    freed = session.world.now
    session.world.run_until(freed + SECOND)
    assert backed(session) == before
    session.world.run_until(freed + DONE)
    assert before - backed(session) > 120 * MIB
    invariants.check(session.world)


def test_what_is_used_again_is_backed_again_and_costs_a_fault():
    plain, reporting = typed(WEB.replace("on", "off")), typed(WEB)
    took = []
    for session in (plain, reporting):
        session.world.run_until(DONE)
        typed("workload web fill 128M", session=session)
        took.append(last(session).ended - last(session).started)
    pages = 128 * MIB // PAGE
    assert took[1] - took[0] == pytest.approx(Costs().fault(pages), rel=0.1)
    invariants.check(reporting.world)


def test_reported_blocks_are_used_last():
    """They stand at the tail of their lists."""
    session = typed(LARGE)
    session.world.run_until(2 * SECOND)
    guest = web(session)
    dma32 = next(zone for zone in guest.memory.zones if zone.name == "DMA32")
    [entries] = [row[10].entries() for row in dma32.lists if row[10].count]
    starts = np.where(entries < 0, (-2 - entries) * guest.section_pages, entries)
    reported = session.world.host.unbacked_blocks("web", starts, 1024)
    assert reported.any()
    assert not reported[: int(np.argmax(reported))].any()
    assert reported[int(np.argmax(reported)) :].all()


def test_the_host_keeps_a_guests_min():
    session = typed(WEB.replace("min=8M", "min=128M"))
    session.world.run_until(DONE)
    assert 128 * MIB <= backed(session) < 256 * MIB
    invariants.check(session.world)


def test_a_guest_that_touches_what_the_host_gave_away_stands_still_until_there_is_a_frame():
    session = typed("host memory 256M", WEB)
    session.world.run_until(DONE)
    typed("guest add db memory=128M platform=ppc64", session=session)
    number = session.perform("workload web fill 200M").id
    session.world.run_until(session.world.now + 5 * SECOND)
    operation = session.world.operations[number]
    assert operation.state == "running"
    assert operation.waits_for == "the host has nothing free"
    assert "Waits for" in " ".join(said(session, "web"))
    invariants.check(session.world)
    typed("guest remove db", session=session)
    session.world.run_until(session.world.now + 5 * SECOND)
    assert session.world.operations[number].state == "done"
    assert not web(session).reports.owed
    invariants.check(session.world)


def test_while_frames_arrive_a_few_at_a_time_it_is_said_once_a_second_that_it_waits():
    session = typed("host memory 256M", WEB)
    session.world.run_until(DONE)
    typed("guest add db memory=128M min=16M", session=session)
    room = session.world.host.room("web")
    acquire(web(session).memory, room, Kind.ANON)
    settle(session.world, web(session))
    began = session.world.now
    for _ in range(12):
        acquire(web(session).memory, 200, Kind.ANON)
        settle(session.world, web(session))
        assert web(session).reports.owed
        typed("balloon inflate db 200p", "wait 200ms", session=session)
        settle(session.world, web(session))
        assert not web(session).reports.owed
    spent = session.world.now - began
    told = [line for line in said(session, "web") if line.startswith("Waits for")]
    assert 2 * SECOND < spent < 3 * SECOND
    assert len(told) == 3


@pytest.mark.parametrize("line", ["balloon set web 64M", "hotplug remove web 128M", "hotplug add web 128M"])
def test_balloon_and_hotplug_get_on_with_memory_that_was_reported(line):
    session = typed(f"{WEB} max=1G")
    session.world.run_until(DONE)
    typed(line, session=session)
    assert last(session).state == "done"
    session.world.run_until(session.world.now + DONE)
    invariants.check(session.world)


def test_a_checkpoint_between_two_passes_lives_the_same_future():
    session = typed(WEB)
    session.world.run_until(7 * SECOND)
    twin = read(write(session.world))
    assert digest(twin) == digest(session.world)
    for world in (twin, session.world):
        world.run_until(DONE)
    assert digest(twin) == digest(session.world)
    invariants.check(twin)


LINES = (
    "workload web fill {n}p",
    "workload web fill {n}p kind=file",
    "workload web free {n}p",
    "workload web churn {n}p",
    "workload web stop",
    "balloon inflate web {n}p",
    "balloon deflate web {n}p",
    "hotplug add web 2M",
    "hotplug remove web 1M retries=1",
    "workload db fill {n}p",
    "workload db free {n}p",
    "cancel all",
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=7)
@given(
    st.sampled_from(["virtio", "xen", "vmware"]),
    st.lists(
        st.tuples(st.sampled_from(LINES), st.integers(1, 4000), st.integers(0, 3 * SECOND)), max_size=12
    ),
)
def test_frames_are_conserved_and_pages_in_use_have_theirs(driver, program):
    world = World(seed=5, host_memory=40 * MIB)
    for name in ("web", "db"):
        device = attrs.evolve(DRIVERS[driver], batch=200)
        boot(world, name, 16 * MIB, SMALL, KERNELS["current"], device, 24 * MIB, reporting=True)
    for text, number, pause in program:
        line = parse_line(text.format(n=number))
        assert line is not None
        try:
            run_typed(world, line)
        except CommandError:
            continue
        world.run_until(world.now + pause)
        invariants.check(world)
    twin, until = world.fork(), world.now + 5 * SECOND
    for each in (world, twin):
        each.run_until(until)
        invariants.check(each)
    assert digest(world) == digest(twin)
    for guest in world.guests.values():
        assert guest.memory.total(Kind.BALLOON) == guest.balloon.pages
