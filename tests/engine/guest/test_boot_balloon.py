"""A guest that starts with less than its map: the rest is in the balloon from the first instant (Xen)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.memory.boot_map import BootMap
from engine.memory.kinds import Kind
from engine.platform import PAGE_SIZES
from engine.units import GIB, MIB
from tests.engine import invariants
from tests.engine.playing import last, refused, replayed, said, typed

PAGE = 4096
WEB = "guest add web memory=512M start=256M max=1G min=64M platform=ppc64 driver=xen"
OLD = f"{WEB} kernel=2.6.16"


def web(session):
    return session.world.guests["web"]


def mem_total(session) -> int:
    return sum(zone.managed for zone in web(session).memory.zones) * PAGE


@pytest.mark.parametrize("line", [WEB, OLD], ids=["today", "2006"])
class TestBoot:
    def test_the_host_gives_what_it_starts_with_and_memtotal_is_that(self, line):
        session = typed(line)
        guest = web(session)
        assert (guest.target * PAGE, guest.balloon.pages * PAGE) == (256 * MIB, 256 * MIB)
        assert session.world.host.held("web") * PAGE == 256 * MIB
        assert mem_total(session) == 256 * MIB - guest.memory.total(Kind.RESERVED) * PAGE - 8 * MIB
        assert said(session, "web")[0].startswith("Booted with 512M, 256M of it in the balloon on ppc64")
        invariants.check(session.world)

    def test_the_highest_pages_begin_in_it_and_come_back_first(self, line):
        session = typed(line)
        counts = web(session).memory.counts
        assert counts[16:32, Kind.BALLOON].all()
        assert not counts[:16, Kind.BALLOON].any()
        typed("balloon set web 272M", session=session)
        assert not counts[31, Kind.BALLOON]
        assert counts[30, Kind.BALLOON] == 4096

    def test_it_grows_up_to_its_map_and_no_further(self, line):
        session = typed(line, "balloon set web 512M")
        assert last(session).state == "done"
        assert web(session).balloon.pages == 0
        assert mem_total(session) == 496 * MIB
        assert refused(session, "balloon set web 528M").found.startswith("web has 512M online")
        invariants.check(session.world)

    def test_beyond_its_map_there_is_hotplug(self, line):
        session = typed(line, "hotplug add web 64M")
        assert last(session).state == "done"
        assert web(session).target * PAGE == 320 * MIB
        assert web(session).balloon.pages * PAGE == 256 * MIB

    def test_it_can_be_written_down_and_lived_again(self, line):
        session = typed(line, "balloon set web 400M")
        assert digest(read(write(session.world))) == digest(session.world)
        assert digest(replayed(session).world) == digest(session.world)

    def test_xenstore_has_both_numbers(self, line):
        session = typed(line)
        assert session.perform("xenstore read /local/domain/1/memory/target").output == str(256 * 1024)
        assert session.perform("xenstore read /local/domain/1/memory/static-max").output == str(1024 * 1024)


def test_a_map_with_zones_and_holes_is_ballooned_around_what_boot_keeps():
    session = typed("guest add web memory=6G start=1G hypervisor=xen swap=0K")
    invariants.check(session.world)
    typed("balloon set web 5G", "balloon set web 6G", "balloon set web 2G", session=session)
    assert last(session).state == "done"
    invariants.check(session.world)


def test_high_memory_comes_back_after_all_other():
    session = typed(
        "guest add web memory=1536M start=768M platform=i386 hypervisor=xen", "balloon set web 896M"
    )
    zones = {zone.name: zone.managed for zone in web(session).memory.zones}
    assert zones["HighMem"] == 0
    typed("balloon set web 960M", session=session)
    assert {zone.name: zone.managed for zone in web(session).memory.zones}["HighMem"] > 0
    invariants.check(session.world)


@pytest.mark.parametrize(
    "row",
    [row for sizes in PAGE_SIZES.values() for row in sizes.values()],
    ids=lambda r: f"{r.name}-{r.page_size}",
)
@pytest.mark.parametrize("share", [2, 3, 7])
def test_what_begins_in_the_balloon_and_what_the_host_backs_are_all_of_the_map(row, share):
    memory = max(8 * row.section_size, 2 * GIB)
    whole = BootMap.of(row, memory)
    wanted = memory // row.page_size // share
    split = whole.with_balloon(wanted)
    assert sum(it.pages for it in split.ballooned) == wanted
    assert sum(pages for _, pages in split.backed()) == memory // row.page_size - wanted
    assert [it for it in split.fixed if it.kind is not Kind.BALLOON] == list(whole.fixed)
    edges = [(it.first, it.end) for it in split.fixed]
    assert all(end <= first for (_, end), (first, _) in pairwise(edges))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "guest add a memory=1G start=512M",
            "a runs on KVM, under which a guest boots with all of its memory",
        ),
        ("guest add a memory=1G start=512M driver=vmware", "a runs on VMware ESX, under which a guest boots"),
        (
            "guest add a memory=1G start=512M hypervisor=hyperv",
            "a runs on Hyper-V (Virtual PC), which boots a guest",
        ),
        ("guest add a memory=1G start=2G hypervisor=xen", "start 2G is above memory"),
        ("guest add a memory=1G start=16M hypervisor=xen", "16M hardly holds a kernel and the mem_map of 1G"),
        ("guest add a memory=1G start=256M min=512M hypervisor=xen", "start 256M is below min"),
        ("guest add a memory=1G start=6K hypervisor=xen", "6K is not a multiple of the page size (4K)"),
    ],
)
def test_what_cannot_start_so_is_refused_at_the_word(line, found):
    error = refused(typed(), line)
    assert error.found.startswith(found)
    assert error.place.column == line.index("start=") + 7
