"""Which theme suits which terminal, and how a theme is found by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import SyntaxRefused
from tui.themes import Themes, suited


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({}, "safe"),
        ({"TERM": "xterm-256color"}, "safe"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "plain"),
        ({"TERM": "xterm-256color", "NO_COLOR": "0"}, "plain"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "safe"),
        ({"TERM": "dumb"}, "plain"),
        ({"TERM": "linux"}, "ansi"),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, "safe"),
    ],
)
def test_the_terminal_says_which_theme_suits_it(environ: dict[str, str], name: str):
    assert suited(environ) == name


def test_a_wrong_name_is_answered_with_the_nearest(tmp_path: Path):
    with pytest.raises(SyntaxRefused, match=r"there is no theme 'duks': did you mean dusk\?"):
        Themes(tmp_path).find("duks")
    with pytest.raises(SyntaxRefused, match="the themes are safe, contrast"):
        Themes().find("qqqqq")


def test_a_file_of_ones_own_takes_the_place_of_a_theme_of_the_same_name_and_may_build_on_it(tmp_path: Path):
    (tmp_path / "dark.toml").write_text('base = "dark"\n[roles]\ntext = "#FFFFFF"\n', "utf-8")
    themes = Themes(tmp_path)
    assert themes.find("dark").hex("text") == "#FFFFFF"
    assert themes.find("dark").hex("kind.anon") == Themes().find("dark").hex("kind.anon")


def test_a_theme_whose_file_is_wrong_is_refused_with_what_is_wrong(tmp_path: Path):
    (tmp_path / "mine.toml").write_text('base = "safe"\n[roles]\ntext = "white"\n', "utf-8")
    with pytest.raises(SyntaxRefused, match=r"mine\.toml:3:1: text is 'white', not a colour"):
        Themes(tmp_path).find("mine")
