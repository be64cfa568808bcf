"""A presentation: each of its keys, what runs by itself, stops and questions, going back, and the way out."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from engine.script import parse_script
from engine.units import GIB, MIB
from tests.tui.driving import opened
from tui.launch import Launch, build
from tui.paths import presenting_file
from tui.presenting.beside import read

SCRIPT = """\
guest add web memory=256M min=64M max=512M platform=ppc64
guest add db memory=1G max=2G min=256M
chapter Balloons
say The balloon takes pages wherever it finds them.
# Look at the map.
balloon set web 128M &
say Now db.
balloon set db 512M &
ask Which section of web cannot leave? answer=web:s0
free web
"""


@asynccontextmanager
async def presented(size=(80, 24), script=SCRIPT, presents=True):
    built = build(
        Launch(script=parse_script(script, "talk.bal"), name="talk.bal", text=script, presents=presents)
    )
    async with opened(built, size=size) as app:
        if presents:
            app.app.conductor.presenter.begin()
            await settled(app)
        yield app


async def settled(app) -> None:
    """Let what runs by itself run: the engine stands still, so that takes no time."""
    await app.pilot.pause()
    await app.pilot.pause()


async def press(app, *keys: str) -> None:
    await app.press(*keys)
    await settled(app)


def line(app) -> str:
    """Return what stands at the prompt of the presentation."""
    return app.app.conductor.presenter.presentation.shown


def commands(app) -> list[str]:
    """Return what was run of the guests' sizes."""
    return [each.command for each in app.session.snapshot().operations if "balloon" in each.command]


def told(app) -> str:
    """Return what the sentences say."""
    return "\n".join(each.text for each in app.screen.body.events.told())


async def test_the_scene_is_set_and_the_first_command_waits():
    async with presented() as app:
        text = app.text()
        assert "The balloon takes pages wherever it finds them." in text
        assert "Balloons" in text
        assert "command 1 of 3" in text
        assert commands(app) == []
        assert "balloon set web" not in text, "what comes next is nobody's business"


async def test_letters_type_tab_types_the_whole_and_enter_runs():
    async with presented() as app:
        await press(app, "x", "q", "z")
        assert line(app) == "bal"
        assert app.rows(-2, -1)[0].startswith(" ❯ bal")
        await press(app, "backspace")
        assert line(app) == "ba"
        await press(app, "enter")
        assert line(app) == "balloon set web 128M", "what is not whole is typed first"
        await press(app, "backspace", "tab")
        assert line(app) == "balloon set web 128M"
        assert commands(app) == []
        await press(app, "enter")
        assert commands(app) == ["balloon set web 128M"]
        assert "Now db." in app.text(), "what is told after it shows by itself"
        assert app.screen.selected == "db", "the next command is about it"


async def test_a_remote_control_is_enough():
    async with presented() as app:
        await press(app, "pagedown", "pagedown", "pagedown", "pagedown")
        assert commands(app) == ["balloon set web 128M", "balloon set db 512M"]
        await press(app, "pageup")
        assert commands(app) == ["balloon set web 128M"]


async def test_back_is_before_the_last_command_and_first_what_is_typed_goes():
    async with presented() as app:
        before = app.session.digest()
        await press(app, "tab", "enter")
        assert app.session.snapshot().guest("web").target == 128 * MIB
        await press(app, "a", "B")
        assert line(app) == ""
        assert commands(app) == ["balloon set web 128M"]
        assert "memory/target = 128M" in told(app)
        await press(app, "B")
        assert app.session.digest() == before
        assert "memory/target = 128M" not in told(app)
        assert app.session.snapshot().guest("web").target == 256 * MIB
        assert app.screen.selected == "web"
        assert "The balloon takes pages wherever it finds them." in app.text()
        await press(app, "tab", "enter")
        assert commands(app) == ["balloon set web 128M"]


async def test_in_step_mode_enter_runs_the_next_line_at_once():
    async with presented() as app:
        await press(app, "M", "M")
        assert "step:" in app.text()
        await press(app, "enter")
        assert commands(app) == ["balloon set web 128M"]


async def test_in_auto_mode_it_types_and_runs_by_itself_up_to_a_stop(monkeypatch):
    for name in ("LETTER", "BREATH", "READ_AT_LEAST"):
        monkeypatch.setattr(f"tui.podium.performing.{name}", 0)
    monkeypatch.setattr("tui.podium.performing.LETTERS_A_SECOND", 1e9)
    async with presented() as app:
        await press(app, "space", "M")
        assert line(app) == "", "while time stands nothing types"
        await press(app, "space")
        while app.session.snapshot().stop is None:
            await app.pilot.pause()
        assert commands(app) == ["balloon set web 128M", "balloon set db 512M"]


async def test_a_question_takes_its_answer_and_goes_on_after_the_reveal():
    async with presented() as app:
        await press(app, "M", "M", "enter", "enter")
        await settled(app)
        assert "Which section of web cannot leave?" in app.text()
        await app.type("s3")
        await press(app, "enter")
        assert "Not s3: it is s0 of web." in app.text()
        assert app.screen.selected == "web"
        await press(app, "space")
        await press(app, "tab")
        assert line(app) == "free web"
        await press(app, "enter")
        assert app.screen.panel.topic == "free web"
        await press(app, "escape")
        assert app.screen.presents, "Esc closes the panel first"


async def test_at_a_question_letters_answer_and_esc_gives_the_capitals_back_before_it_leaves():
    async with presented(script="ask How many? answer=3\nguest list\n") as app:
        assert "Esc: keys act" in app.text()
        await press(app, "C", "escape", "escape")
        assert app.screen.presents
        await press(app, "C")
        assert "█▀█ █▀█" in app.text()
        await press(app, "3", "enter")
        assert "Right." in app.text()


async def test_own_commands_can_be_typed_and_esc_goes_on_with_the_script():
    async with presented() as app:
        await press(app, "T")
        await app.type("balloon set db 768M")
        await press(app, "enter")
        assert app.session.snapshot().guest("db").target == 768 * MIB
        await press(app, "escape")
        await press(app, "tab", "enter")
        assert commands(app) == ["balloon set db 768M", "balloon set web 128M"]


async def test_notes_and_the_next_command_show_on_n_alone_and_the_clock_is_large_on_c():
    async with presented() as app:
        assert "█▀█ █▀█" not in app.text()
        await press(app, "C")
        assert "█▀█ █▀█" in app.text()
        assert "Look at the map." not in app.text()
        await press(app, "n")
        assert "Look at the map." in app.text()
        assert "next: balloon set web 128M" in app.text()
        await press(app, "N")
        assert "Look at the map." not in app.text()


async def test_digits_choose_the_guest_until_the_next_command():
    async with presented() as app:
        await press(app, "2")
        assert app.screen.selected == "db"
        assert "1.0G" in app.text()
        await press(app, "a")
        assert app.screen.selected == "db"
        assert app.session.snapshot().guest("db").has == GIB


async def test_esc_leaves_and_f9_goes_on_where_it_was_and_a_second_terminal_is_told():
    async with presented() as app:
        assert read(presenting_file()).notes == ("Look at the map.",)
        await press(app, "tab", "enter")
        assert read(presenting_file()).next[0] == "balloon set db 512M"
        await press(app, "escape")
        assert not app.screen.presents
        assert read(presenting_file()) is None
        assert "F1 Help" in app.text()
        await press(app, "f9")
        assert line(app) == ""
        assert app.app.conductor.presenter.presentation.command.typed == "balloon set db 512M"


async def test_f9_takes_the_script_over_that_plays():
    async with presented(
        script="guest add web memory=256M\nwait 1s\nsay Late.\nfree web\n", presents=False
    ) as app:
        app.session.finish_instant()
        await press(app, "f9")
        presentation = app.app.conductor.presenter.presentation
        assert [step.line.text for step in presentation.steps] == ["say Late.", "free web"]
        assert "Late." in app.text()


@pytest.mark.parametrize("size", [(60, 20), (200, 60), (40, 10)])
async def test_it_stands_on_any_screen(size):
    async with presented(size) as app:
        await press(app, "n", "C", "tab")
        if size[0] >= 60:
            assert "balloon set web 128M" in app.text()
            assert "The balloon takes pages wherever it" in app.text()
        await press(app, "enter")
        assert commands(app) == ["balloon set web 128M"]


async def test_the_guest_that_is_spoken_of_is_shown_and_the_one_of_a_command_as_it_is_typed():
    script = "guest add web memory=256M\nguest add db memory=1G\nsay See db.\nfree web\nsay And web and db.\n"
    async with presented(script=script) as app:
        assert app.screen.selected == "db"
        await press(app, "x")
        assert app.screen.selected == "web"
        await press(app, "2", "tab", "enter")
        assert app.screen.selected == "db", "a digit chose it"


async def test_what_is_compared_shows_in_the_place_of_the_map_and_is_over_before_what_is_expected_of_it():
    script = (
        "guest add web memory=256M min=64M platform=ppc64\nsay Now.\ncompare web 192M balloon,hotplug\n"
        "expect compare.balloon.reached == true\nfree web\n"
    )
    async with presented(script=script) as app:
        await press(app, "tab", "enter")
        presenter = app.app.conductor.presenter
        while presenter.presentation.by_itself:
            await app.pilot.pause()
        assert "not as expected" not in app.text()
        assert app.screen.body.sheet.NAME == "compare"
        assert "reached" in app.text()
        await press(app, "x")
        assert app.screen.body.sheet is None
        assert line(app) == "f"
