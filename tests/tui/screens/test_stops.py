"""Where a script stops, the screen says so above the prompt, and takes the answer to a question."""

from __future__ import annotations

import attrs

from engine.script import parse_script
from engine.session import Session
from engine.snapshot.stop import StopView
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tui.render.map.cursor import Cursor


def stopped(*stop) -> FakeSession:
    session = FakeSession()
    session.picture = attrs.evolve(session.picture, stop=StopView(*stop))
    return session


def heard(app) -> list[tuple[str, bool]]:
    """Have the app note each answer."""
    given: list[tuple[str, bool]] = []
    app.app.conductor.asking._answered = lambda each: given.append((each.given, each.right))
    return given


async def test_a_hold_and_a_prompt_say_how_to_go_on_and_space_goes_on():
    session = Session()
    session.load(parse_script("hold\nprompt Count the letters.\nsay over", "held"))
    session.finish_instant()
    async with opened(session) as app:
        assert "Paused here.   Space goes on" in app.text()
        await app.press("space")
        session.finish_instant()
        app.app.conductor.show()
        await app.pilot.pause()
        assert "Count the letters.   Space goes on" in app.text()
        app.app._main.open_panel("buddyinfo web", "buddyinfo web", [("plain", "as it was")], table=True)
        await app.press("space")
        session.finish_instant()
        app.app.conductor.stir()
        await app.pilot.pause()
        assert "Space goes on" not in app.text()
        assert not app.app._main.panel.topic, "what was printed while time stood is gone"
        assert not session.paused


async def test_what_is_typed_while_a_question_is_open_answers_it_and_runs_nothing():
    async with opened(stopped(1, "How many?", "3")) as app:
        given = heard(app)
        await app.type("4")
        assert app.prompt.value == "4", "a digit picks no guest now"
        await app.press("enter")
        assert "Not 4: it is 3." in app.text()
        assert given == [("4", False)]
        assert app.session.ran == []
        await app.press("space")
        assert not app.session.paused


async def test_what_cannot_be_meant_is_said_once_and_not_counted():
    async with opened(stopped(1, "How many?", "3")) as app:
        given = heard(app)
        await app.type("dunno")
        await app.press("enter")
        assert "a number is wanted, as 12: try again" in app.text()
        assert given == []
        await app.type("3")
        await app.press("enter")
        assert given == [("3", True)]


async def test_help_explains_the_question_and_the_band_how_to_answer_from_the_map():
    async with opened(stopped(1, "How many?", "3")) as app:
        await app.press("f1")
        assert "F1 · a question" in app.text()
        await app.press("escape", "tab")
        assert "Esc, then type the answer" in app.text()
        await app.press("escape")
        assert "   type the answer" in app.text()


async def test_after_an_answer_nothing_is_suggested_but_to_go_on():
    async with opened(stopped(1, "How many?", "3")) as app:
        await app.press("3", "enter")
        assert app.rows(-2)[0] == "   Space goes on · commands run meanwhile"
        assert app.prompt._line.placeholder == ""


async def test_a_command_can_be_given_while_a_question_is_open():
    async with opened(stopped(1, "How many?", "3")) as app:
        await app.type("balloon set web 512M")
        await app.press("enter")
        await app.type(":help")
        await app.press("enter")
        assert app.session.ran == ["balloon set web 512M", "help"]
        assert "How many?" in app.text()


async def test_space_on_an_open_question_shows_what_is_right_and_again_goes_on():
    async with opened(stopped(1, "How many?", "3")) as app:
        given = heard(app)
        await app.press("space")
        assert "It is 3." in app.text()
        assert app.session.paused
        await app.press("space")
        assert not app.session.paused
        assert given == []


async def test_enter_in_the_map_answers_with_the_section_at_the_cursor_which_is_then_underlined():
    async with opened(stopped(1, "Which one?", "web:s3")) as app:
        given = heard(app)
        bands = app.screen.body.bands
        await app.press("tab")
        bands.go(Cursor("web", 2))
        await app.press("enter")
        assert given == [("s2 of web", False)]
        assert bands.revealed == {("web", 3)}
        assert "Not s2 of web: it is s3 of web." in app.text()
        await app.press("enter")
        assert bands.large, "Enter goes in again"


async def test_a_click_answers_where_a_section_is_asked_for_and_nowhere_else():
    async with opened(stopped(1, "How many?", "3")) as app:
        given = heard(app)
        await app.pilot.click("#bands", offset=(6, 1))
        await app.pilot.pause()
        assert given == []
        app.session.picture = attrs.evolve(app.session.picture, stop=StopView(2, "Which?", "s1"))
        app.app.conductor.show()
        await app.pilot.click("#bands", offset=(6, 1))
        await app.pilot.pause()
        assert len(given) == 1
