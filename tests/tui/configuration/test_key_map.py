"""Other keys for actions: what can be said, and what would leave no way out."""

from __future__ import annotations

import pytest

from tui.configuration.key_map import BOUND
from tui.configuration.key_names import split_keys, textual_key
from tui.keys import KEYS


def said(found) -> list[str]:
    return [str(problem).removeprefix(f"{found.file}:") for problem in found.problems]


@pytest.mark.parametrize(
    "text",
    [
        '[keys]\nmap.why = "q"',
        '[keys]\n"map.why" = "q"',
        '[keys.map]\nwhy = ["q"]',
        'keys.map.why = "q"',
        'keys = {"map.why" = "q"}',
    ],
)
def test_a_key_is_named_in_any_way_that_toml_has(loaded, text):
    found = loaded(text)
    assert (found.settings.keys, found.problems) == ({"map.why": "q"}, ())
    assert found.origins["keys.map.why"].startswith(f"{found.file}:")


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("^T", "ctrl+t"),
        ("Ctrl+Shift+Left", "ctrl+shift+left"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("shift+g", "G"),
        (".", "full_stop"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("Esc", "escape"),
        ("PgUp", "pageup"),
        ("F12", "f12"),
        (" ", "space"),
        ("é", "é"),
        ("f25", None),
        ("hold+t", None),
        ("gg", None),
        ("", None),
        ("\x07", None),
    ],
)
def test_keys_are_written_as_people_write_them(word, key):
    assert textual_key(word) == key


def test_every_key_of_the_table_can_be_written_as_it_stands_there():
    assert all(textual_key(key) == key for row in KEYS for key in row.keys)


def test_a_list_has_commas_and_a_comma_can_be_a_key():
    assert split_keys("f5, ctrl+t") == ["f5", " ctrl+t"]
    assert (split_keys(","), split_keys(""), split_keys("  ")) == ([","], [], [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('map.wyh = "q"', "2:1: there is no action map.wyh: did you mean map.why?"),
        ('map.why = "ctrll+q"', "2:11: keys.map.why: there is no key 'ctrll+q': did you mean ctrl+q?"),
        ('map.why = "escpe"', "2:11: keys.map.why: there is no key 'escpe': did you mean escape?"),
        ("map.why = 5", '2:11: keys.map.why cannot be \'5\': keys as "q" or "f5,ctrl+t"'),
        (
            'map.why = "n"',
            "2:11: keys.map.why: n is already map.next-stuck: another key, or another one for it: ",
        ),
        ('anywhere.help = ""', "2:17: keys.anywhere.help cannot be without a key: there has to be a way out"),
        ('map.out = ""', "2:11: keys.map.out cannot be without a key: there has to be a way out"),
        ('map.why = "ctrl+q"', "2:11: keys.map.why: ^Q is always anywhere.quit: another key"),
        ('map.why = "ctrl+c"', "2:11: keys.map.why: ^C is always prompt.drop: another key"),
        ('map.why = "ctrl+i"', "2:11: keys.map.why: in a terminal ^I is Tab: another key"),
        ('anywhere.plots = "p"', "2:18: keys.anywhere.plots: p would be typed there: a key as f5 or ctrl+t"),
        ('panel.close = "space"', "2:15: keys.panel.close: Space would be typed there"),
        ('command.pause = "p"', "2:17: keys.command.pause: p begins a command"),
        ('map.why = "' + ",".join("abcdefgxy") + '"', "2:11: keys.map.why has 9 keys: at most 8"),
    ],
)
def test_what_cannot_be_is_named_and_the_key_stays_as_it_was(loaded, line, problem):
    found = loaded(f"[keys]\n{line}\n")
    assert len(found.problems) == 1
    assert said(found)[0].startswith(problem)
    assert found.settings.keys == {}


def test_two_actions_can_change_their_keys(loaded):
    found = loaded('[keys]\nmap.why = "n"\nmap.next-stuck = "w"\n')
    assert (found.problems, found.settings.keys) == ((), {"map.why": "n", "map.next-stuck": "w"})


def test_of_two_that_want_one_key_one_has_it(loaded):
    found = loaded('[keys]\nmap.why = "q"\nmap.remove = "q"\n')
    assert len(found.problems) == 1
    assert len(found.settings.keys) == 1


def test_a_key_in_place_of_one_that_was_refused_clashes_too(loaded):
    found = loaded('[keys]\nmap.next-stuck = "x,w"\nmap.why = "ctrl+q"\n')
    assert len(found.problems) == 2
    assert found.settings.keys == {}


def test_keys_can_be_taken_away(loaded):
    assert loaded('[keys]\nmap.why = ""\n').settings.keys == {"map.why": ""}


@pytest.mark.parametrize("value", ["5", '"q"', "[]"])
def test_keys_are_a_table(loaded, value):
    assert "keys cannot be" in said(loaded(f"keys = {value}"))[0]


def test_every_action_can_have_a_key_that_no_other_has(loaded):
    text = "[keys]\n" + "".join(f'{name} = "{key}"\n' for name in BOUND for key in ("ctrl+alt+f20",))
    found = loaded(text)
    places = {name.partition(".")[0] for name in found.settings.keys}
    assert len(places) >= len({row.where for row in KEYS}) - 2  # three places are one
