"""Jump mode in the app: one key goes there, any other leaves."""

from __future__ import annotations

import pytest

from tests.tui.driving import opened


async def jump(app, kind: str, what=None) -> None:
    """Press ^O and the letter of the first spot of a kind."""
    await app.press("ctrl+o")
    letters = app.app.screen._letters
    await app.press(
        next(key for key, spot in letters.items() if spot.kind == kind and what in (None, spot.what))
    )


async def test_it_goes_to_a_guest_an_operation_a_link_and_every_pane():
    async with opened(size=(120, 40)) as app:
        await jump(app, "guest", "db")
        assert app.screen.selected == "db"
        await jump(app, "operation", 7)
        assert app.prompt.value == "why operation=7"
        await app.press("escape")
        for pane in ("bands", "events", "prompt"):
            await jump(app, "pane", pane)
            assert app.screen.pane == {"bands": "map"}.get(pane, pane)
        await jump(app, "link")
        cursor = app.screen.body.bands.cursor
        assert app.screen.pane == "map"
        assert f"s{cursor.section} " in "".join(sentence.text for sentence in app.session.told)


async def test_digits_show_the_screens_that_f_keys_show():
    async with opened() as app:
        for digit, pane in (("6", "host"), ("7", "plots"), ("2", "prompt")):
            await app.press("ctrl+o", digit)
            assert app.screen.pane == pane


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_the_screen_is_the_same_but_for_its_letters_and_its_last_row(size):
    async with opened(size=size) as app:
        before = app.rows(0)
        await app.press("ctrl+o")
        spots = {(spot.x, spot.y): letter for letter, spot in app.app.screen._letters.items()}
        after = app.rows(0)
        for y, (old, new) in enumerate(zip(before[:-1], after[:-1], strict=True)):
            width = max(len(old), len(new))
            for x, (was, now) in enumerate(zip(old.ljust(width), new.ljust(width), strict=True)):
                assert now == spots.get((x, y), was)
        assert after[-1].startswith(" Jump  2 Guests")
        assert " 7 Plots" in after[-1]


async def test_any_other_key_leaves_and_does_nothing():
    async with opened() as app:
        before = app.text()
        for key in ("escape", "ctrl+o", "Z", "space", "f1"):
            await app.press("ctrl+o", key)
            assert app.text() == before
        assert (app.session.ran, app.session.paused, app.prompt.value) == ([], True, "")


async def test_a_click_on_a_letter_goes_there_and_a_click_elsewhere_or_another_size_leaves():
    async with opened() as app:
        await app.press("ctrl+o")
        spot = next(spot for spot in app.app.screen._letters.values() if spot.what == "db")
        await app.pilot.click(offset=(spot.x, spot.y))
        await app.pilot.pause()
        assert app.screen.selected == "db"
        await app.press("ctrl+o")
        await app.pilot.click(offset=(40, 0))
        await app.pilot.pause()
        assert app.app.screen is app.screen
        await app.press("ctrl+o")
        await app.pilot.resize_terminal(120, 40)
        await app.pilot.pause()
        assert app.app.screen is app.screen


async def test_what_a_panel_covers_has_no_letter():
    async with opened() as app:
        await app.press("f1", "ctrl+o")
        assert {spot.kind for spot in app.app.screen._letters.values()} <= {"pane", "guest"}
        assert all(spot.y < 3 or spot.what == "prompt" for spot in app.app.screen._letters.values())
