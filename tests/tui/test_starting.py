"""The app starts with what is set and what earlier runs have seen."""

from __future__ import annotations

import pytest

from engine.units import SECOND
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tui.app import BallonetApp
from tui.launch import LAB, Built, Launch, build
from tui.paths import remembered_file
from tui.remembered import Remembered
from tui.settings import Settings
from tui.starting import AGAIN, configured, open_app
from tui.verbs.arguments import parse_arguments


@pytest.fixture
def started(monkeypatch):
    """Open the app without a screen by the words of the command line; return it."""
    apps = []
    monkeypatch.setattr(BallonetApp, "run", lambda app, **how: apps.append((app, how)))

    def start(*words, launch=None):
        open_app(launch or Launch(name=LAB), configured(parse_arguments(words)))
        return apps[-1]

    return start


def test_the_mouse_is_left_to_the_terminal_where_that_is_asked_for(started):
    assert started()[1] == {"mouse": True}
    assert started("--no-mouse")[1] == {"mouse": False}


def test_the_users_own_themes_can_be_worn(started, tmp_path):
    folder = tmp_path / "config" / "ballonet" / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('name = "mine"\nbase = "dark"\n[roles]\n')
    assert started("--theme", "mine")[0].theme == "mine"


def test_what_is_wrong_is_said_at_the_prompt_and_the_app_starts(started, monkeypatch):
    monkeypatch.setenv("BALLONET_FPS", "0")
    app, _ = started()
    assert app.launch.note == "BALLONET_FPS cannot be 0: a whole number from 1 to 30"
    monkeypatch.setenv("BALLONET_MOUSE", "?")
    assert started()[0].launch.note.endswith(" · 1 more: ballonet config show")


def test_a_row_is_short_for_the_whole_path_of_the_file_which_is_said_when_the_app_has_been_left(
    started, tmp_path, capsys
):
    file = tmp_path / "mine.toml"
    file.write_text("moton = 1")
    said = "mine.toml:1:1: there is no setting moton: did you mean motion?"
    assert started("--config", str(file))[0].launch.note == said
    assert capsys.readouterr().err == f"{tmp_path}/{said}\n"


async def test_what_is_to_be_said_is_said_as_soon_as_there_is_a_picture():
    async with opened(note="BALLONET_FPS cannot be 0") as app:
        assert "BALLONET_FPS cannot be 0" in app.text()


@pytest.mark.parametrize("word", ["once", "true", "false"])
def test_the_opening_plays_until_it_was_seen_or_always_or_never(word, monkeypatch):
    monkeypatch.setenv("BALLONET_OPENING", word)
    assert configured(parse_arguments([])).opening_plays is (word != "false")
    Remembered(remembered_file()).keep("opening", "seen")
    assert configured(parse_arguments([])).opening_plays is (word == "true")


def test_once_it_is_said_how_to_see_the_opening_again(started):
    assert started()[0].launch.note == ""
    Remembered(remembered_file()).keep("opening", "seen")
    assert [started()[0].launch.note for _ in range(2)] == [AGAIN, ""]


@pytest.mark.parametrize("ends", [30, 40])
async def test_the_opening_was_seen_when_it_came_to_its_end_and_when_a_command_ended_it(ends):
    session = FakeSession()
    built = Built(session, opening=1, opening_ends=ends * SECOND)
    async with opened(built, settings=Settings(speed=4.0)) as app:
        assert app.app.remembered("opening") == ("seen" if session.picture.time > ends * SECOND else None)
        await app.type("free web")
        await app.press("enter")
        assert app.app.remembered("opening") == "seen"
        assert session.speed == 4.0


def test_the_speed_is_the_one_that_is_set():
    assert build(Launch(name=LAB, settings=Settings(speed=16.0))).session.speed == 16.0
