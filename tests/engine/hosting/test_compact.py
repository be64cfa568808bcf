"""`host compact`: what it costs after a balloon, and after sections have left (paper 5.2, last sentence)."""

from __future__ import annotations

import attrs
import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.errors import CommandError
from engine.events import HostCompacted
from engine.operation import Operation
from engine.session import Session
from engine.units import MIB, SECOND
from tests.engine.invariants import check

LAB = (
    "host memory 1G",
    "guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove",
    "guest add db memory=256M min=64M platform=ppc64 kernel=2.6.16+remove",
    "workload web age 50%",
    "workload db age 50%",
)
SHRINK = {"sections": "hotplug remove web 64M", "balloon": "balloon set web 192M"}


def lab(*lines: str, seed: int = 7) -> Session:
    session = Session(seed=seed)
    for line in (*LAB, *lines):
        session.perform(line)
        run(session, 60)
    return session


def run(session: Session, seconds: float) -> None:
    session.world.run_until(session.world.now + int(seconds * SECOND))


@attrs.frozen
class Cost:
    frames: int
    stretches: int
    time: int


def compacted(how: str, line: str, seed: int) -> Cost:
    session = lab(SHRINK[how], seed=seed)
    assert session.world.host.held("web") * 4096 == 192 * MIB
    operation = perform(session, line)
    assert operation.state == "done"
    (event,) = (event for _, event in session.world.events if isinstance(event, HostCompacted))
    check(session.world)
    return Cost(event.frames, event.stretches, operation.ended - operation.started)


def perform(session: Session, line: str) -> Operation:
    number = session.world.next_operation
    session.perform(line)
    run(session, 30)
    return session.world.operations[number]


@pytest.mark.parametrize("seed", range(3))
class TestThePapersClaim:
    """'It also potentially makes it easier to implement compacting of real physical memory.'"""

    @pytest.mark.parametrize("block", ["2M", "16M"])
    def test_after_sections_left_free_memory_is_in_large_blocks_and_nothing_moves(self, seed, block):
        assert compacted("sections", f"host compact block={block}", seed) == Cost(0, 0, 0)
        balloon = compacted("balloon", f"host compact block={block}", seed)
        assert balloon.frames > 5000
        assert balloon.time > 5_000_000

    def test_in_one_piece_as_many_frames_move_but_in_thousands_of_stretches_after_a_balloon(self, seed):
        sections, balloon = (compacted(how, "host compact", seed) for how in ("sections", "balloon"))
        assert sections.frames == balloon.frames == 64 * MIB // 4096
        assert sections.stretches <= 16
        assert balloon.stretches > 2000
        assert balloon.time > 1.5 * sections.time


def test_after_it_free_memory_is_one_hole_and_guests_have_what_they_had():
    session = lab(SHRINK["balloon"])
    world = session.world
    held = {name: world.host.held(name) for name in world.guests}
    assert session.snapshot(machine=True).host.machine.holes.count > 1000
    perform(session, "host compact")
    machine = session.snapshot(machine=True).host.machine
    assert (machine.holes.count, machine.holes.largest) == (1, machine.holes.frames)
    assert {name: world.host.held(name) for name in world.guests} == held
    assert session.perform("expect host.fragmentation.holes == 1").passed


def test_it_goes_in_steps_shows_how_far_it_is_and_can_be_cancelled():
    session = lab(SHRINK["balloon"])
    number = session.world.next_operation
    session.perform("host compact")
    shown = []
    for _ in range(6):
        session.world.run_instant()
        operation = session.world.operations[number]
        shown.append(operation.done)
        check(session.world)
    assert operation.state == "running"
    assert 0 < shown[0] <= 4096
    assert shown == sorted(shown)
    assert operation.total == 16_384
    assert "have yet to" in operation.detail
    session.perform(f"cancel {number}")
    done = session.world.operations[number].done
    run(session, 10)
    assert session.world.operations[number].state == "cancelled"
    check(session.world)
    perform(session, "host compact")
    assert session.world.operations[number + 2].pages_migrated == 16_384 - done


def test_it_ends_while_guests_work_and_balloons_move():
    session = lab()
    for line in (
        "workload web churn 40M rate=16M/s",
        "workload db churn 40M rate=16M/s",
        "balloon set web 160M",
        "balloon set db 200M",
        "host compact",
    ):
        session.perform(line)
    for _ in range(20):
        run(session, 0.05)
        check(session.world)
    run(session, 5)
    assert not session.world.under_way()
    perform(session, "host compact")
    assert session.snapshot(machine=True).host.machine.holes.count == 1


def test_a_paged_guest_can_be_moved_too():
    session = lab("host limit db 128M", "balloon set web 192M")
    perform(session, "host compact")
    check(session.world)
    assert session.snapshot(machine=True).host.machine.holes.count == 1


def test_only_one_at_a_time():
    session = lab(SHRINK["balloon"])
    session.perform("host compact")
    with pytest.raises(CommandError, match="moves frames already"):
        session.perform("host compact block=2M")


def test_a_fork_and_a_checkpoint_in_the_midst_live_the_same_future():
    session = lab(SHRINK["balloon"])
    session.perform("host compact block=2M")
    for _ in range(4):
        session.world.run_instant()
    world = session.world
    twins, until = [world.fork(), read(write(world))], world.now + SECOND
    for other in (world, *twins):
        other.run_until(until)
    assert len({digest(other) for other in (world, *twins)}) == 1


def test_a_machine_can_shrink_once_its_top_was_vacated():
    session = lab(SHRINK["balloon"])
    with pytest.raises(CommandError, match="or `host compact` first"):
        session.perform("host memory 460M")
    perform(session, "host compact")
    session.perform("host memory 460M")
    assert session.snapshot().host.total == 460 * MIB
    check(session.world)
    with pytest.raises(CommandError, match=r"at least \d+[KM]$"):
        session.perform("host memory 300M")
