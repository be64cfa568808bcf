"""The operations' rows: what is listed, in what order, and what each says."""

from __future__ import annotations

import attrs
import pytest

from engine.snapshot import OperationView
from engine.units import SECOND
from tests.tui.frames import PALETTE
from tests.tui.snapshots import guest, operation, operations, snapshot
from tui.render.map.grid import grid
from tui.render.map.notes import notes
from tui.render.text.glyphs import UNICODE
from tui.render.told.operations import heading, listed, operation_rows, share, time_left


def rows(*shown: OperationView, width: int = 80, height: int = 3) -> list[str]:
    picture = snapshot(operations=shown)
    drawn = operation_rows(listed(picture), picture, width, height, PALETTE, UNICODE)
    return [row.strip(width).text.rstrip() for row in drawn]


def test_under_way_comes_before_failed_and_those_before_receipts():
    done = operation(1, state="done", ended=31 * SECOND)
    failed = operation(2, state="failed", ended=3 * SECOND)
    waiting = operation(3, state="waiting")
    assert [each.id for each in listed(snapshot(operations=(done, failed, waiting)))] == [3, 2, 1]


def test_a_receipt_goes_after_five_seconds_and_a_failure_stays_until_dismissed():
    old = operation(1, state="done", ended=26 * SECOND)
    instant = operation(3, state="done", ended=30 * SECOND)
    failed = operation(2, state="partial", ended=1)
    picture = snapshot(operations=(old, failed, instant))
    assert [each.id for each in listed(picture)] == [2]
    assert listed(picture, {2}) == []


def test_a_script_that_failed_has_no_number():
    script = operation(-1, "source operators", state="failed", reason="stopped", ended=30 * SECOND)
    assert rows(script, operation(12))[0].startswith(" ×    source operators ")


def test_rows_are_oldest_first_and_the_last_one_counts_the_rest():
    drawn = rows(*operations(), height=2)
    assert [row.split()[1] for row in drawn] == ["8", "9"]
    assert drawn[1].endswith("+1 op")


def test_progress_is_drawn_and_said():
    row = rows(operation(7, done=50, total=100))[0]
    assert "━━━━━━━━━╌╌╌╌╌╌╌╌╌╌ 50 %" in row


@pytest.mark.parametrize(("done", "total"), [(0, 0), (5, 0), (200, 100), (0, 100)])
def test_odd_progress_is_no_error(done: int, total: int):
    assert " %  " in rows(operation(7, done=done, total=total))[0]


def test_what_it_waits_for_goes_before_what_it_does():
    row = rows(operation(7, waits_for="memory of the host", detail="s5"), width=120)[0]
    assert "waits: memory of the host" in row
    assert "s5" not in row


def test_time_left_is_told_at_the_pace_so_far():
    picture, begun = snapshot(time=32 * SECOND), (30 * SECOND, 0)
    assert time_left(operation(7, done=25, total=100), picture, begun) == "  6.0 s"
    assert time_left(operation(7, done=25, total=100), picture, (31 * SECOND, 10)) == "  5.0 s"
    assert time_left(operation(7, done=0, total=100), picture, begun) == ""
    assert time_left(operation(7, done=100, total=100), picture, begun) == ""
    assert time_left(operation(7, done=25, total=100, state="stalled"), picture, begun) == ""


def test_a_receipt_says_how_long_it_took_and_what_was_moved():
    done = operation(9, "hotplug remove app 128M", state="done", ended=30_410_000_000, pages_migrated=20_480)
    assert rows(done)[0] == " ✓ 9 hotplug remove app 128M    done in 0.41 s, 20,480 pages moved"


def test_a_failure_says_why():
    failed = operation(
        9, "hotplug remove app 128M", state="failed", ended=31 * SECOND, reason="3 page tables in s23"
    )
    assert rows(failed)[0] == " × 9 hotplug remove app 128M    failed: 3 page tables in s23"


@pytest.mark.parametrize(
    ("state", "sign"),
    [
        ("done", "✓"),
        ("partial", "!"),
        ("cancelled", "–"),
        ("failed", "×"),
        ("stalled", "●"),
        ("waiting", "●"),
    ],
)
def test_only_what_was_done_is_ticked(state: str, sign: str):
    ended = None if state in ("stalled", "waiting") else 31 * SECOND
    assert rows(operation(8, state=state, ended=ended))[0].split()[0] == sign


def test_ids_of_several_digits_leave_the_commands_aligned():
    drawn = rows(operation(9), operation(10), height=2)
    assert [row.index("balloon") for row in drawn] == [6, 6]


def test_where_nothing_runs_it_says_so():
    assert rows()[0].strip().startswith("nothing is running")
    assert heading([], PALETTE, UNICODE, 20).strip(20).text == "─ operations ───────"


def test_the_heading_counts():
    shown = [*operations(), operation(10, state="failed")]
    assert heading(shown, PALETTE, UNICODE, 40).strip(40).text.startswith("─ 3 running ─ 1 failed ──")


def test_notes_tell_what_the_marks_mean():
    where = grid(4, 64, 4)
    told = notes(guest("app"), operations(), where, UNICODE, 2)
    assert told[0].text.startswith("s22 ▾ 1,204 of 20,480 pages moved")
    assert told[1].text.startswith("s23 × cannot leave: 3 page-table pages")


def test_notes_name_pinned_balloons_and_the_scale():
    told = notes(guest("web", "○B", max=1 << 40), (), grid(1 << 16, 64, 4), UNICODE, 3)
    assert [note.text for note in told] == [
        "1 cell = 256 sections",
        "balloon pages are pinned here: a section that holds one is stuck (B)",
        "1 of 1 section stuck: 1 B",
    ]


def test_what_is_left_is_counted_in_the_operations_own_unit():
    assert "1 section " in rows(operation(8, "hotplug add db 512M", done=3, total=4, unit="sections"))[0]
    assert "2M to go" in rows(operation(7, total=512))[0]


def test_of_a_removal_the_section_in_hand_counts_as_it_empties():
    removal = operation(9, "hotplug remove app 256M", done=1, total=2, unit="sections", sections=(22,))
    assert share(removal) == 0.5
    assert share(attrs.evolve(removal, moving=(5_000, 20_000))) == 0.625
    assert share(attrs.evolve(removal, done=2)) == 1.0
    assert share(attrs.evolve(removal, unit="pages", moving=(5_000, 20_000))) == 0.5
