"""Hints name the keys that do what they say."""

from __future__ import annotations

from tests.tui.driving import opened
from tui.keys.hints import filled
from tui.settings import Settings


def test_a_hint_names_the_first_key_of_an_action_by_what_people_call_it():
    assert filled("{map.in} in · {map.left} moves · plain") == "Enter in · ← moves · plain"


def test_it_names_another_key_where_the_user_has_given_one():
    assert filled("{map.in} in · {map.why} why", {"map.in": "ctrl+e,i"}) == "^E in · w why"


def test_what_has_no_key_is_left_out():
    assert filled("{map.in} in · {map.why} why · {map.out} out", {"map.why": ""}) == "Enter in · Esc out"


async def test_the_prompt_the_footer_and_help_name_the_users_keys():
    keys = {
        "map.in": "f12",
        "anywhere.help": "ctrl+g",
        "prompt.run": "enter,f8",
        "anywhere.out": "ctrl+x,escape",
    }
    async with opened(settings=Settings(theme="safe", keys=keys)) as app:
        assert "^G Help" in app.text()
        await app.press("tab")
        assert "F12 in · w why" in app.text()
        await app.press("p")
        assert "p does nothing here · ^X goes back to the prompt, ^G says what does" in app.text()
        await app.press("ctrl+g")
        assert "^G · the section map" in app.text()
