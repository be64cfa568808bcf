"""Event sentences say no more than what happened: no amount of nothing, no reason that is none."""

from __future__ import annotations

import pytest

from engine.events import OperationEnded
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
    assert said(session, "web")[-1].endswith(end)


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
