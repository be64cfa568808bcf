"""Lessons in the app: the list, and another lesson in the place of what runs."""

from __future__ import annotations

import pytest

from engine.session import Session
from tests.tui.driving import opened
from tui.lessons.progress import Score
from tui.paths import lessons_folder


@pytest.fixture
def session() -> Session:
    session = Session(seed=1)
    session.perform("guest add alone memory=64M platform=ppc64")
    session.pause()
    return session


@pytest.fixture
def mine(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    lessons_folder().mkdir(parents=True)
    (lessons_folder() / "mine.bal").write_text(
        "# lesson: My very own\nguest add small memory=64M platform=ppc64\nsay Look at this.\n# try: free small\n"
    )
    (lessons_folder() / "bad.bal").write_text("# lesson: Broken\nbalon set web 1G\n")


async def test_the_list_is_narrowed_by_letters_and_esc_goes_one_step_back(session):
    async with opened(session) as app:
        app.app.known_progress.ended("fig1-remove-migrates", Score(2, 2), "2026-11-26", 58)
        await app.press("f8")
        assert "THE PAPER: FIGURES" in app.text()
        await app.press("b", "a", "l", "l", "o", "o", "n", "space", "a", "d", "d")
        assert "filter: balloon add_" in app.text()
        assert "Remove moves" not in app.text()
        await app.press("backspace", "escape")
        assert "✓ fig1" in app.text()
        await app.press("slash", "p", "i", "n")
        assert "filter: pin_" in app.text()
        await app.press("escape", "escape")
        assert "lessons ·" not in app.text()


async def test_a_lesson_is_played_in_the_place_of_what_ran(session, mine):  # noqa: ARG001 - it is there
    async with opened(session) as app:
        await app.type("source never-mind")
        await app.press("escape", "f8", *"very own")
        await app.press("enter")
        await app.app.workers.wait_for_complete()
        await app.pilot.pause()
        now = app.text()
        assert "small" in now
        assert "alone" not in now
        assert app.app.conductor.session is not session
        assert app.app.launch.lesson.title == "My very own"


async def test_a_broken_lesson_is_named_with_its_error_and_does_not_play(session, mine):  # noqa: ARG001
    async with opened(session, size=(120, 40)) as app:
        await app.press("f8", *"yours bro")
        assert "bad.bal:2:1: " in app.text()
        await app.press("enter")
        assert "lessons ·" in app.text()
        assert app.app.conductor.session is session


async def test_the_script_of_a_lesson_can_be_read(session):
    async with opened(session) as app:
        await app.press("f8", "down", "e")
        assert app.app._main.panel.title.endswith(".bal")
        assert "guest add" in app.text()
