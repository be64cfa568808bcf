"""Operators' commands do what their tools do, and answer in their tools' words."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.checkpoint.checkpoint import read, write
from engine.memory.holdings import change_kind
from engine.memory.kinds import Kind, SectionState
from engine.session import Session
from tests.engine import invariants
from tests.engine.playing import (
    DB,
    WEB,
    begin,
    last,
    play,
    refused,
    replayed,
    said,
    settle,
    state,
    step_until,
    typed,
)

SMALL = "guest add web memory=128M max=256M min=16M swap=0K platform=ppc64"
"""A guest of 8 LMBs."""
BIG = "guest add app memory=1G max=2G min=256M online=movable"
"""One whose DIMMs can be emptied."""


def printed(session: Session) -> list[str]:
    """What tools have printed so far, one text each."""
    return [sentence.output for sentence in session.sentences(0) if sentence.output]


def online(session: Session, guest: str = "web") -> list[int]:
    """The sections of a guest that are online."""
    memory = session.world.guests[guest].memory
    return [s for s in memory.present_sections().tolist() if memory.state[s] == SectionState.ONLINE]


def with_unmovable(*sections: int, lines: tuple[str, ...] = (SMALL,), guest: str = "web") -> Session:
    """A guest whose memory was full once: these sections have kept a page of the kernel's, and every one some anon."""
    session = typed(*lines, f"workload {guest} fill 110M")
    memory = session.world.guests[guest].memory
    for section in sections:
        first = section << memory.layout.section_shift
        assert memory.kind(first) is Kind.ANON
        change_kind(memory, np.array([first], np.int64), Kind.ANON, Kind.KERNEL)
    return typed(f"workload {guest} free 100M", session=session)


class TestChmem:
    def test_a_number_counts_mib_and_offline_starts_at_the_highest_block(self):
        session = typed(WEB, "chmem web -d 64")
        assert last(session).command == "section offline web size=64M"
        assert online(session) == list(range(12))
        assert printed(session) == []

    def test_online_starts_at_the_lowest_and_prefers_zone_movable(self):
        session = typed(WEB, "section offline web 4-7", "chmem web --enable 32M")
        assert last(session).command == "section online web size=32M as=movable"
        assert online(session) == [*range(6), *range(8, 16)]
        assert any(sentence.startswith("s5 online in MOVABLE") for sentence in said(session))

    def test_a_zone_can_be_asked_for(self):
        session = typed(WEB, "section offline web 4-7", "chmem web -e 16 -z normal")
        assert last(session).command == "section online web size=16M as=kernel"
        typed("chmem web -e 16", "chmem web -d 16 -z Movable", session=session)
        assert last(session).command == "section offline web size=16M in=Movable"
        assert online(session) == [*range(5), *range(8, 16)]

    def test_of_a_zone_it_takes_what_there_is(self):
        session = typed(WEB, "hotplug add web 32M online=movable", "chmem web -d 64 -z Movable")
        assert last(session).command == "section offline web size=32M in=Movable"
        assert printed(session) == ["chmem: Could only disable 32M of memory"]
        typed("guest add app memory=1G", "chmem app -d 128 -z dma32", session=session)
        assert last(session).command == "section offline app size=128M in=DMA32"
        assert online(session, "app") == list(range(7))

    @pytest.mark.parametrize("what", ["-b 4-5", "0x4000000-0x5ffffff"])
    def test_a_range_is_of_blocks_or_of_addresses(self, what):
        session = typed(WEB, f"chmem web -d {what}")
        assert last(session).command == "section offline web 4-5"
        assert online(session) == [*range(4), *range(6, 16)]

    def test_of_a_range_it_passes_over_what_is_as_it_wants_it(self):
        session = typed(WEB, "chmem web -d -b 4-5", "chmem web -d -b 4-7")
        assert last(session).command == "section offline web 6-7"
        error = refused(session, "chmem web -d -b 4-7")
        assert error.found == "Memory Blocks 4 to 7 already disabled"
        error = refused(session, "chmem web -d -b 3-9")
        assert error.wanted == "one range at a time, as 3-3"

    def test_partial_success_is_told_block_by_block_and_in_all(self):
        session = with_unmovable(5, 7)
        typed("chmem web -d 112", session=session)
        assert last(session).state == "partial"
        assert online(session) == [0, 5, 7]
        assert printed(session) == [
            "chmem: Memory Block 7 (0x0000000007000000-0x0000000007ffffff) disable failed: Device or resource busy\n"
            "chmem: Memory Block 5 (0x0000000005000000-0x0000000005ffffff) disable failed: Device or resource busy\n"
            "chmem: Memory Block 0 (0x0000000000000000-0x0000000000ffffff) disable failed: Device or resource busy\n"
            "chmem: Could only disable 80M of memory"
        ]

    def test_more_than_is_offline_is_a_partial_success_too(self):
        session = typed(WEB, "section offline web 4-5", "chmem web -e 64")
        assert printed(session) == ["chmem: Could only enable 32M of memory"]

    def test_verbose_says_what_became_of_each_block(self):
        assert printed(typed(WEB, "chmem web -vd 32", "chmem web -ve -b 14-15")) == [
            "Memory Block 15 (0x000000000f000000-0x000000000fffffff) disabled\n"
            "Memory Block 14 (0x000000000e000000-0x000000000effffff) disabled",
            "Memory Block 14 (0x000000000e000000-0x000000000effffff) enabled\n"
            "Memory Block 15 (0x000000000f000000-0x000000000fffffff) enabled",
        ]

    def test_where_blocks_have_several_sections_it_counts_blocks(self):
        session = typed("guest add web memory=1G max=2G min=64M platform=ppc64")
        web = session.world.guests["web"]
        web.block_sections = 4
        typed("chmem web -d -b 2-3", session=session)
        assert last(session).command == "section offline web 8-15"
        assert online(session) == [*range(8), *range(16, 64)]
        error = refused(session, "chmem web -d 16")
        assert error.found == "16M is not a multiple of the memory block size of web (64M)"


class TestDrmgr:
    """Power's dynamic partitioning (reference 3.4)."""

    def test_w18_by_count_it_is_all_or_nothing_and_starts_at_the_lowest(self):
        session = with_unmovable(1, 5, 7)
        memory = session.world.guests["web"].memory
        assert all(memory.counts[lmb, Kind.ANON] for lmb in (2, 3, 4, 6))
        typed("drmgr web -c mem -r -q 5", session=session)
        assert last(session).command == "hotplug remove web 80M order=lowest partly=undo"
        assert last(session).state == "failed"
        assert [section for section, _ in last(session).failed_sections] == [0, 1, 5, 7]
        assert online(session) == list(range(8))
        assert not any(memory.counts[lmb, Kind.ANON] for lmb in (2, 3, 4, 6)), (
            "they were emptied by migration"
        )
        assert printed(session) == [
            "pseries-hotplug-mem: Memory hot-remove failed, adding LMB's back\n"
            "Failed to write to /sys/kernel/dlpar: Invalid argument\n"
            "DR_TOTAL_RESOURCES=0"
        ]
        invariants.check(session.world)
        typed("drmgr web -c mem -r -q 3", session=session)
        assert last(session).state == "done"
        assert online(session) == [0, 1, 5, 6, 7]
        assert printed(session)[-1] == "DR_TOTAL_RESOURCES=3"
        invariants.check(session.world)

    def test_what_came_back_keeps_target_and_host_as_they_were(self):
        session = with_unmovable(1, 5, 7)
        web, host = session.world.guests["web"], session.world.host
        before = web.target, web.online_pages, host.held("web")
        typed("drmgr web -c mem -r -q 5", session=session)
        assert (web.target, web.online_pages, host.held("web")) == before
        assert "Only 4 sections could leave, which is not all: s2–s4 s6 come back online." in said(session)

    def test_by_index_it_is_one_lmb(self):
        session = typed(SMALL, "drmgr web -c mem -r -s 0x80000004")
        assert last(session).command == "hotplug remove web section=4 partly=undo"
        assert printed(session) == ["DR_TOTAL_RESOURCES=1"]

    def test_an_lmb_that_is_asked_for_and_cannot_go_is_busy(self):
        session = with_unmovable(1)
        typed("drmgr web -c mem -r -s 0x80000001", session=session)
        assert printed(session) == [
            "Failed to write to /sys/kernel/dlpar: Device or resource busy\nDR_TOTAL_RESOURCES=0"
        ]

    def test_adding_by_count_takes_added_ones_back_when_the_rest_cannot_come(self):
        session = typed(SMALL, "workload web fill 100%")
        typed("drmgr web -c mem -a -q 8", session=session)
        assert last(session).state == "failed"
        assert online(session) == list(range(8))
        assert printed(session) == [
            "pseries-hotplug-mem: Memory hot-add failed, removing any added LMBs\n"
            "Failed to write to /sys/kernel/dlpar: Invalid argument\n"
            "DR_TOTAL_RESOURCES=0"
        ]
        invariants.check(session.world)

    def test_adding_brings_whole_lmbs(self):
        session = typed(SMALL, "drmgr web -c mem -a -q2")
        assert last(session).command == "hotplug add web 32M partly=undo"
        assert online(session) == list(range(10))
        assert printed(session) == ["DR_TOTAL_RESOURCES=2"]

    def test_cancelled_midway_it_keeps_what_is_done(self):
        session = with_unmovable(1, 5, 7)
        number = session.perform("drmgr web -c mem -r -q 5").id
        states = session.world.guests["web"].memory.state
        while states[2] != SectionState.ABSENT:
            session.step()
        session.perform(f"cancel {number}")
        assert online(session) == [0, 1, *range(3, 8)]
        assert session.world.guests["web"].hotplug_line == ()
        session.world.run_until(session.world.now)
        assert "16M handed back, and reported to its balloon driver." in said(session)
        assert printed(session) == [], "nothing of it is the kernel's failure"
        invariants.check(session.world)

    def test_cancelled_while_lmbs_come_back_those_that_are_gone_stay_away(self):
        session = with_unmovable(1, 5, 7)
        number = session.perform("drmgr web -c mem -r -q 5").id
        step_until(session, lambda: any("come back online" in sentence for sentence in said(session)))
        step_until(session, lambda: online(session) == [0, 1, 2, 5, 7])
        session.perform(f"cancel {number}")
        assert online(session) == [0, 1, 2, 5, 7]
        assert [state(session, section) for section in (3, 4, 6)] == ["absent"] * 3
        assert "48M handed back, and reported to its balloon driver." in said(session)
        invariants.check(session.world)

    def test_lmbs_come_back_as_the_kernels_where_none_of_zone_movable_is_left_around_them(self):
        session = with_unmovable(1, 5, 7)
        typed("hotplug add web 64M online=movable", session=session)
        typed("drmgr web -c mem -r -q 11", session=session)
        assert last(session).state == "failed"
        memory = session.world.guests["web"].memory
        assert {memory.zones[number].name for number in memory.section_zone.tolist()} == {"Normal"}
        invariants.check(session.world)

    @pytest.mark.parametrize("line", ["drmgr web -c mem -r -s 0x80000004", "drmgr web -c mem -r -q 1"])
    def test_an_lmb_that_is_offline_leaves(self, line):
        """device_offline has nothing to do for it."""
        session = with_unmovable(1, 2, 3)
        offline = begin(session, "section offline web 4")
        remove = begin(session, line)
        assert [settle(session, number) for number in (offline, remove)] == ["done", "done"]
        assert online(session) == [0, 1, 2, 3, 5, 6, 7]
        assert state(session, 4) == "absent"
        assert printed(session) == ["DR_TOTAL_RESOURCES=1"]
        invariants.check(session.world)

    def test_one_that_was_offline_before_is_not_put_online_when_the_rest_comes_back(self):
        session = with_unmovable(1, 5, 7)
        typed("section offline web 3", "hotplug remove web section=2-7 partly=undo", session=session)
        assert last(session).state == "failed"
        assert online(session) == [0, 1, 2, 4, 5, 6, 7]
        assert state(session, 3) == "offline"
        invariants.check(session.world)

    def test_a_fork_and_a_checkpoint_live_the_same_future(self):
        session = with_unmovable(1, 5, 7)
        number = session.perform("drmgr web -c mem -r -q 5").id
        for _ in range(30):
            session.step()
        fork, again = session.world.fork(), read(write(session.world))
        settle(session, number)
        end = session.world.now
        for twin in (fork, again):
            twin.run_until(end)
            assert twin.operations[number].state == "failed"
            twin_session = Session()
            twin_session.world = twin
            assert twin_session.digest() == session.digest()


class TestQemu:
    def test_balloon_is_what_the_guest_shall_have(self):
        session = typed(BIG, "balloon app 768", "info balloon app")
        assert last(session).command == "balloon set app 768M"
        assert session.perform("info balloon app").output == "balloon: actual=768"

    def test_a_dimm_is_plugged_onto_its_backend(self):
        session = typed(BIG, "object_add app memory-backend-ram,id=mem1,size=256M")
        typed("device_add app pc-dimm,id=dimm1,memdev=mem1", session=session)
        assert last(session).command == "hotplug add app 256M device=dimm1:mem1"
        assert online(session, "app")[-2:] == [32, 33]
        assert session.perform("info memory-devices app").output.split("\n") == [
            'Memory device [dimm]: "dimm1"',
            "  addr: 0x100000000",
            "  slot: 0",
            "  node: 0",
            "  size: 268435456",
            "  memdev: /objects/mem1",
            "  hotplugged: true",
            "  hotpluggable: true",
        ]
        assert session.perform("info balloon app").output == "balloon: actual=1280"
        name, _, event = printed(session)[-1].partition(" ")
        assert name == "ACPI_DEVICE_OST"
        assert json.loads(event)["info"] == {
            "device": "dimm1",
            "source": 1,
            "status": 0,
            "slot": "0",
            "slot-type": "DIMM",
        }

    def test_in_its_short_form_a_backend_is_made(self):
        session = typed(BIG, "device_add app pc-dimm,size=128M", "device_add app pc-dimm,size=128M")
        assert last(session).command == "hotplug add app 128M device=dimm1:mem1"
        assert refused(session, "object_del app mem0").found == "object 'mem0' is in use, can not be deleted"
        typed("device_del app dimm0", "object_del app mem0", session=session)
        assert [backend.id for backend in session.world.guests["app"].backends] == ["mem1"]

    def test_device_del_asks_the_guest_and_all_of_it_leaves(self):
        session = typed(BIG, "device_add app pc-dimm,size=256M", "device_del app dimm0")
        assert last(session).command == "hotplug remove app device=dimm0"
        assert session.perform("info memory-devices app").output == ""
        assert (
            printed(session)[-1] == 'DEVICE_DELETED {"device": "dimm0", "path": "/machine/peripheral/dimm0"}'
        )

    def test_a_dimm_of_which_a_section_cannot_leave_stays_and_is_online(self):
        """d1-hotadd-2x128 of the traces: onlined as kernel memory, it is soon lost for unplugging."""
        session = typed(BIG.replace("movable", "kernel"), "device_add app pc-dimm,size=256M")
        typed("workload app fill 8M kind=slab", "device_del app dimm0", session=session)
        assert last(session).state == "failed"
        assert online(session, "app")[-2:] == [32, 33]
        assert printed(session)[-1] == (
            'ACPI_DEVICE_OST {"info": {"device": "dimm0", "source": 3, "status": 130, "slot": "0",'
            ' "slot-type": "DIMM"}}'
        )

    def test_an_idle_dimm_of_several_sections_can_leave_for_none_describes_another(self):
        session = typed(BIG.replace("movable", "kernel"), "device_add app pc-dimm,size=512M")
        memory = session.world.guests["app"].memory
        assert all(
            pfn >> memory.layout.section_shift < 32 for s in range(32, 36) for pfn, _ in memory.mem_map_of[s]
        )
        typed("device_del app dimm0", session=session)
        assert printed(session)[-1].startswith("DEVICE_DELETED")
        invariants.check(session.world)

    def test_a_dimm_is_there_as_a_whole_before_its_first_block_goes_online(self):
        session = typed(BIG)
        add = begin(session, "device_add app pc-dimm,size=512M")
        step_until(
            session, lambda: state(session, 32, "app") != "offline" and state(session, 32, "app") != "absent"
        )
        assert [state(session, s, "app") for s in (33, 34, 35)] == ["offline"] * 3
        step_until(session, lambda: state(session, 33, "app") == "online")
        session.perform(f"cancel {add}")
        assert [state(session, s, "app") for s in (32, 33, 34, 35)] == [
            "online",
            "online",
            "absent",
            "absent",
        ]
        invariants.check(session.world)

    def test_of_a_dimm_that_is_cancelled_before_it_is_there_as_a_whole_nothing_stays(self):
        session = typed(BIG)
        add = begin(session, "device_add app pc-dimm,size=512M")
        step_until(session, lambda: state(session, 33, "app") == "offline")
        assert state(session, 34, "app") == "absent"
        session.perform(f"cancel {add}")
        assert {state(session, s, "app") for s in range(32, 36)} == {"absent"}
        invariants.check(session.world)

    def test_a_dimm_counts_while_its_blocks_are_offline_or_gone(self):
        session = typed(BIG, "device_add app pc-dimm,size=256M", "section offline app 32-33")
        assert session.perform("info balloon app").output == "balloon: actual=1280"
        typed("hotplug remove app section=32-33", session=session)
        assert session.perform("info balloon app").output == "balloon: actual=1280"
        typed("hotplug add app 128M", session=session)
        assert online(session, "app")[-1] == 34, "the DIMM's addresses are taken"
        typed("device_del app dimm0", session=session)
        assert session.perform("info balloon app").output == "balloon: actual=1152"

    @pytest.mark.parametrize("online", ["kernel", "movable"])
    def test_a_dimm_that_is_still_being_plugged_cannot_be_unplugged(self, online):
        session = typed(BIG.replace("movable", online))
        add = begin(session, "device_add app pc-dimm,id=d1,size=256M")
        assert refused(session, "device_del app d1").found == "Device d1 is still being plugged"
        step_until(session, lambda: state(session, 32, "app") == "online")
        assert (
            refused(session, "device_del app d1").wanted
            == f"once op {add} has ended, or `cancel {add}` first"
        )
        settle(session, add)
        assert [state(session, s, "app") for s in (32, 33)] == ["online", "online"]

    def test_nor_can_one_whose_plugging_waits_for_its_turn(self):
        session = typed(BIG, "hotplug add app 256M")
        first = begin(session, "hotplug remove app 256M")
        add = begin(session, "device_add app pc-dimm,id=d1,size=256M")
        assert refused(session, "device_del app d1").found == "Device d1 is still being plugged"
        second = begin(session, "device_add app pc-dimm,id=d2,size=256M")
        assert [settle(session, number) for number in (first, add, second)] == ["done"] * 3
        invariants.check(session.world)

    @pytest.mark.parametrize(
        "line", ["section offline app 32-33", "section offline app 33", "hotplug remove app section=33"]
    )
    @pytest.mark.parametrize("queued", [False, True])
    def test_what_is_offline_or_gone_does_not_keep_a_dimm(self, line, queued):
        session = typed(BIG, "device_add app pc-dimm,id=d1,size=256M")
        begin(session, line) if queued else typed(line, session=session)
        typed("device_del app d1", session=session)
        assert printed(session)[-1].startswith("DEVICE_DELETED")
        assert [state(session, s, "app") for s in (32, 33)] == ["absent", "absent"]
        assert not session.world.guests["app"].dimms
        invariants.check(session.world)

    def test_a_dimm_of_which_all_has_gone_meanwhile_is_gone(self):
        session = typed(BIG, "device_add app pc-dimm,id=d1,size=256M")
        begin(session, "hotplug remove app section=32-33")
        typed("device_del app d1", session=session)
        assert (last(session).state, session.world.guests["app"].dimms) == ("done", ())

    def test_a_dimm_is_unplugged_once(self):
        session = typed(BIG, "device_add app pc-dimm,id=d1,size=256M")
        remove = begin(session, "device_del app d1")
        error = refused(session, "hotplug remove app device=d1")
        assert error.found == "Device d1 is already in the process of unplug"
        assert settle(session, remove) == "done"
        assert [text.split()[0] for text in printed(session)] == ["ACPI_DEVICE_OST", "DEVICE_DELETED"]

    def test_dimms_are_part_of_what_later_memory_depends_on(self):
        one, two = (typed(BIG, f"hotplug add app 128M{device}") for device in ("", " device=dimm0:mem0"))
        assert one.digest() != two.digest()


@pytest.mark.parametrize(
    "lines",
    [
        (WEB, "section offline web 4-7", "chmem web -e 32", "chmem web -d 48"),
        (SMALL, "drmgr web -c mem -r -q 2", "drmgr web -c mem -a -q 1", "try drmgr web -c mem -r -q 7"),
        (
            BIG,
            "object_add app memory-backend-ram,id=m,size=128M",
            "device_add app pc-dimm,memdev=m",
            "balloon app 800",
        ),
        (BIG, "device_add app pc-dimm,size=128M", "device_del app dimm0", "object_del app mem0"),
    ],
)
def test_a_recording_has_the_native_form_and_replays_to_the_same_digest(lines):
    session = typed(*lines)
    assert not any(word in session.recording() for word in ("chmem", "drmgr", "device_", "balloon app 8"))
    assert replayed(session).digest() == session.digest()
    assert replayed(session).exit_code == 0


@pytest.mark.parametrize(
    ("guest", "line"),
    [
        (WEB, "chmem web -vd 32"),
        (WEB, "drmgr web -c mem -r -q 2"),
        (BIG, "device_add app pc-dimm,size=128M"),
        (f"{WEB} online=movable", "chmem web -d -b 4-5 -v"),
    ],
)
def test_an_answer_that_is_still_to_come_is_in_a_checkpoint(guest, line):
    session = typed(guest)
    number = session.perform(line).id
    again = Session()
    again.world = read(write(session.world))
    for it in (session, again):
        settle(it, number)
    assert printed(again) == printed(session)
    assert printed(session)


@pytest.mark.parametrize(
    "line",
    [
        "chmem web -d -b 0-9999999",
        "chmem web -d -b 9999990-9999999",
        "chmem web -e 16T",
        "chmem web -d 0x0-0xfffffffffff",
        "drmgr web -c mem -a -q 1048576",
        "drmgr web -c mem -r -s 0x800fffff",
        "object_add web memory-backend-ram,id=m,size=40M",
        "object_del web m",
        "device_add web pc-dimm,size=16T",
        "device_add web pc-dimm,memdev=nothing",
        "device_del web nothing",
    ],
)
@pytest.mark.parametrize("span", [1, 16])
def test_what_was_refused_can_be_replayed(line, span):
    session = typed("guest add web memory=1G max=2G platform=ppc64")
    session.world.guests["web"].block_sections = span
    refused(session, line)
    lines = session.recording().splitlines(keepends=True)
    assert play("".join(lines[:-1])).exit_code == 0  # the replay's blocks are others, and so is its digest
    assert (
        f"try {line.split()[0]}" in session.recording()
        or "try hotplug" in session.recording()
        or ("try section" in session.recording())
    )


def test_in_a_script_the_answer_is_printed_before_the_next_line():
    session = play(
        f"""
        {WEB}
        section offline web 4-5
        try chmem web -e 64
        say and then
        """
    )
    told = [sentence.output or sentence.text for sentence in session.sentences(0)]
    assert told[-2:] == ["chmem: Could only enable 32M of memory", "and then"]


def test_a_command_without_a_guest_is_for_the_selected_one():
    session = typed(WEB, DB)
    session.perform("chmem -d 16", "db")
    assert last(session).command == "section offline db size=16M"
    session.perform("drmgr -c mem -a", "db")
    assert last(session).command == "hotplug add db 16M partly=undo"
    session.perform("balloon 200", "db")
    assert last(session).command == "balloon set db 200M"
    assert session.perform("info balloon", "db").output.startswith("balloon: actual=")


def test_a_partly_success_at_a_time_is_a_failure_of_the_line():
    session = play(f"{WEB}\nsection offline web 4\nat 1s fails chmem web -e 64\n")
    assert session.exit_code == 1, "chmem does what it can, which is all that there is"


def test_a_dimm_that_is_asked_back_and_cancelled_leaves_offline_what_went_offline():
    session = typed(BIG, "hotplug add app 256M online=movable device=dimm9:mem9", "workload app fill 90%")
    number = session.perform("device_del app dimm9").id
    states = session.world.guests["app"].memory.state
    step_until(session, lambda: states[32] == SectionState.OFFLINE)
    session.perform(f"cancel {number}")
    assert "s32 stays offline, neither removed nor put back." in said(session)
    invariants.check(session.world)
