"""One ladder from the machine to a page, by keys and by the mouse; and three Escs are home."""

from __future__ import annotations

import pytest

from engine.session import Session
from tests.tui.driving import opened
from tui.launch import Built
from tui.render.map.cursor import Cursor, Zoom


@pytest.fixture
def machine() -> Built:
    session = Session(seed=3)
    for line in ("host memory 1G", "guest add web memory=256M platform=ppc64", "guest add db memory=256M"):
        session.perform(line)
    session.pause()
    return Built(session)


async def test_out_of_all_guests_is_the_frame_behind_the_page_and_in_again_is_the_page(machine):
    async with opened(machine, size=(120, 40)) as app:
        bands = app.screen.body.bands
        await app.press("tab", "2", "l")
        bands.go(Cursor("db", 1, 3, 7))
        await app.press("Z")
        assert app.screen.pane == "host"
        frame = app.session.machine_page("db", 32768 + 3 * 512 + 7).frame
        grid = app.screen.body.sheet._grid()
        assert app.screen.body.sheet.cursor == frame // grid.frames
        await app.press("z")
        assert app.screen.pane == "map"
        assert (bands.cursor.guest, bands.cursor.section, bands.is_home) == ("db", 1, True)
        await app.press("enter", "enter", "enter")
        assert bands.cursor.zoom is Zoom.PAGES
        at = bands.cursor.section * 32768 + bands.cursor.block * 512 + bands.cursor.page
        assert app.session.machine_page("db", at).frame == frame // grid.frames * grid.frames


async def test_in_at_free_frames_says_that_nobody_has_them(machine):
    async with opened(machine) as app:
        await app.press("f6", "G", "enter")
        assert "is behind no guest's page" in app.text()
        assert app.screen.pane == "host"


async def test_every_step_out_keeps_the_place(machine):
    async with opened(machine) as app:
        bands = app.screen.body.bands
        await app.press("tab", "l", "l", "enter", "enter", "l", "enter", "l", "l")
        deepest = bands.cursor
        assert deepest == Cursor("web", 2, 1, 2, Zoom.PAGES)
        await app.press("escape", "escape")
        assert (bands.cursor, bands.large) == (Cursor("web", 2, 1, 2), True)
        await app.press("z", "z")
        assert bands.cursor == deepest


@pytest.mark.parametrize(
    "deep", [["tab", "enter", "enter", "enter", "i"], ["f6"], ["f1"], ["shift+tab"], ["f5"]]
)
async def test_three_escs_are_home_from_anywhere(machine, deep):
    async with opened(machine) as app:
        await app.press(*deep)
        assert not app.screen.at_home
        await app.press("escape", "escape", "escape")
        assert app.screen.at_home


async def test_on_the_way_home_a_typed_line_becomes_the_draft(machine):
    async with opened(machine) as app:
        await app.press("tab", "enter", "enter", "i", ":")
        await app.type("balloon set web 200M")
        await app.press("escape", "escape", "escape")
        assert app.screen.at_home
        await app.press("up")
        assert app.prompt.value == "balloon set web 200M"


async def test_escs_that_another_key_parts_are_single_steps(machine):
    async with opened(machine) as app:
        bands = app.screen.body.bands
        await app.press("tab", "enter", "enter", "enter", "escape", "escape", "l", "escape")
        assert (bands.is_home, app.screen.pane) == (True, "map")
