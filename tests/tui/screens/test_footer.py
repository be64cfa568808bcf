"""The footer is clicked as its keys are pressed, and follows the pane and the key map."""

from __future__ import annotations

from tests.tui.driving import opened
from tui.render.whole.footer import fitting


async def click(app, shown: str, x: int = 0) -> None:
    """Click the footer's key that is shown as `shown`."""
    bar = app.screen.footer
    placed = fitting(bar.keys, bar.size.width, bar.glyphs)
    column = next(column for column, key in placed if key.shown == shown)
    await app.pilot.click(bar, offset=(column + x, 0))
    await app.pilot.pause()


async def test_a_click_on_a_key_does_what_the_key_does():
    async with opened() as app:
        await click(app, "Space")
        assert not app.session.paused
        await click(app, "+/-")
        assert app.session.speed == 2.0
        await click(app, "+/-", 2)
        assert app.session.speed == 1.0
        await click(app, "Tab")
        assert app.screen.pane == "map"
        await click(app, "Esc")
        assert app.screen.pane == "prompt"
        await click(app, "F1")
        assert "F1 · the prompt" in app.text()


async def test_a_click_between_two_keys_or_on_a_key_of_many_does_nothing():
    async with opened() as app:
        before = app.text()
        await app.pilot.click(app.screen.footer, offset=(0, 0))
        await app.pilot.click(app.screen.footer, offset=(8, 0))
        await app.pilot.pause()
        assert app.text() == before


async def test_it_shows_the_keys_of_the_pane_that_has_the_keyboard():
    async with opened() as app:
        assert app.rows(23)[0].startswith(" F1 Help  ^P Palette  ^O Jump")
        await app.press("tab")
        assert "Esc Out" in app.rows(23)[0]
        await app.press("f6")
        assert "Esc Close" in app.rows(23)[0]


async def test_what_the_keys_do_is_said_of_what_is_under_the_mouse():
    async with opened() as app:
        bar = app.screen.footer
        assert bar.tip_at(1, 0).startswith("F1: help for the pane")
        assert bar.tip_at(79, 0) == ""
