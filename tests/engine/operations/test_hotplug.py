"""Sections come and go: who waits for whom, what is partly done, and what cancelling leaves behind."""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind
from engine.units import MIB
from tests.engine import invariants
from tests.engine.playing import (
    DB,
    WEB,
    begin,
    last,
    play,
    refused,
    said,
    settle,
    state,
    step_until,
    typed,
)

SECTION = 16 * MIB
SLOW = f"{WEB} cost_scale=1000"


def pass_time(session, nanoseconds: int) -> None:
    session.world.run_until(session.world.now + nanoseconds)


class TestTheLine:
    def test_operations_of_one_guest_wait_for_each_other(self):
        session = typed(SLOW)
        first, second = begin(session, "hotplug add web 16M"), begin(session, "hotplug add web 16M")
        operations = session.world.operations
        assert (operations[first].state, operations[second].state) == ("running", "waiting")
        assert operations[second].waits_for == f"op {first}, which changes web's sections"
        settle(session, second)
        assert operations[first].state == operations[second].state == "done"
        assert [state(session, s) for s in (16, 17, 18)] == ["online", "online", "absent"]
        invariants.check(session.world)

    def test_other_guests_do_not_wait(self):
        session = typed(SLOW, DB)
        begin(session, "hotplug add web 16M")
        assert session.world.operations[begin(session, "hotplug add db 16M")].state == "running"

    def test_a_balloon_does_not_wait_for_sections(self):
        session = typed(SLOW)
        begin(session, "hotplug add web 16M")
        assert session.world.operations[begin(session, "balloon set web 192M")].state == "running"

    def test_one_that_waits_can_be_cancelled(self):
        session = typed(SLOW)
        first, second, third = (begin(session, "hotplug add web 16M") for _ in range(3))
        session.perform(f"cancel {second}")
        settle(session, third)
        states = [session.world.operations[n].state for n in (first, second, third)]
        assert states == ["done", "cancelled", "done"]
        assert [state(session, s) for s in (16, 17, 18)] == ["online", "online", "absent"]

    def test_cancelling_one_that_waits_leaves_the_section_in_hand_alone(self):
        session = typed(SLOW)
        first, second = (begin(session, "hotplug remove web section=15") for _ in range(2))
        step_until(session, lambda: state(session, 15) == "going-offline")
        session.perform(f"cancel {second}")
        assert state(session, 15) == "going-offline"
        assert settle(session, first) == "done"
        assert state(session, 15) == "absent"
        invariants.check(session.world)

    @pytest.mark.parametrize(
        ("first", "then", "outcome"),
        [
            ("hotplug remove web section=15", "hotplug remove web section=15", "s15: it is absent"),
            ("section offline web 15", "section offline web 15", "s15: it is offline"),
            ("hotplug remove web section=15", "section offline web 15", "s15: it is absent"),
            ("section online web 16", "section online web 16", "s16 is online"),
            ("hotplug remove web section=16", "section online web 16", "s16 is absent"),
        ],
    )
    def test_what_has_changed_since_it_was_typed_is_seen_at_its_turn(self, first, then, outcome):
        session = typed(SLOW, "hotplug add web 16M online=no")
        for line in ("hotplug remove web section=10", first):
            begin(session, line)
        second = begin(session, then)
        assert session.world.operations[second].state == "waiting"
        assert settle(session, second) == "failed"
        assert outcome in session.world.operations[second].reason
        invariants.check(session.world)

    def test_what_is_offline_can_be_removed_at_its_turn(self):
        session = typed(WEB)
        begin(session, "section offline web 15")
        assert settle(session, begin(session, "hotplug remove web section=15")) == "done"
        assert state(session, 15) == "absent"

    def test_max_holds_for_all_that_were_typed(self):
        session = typed(WEB.replace("max=512M", "max=288M"))
        first, second = begin(session, "hotplug add web 32M"), begin(session, "hotplug add web 16M")
        assert settle(session, second) == "failed"
        assert last(session).reason == "web would be past its max"
        assert session.world.operations[first].state == "done"


class TestAmounts:
    def test_by_size_the_highest_sections_go_first(self):
        session = typed(WEB, "hotplug remove web 32M")
        assert [state(session, s) for s in (13, 14, 15)] == ["online", "absent", "absent"]

    def test_what_cannot_go_is_skipped_and_told(self):
        session = typed(
            WEB, "workload web fill 160M", "workload web fill 1M kind=slab", "workload web free 160M"
        )
        [stuck] = [s for s in range(1, 16) if session.world.guests["web"].blockers(s)]
        size = (16 - stuck) * SECTION // MIB
        typed(f"hotplug remove web {size}M", session=session)
        assert last(session).state == "done"
        assert state(session, stuck) == "online"
        assert [section for section, _ in last(session).failed_sections] == [stuck]
        [sentence] = [sentence for sentence in said(session, "web") if "cannot leave" in sentence]
        where = "256 slab pages in pageblock 0"
        assert sentence == f"s{stuck} cannot leave: {where}. Trying s{stuck - 1} instead."

    def test_partial_says_what_was_reached_and_why_not_the_rest(self):
        session = typed(WEB, "workload web fill 1p kind=kernel", "hotplug remove web section=1-3")
        operation = last(session)
        assert operation.state == "partial"
        assert operation.reason == "2 of 3 sections could leave: s1: 1 kernel page in pageblock 0"
        assert [state(session, s) for s in (1, 2, 3)] == ["online", "absent", "absent"]

    def test_the_target_moves_with_the_memory_and_the_balloon_stays(self):
        session = typed(DB.replace("db", "web"), "balloon set web 192M")
        web = session.world.guests["web"]
        typed("hotplug add web 64M", session=session)
        assert (web.target * 4096, web.balloon.pages * 4096) == (256 * MIB, 64 * MIB)
        typed("hotplug remove web 64M", session=session)
        assert (web.target * 4096, web.balloon.pages * 4096) == (192 * MIB, 64 * MIB)

    def test_a_section_can_go_online_later_and_in_either_zone(self):
        session = typed(WEB, "hotplug add web 32M online=no")
        assert [state(session, s) for s in (16, 17)] == ["offline", "offline"]
        assert session.world.guests["web"].online_pages * 4096 == 256 * MIB
        typed("section online web 16", "section online web 17 as=movable", session=session)
        [normal, movable] = session.world.guests["web"].memory.zones
        assert (normal.present * 4096, movable.present * 4096) == (272 * MIB, 16 * MIB)


class TestMin:
    def test_removing_below_min_is_refused(self):
        error = refused(typed(WEB), "hotplug remove web 208M")
        assert "would have 48M, below its min of 64M" in error.found
        assert error.wanted == "at most 192M"

    def test_a_target_that_falls_meanwhile_keeps_the_section(self):
        session = typed(SLOW.replace("min=64M", "min=192M"))
        remove = begin(session, "hotplug remove web 16M")
        step_until(session, lambda: state(session, 15) == "going-offline")
        session.perform("balloon set web 192M")
        assert settle(session, remove) == "failed"
        assert "s15: web would have 176M, below its min of 192M" in session.world.operations[remove].reason
        assert state(session, 15) == "online"
        pass_time(session, 600 * 10**9)
        web = session.world.guests["web"]
        assert (web.target, web.balloon.pages) == (192 * MIB // 4096, 64 * MIB // 4096)
        invariants.check(session.world)

    def test_what_the_balloon_has_not_given_back_yet_does_not_count(self):
        """A target of 256M is no memory: while the balloon holds 192M, sections must stay."""
        session = typed(WEB, "balloon set web 64M")
        begin(session, "balloon set web 256M")
        remove = begin(session, "hotplug remove web 64M")
        settle(session, remove)
        pass_time(session, 10**10)
        web = session.world.guests["web"]
        assert web.online_pages - web.balloon.pages >= web.min
        assert "below its min of 64M" in session.world.operations[remove].reason
        invariants.check(session.world)


class TestCancel:
    def test_an_added_section_in_hand_is_taken_back(self):
        session = typed(SLOW)
        host = session.world.host
        free, mem_map = host.free_frames, session.world.guests["web"].memory.total(Kind.MEM_MAP)
        add = begin(session, "hotplug add web 64M")
        step_until(session, lambda: state(session, 17) == "offline")
        session.perform(f"cancel {add}")
        assert [state(session, s) for s in (16, 17, 18)] == ["online", "absent", "absent"]
        web = session.world.guests["web"]
        assert web.target == web.online_pages == 272 * MIB // 4096
        pass_time(session, 10**9)
        assert host.free_frames == free - SECTION // 4096
        assert web.memory.total(Kind.MEM_MAP) == mem_map + 64
        invariants.check(session.world)

    def test_blocks_that_arrived_go_back_too(self):
        session = typed(f"{WEB.replace('ppc64', 'x86-64').replace('512M', '1G')} cost_scale=1000")
        add = begin(session, "hotplug add web 128M")
        step_until(session, lambda: state(session, 32) == "going-online")
        session.perform(f"cancel {add}")
        assert state(session, 32) == "absent"
        invariants.check(session.world)

    def test_what_was_offline_before_is_offline_again(self):
        session = typed(SLOW, "hotplug add web 16M online=no")
        online = begin(session, "section online web 16")
        session.perform(f"cancel {online}")
        assert state(session, 16) == "offline"
        invariants.check(session.world)

    def test_an_isolated_section_is_given_back_to_the_allocator(self):
        session = typed(SLOW, "workload web fill 200M")
        web = session.world.guests["web"]
        free = web.memory.normal.free_pages
        remove = begin(session, "hotplug remove web section=3")
        step_until(session, lambda: session.world.operations[remove].pages_migrated > 0)
        session.perform(f"cancel {remove}")
        assert state(session, 3) == "online"
        assert web.memory.normal.free_pages == free
        assert web.memory.normal.isolated_pages == 0
        assert "s3 stays: the operation was cancelled; its isolation is undone." in said(session, "web")
        invariants.check(session.world)

    def test_sections_that_left_stay_away(self):
        session = typed(SLOW)
        remove = begin(session, "hotplug remove web 64M")
        step_until(session, lambda: state(session, 14) == "going-offline")
        session.perform(f"cancel {remove}")
        assert [state(session, s) for s in (13, 14, 15)] == ["online", "online", "absent"]
        assert session.world.guests["web"].target == 240 * MIB // 4096

    def test_a_removed_guest_takes_its_operations_along(self):
        session = typed(SLOW)
        numbers = [begin(session, "hotplug add web 16M"), begin(session, "hotplug remove web 16M")]
        numbers.append(begin(session, "balloon set web 192M"))
        typed("guest remove web", session=session)
        assert {session.world.operations[n].state for n in numbers} == {"cancelled"}
        pass_time(session, 10**9)
        assert session.world.host.free_frames == session.world.host.total_frames
        typed(WEB, "hotplug add web 16M", session=session)
        invariants.check(session.world)


class TestWaitingForTheHost:
    FULL = ("host memory 272M", WEB)

    def test_an_addition_waits_with_a_reason_and_stalls(self):
        session = typed(*self.FULL)
        add = begin(session, "hotplug add web 32M")
        assert settle(session, add) == "stalled"
        assert session.world.operations[add].waits_for == "the host has nothing free"
        assert state(session, 16) == "online"
        assert any(s.startswith("Waits for 16M: the host has nothing free") for s in said(session, "web"))

    def test_a_first_section_that_waits_stalls_as_well(self):
        session = play(f"host memory 256M\n{WEB}\nfails hotplug add web 16M")
        assert session.exit_code == 0
        assert session.world.now < 61 * 10**9

    def test_it_goes_on_when_the_host_has_memory(self):
        session = typed(*self.FULL)
        add = begin(session, "hotplug add web 32M")
        pass_time(session, 10**9)
        typed("host memory 1G", session=session)
        assert settle(session, add) == "done"


def test_on_the_plain_kernel_of_2006_nothing_can_be_removed():
    session = typed(f"{WEB} kernel=2.6.16")
    for line in ("hotplug remove web 16M", "section offline web 15"):
        error = refused(session, line)
        assert "hotplug remove was never in that kernel (paper 4.2)" in error.found
        assert "2.6.16+remove" in error.wanted
    typed("hotplug add web 16M", session=session)
    assert state(session, 16) == "online"


class TestTheMemMapOfANewSection:
    FULL = (
        WEB,
        "workload web fill 160M kind=file",
        "workload web fill 80M kind=anon",
        "try balloon set web 244M",
    )

    def test_file_cache_is_dropped_for_it(self):
        session = typed(*self.FULL)
        guest = session.world.guests["web"]
        guest.memory.take(guest.memory.normal.free_pages, 0, Kind.KERNEL)
        cached = guest.memory.total(Kind.FILE)
        begin(session, "hotplug add web 16M")
        settle(session, last(session).id)
        assert last(session).state == "done"
        assert guest.memory.total(Kind.FILE) < cached


def test_a_guest_that_is_at_its_max_is_to_be_booted_with_a_larger_one():
    error = refused(typed("guest add w3 memory=256M platform=ppc64"), "hotplug add w3 64M")
    assert error.found == "w3 would have 320M, past its max of 256M"
    assert error.wanted == "no more can come: boot it with a larger max=, as max=320M"
