"""A pseries guest under QEMU: only LMBs of DIMMs come and go, by count all or nothing, and QEMU keeps its own books.

What is asked here was asked of real guests: traces p07, p09 and p15.
"""

from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoint.checkpoint import read, write
from engine.digest import digest
from engine.guest.lmbs import Lmbs
from engine.memory.holdings import change_kind
from engine.memory.kinds import Kind, SectionState
from engine.session import Session
from tests.engine import invariants
from tests.engine.operations.test_dialects import online, printed
from tests.engine.playing import last, refused, settle, typed

ROW = "guest add web memory=128M max=512M min=16M swap=0K platform=ppc64 driver=virtio"
"""8 LMBs at boot."""


def pseries(*lines: str, policy: str = "kernel", told: bool = True, end: int = 24) -> Session:
    """A guest whose DIMMs have their LMBs from s8 on, and what was typed."""
    session = typed(ROW)
    guest = session.world.guests["web"]
    guest.lmbs, guest.online = Lmbs(first=8, end=end, told=told), policy
    return typed(*lines, session=session) if lines else session


def plug(session: Session, name: str, size: str) -> None:
    typed(
        f"object_add web memory-backend-ram,id=m-{name},size={size}",
        f"device_add web pc-dimm,id={name},memdev=m-{name}",
        session=session,
    )


def four(**options: object) -> Session:
    """A guest with two DIMMs of two LMBs each, s8 to s11."""
    session = pseries(**options)  # type: ignore[arg-type]
    plug(session, "dimm0", "32M")
    plug(session, "dimm1", "32M")
    return session


def remove(session: Session, count: int) -> str:
    typed(f"drmgr web -c mem -r -q {count}", session=session)
    return last(session).state


def add(session: Session, count: int) -> str:
    typed(f"drmgr web -c mem -a -q {count}", session=session)
    return last(session).state


def occupy(session: Session, section: int, kind: Kind = Kind.KERNEL) -> None:
    """Let a page of a section be in use."""
    memory = session.world.guests["web"].memory
    typed("workload web fill 170M", session=session)
    first = section << memory.layout.section_shift
    assert memory.kind(first) is Kind.ANON
    change_kind(memory, np.array([first], np.int64), Kind.ANON, kind)
    typed("workload web free 150M", session=session)


def zone_of(session: Session, section: int) -> str:
    memory = session.world.guests["web"].memory
    return memory.zones[int(memory.section_zone[section])].name


class TestPlugging:
    def test_the_kernel_brings_all_lmbs_of_a_dimm_and_puts_them_online_at_once(self):
        session = four(policy="no")
        assert online(session) == list(range(12))
        assert zone_of(session, 8) == "Normal"

    def test_a_policy_for_new_memory_says_in_which_zone(self):
        session = four(policy="movable")
        assert [zone_of(session, section) for section in (7, 8, 11)] == ["Normal", "Movable", "Movable"]

    def test_a_kernel_that_is_not_told_does_nothing_until_it_is_asked(self):
        """Trace p15: the DIMMs are plugged, and the blocks come by `memory add count`."""
        session = four(told=False)
        assert online(session) == list(range(8))
        assert add(session, 1) == "done"
        assert online(session) == list(range(9))
        assert add(session, 2) == "done"
        assert online(session) == list(range(11))


class TestRemoveByCount:
    def test_the_lowest_go_first_and_those_of_boot_never(self):
        session = four()
        assert remove(session, 1) == "done"
        assert online(session) == [*range(8), 9, 10, 11]
        assert remove(session, 2) == "done"
        assert online(session) == [*range(8), 11]
        invariants.check(session.world)

    def test_more_than_there_are_is_refused_at_once(self):
        session = four()
        remove(session, 3)
        error = refused(session, "drmgr web -c mem -r -q 9")
        assert error.found == "Not enough LMBs available (1 of 9) to satisfy request"
        error = refused(session, "hotplug remove web 144M partly=undo")
        assert error.found == "Not enough LMBs available (1 of 9) to satisfy request"

    def test_one_that_fails_is_skipped(self):
        session = four()
        occupy(session, 8)
        assert remove(session, 2) == "done"
        assert online(session) == [*range(8), 8, 11]

    def test_what_went_comes_back_emptied_when_not_all_can_go(self):
        session = four()
        occupy(session, 9)
        memory = session.world.guests["web"].memory
        assert remove(session, 4) == "failed"
        assert online(session) == list(range(12))
        assert [int(memory.counts[lmb, Kind.FREE]) for lmb in (8, 10, 11)] == [4096] * 3
        assert printed(session)[-1].startswith(
            "pseries-hotplug-mem: Memory hot-remove failed, adding LMB's back"
        )
        assert session.world.guests["web"].lmbs.kept == ()
        invariants.check(session.world)

    def test_one_that_is_offline_goes_too(self):
        session = four()
        typed("section offline web 8", session=session)
        assert remove(session, 1) == "done"
        assert online(session) == [*range(8), 9, 10, 11]

    def test_after_the_limit_a_signal_ends_the_request_and_all_that_is_tried_then_fails(self):
        """The pinned LMB takes all of the time; the others are not even emptied."""
        session = four()
        occupy(session, 8, Kind.PINNED)
        memory = session.world.guests["web"].memory
        session.perform("hotplug remove web 32M partly=undo timeout=16s")
        number = session.world.next_operation - 1
        began = session.world.now
        assert settle(session, number) == "failed"
        assert 16 <= (session.world.now - began) / 1e9 < 17
        assert online(session) == list(range(12))
        assert all(memory.counts[lmb, Kind.ANON] for lmb in (9, 10))

    def test_one_by_index(self):
        session = four()
        typed("drmgr web -c mem -r -s 0x8000000a", session=session)
        assert online(session) == [*range(8), 8, 9, 11]
        assert "was there at boot" in refused(session, "drmgr web -c mem -r -s 0x80000002").found


class TestWhatQemuKeeps:
    def test_an_lmb_that_was_removed_by_count_cannot_come_again(self):
        """Trace p07: `memory add count 2` fails after `memory remove count 2`."""
        session = four()
        remove(session, 3)
        assert add(session, 2) == "failed"
        assert online(session) == [*range(8), 11]
        assert printed(session)[-1].startswith("pseries-hotplug-mem: Memory hot-add failed")

    def test_nor_one_that_came_in_vain(self):
        """Trace p15: of 4 asked for one came and was taken out; the next to come is of the next DIMM."""
        session = four(told=False)
        add(session, 3)
        assert add(session, 4) == "failed"
        assert online(session) == list(range(11))
        plug(session, "dimm2", "16M")
        assert add(session, 1) == "done"
        assert online(session) == [*range(11), 12]
        invariants.check(session.world)

    def test_nor_one_whose_mem_map_found_no_room(self):
        """Trace p17's way: a DIMM that is plugged into a full guest is counted, and the guest stays as it was."""
        session = four()
        typed("workload web fill 100%", session=session)
        plug(session, "dimm2", "16M")
        assert last(session).state == "failed"
        assert online(session) == list(range(12))
        typed("workload web free 100M", session=session)
        assert add(session, 1) == "failed"
        assert session.world.guests["web"].lmbs.kept == (12,)

    def test_more_than_could_ever_be_plugged_is_refused_at_once(self):
        session = four(told=False)
        add(session, 3)
        assert refused(session, "drmgr web -c mem -a -q 14").found.startswith(
            "Not enough LMBs available (13 of 14)"
        )
        assert session.world.guests["web"].lmbs.kept == ()

    def test_a_dimm_of_which_an_lmb_was_removed_by_count_is_never_deleted(self):
        """Trace p07: device_del takes the other LMB out, and no DEVICE_DELETED comes."""
        session = four()
        remove(session, 1)
        typed("device_del web dimm0", session=session)
        assert online(session) == [*range(8), 10, 11]
        assert [dimm.id for dimm in session.world.guests["web"].dimms] == ["dimm0", "dimm1"]
        assert not any("DEVICE_DELETED" in text for text in printed(session))

    def test_a_dimm_that_nothing_was_taken_of_goes(self):
        session = four()
        typed("device_del web dimm0", session=session)
        assert online(session) == [*range(8), 10, 11]
        assert printed(session)[-1].startswith("DEVICE_DELETED")
        invariants.check(session.world)

    def test_the_first_lmb_that_does_not_go_ends_it_and_those_before_it_come_back(self):
        session = four()
        occupy(session, 9)
        typed("device_del web dimm0", session=session)
        assert online(session) == list(range(12))
        assert printed(session)[-1].startswith("DEVICE_UNPLUG_GUEST_ERROR")
        session = four()
        occupy(session, 8)
        typed("device_del web dimm0", session=session)
        assert not printed(session), "nothing was put back, by which QEMU would have known"

    def test_lmbs_that_go_while_their_dimm_is_asked_for_are_qemus(self):
        session = four()
        occupy(session, 8)
        typed("device_del web dimm0", session=session)
        assert remove(session, 1) == "done"
        assert (online(session), session.world.guests["web"].lmbs.kept) == ([*range(8), 8, 10, 11], ())

    def test_a_dimm_that_the_guest_never_had_goes_at_once(self):
        session = four(told=False)
        typed("device_del web dimm1", session=session)
        assert [dimm.id for dimm in session.world.guests["web"].dimms] == ["dimm0"]


@pytest.mark.parametrize("line", ["drmgr web -c mem -r -q 4", "device_del web dimm1"])
def test_a_fork_and_a_checkpoint_live_the_same_future(line):
    session = four()
    occupy(session, 9)
    number = session.perform(line).id
    for _ in range(12):
        session.step()
    again, fork = read(write(session.world)), session.world.fork()
    settle(session, number)
    end = session.world.now
    for world in (again, fork):
        world.run_until(end)
    assert digest(fork) == digest(again) == digest(session.world)


def test_cancelled_it_keeps_what_is_gone():
    session = four()
    number = session.perform("drmgr web -c mem -r -q 3").id
    memory = session.world.guests["web"].memory
    while memory.state[8] != SectionState.ABSENT:
        session.step()
    session.perform(f"cancel {number}")
    assert online(session) == [*range(8), 9, 10, 11]
    assert session.world.guests["web"].lmbs.kept == (8,)
    assert session.world.guests["web"].hotplug_line == ()
    invariants.check(session.world)
