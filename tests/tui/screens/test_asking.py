"""F4 asks about what failed last; ? says what the signs mean."""

from __future__ import annotations

import pytest

from tests.tui import snapshots
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession


def failing(**changes) -> FakeSession:
    operation = snapshots.operation(9, "hotplug remove app 128M", guest="app", **changes)
    return FakeSession(snapshots.snapshot(paused=True, operations=(operation,)))


async def test_f4_goes_down_to_the_page_of_the_last_section_that_refused():
    async with opened(failing(state="failed", failed_sections=((23, "3 pages"),))) as app:
        await app.press("f4")
        assert app.session.ran == ["why app section=23"]
        assert (app.screen.selected, app.screen.body.bands.cursor.section) == ("app", 23)


async def test_f4_asks_about_an_operation_that_failed_without_a_section():
    async with opened(failing(state="stalled")) as app:
        await app.press("f4")
        assert app.session.ran == ["why operation=9"]


async def test_f4_says_that_nothing_has_failed():
    async with opened(failing(state="running")) as app:
        await app.press("f4")
        assert "nothing has failed" in app.text()
        assert app.session.ran == []


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_a_question_mark_says_first_what_the_signs_mean_and_again_closes(size):
    async with opened(size=size) as app:
        before = app.text()
        await app.press("question_mark")
        assert "? · what the signs mean" in app.text()
        assert "file" in app.text()
        assert "stuck by" in app.text()
        await app.press("question_mark")
        assert app.text() == before
        await app.press("tab", "question_mark")
        assert "? · what the signs mean" in app.text()


async def test_a_question_mark_says_first_what_a_lens_shows_and_what_a_sheet_draws():
    async with opened() as app:
        await app.press("tab", "m", "question_mark")
        assert "can leave" in app.rows(3)[0]
        await app.press("escape", "f6", "question_mark")
        assert app.rows(3)[0].startswith("│ The machine's memory")
