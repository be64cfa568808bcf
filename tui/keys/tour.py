"""Keys of the tour, while the line is empty."""

from __future__ import annotations

from tui.keys.table import Bound, Key

TOUR = (
    Key("tour", "Enter", "Next", "the next step", Bound("next", "enter", "tour_next"), mouse="click it"),
    Key("tour", "Esc", "Leave", "leave it; any command ends it", Bound("leave", "escape", "tour_leave")),
)
