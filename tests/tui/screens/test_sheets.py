"""What takes the place of the guests: opened by a key, moved in by arrows, closed by Esc."""

from __future__ import annotations

import pytest

from engine.session import Session
from engine.units import SECOND
from tests.tui.driving import opened


@pytest.fixture
def session() -> Session:
    session = Session(seed=1)
    session.perform("host memory 512M")
    session.perform("guest add web memory=256M max=256M platform=ppc64")
    session.perform("guest add db memory=128M max=128M")
    session.pause()
    return session


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_f6_shows_the_machine_in_the_place_of_the_guests_and_again_the_guests(session, size):
    async with opened(session, size=size) as app:
        app.app.conductor.show()  # beside the bands the pages come with the second picture
        await app.pilot.pause()
        before = app.text()
        await app.press("f6")
        assert "host map" in app.text()
        assert "wwwwwwww" in app.text()
        assert "dddddddd" in app.text()
        assert "1 web" not in app.text()
        assert app.screen.pane == "host"
        await app.press("f6")
        assert app.screen.pane == "prompt"
        assert app.text() == before


async def test_the_cell_at_the_cursor_is_explained(session):
    async with opened(session) as app:
        await app.press("f6")
        assert "frames 0x0–" in app.text()
        await app.press("G")
        assert "free in 1 hole" in app.text()
        await app.press("g", "l", "right", "down", "k", "h")
        assert app.screen.body.sheet.cursor == 1


async def test_esc_closes_the_map_from_inside_and_from_the_prompt(session):
    async with opened(session) as app:
        for keys in (["escape"], ["colon", "escape"], ["f2"]):
            await app.press("f6", *keys)
            assert "host map" not in app.text()
            assert app.screen.pane == "prompt"


async def test_tab_goes_from_the_prompt_to_the_map_and_on_to_what_is_below(session):
    async with opened(session) as app:
        await app.press("f6", "colon")
        seen = [app.screen.pane]
        for _ in range(4):
            await app.press("tab")
            seen.append(app.screen.pane)
        assert seen == ["prompt", "host", "operations", "events", "prompt"]


async def test_a_command_is_typed_beside_the_map_and_the_map_follows(session):
    async with opened(session) as app:
        await app.press("f6", "colon")
        await app.type("guest remove db")
        await app.press("enter", "full_stop", "full_stop")
        assert "d db" not in app.text()
        assert "host map" in app.text()


async def test_the_palette_finds_the_map(session):
    async with opened(session) as app:
        await app.press("ctrl+p")
        await app.type("host map")
        await app.press("enter")
        assert app.screen.body.sheet is not None


async def test_nothing_is_drawn_while_nothing_changes(session):
    async with opened(session) as app:
        await app.press("f6")
        drawn = []
        app.screen.body.sheet.draw = lambda: drawn.append(1) or ()
        app.app.conductor.show()
        app.app.conductor.show()
        assert drawn == []


async def test_the_map_survives_every_size(session):
    async with opened(session) as app:
        await app.press("f6")
        for size in [(30, 6), (59, 19), (60, 20), (61, 23), (119, 31), (160, 50), (80, 24)]:
            await app.pilot.resize_terminal(*size)
            await app.pilot.pause()
            assert max(len(row) for row in app.rows(0)) <= size[0]
        assert "host map" in app.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_f7_shows_guests_over_time_with_a_cursor_that_goes_back(session, size):
    session.perform("workload web churn 16M")
    session.world.run_until(20 * SECOND)
    async with opened(session, size=size) as app:
        await app.press("f7")
        assert "plots" in app.text()
        assert "work" in app.text()
        assert app.screen.pane == "plots"
        await app.press("left", "left", "h")
        assert app.screen.body.sheet.cursor == 16
        assert "00:16" in app.text()
        await app.press("G")
        assert app.screen.body.sheet.cursor is None
        await app.press("down")
        assert "a column is 2 s" in app.text()
        await app.press("g")
        assert " 00:00  " in app.text()
        await app.press("escape")
        assert "plots ·" not in app.text()
        assert max(len(row) for row in app.rows(0)) <= size[0]


async def test_the_plots_are_drawn_again_only_when_a_second_is_over(session):
    async with opened(session) as app:
        await app.press("f7")
        drawn = []
        app.screen.body.sheet.draw = lambda: drawn.append(1) or ()
        session.world.run_until(SECOND // 2)
        app.app.conductor.show()
        assert drawn == []
        session.world.run_until(SECOND)
        app.app.conductor.show()
        assert drawn == [1]


@pytest.mark.parametrize("key", ["f5", "f6", "f7"])
async def test_what_why_says_of_a_section_closes_when_a_sheet_opens(session, key):
    async with opened(session, size=(120, 40)) as app:
        await app.type("why web section=3")
        await app.press("enter")
        assert "─ why web section=3" in app.text()
        await app.press(key)
        assert "─ why web section=3" not in app.text()
        await app.press("escape")
        assert app.screen.body.sheet is None
        assert "─ why web section=3" not in app.text()


@pytest.mark.parametrize("key", ["f5", "f6", "f7"])
async def test_the_console_of_linux_shows_them_in_ascii(session, monkeypatch, key):
    monkeypatch.setenv("TERM", "linux")
    async with opened(session) as app:
        await app.press(key)
        assert app.text().isascii()
        await app.press("escape")
