"""The tour: beside the live things, never modal, ended by any command, offered once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tests.tui.frames import PALETTE
from tui.app import BallonetApp
from tui.launch import Built, Launch
from tui.render.layout import Rect
from tui.render.text.glyphs import ASCII, UNICODE
from tui.render.whole.tour import STEPS, WIDTH, callout, place, wanted_rows
from tui.settings import Settings

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]


@pytest.mark.parametrize("size", SIZES)
async def test_each_step_points_at_the_live_thing_and_leaves_the_prompt_in_sight(size):
    async with opened(size=size) as app:
        await app.press("ctrl+p")
        await app.type("tour")
        await app.press("enter")
        for number, step in enumerate(STEPS, 1):
            box, about, rows = app.screen.callout.region, app.screen._about(), app.rows(0)
            text = "\n".join(rows)
            assert f"tour {number} of 4" in text
            assert f"[{number} {step.name}]" in text
            assert box.bottom <= app.screen.prompt.region.y
            beside = about.y + about.height == box.y or box.bottom == about.y
            assert beside or about.x + about.width == box.x
            arrow = [
                (x, y)
                for y in range(*box.line_span)
                for x in range(*box.column_span)
                if edge(box, x, y) and rows[y][x] in "↑↓←→"
            ]
            assert len(arrow) == 1
            if step.about == "gauge":
                assert rows[about.y][about.x] == "▼"
                assert arrow[0][0] == about.x
            await app.press("enter")
        assert not app.screen.tours
        assert app.app.remembered("tour") == "seen"


def edge(box, x: int, y: int) -> bool:
    return x in (box.x, box.right - 1) or y in (box.y, box.bottom - 1)


async def test_enter_right_after_a_typed_line_runs_the_line():
    async with opened() as app:
        await app.type("help tour")
        await app.press("enter")
        await app.burst(*"pause", "enter")
        assert app.session.ran == ["pause"]
        assert app.prompt.value == ""


async def test_it_is_not_modal_typing_goes_on_and_any_command_ends_it():
    async with opened() as app:
        await app.type("help tour")
        await app.press("enter")
        await app.press("space", "full_stop")
        assert app.session.steps == 1
        await app.type("lsmem")
        await app.press("escape")
        assert app.prompt.value == ""
        assert "tour 1 of 4" in app.text()
        await app.type("free web")
        await app.press("enter")
        assert app.session.ran == ["free web"]
        assert not app.screen.tours


async def test_enter_in_the_map_and_esc_of_a_menu_or_a_panel_are_not_the_tours():
    async with opened() as app:
        app.screen.offer_tour()
        await app.press("f1", "escape", "tab", "enter", "escape", "escape")
        assert "the tour" in app.text()
        assert app.screen.pane == "prompt"
        await app.press("escape")
        assert not app.screen.tours
        assert "help tour" in app.text()


async def test_a_click_goes_on_and_another_size_moves_it():
    async with opened() as app:
        app.screen.offer_tour()
        await app.pilot.pause()
        await app.pilot.click(app.screen.callout)
        await app.pilot.pause()
        assert "tour 1 of 4" in app.text()
        await app.pilot.resize_terminal(120, 40)
        await app.pilot.pause()
        assert app.screen.callout.region.x + WIDTH <= 120
        assert "[1 map]" in app.text()
        await app.pilot.resize_terminal(59, 19)
        await app.pilot.pause()
        assert "[1 map]" not in app.text()


@pytest.mark.parametrize(
    ("wanted", "seen", "left", "offered"),
    [
        ("once", False, False, True),
        ("once", True, False, False),
        ("once", False, True, False),
        (True, True, False, True),
        (False, False, False, False),
    ],
)
async def test_it_is_offered_once_when_the_opening_was_seen_to_its_end(wanted, seen, left, offered):
    app = BallonetApp(Launch(settings=Settings(theme="dark", tour=wanted)), None, Built(FakeSession()))
    async with app.run_test() as pilot:
        if seen:
            app.remember("tour", "seen")
        app._opening_over(left)
        await pilot.pause()
        assert app.screen.tours == offered
        assert app.remembered("opening") == "seen"


async def test_among_many_guests_and_beside_a_sheet_it_stands_inside_the_screen():
    async with opened() as app:
        await app.press("tab", "t", "escape")
        app.screen.action_tour()
        await app.pilot.pause()
        assert "[1 map]" in app.text()
        assert app.screen.callout.region.y >= app.screen.body.overview.region.y
        await app.press("f6", "colon")
        assert "[1 map]" in app.text()
        assert app.screen.region.contains_region(app.screen.callout.region)


async def test_it_waits_while_something_else_is_read():
    async with opened() as app:
        app.screen.offer_tour()
        await app.press("f1")
        assert "the tour" not in app.text()
        await app.press("escape")
        assert "─ the tour ─" in app.text()


@given(
    st.builds(Rect, st.integers(0, 200), st.integers(0, 60), st.integers(0, 200), st.integers(0, 60)),
    st.integers(60, 220),
    st.integers(15, 60),
    st.sampled_from([None, *STEPS]),
)
def test_it_stands_inside_the_screen_and_beside_what_it_is_about_where_it_can(about, width, bottom, step):
    rows = wanted_rows(step, UNICODE)
    box, side = place(about, rows, width, bottom)
    assert box.x >= 0 <= box.y
    assert box.x + box.width <= width
    assert box.y + box.height <= bottom
    if side != "over":
        apart = (
            box.y >= about.y + about.height
            or box.y + box.height <= about.y
            or box.x >= about.x + about.width
            or box.x + box.width <= about.x
        )
        assert apart


@pytest.mark.parametrize("number", [None, 0, 1, 2, 3])
def test_it_is_drawn_whole_in_ascii_too(number):
    step = None if number is None else STEPS[number]
    for glyphs in (UNICODE, ASCII):
        rows = callout(number, "below", 20, PALETTE, glyphs, wanted_rows(step, glyphs))
        assert len(rows) == wanted_rows(step, glyphs)
        assert {row.cell_length for row in rows} == {WIDTH}
    assert all(row.text.isascii() for row in rows)
