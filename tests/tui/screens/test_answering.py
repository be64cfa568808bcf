"""Screens before the main one: each ends once, and keeps the keyboard until then."""

from __future__ import annotations

import pytest
from textual.events import Click, MouseUp

from tests.tui.driving import opened

OPEN = {"palette": ["ctrl+p"], "jump": ["ctrl+o"], "export": ["tab", "e"]}
TYPED_IN = ("palette", "export")


@pytest.mark.parametrize("keys", OPEN.values(), ids=OPEN)
async def test_a_second_click_that_was_on_its_way_changes_nothing(keys):
    async with opened() as app:
        await app.press(*keys)
        screen = app.app.screen
        for chain in (1, 2):
            up = MouseUp(screen, 0, 0, 0, 0, 1, False, False, False, screen_x=0, screen_y=0)
            screen.post_message(Click.from_event(screen, up, chain=chain))
        await app.pilot.pause()
        assert app.app.screen is app.screen
        await app.press("escape", "escape")
        await app.type("free")
        assert app.prompt.value == "free"


@pytest.mark.parametrize("name", TYPED_IN)
async def test_a_line_has_the_keyboard_still_after_it_had_no_room(name):
    async with opened() as app:
        await app.press(*OPEN[name])
        line = app.app.focused
        for size in ((5, 2), (80, 24)):
            await app.pilot.resize_terminal(*size)
            await app.pilot.pause()
        assert app.app.focused is line
