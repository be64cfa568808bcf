"""What is said of a guest among many."""

from __future__ import annotations

import pytest

from tests.tui.crowds import course, small
from tests.tui.snapshots import app, db, operation, operations, web
from tui.render.guests.state import QUIET, Urgency, sign, state_of
from tui.render.text.glyphs import ASCII, UNICODE

_7, _8, _9 = operations()


def said(guest, *own, glyphs=UNICODE) -> list[str]:
    return [each.text(glyphs) for each in state_of(guest, own).happenings]


def test_what_is_under_way_comes_first_and_then_what_went_wrong():
    assert said(web(), _7) == ["○ 42 %"]
    assert said(db(), _8) == ["▴ s32"]
    assert said(app(), _9) == ["▾ s22", "× s23"]
    assert said(app(), _9, glyphs=ASCII) == ["v s22", "x s23"]


def test_a_guest_that_swaps_says_how_much():
    guest = small("ci", course=course([1024], swapped=14))
    assert said(guest) == ["swap 14M/s"]
    assert state_of(guest, ()).swaps == 14 << 20


def test_a_quiet_guest_says_nothing():
    assert state_of(small("mail"), ()) == QUIET
    assert QUIET.urgency is Urgency.QUIET


@pytest.mark.parametrize(
    ("changes", "urgency", "text"),
    [
        ({"state": "failed", "failed_sections": ((6, "slab"),)}, Urgency.FAILED, "× s6"),
        ({"state": "partial"}, Urgency.FAILED, "× partial"),
        ({"state": "stalled"}, Urgency.FAILED, "× stalled"),
        ({"state": "waiting"}, Urgency.WAITING, "● waits"),
        ({"command": "hotplug add mail 1G", "total": 8, "done": 2}, Urgency.GROWING, "▴ 25 %"),
        ({"command": "hotplug remove mail 1G", "total": 8}, Urgency.SHRINKING, "▾ 0 %"),
        ({"sections": (99,), "total": 4, "done": 1}, Urgency.BALLOON, "○ 25 %"),
    ],
)
def test_the_most_urgent_is_what_one_cell_shows(changes: dict[str, object], urgency: Urgency, text: str):
    state = state_of(small("mail"), (operation(7, **{"command": "balloon set mail 1G", **changes}),))
    assert state.urgency is urgency
    assert state.foremost.text(UNICODE) == text


def test_every_urgency_has_a_sign_of_one_column_of_its_own():
    for glyphs in (UNICODE, ASCII):
        signs = [sign(urgency, glyphs) for urgency in Urgency]
        assert len(set(signs)) == len(signs)
        assert {len(each) for each in signs} == {1}
