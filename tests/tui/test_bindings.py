"""Every key of the table is pressed in its place and does its action; letters type, and all else acts on an empty line.

What the actions do is tested where they are. Here a key is followed from the terminal to the action, so that a key
that something else swallows, or a row that nobody can reach, is found.
"""

from __future__ import annotations

import string

import attrs
import pytest
from textual.events import Key
from textual.keys import _character_to_key

from engine.snapshot.replay import ReplayView
from engine.units import SECOND
from tests.tui.comparisons import comparison
from tests.tui.driving import opened
from tui.keys import KEYS
from tui.keys.table import HEADINGS


async def _menu(app) -> None:
    await app.type("hotplug ")
    await app.press("tab")


async def _compare(app) -> None:
    app.screen.show_compare(comparison())
    await app.pilot.pause()


async def _guests(app) -> None:
    await app.press("tab", "t")
    app.screen.body.overview.focus()
    await app.pilot.pause()


async def _operations(app) -> None:
    app.screen.body.operations.focus()
    await app.pilot.pause()


async def _filter(app) -> None:
    await _guests(app)
    await app.press("slash")


async def _tour(app) -> None:
    app.screen.offer_tour()
    await app.pilot.pause()


async def _cell(app) -> None:
    await app.press("tab")
    app.screen.body.bands.post_message(app.screen.body.bands.MenuAsked(10, 10))
    await app.pilot.pause()


async def _card(app) -> None:
    app.screen.show_card("a lesson", [("plain", "It is over.")], True)
    await app.pilot.pause()


async def _replay(app) -> None:
    app.session.picture = attrs.evolve(app.session.picture, replay=ReplayView("talk", 60 * SECOND))
    app.app.conductor.show()
    await app.pilot.pause()
    app.screen.body.timeline.focus()
    await app.pilot.pause()


async def _fork(app) -> None:
    app.screen.open_sheet(app.screen.body, "fork").focus()
    await app.pilot.pause()


async def _presenter(app) -> None:
    app.app.conductor.presenter.begin()
    app.screen.go_on_presenting()
    await app.pilot.pause()


REACHED = {
    "anywhere": (),
    "command": (),
    "prompt": _menu,
    "pane": ("tab",),
    "map": ("tab",),
    "guests": _guests,
    "filter": _filter,
    "operations": _operations,
    "events": ("shift+tab",),
    "host": ("f6",),
    "compare": _compare,
    "plots": ("f7",),
    "panel": ("f1",),
    "palette": ("ctrl+p",),
    "export": ("tab", "e"),
    "themes": ("ctrl+t",),
    "tour": _tour,
    "cell": _cell,
    "presenter": _presenter,
    "replay": _replay,
    "fork": _fork,
    "lessons": ("f8",),
    "card": _card,
}
"""How each place of the table is gone to."""
CHARACTERS = {_character_to_key(each): each for each in string.punctuation + " "}
"""What keys that print print, by Textual's names."""
BY_ITSELF = {("palette", "Enter"), ("presenter", "a-z")}
"""Rows whose key is bound by what Textual has there, as Enter in a line; and keys that are many."""


def rows(where: str):
    """Return the keys of a place, each with its action, in order."""
    return [
        (key, each.action)
        for row in KEYS
        if row.where == where
        for each in row.bound
        for key in each.keys.split(",")
        if key
    ]


def recorded(app, wanted: set[str]) -> list[str]:
    """Have actions that are `wanted` be noted in place of being done, and return the notes."""
    done: list[str] = []
    original = app.app.run_action

    async def run_action(action, default_namespace=None, namespaces=None):
        target, name, parameters = app.app._parse_action(action, default_namespace or app.app, namespaces)
        full = f"app.{action}" if target is app.app and not action.startswith("app.") else action
        if full not in wanted or not target.check_action(name, parameters):
            return await original(action, default_namespace, namespaces)
        done.append(full)
        return True

    app.app.run_action = run_action
    return done


def test_every_place_of_the_table_is_gone_to_here():
    assert set(REACHED) == set(HEADINGS) == {row.where for row in KEYS}


def test_every_row_names_an_action():
    assert {(row.where, row.shown) for row in KEYS if not row.bound} == BY_ITSELF


@pytest.mark.parametrize("where", REACHED)
async def test_each_key_of_a_place_does_its_action(where):
    async with opened(size=(120, 40)) as app:
        way = REACHED[where]
        await (app.press(*way) if isinstance(way, tuple) else way(app))
        keys = rows(where)
        done = recorded(app, {action for _, action in keys})
        for key, _ in keys:
            app.app.post_message(Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))
        await app.pilot.pause()
        assert sorted(done) == sorted(action for _, action in keys)  # some overtake others


async def test_a_letter_a_hash_and_an_at_sign_start_a_line_and_nothing_else_does():
    async with opened() as app:
        recorded(app, {each.action for row in KEYS for each in row.bound if row.where == "command"})
        await app.burst(
            *(_key(each) for each in string.digits + string.punctuation + " " if each not in "#@")
        )
        assert app.prompt.value == ""
        for first in ("#", "@"):
            await app.type(first)
            assert app.prompt.value == first
            await app.press("backspace")
        await app.type(string.ascii_letters)
        assert app.prompt.value == string.ascii_letters


async def test_with_a_letter_typed_everything_that_prints_is_text():
    async with opened() as app:
        text = "x" + string.digits + string.punctuation + " y"
        await app.type(text)
        assert app.prompt.value == text
        assert (app.session.steps, app.session.speed, app.screen.selected) == (0, 1.0, "web")


@pytest.mark.parametrize("where", ["map", "host"])
async def test_a_paste_goes_to_the_prompt_whoever_has_the_keyboard(where):
    async with opened() as app:
        await app.press(*REACHED[where])
        await app.paste("lsmem web")
        assert app.prompt.value == "lsmem web"
        assert app.screen.pane == "prompt"


@pytest.mark.parametrize("where", ["map", "host", "panel", "tour", "themes"])
async def test_esc_goes_out_step_by_step_to_an_empty_prompt_and_keeps_what_was_typed(where):
    async with opened() as app:
        way = REACHED[where]
        await app.type("balloon set web")
        await app.press("escape")
        await (app.press(*way) if isinstance(way, tuple) else way(app))
        await app.press(*["escape"] * 3)
        home = app.text()
        assert (app.screen.pane, app.prompt.value) == ("prompt", "")
        assert app.screen.body.sheet is None
        assert not app.screen.panel.topic
        await app.press("escape")
        assert app.text() == home
        await app.press("up")
        assert app.prompt.value == "balloon set web"


async def test_a_letter_that_does_nothing_in_a_pane_says_so_and_types_nothing():
    async with opened() as app:
        await app.press("tab")
        await app.type("q")
        assert "q does nothing here · Esc goes back to the prompt" in app.text()
        await app.press("colon")
        assert (app.screen.pane, app.prompt.value) == ("prompt", "")


def _key(character: str) -> str:
    return "space" if character == " " else _character_to_key(character)
