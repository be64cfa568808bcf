"""What a request to take a memory block offline would come to: what the process then comes to, and why."""

from __future__ import annotations

import pytest

from engine.guest.offline_outcome import outcome_of_offline, room_elsewhere
from engine.memory.holdings import acquire, release
from engine.memory.kinds import Kind
from tests.engine.playing import last, typed

SMALL = "guest add web memory=256M max=512M min=16M platform=ppc64 driver=virtio swap=0K"
X86 = "guest add web memory=1G max=2G platform=x86-64 swap=0K"


def web(session):
    return session.world.guests["web"]


def words(session, section, **more):
    found = outcome_of_offline(web(session), section, **more)
    return found.outcome, found.cause


class TestInvalid:
    def test_a_block_with_holes_or_firmware_is_refused_before_anything_is_touched(self):
        session = typed(X86)
        found = outcome_of_offline(web(session), 0)
        assert (found.outcome, found.cause) == ("EINVAL", "holes")
        assert found.reason.endswith("are holes, or firmware's")

    def test_one_of_several_zones_too(self):
        session = typed("guest add web memory=5G max=8G platform=i386 pae=on")
        memory = web(session).memory
        several = [section for section in memory.parts if not memory.counts[section, Kind.HOLE]]
        assert {words(session, section) for section in several} <= {("EINVAL", "zones")}

    def test_one_that_is_not_online(self):
        session = typed(SMALL, "section offline web 9")
        assert words(session, 9) == ("EINVAL", "state")
        assert words(session, 99) == ("EINVAL", "holes")


class TestUnmovable:
    def test_the_page_that_refuses_is_that_of_the_first_pageblock_then_of_the_last(self):
        session = typed(SMALL)
        memory = web(session).memory
        assert words(session, 5) == ("ok", "")
        acquire(memory, 16 * 256, Kind.ANON)
        section, base = 9, 9 * 4096
        columns = memory.frames.columns(section)
        assert columns is not None
        for at, refuses in ((1000, 1000), (3000, 1000), (4000, 4000), (40, 40)):
            _use(memory, base + at)
            found = outcome_of_offline(web(session), section)
            assert (found.outcome, found.cause) == ("EBUSY", "unmovable")
            assert found.refuses == base + refuses
        assert [(it.first - base, it.pages, it.name) for it in found.in_the_way] == [
            (at, 1, "slab") for at in (40, 1000, 3000, 4000)
        ]

    def test_kernels_before_5_19_looked_upwards(self):
        session = typed(SMALL.replace("driver=virtio", "driver=xen kernel=2.6.24"))
        memory, base = web(session).memory, 9 * 4096
        for at in (1000, 4000):
            _use(memory, base + at)
        assert outcome_of_offline(web(session), 9).refuses == base + 1000


class TestRetry:
    def test_without_room_it_goes_on_trying(self):
        session = typed(SMALL, "workload web fill 100%")
        found = outcome_of_offline(web(session), 5)
        assert (found.outcome, found.cause) == ("retry", "no room")
        assert found.to_move > found.room + found.reclaimable
        typed("hotplug remove web section=5 retries=2", session=session)
        assert "no room to move" in last(session).reason

    def test_page_cache_makes_room(self):
        session = typed(SMALL, "workload web fill 100M", "workload web fill 140M kind=file")
        found = outcome_of_offline(web(session), 3)
        assert found.outcome == "ok"
        assert found.to_move > found.room
        assert any("have to be reclaimed first" in risk for risk in found.at_risk)

    def test_pinned_pages_stay(self):
        session = typed(SMALL, "workload web fill 40M", "workload web pin 40M")
        assert words(session, 1) == ("retry", "pinned")

    def test_a_snapshot_does_not_show_them(self):
        session = typed(SMALL, "workload web fill 40M")
        said = outcome_of_offline(web(session), 1, pins_known=False).at_risk
        assert any("pinned" in risk for risk in said)
        assert not outcome_of_offline(web(session), 1).at_risk
        assert not outcome_of_offline(web(session), 9, pins_known=False).at_risk


@pytest.mark.parametrize("spare", [0, 1, -1])
def test_room_is_what_the_process_finds_to_the_page(spare):
    """Everything else is full: so many pages move, and not one more."""
    session = typed(SMALL, "workload web fill 100%")
    guest = web(session)
    room = room_elsewhere(guest, 5)
    to_move = guest.block_pages - int(guest.memory.counts[5, Kind.FREE])
    assert 0 <= room < to_move
    need = to_move - room + spare
    pages = guest.memory.held[Kind.ANON].entries()
    elsewhere = pages[pages >> guest.memory.layout.section_shift != 5][:need]
    release(guest.memory, Kind.ANON, elsewhere)
    assert words(session, 5) == (("ok", "") if spare >= 0 else ("retry", "no room"))
    typed("hotplug remove web section=5 retries=2", session=session)
    assert last(session).state == ("done" if spare >= 0 else "failed")


class TestTheKernelsNextPage:
    """d1: a block that is put online as the kernel's is lost as soon as the kernel needs a page."""

    def test_it_comes_from_an_empty_preferred_zone(self):
        session = typed(X86, "hotplug add web 256M online=no", "section online web 32-33 as=kernel")
        assert outcome_of_offline(web(session), 32).takes_next
        assert not outcome_of_offline(web(session), 33).takes_next
        typed("workload web fill 4K kind=slab", session=session)
        assert words(session, 32) == ("EBUSY", "unmovable")
        assert not outcome_of_offline(web(session), 33).takes_next

    def test_movable_memory_is_not_at_risk(self):
        session = typed(X86, "hotplug add web 128M online=movable")
        assert not outcome_of_offline(web(session), 32).takes_next


def _use(memory, pfn):
    """Let one free page hold slab."""
    zone = memory.zone_of(pfn)
    taken = []
    while not taken or taken[-1] != pfn:
        taken.append(memory.alloc(0, 1, Kind.SLAB, zones=[zone]))
    for other in taken[:-1]:
        memory.free(other, 0)
