"""The page at the cursor: whose it is, whether it moves, and what its buddy waits for."""

from __future__ import annotations

import numpy as np
import pytest

from engine.machine_view import MachinePage
from engine.memory.kinds import Kind
from engine.session import Session
from engine.snapshot import GuestView
from engine.units import SECOND
from tests.tui.snapshots import pages, web
from tui.render.map.inspect import MOVES, Behind, free_block, moves, page_facts, program_of
from tui.render.map.zoom import page_note


def facts(view: GuestView, section: int, at: int) -> dict[str, str]:
    return dict(page_facts(view, view.pages[section], at))


@pytest.fixture
def view() -> GuestView:
    session = Session(seed=3)
    session.perform("guest add web memory=64M platform=ppc64")
    session.perform("workload web fill 1M kind=page_table")
    session.perform("workload web fill 1M kind=anon")
    session.world.run_until(SECOND)
    return session.snapshot(tuple(("web", section) for section in range(4))).guests[0]


def first(view: GuestView, kind: Kind) -> tuple[int, int]:
    """Return a section and the position in it of the first page of a kind."""
    for section, found in view.pages.items():
        at = np.flatnonzero(found.kinds == kind)
        if len(at):
            return section, int(at[0])
    raise AssertionError(kind)


def test_every_kind_of_page_says_whether_it_moves():
    view = web()
    for kind in Kind:
        assert moves(view, kind).startswith(("yes: ", "no: ", "nothing ", "there is no "))
    assert set(Kind) - set(MOVES) == {Kind.BALLOON}


def test_a_page_in_use_names_its_program_and_the_workload_that_it_came_from(view):
    section, at = first(view, Kind.ANON)
    program = program_of(view, view.pages[section], at)
    said = facts(view, section, at)
    assert said["owner"] == f"anon of {program.title}"
    assert said["since"].endswith("workload web fill 1M kind=anon")
    assert said["moves?"].startswith("yes: ")


def test_a_page_table_stays_and_says_so_in_one_line_too(view):
    section, at = first(view, Kind.PAGE_TABLE)
    assert facts(view, section, at)["moves?"] == "no: the MMU walks it by its address"
    block, page = divmod(at, 1 << view.pageblock_order)
    assert page_note(view.pages[section], view, block, page).endswith("], stays")


def test_a_page_that_is_nobody_s_is_the_kernel_s_own(view):
    assert facts(view, 0, 0)["owner"].startswith("no program")
    assert "since" not in facts(view, 0, 0)


def test_a_free_block_waits_for_what_lies_in_its_buddy():
    found = pages(5, 4096)
    view = web()
    head, order = free_block(found, 3)
    assert (head, order) == (0, 2)
    assert free_block(found, 4) is None
    said = dict(page_facts(view, found, 3))
    assert said["buddy"].startswith("0x5004, 4 pages: waits for ")
    assert said["buddy"].endswith("then order 3")


def test_of_a_page_in_use_beside_a_free_one_the_buddy_waits_for_it():
    found = pages(5, 4096)
    found.kinds[21], found.orders[21] = Kind.FREE, 0
    assert dict(page_facts(web(), found, 21))["buddy"].startswith("0x5014 in use (anon): when it comes free")
    alone = 20
    said = dict(page_facts(web(), found, alone))
    assert said["buddy"] == f"{0x5000 + alone + 1:#x} free (order 0), waits for this page"


def test_the_largest_block_has_no_buddy(view):
    section = 3
    at = int(np.flatnonzero(view.pages[section].orders == view.max_order)[0])
    assert facts(view, section, at)["buddy"].startswith("none")


def test_a_page_says_which_frames_of_the_machine_are_behind_it():
    found = pages(5)
    view = web()
    behind = Behind("web", found.first_pfn + 3, MachinePage(0x12340, 16, 4096))
    assert dict(page_facts(view, found, 3, behind))["machine"] == "0x12340–0x1234f"
    assert "machine" not in dict(page_facts(view, found, 4, behind))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (MachinePage(0x99, 1, 4096), "0x99"),
        (MachinePage(None, 1, 4096), "none: the host has it, or never gave it"),
        (MachinePage(None, 1, 4096, paged_out=True), "none: it is on the host's swap"),
    ],
)
def test_a_page_without_a_frame_says_why(page, words):
    assert Behind("web", 1, page).words.startswith(words)
