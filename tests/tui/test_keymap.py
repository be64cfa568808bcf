"""A key map holds in every place: at the prompt, in each pane, on every screen, and no other key changes."""

from __future__ import annotations

import pytest
from textual.binding import BindingsMap

from tests.tui.driving import opened
from tests.tui.test_keys import HOMES
from tui.bindings import UNBOUND, keymap
from tui.keys import KEYS
from tui.settings import Settings

IDS = [(row.where, f"{row.where}.{each.name}") for row in KEYS for each in row.bound if each.keys]
OTHER = {
    "anywhere.plots": "ctrl+w",
    "anywhere.help": "ctrl+g",
    "command.pause": "comma",
    "prompt.search": "ctrl+f",
    "prompt.out": "escape,f12",
    "map.why": "q",
    "panel.close": "f9",
}


def pairs(bound: BindingsMap) -> set[tuple[str, str]]:
    """Return each key with the id of an action that it does."""
    return {(key, binding.id) for key, binding in bound if key != UNBOUND}


@pytest.mark.parametrize(("where", "name"), IDS)
@pytest.mark.parametrize("keys", ["f24,f23", ""])
def test_an_action_has_its_new_keys_alone_and_all_others_keep_theirs(where, name, keys):
    before = BindingsMap(HOMES[where].BINDINGS)
    after = before.copy()
    after.apply_keymap(keymap({name: keys}))
    kept = {pair for pair in pairs(before) if pair[1] != name}
    assert pairs(after) == kept | {(key, name) for key in keys.split(",") if key}


def test_without_other_keys_there_is_no_key_map():
    assert keymap({}) == {}


async def test_other_keys_act_and_those_before_do_not():
    async with opened(settings=Settings(keys=OTHER)) as app:
        await app.press("space")
        assert app.session.paused
        await app.press("comma")
        assert not app.session.paused
        await app.type("f")
        await app.press("ctrl+f")
        assert "nothing like that was typed before" in app.text()
        await app.press("f12", "f12")
        assert app.prompt.value == ""
        await app.press("ctrl+g")
        assert app.screen.panel.topic == "help"
        await app.press("f9")
        assert app.screen.panel.topic == ""
        await app.press("tab", "w")
        assert "w does nothing here" in app.text()
        await app.press("q")
        assert app.prompt.value.startswith("why") or any(line.startswith("why") for line in app.session.ran)


async def test_a_key_of_the_line_can_be_given_to_something_else():
    async with opened(settings=Settings(keys=OTHER)) as app:
        await app.type("two words")
        await app.press("ctrl+w")
        assert app.prompt.value == "two words"
        assert app.screen.body.sheet.NAME == "plots"


async def test_the_way_out_is_always_there():
    async with opened(settings=Settings(keys={"anywhere.quit": "f12"})) as app:
        await app.press("ctrl+q")
        assert app.app._exit
