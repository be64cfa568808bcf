"""Words that are no commands, and what does it in the app."""

from __future__ import annotations

import pytest

from engine.errors import CommandError
from tui.keys.hints import filled
from tui.language.habits import KEYS, help_in_the_app, in_the_app


@pytest.mark.parametrize("word", KEYS)
def test_every_key_that_is_named_exists(word):
    assert filled(KEYS[word])
    assert "{" not in filled(KEYS[word])


def test_the_error_keeps_its_place_and_says_the_key_that_the_user_has():
    error = in_the_app(
        "undo it", CommandError("'undo' is not a command", "see `help`"), {"command.undo": "f9"}
    )
    assert (error.found, error.wanted) == (
        "'undo' is not a command",
        "F9 writes what undoes the last command",
    )


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("help theme", "^T shows every theme"),
        ("help screenshot", "S in a pane; ^P has Screenshot"),
        ("record x.txt", "W in a pane; ^P has Record"),
        ("help config", "`ballonet config show` in the shell; ^T for the colours"),
    ],
)
def test_help_about_what_a_key_does_names_the_key_and_the_palette(line, wanted):
    assert in_the_app(line, CommandError("'it' is not a command", "see `help`"), {}).wanted == wanted


def test_help_that_the_commands_answer_names_the_key_too():
    assert help_in_the_app("help record", {}) == "W in a pane; ^P has Record"
    assert help_in_the_app("help balloon set", {}) == help_in_the_app("help", {}) == ""


def test_other_errors_stay_as_they_are():
    error = CommandError("'3x' is not a size", "512M")
    assert in_the_app("balloon set web 3x", error, {}) is error
