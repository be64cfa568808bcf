"""The right button of the mouse offers what letters do with the cell under it."""

from __future__ import annotations

import pytest

from tests.tui import snapshots
from tests.tui.driving import opened
from tests.tui.frames import PALETTE
from tui.render.closely.cell_menu import choices, menu_rows, menu_size
from tui.render.map.cursor import Cursor, Zoom
from tui.render.text.glyphs import ASCII, UNICODE
from tui.settings import Settings


async def ask(app, x=7, y=1):
    await app.pilot.click(app.screen.body.bands, offset=(x, y), button=3)
    await app.pilot.pause()


async def test_it_stands_at_the_mouse_and_says_what_each_letter_writes():
    async with opened() as app:
        await ask(app)
        assert app.screen.body.bands.cursor == Cursor("web", 2)
        assert "┌─ web s2 ─" in app.text()
        assert "r     remove   hotplug remove web section=2" in app.text()
        await app.press("escape")
        assert "web s2 ─" not in app.text()
        assert app.screen.pane == "map"


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        (["r"], "hotplug remove web section=2"),
        (["b"], "balloon set web 512M"),
        (["down", "down", "enter"], "section offline web 2"),
        (["k", "k", "k", "k", "k", "k", "enter"], "hotplug add web 16M"),
    ],
)
async def test_a_letter_or_enter_does_it(keys, written):
    async with opened() as app:
        await ask(app)
        await app.press(*keys)
        assert app.prompt.value == written
        assert app.session.ran == []


async def test_a_click_does_it_too_and_one_beside_it_closes_it():
    async with opened() as app:
        await ask(app)
        await app.pilot.click("#cell", offset=(3, 2))
        await app.pilot.pause()
        assert app.prompt.value == "hotplug remove web section=2"
        await ask(app, 9, 1)
        await app.pilot.click("#operations", offset=(20, 0))
        await app.pilot.pause()
        assert not app.screen.cell_menu.choices


async def test_why_is_asked_at_once_and_in_goes_in():
    async with opened() as app:
        await ask(app)
        await app.press("w")
        assert app.session.ran == ["why web section=2"]
        await ask(app)
        await app.press("up", "up", "enter")
        assert app.screen.body.bands.large


async def test_on_a_marked_range_it_is_about_the_range():
    async with opened() as app:
        bands = app.screen.body.bands
        await app.press("tab", "v", "l", "l", "l")
        await ask(app, 5, 1)
        assert "web s0-s3" in app.text()
        await app.press("o")
        assert app.prompt.value == "section offline web 0-3"
        assert bands.marked == (0, 3)


@pytest.mark.parametrize("place", [(7, 1), (60, 9), (3, 11)])
async def test_all_of_it_is_in_sight_wherever_it_is_asked_for(place):
    async with opened() as app:
        await ask(app, *place)
        region = app.screen.cell_menu.region
        assert app.screen.region.contains_region(region)
        assert region.height == len(app.screen.cell_menu.choices) + 2


async def test_keys_are_those_that_the_user_has_given():
    settings = Settings(theme="safe", keys={"map.why": "f8", "map.remove": "q"})
    async with opened(settings=settings) as app:
        await ask(app)
        assert "F8    ask why" in app.text()
        assert "q     remove" in app.text()
        await app.press("q")
        assert app.prompt.value == "hotplug remove web section=2"


def test_of_a_machine_that_is_only_watched_nothing_is_offered_that_would_change_it():
    listed = choices(snapshots.web(), Cursor("web", 2, zoom=Zoom.PAGES), None, acts=False)
    assert [each.sign for each in listed] == ["i", "Enter", "m"]


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_its_rows_are_as_wide_as_it_says(glyphs):
    listed = choices(snapshots.web(), Cursor("web", 2), None, acts=True)
    width, height = menu_size(listed, "web s2")
    rows = [row.strip(width).text for row in menu_rows(listed, "web s2", 0, width, PALETTE, glyphs)]
    assert len(rows) == height
    assert not any("…" in row or "~" in row for row in rows)


async def test_it_bears_a_terminal_that_becomes_too_small_for_any_of_it():
    async with opened() as app:
        await ask(app)
        for size in ((1, 1), (3, 9), (80, 24)):
            await app.pilot.resize_terminal(*size)
            await app.pilot.pause()
        assert "web s2 ─" in app.text()
