"""The gauge: the map sorted, on the scale 0..max."""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind
from engine.snapshot import GuestView
from engine.units import MIB
from tests.tui.frames import PALETTE
from tests.tui.snapshots import app, db, guest, web
from tui.render.guests.gauge import gauge, labels, short_levels
from tui.render.text.glyphs import UNICODE
from tui.render.text.rows import Row


def drawn(view: GuestView, width: int) -> str:
    row = Row(PALETTE.ground)
    gauge(row, view, width, PALETTE, UNICODE)
    return row.strip(width).text


def labelled(view: GuestView, width: int = 66) -> str:
    row = Row(PALETTE.ground)
    labels(row, view, 2, width, PALETTE)
    return row.strip(width + 2).text


def simple(**changes: object) -> GuestView:
    """Return a guest of 64M, a column a megabyte: 16M kernel, 16M anon, 16M free, 16M balloon."""
    held = {Kind.KERNEL: 16, Kind.ANON: 16, Kind.FREE: 16, Kind.BALLOON: 16}
    return guest(
        cells="▒ " * 4, held=held, **{"max": 80 * MIB, "min": 8 * MIB, "target": 64 * MIB, **changes}
    )


def test_what_is_dearest_comes_first_and_what_was_never_plugged_last():
    assert (
        drawn(simple(min=0, target=80 * MIB), 80)
        == "¦" + "█" * 15 + "▒" * 16 + "·" * 16 + "○" * 16 + "╌" * 15 + "▼"
    )


def test_current_is_the_edge_where_the_balloon_begins():
    view = simple()
    assert drawn(view, 80).index("○") == view.has // MIB


def test_target_and_min_stand_at_their_sizes():
    text = drawn(simple(target=40 * MIB), 80)
    assert (text.index("¦"), text.index("▼")) == (8, 40)


def test_offline_memory_comes_after_the_balloon():
    view = guest(cells="▒ □ ", held={Kind.ANON: 16}, max=48 * MIB, min=0, target=48 * MIB)
    assert drawn(view, 48) == "¦" + "▒" * 15 + "□" * 16 + "╌" * 15 + "▼"


@pytest.mark.parametrize("width", [0, 1, 2, 7, 28, 66, 150])
@pytest.mark.parametrize("make", [web, db, app, simple])
def test_it_is_as_wide_as_asked(width: int, make):
    assert len(drawn(make(), width)) == width


def test_a_guest_of_nothing_has_a_gauge():
    assert drawn(guest(cells="", max=0, present=0, online=0, target=0, min=0), 10) == "▼" + "╌" * 9


def test_more_than_max_still_fits():
    assert len(drawn(simple(max=16 * MIB, target=90 * MIB), 30)) == 30


def test_labels_stand_under_their_places():
    text = labelled(web())
    assert text.index("min 256M") == 2 + 11
    assert text.index("target 512M") == 2 + 22
    assert text.endswith("max 1.5G")


@pytest.mark.parametrize("target", [0, 8, 16, 30, 40, 48, 64, 80])
def test_labels_never_overlap(target: int):
    text = labelled(simple(target=target * MIB))
    for word in ("min 8M", f"target {target}M" if target else "target 0", "has 48M", "max 80M"):
        assert word in text


def test_the_short_form_says_has_and_target():
    assert short_levels(web(), UNICODE) == " 660M ▸ 512M "
    assert short_levels(db(), UNICODE) == " 3.5G ▸ 4.0G "


def test_the_target_does_not_hide_a_small_balloon():
    view = guest(cells="▒ ○ ", held={Kind.ANON: 31, Kind.BALLOON: 1}, max=32 * MIB, target=31 * MIB)
    assert drawn(view, 32).endswith("▒▼○")
