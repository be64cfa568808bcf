"""Lessons in the app: the list, and another lesson in the place of what runs."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import attrs
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


async def test_what_is_typed_fast_is_read_in_its_order(session):
    async with opened(session) as app:
        await app.press("f8")
        await app.burst(*"sees the", "e")
        assert "filter: sees thee_" in app.text()
        await app.press("escape", "escape", "f8")
        await app.burst(*"balloon then", "enter")
        await app.app.workers.wait_for_complete()
        await app.pilot.pause()
        assert app.app.launch.lesson.name == "fig3-balloon-then-add"


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


ASKING = """\
# lesson: Sections
# shows: how many there are
# course: none, 1
# try: balloon set web 48M
# try: free web
guest add web memory=64M min=16M platform=ppc64
ask How many sections? answer=4
ask Is this a word? answer=yes
expect web.memory.online == 64M
"""


@asynccontextmanager
async def asking_lesson(tmp_path):
    """Open the app on that lesson, whose first instant has passed."""
    from tui.cli import _read
    from tui.launch import Launch, build
    from tui.lessons.launching import lesson_of
    from tui.scripts import find

    (tmp_path / "asking.bal").write_text(ASKING)
    found = find(str(tmp_path / "asking.bal"))
    launch = Launch(script=_read(found), name="asking", lesson=lesson_of(found))
    built = build(launch)
    async with opened(built) as app:
        app.app.launch = launch
        app.app.attend_lesson(built, app.app.conductor)
        built.session.finish_instant()
        app.app.conductor.show()
        yield app


async def test_a_lesson_that_is_presented_does_not_end_where_its_script_is_left_for_that(tmp_path):
    async with asking_lesson(tmp_path) as app:
        await app.press("f9")
        assert app.screen.presents
        assert "the end of" not in app.text()
        assert app.app.known_progress.of(app.app.launch.lesson.key) is None


async def test_at_the_end_a_card_has_the_score_and_the_prompt_what_to_try(tmp_path):
    async with asking_lesson(tmp_path) as app:
        await app.type("4")
        await app.press("enter", "space")
        app.session.finish_instant()
        app.app.conductor.show()
        assert "Is this a word?" in app.text()
        await app.press("space", "space")
        await asyncio.sleep(0)
        app.session.finish_instant()
        app.app.conductor.show()
        await app.pilot.pause()
        assert "the end of 1 Sections" in app.text()
        assert not any(each.level == "expect" for each in app.app._main.body.events.shown())
        assert "Predictions: 1 of 2 right" in app.text()
        assert "❯ balloon set web 48M" in app.text()
        await app.press("right", "enter", "escape")
        assert "❯ free web" in app.text()
        assert str(app.app.known_progress.of(app.app.launch.lesson.key).best) == "1/2"


async def test_enter_plays_the_next_lesson_wherever_the_keyboard_is_and_else_the_list_begins_there(session):
    from tui.lessons.launching import every_lesson

    async with opened(session) as app:
        first, second = every_lesson(app.app.known_progress)[:2]
        app.app.launch = attrs.evolve(app.app.launch, lesson=first)
        app.app.lesson_over = True
        main = app.app._main
        main.show_card("the end", [("plain", "Enter plays the next lesson")], True)
        await app.press("tab")
        assert main.pane == "map"
        asked = []
        app.app.play_lesson = asked.append
        await app.press("enter")
        assert [each.lesson.name for each in asked] == [second.name]
        await app.press("escape", "enter")
        assert len(asked) == 1
        await app.press("f8")
        assert app.app.screen._rows.chosen.name == second.name
