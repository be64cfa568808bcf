"""The palette offers all there is, and finds what is meant."""

from __future__ import annotations

import pytest

from engine.commands.grammar import ROWS
from tests.tui.driving import opened
from tui.keys import KEYS
from tui.keys.table import FLEETING
from tui.screens.palette_entries import Entry, entries
from tui.screens.palette_match import ranked
from tui.screens.synonyms import SYNONYMS

ALL = entries(["web", "db"], None)


def names(query: str, offered=ALL) -> list[str]:
    return [entry.name for entry in ranked(query, offered)]


def test_every_action_command_and_guest_is_offered():
    actions = {each.action for row in KEYS if row.where not in FLEETING for each in row.bound}
    assert actions - {entry.action for entry in ALL} == {"palette"}
    assert {row.verb for row in ROWS if not row.script_only} <= {entry.name for entry in ALL if entry.line}
    assert {entry.guest for entry in ALL} == {"", "web", "db"}
    assert all(entry.name and entry.means for entry in ALL)


def test_no_two_entries_have_one_name_but_an_action_and_a_command():
    called = [(entry.name, bool(entry.line)) for entry in ALL]
    assert len(called) == len(set(called))


def test_only_commands_that_are_answered_are_offered():
    assert {entry.name for entry in entries((), {"why", "free"}) if entry.line} == {"why", "free"}


def test_what_was_chosen_lately_comes_first():
    assert names("", entries((), None, ["lsmem", "Quit"]))[:2] == ["lsmem", "Quit"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("hotplug rem", "hotplug remove"),
        ("rem hot", "hotplug remove"),
        ("hprem", "hotplug remove"),
        ("hotunplug", "hotplug remove"),
        ("exit", "Quit"),
        ("dark", "Theme dark"),
        ("colours", "Theme"),
        ("ballon set", "balloon set"),
        ("go web", "Go to web"),
        ("why", "why"),
        ("revert", "Undo"),
        ("details", "Inspect"),
        ("host map", "Host map"),
    ],
)
def test_what_is_meant_comes_first(query: str, first: str):
    assert names(query)[0].casefold() == first.casefold()


def test_one_word_stands_for_several_commands():
    assert {"balloon set", "balloon inflate", "hotplug remove", "resize"} <= set(names("shrink"))


def test_the_start_of_a_word_beats_its_middle_and_a_name_beats_what_it_means():
    offered = [Entry("other", "of pause"), Entry("unpaused", ""), Entry("pause", "")]
    assert names("pause", offered) == ["pause", "unpaused", "other"]


def test_every_word_must_be_there():
    assert "hotplug remove" not in names("hotplug xyzzy")
    assert names("xyzzyxyzzy") == []


def test_synonyms_stand_for_something_that_the_app_has():
    there = {row.verb for row in ROWS} | {row.name for row in KEYS}
    assert {name for named in SYNONYMS.values() for name in named} <= there


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_it_opens_on_the_guests_and_does_what_enter_chooses(size):
    async with opened(size=size) as app:
        await app.press("ctrl+p")
        assert "palette" in app.text()
        assert app.rows(0)[0].startswith(" HOST")
        await app.type("pause")
        await app.press("enter")
        assert not app.session.paused


async def test_a_command_goes_into_the_prompt_and_what_was_typed_is_kept():
    async with opened() as app:
        await app.type("lsmem web")
        await app.press("ctrl+p")
        await app.type("shrink")
        await app.press("down", "up", "down", "enter")
        chosen = app.prompt.value
        assert chosen.strip() in names("shrink")
        await app.press("ctrl+u", "up")
        assert app.prompt.value == "lsmem web"


async def test_the_frame_says_how_the_chosen_command_is_written_brackets_and_all():
    async with opened() as app:
        await app.press("ctrl+p")
        assert "↑ ↓ choose" in app.text()
        await app.type("balloon set")
        assert " balloon set GUEST SIZE [within=DURATION] " in app.text()


async def test_a_guest_is_selected_and_an_action_of_the_map_gives_it_the_keyboard():
    async with opened() as app:
        await app.press("ctrl+p")
        await app.type("go db")
        await app.press("enter")
        assert app.screen.selected == "db"
        await app.press("ctrl+p")
        await app.type("map: next stuck")
        await app.press("enter")
        assert app.screen.pane == "map"


async def test_escape_and_a_click_beside_it_close_it_and_nothing_happens():
    async with opened(size=(120, 40)) as app:
        for way in ("escape", "ctrl+p", "click"):
            await app.press("ctrl+p")
            assert "palette" in app.text()
            if way == "click":
                await app.pilot.click(offset=(2, 20))
                await app.pilot.pause()
            else:
                await app.press(way)
            assert app.app.screen is app.screen
            assert (app.session.ran, app.prompt.value) == ([], "")


async def test_a_click_does_what_is_clicked_and_the_wheel_and_pages_choose():
    async with opened() as app:
        await app.press("ctrl+p")
        await app.type("shrink")
        await app.press("pagedown", "pageup", "tab")
        found = app.app.screen._found
        assert found.chosen.name == names("shrink")[1]
        await app.pilot.click(found, offset=(4, 0))
        await app.pilot.pause()
        assert app.prompt.value == f"{names('shrink')[0]} "
