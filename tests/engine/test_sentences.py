"""Event sentences say no more than what happened: no amount of nothing, no reason that is none."""

from __future__ import annotations

import attrs
import pytest

from engine.events import OperationEnded, OperationStalled
from tests.engine.playing import WEB, begin, last, said, typed


def test_a_target_that_is_repeated_leaves_the_balloon_as_it_is():
    session = typed(WEB, "balloon set web 192M", "balloon set web 192M")
    assert said(session, "web")[-1] == "Balloon stays at 64M: it holds what the target asks for."


@pytest.mark.parametrize(
    ("guest", "size", "section", "end"),
    [
        ("max=2G", "128M", 32, "its mem_map of 2M is free again."),
        ("max=2G memmap_on_memory=on", "128M", 32, "back to the host, nothing had to move."),
        ("max=2G platform=ppc64 page=64K", "32M", 64, "back to the host, nothing had to move."),
    ],
    ids=["a mem_map elsewhere", "a mem_map in place", "a page for the mem_maps of several sections"],
)
def test_a_section_that_left_tells_of_its_mem_map_only_where_that_is_free_again(guest, size, section, end):
    session = typed(
        f"guest add web memory=1G {guest}", f"hotplug add web {size}", f"hotplug remove web section={section}"
    )
    assert last(session).state == "done"
    [left] = [sentence for sentence in said(session, "web") if f"s{section} removed" in sentence]
    assert left.endswith(end)


def test_an_operation_that_was_cancelled_by_hand_has_no_other_reason():
    session = typed(WEB)
    number = begin(session, "balloon set web 192M")
    session.perform(f"cancel {number}")
    assert said(session)[-1] == f"op {number} (balloon set web 192M) was cancelled."


def test_one_that_gave_way_to_another_says_to_which():
    ended = OperationEnded(
        operation=3, command="balloon set web 1G", state="cancelled", reason="superseded by 9"
    )
    assert ended.sentence() == "op 3 (balloon set web 1G) was cancelled: superseded by 9."


def test_a_program_that_works_on_files_reads_them():
    session = typed(WEB, "workload web churn 64M kind=file rate=32M/s", "workload web churn 16M")
    files, anon = said(session, "web")[-2:]
    assert files == "A program reads 32M of files a second, in a part of 64M that moves on."
    assert anon == "A program holds 16M of anon memory and changes 16M of it a second."


def test_one_that_is_stalled_says_what_it_waits_for_or_that_it_makes_no_progress():
    stalled = OperationStalled(operation=3, command="balloon set web 1G", waits_for="the host has 96M free")
    assert stalled.sentence() == "op 3 (balloon set web 1G) is stalled and waits: the host has 96M free."
    assert attrs.evolve(stalled, waits_for="").sentence().endswith(" is stalled: it makes no progress.")


def test_an_empty_section_has_nothing_to_move():
    session = typed(WEB, "section offline web 5")
    assert "s5 isolated: 4,096 free pages left MemFree; nothing has to move." in said(session, "web")


def test_a_memory_block_is_refused_for_what_one_of_its_sections_has():
    session = typed("host memory 256G", "guest add big memory=64G max=80G", "section offline big 0-7")
    assert said(session, "big")[-2] == "s0–s7 cannot leave: s0 has pages of zones DMA and DMA32."


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("workload web stop", "nothing ran on"),
        ("balloon inflate web 1p", "the balloon holds 1 page"),
        ("workload web fill 1p", "1 page taken"),
        ("hotplug add web 16M", "1 section online"),
        ("hotplug add web 32M online=no", "2 sections added, offline"),
        ("workload web fragment 2p pattern=random", "half of 2 pages is free again, in holes"),
    ],
)
def test_what_an_operation_came_to_counts_in_words_that_agree(line, reason):
    assert last(typed(WEB, line)).reason == reason


def test_a_device_that_gets_no_more_pages_to_pin_says_why():
    operation = last(typed(f"{WEB} swap=0K", "workload web fill 200M kind=slab", "workload web pin 90%"))
    assert operation.state == "partial"
    assert operation.reason.endswith(
        ": the rest lies below the min watermark, and nothing more can be reclaimed"
    )


def test_a_script_is_called_by_its_command_for_it_has_no_number_that_could_be_asked_about():
    ended = OperationEnded(operation=-1, command="source x", state="failed", reason="stopped")
    assert ended.sentence() == "`source x` failed: stopped."
    assert attrs.evolve(ended, operation=7).sentence() == "op 7 (source x) failed: stopped."
