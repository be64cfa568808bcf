"""Dragging in the map: the target of a gauge, a range of cells; nothing runs."""

from __future__ import annotations

import attrs
import pytest
from textual.events import MouseDown, MouseMove, MouseUp

from engine.units import MIB
from tests.tui import snapshots
from tests.tui.driving import opened
from tui.render.guests.band import Band
from tui.render.guests.columns import band_columns
from tui.render.guests.gauge_drag import dragged_command, dragged_size, takes_hold
from tui.render.map.cursor import Cursor


def event(kind, widget, x, y, *, button=1):
    return kind(widget, x, y, 0, 0, button, False, False, False, x, y)


async def drag(app, *places):
    bands = app.screen.body.bands
    first, *rest = places
    bands.post_message(event(MouseDown, bands, *first))
    for place in rest:
        bands.post_message(event(MouseMove, bands, *place))
    await app.pilot.pause()


async def drop(app, place):
    bands = app.screen.body.bands
    bands.post_message(event(MouseUp, bands, *place))
    await app.pilot.pause()


def target_of(app, row):
    y = app.screen.body.bands.region.y
    return app.rows(y)[row].index("▼"), row


async def test_dragging_the_target_writes_the_size_as_it_goes_and_nothing_runs():
    async with opened() as app:
        start = target_of(app, 0)
        await app.type("why web")
        await drag(app, start, (start[0] - 2, 0))
        written = app.prompt.value
        assert written.startswith("balloon set web ")
        assert app.screen.body.bands.dragged is not None
        await drag(app, start, (start[0] + 5, 0))
        assert app.prompt.value != written
        await drop(app, (start[0] + 5, 0))
        assert app.screen.body.bands.dragged is None
        assert app.prompt.value.startswith("balloon set web ")
        assert app.session.ran == []


async def test_while_it_is_dragged_the_sign_follows_and_what_must_go_is_underlined():
    async with opened() as app:
        bands = app.screen.body.bands
        x, y = target_of(app, 0)
        await drag(app, (x, y), (x - 3, y))
        line = bands.render_line(0)
        assert line.text.index("▼") == x - 3
        under = "".join(part.text for part in line if part.style and part.style.underline)
        assert under
        assert set(under) <= set("█▤◆▓▒░·¦")
        await drop(app, (x - 3, y))
        assert not any(part.style and part.style.underline for part in bands.render_line(0))


async def test_the_line_that_was_typed_before_becomes_the_draft_once():
    async with opened() as app:
        await app.type("free web")
        x, y = target_of(app, 0)
        await drag(app, (x, y), (x - 1, y), (x - 2, y), (x - 3, y))
        await drop(app, (x - 3, y))
        await app.press("escape", "up", "up")
        assert app.prompt.value == "free web"


async def test_dragging_over_cells_marks_them_and_a_letter_is_about_the_range():
    async with opened() as app:
        bands = app.screen.body.bands
        await drag(app, (7, 1), (9, 1), (13, 1))
        await drop(app, (13, 1))
        assert (bands.marked, bands.cursor) == ((2, 5), Cursor("web", 5))
        bands.focus()
        await app.press("r")
        assert app.prompt.value == "hotplug remove web section=2-5"
        assert app.session.ran == []


def band(guest, width=80, form="short"):
    return Band(guest, 1, 4, band_columns(form, width, (96,), ("web",)))


@pytest.mark.parametrize("column", range(90))
def test_every_column_means_a_size_that_the_guest_can_have(column):
    guest = attrs.evolve(snapshots.web(), can=frozenset({"balloon", "add"}))
    size = dragged_size(band(guest), column)
    assert guest.min <= size <= guest.max
    assert size % MIB == 0
    if size > guest.online:
        assert (size - guest.online) % guest.section_size == 0
        assert dragged_command(guest, size).endswith("policy=balloon+add")
    else:
        assert dragged_command(guest, size).startswith("balloon set web ")


def test_a_guest_without_a_balloon_is_resized():
    guest = attrs.evolve(snapshots.web(), can=frozenset({"add"}))
    assert dragged_command(guest, 512 * MIB) == "resize web 512M"


def test_the_sign_is_taken_hold_of_on_its_row_and_no_more_than_a_column_beside_it():
    shown = band(snapshots.web())
    at = next(x for x in range(80) if takes_hold(shown, x, 0)) + 1
    assert [takes_hold(shown, at + by, 0) for by in (-2, -1, 0, 1, 2)] == [False, True, True, True, False]
    assert not takes_hold(shown, at, 1)
    assert dragged_size(shown, 0) >= 256 * MIB


async def test_what_is_held_as_the_map_goes_out_of_sight_is_let_go_and_the_keyboard_stays():
    async with opened() as app:
        bands = app.screen.body.bands
        await drag(app, (7, 1), (9, 1))
        assert app.app.mouse_captured is bands
        focused = app.app.focused
        await app.pilot.resize_terminal(5, 2)
        await app.pilot.pause()
        assert app.app.mouse_captured is None
        app.app.screen._forward_event(event(MouseMove, app.app.screen, 2, 0))
        assert app.app.focused is focused
