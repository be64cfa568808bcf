"""Reading a theme file: what is accepted, and how each mistake is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.errors import SyntaxRefused
from tui.render.colours.bundled import bundled_themes
from tui.render.colours.textual_theme import textual_theme
from tui.render.colours.theme import ROLES
from tui.render.colours.theme_file import LARGEST_FILE, parse_theme, user_themes

WHOLE = 'name = "mine"\ndark = true\n[roles]\n' + "".join(f'{role} = "#102030"\n' for role in ROLES)


def refusal(text: str) -> SyntaxRefused:
    with pytest.raises(SyntaxRefused) as caught:
        parse_theme(text, "mine.toml", bundled_themes())
    return caught.value


def test_a_whole_file_is_a_theme():
    theme = parse_theme(WHOLE, "mine.toml")
    assert (theme.name, theme.dark, theme.hex("kind.free")) == ("mine", True, "#102030")


def test_a_theme_with_a_base_names_only_what_differs():
    theme = parse_theme(
        'name = "mine"\nbase = "light"\n[roles]\nkind.free = "#000000"',
        "mine.toml",
        bundled_themes(),
    )
    assert not theme.dark
    assert theme.hex("kind.free") == "#000000"
    assert theme.hex("text") == bundled_themes()["light"].hex("text")


def test_an_unknown_role_is_answered_with_the_nearest():
    error = refusal(WHOLE.replace("kind.anon =", "kind.annon ="))
    assert str(error).startswith("mine.toml:")
    assert "kind.annon is not a role" in str(error)
    assert "did you mean kind.anon?" in str(error)


def test_an_error_names_the_line():
    lines = WHOLE.replace('kind.slab = "#102030"', 'kind.slab = "orange"').splitlines()
    error = refusal("\n".join(lines))
    assert lines[error.place.line - 1].startswith("kind.slab")
    assert "six hex digits" in error.wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name = ", "not TOML"),
        ("name = 3\ndark = true\n[roles]", "name is 3, not a name"),
        ('name = "Mine!"', "not a name"),
        ('name = "mine"\n[roles]', "dark is missing"),
        ('name = "mine"\ndark = true', "roles is missing"),
        ('name = "mine"\ndark = true\n[roles]\ntext = "#102030"', "ground has no colour"),
        ('name = "mine"\ncolour = "red"', "colour is not a key"),
        ('name = "mine"\nbase = "nothing"', "base names no theme"),
        ('name = "mine"\nbase = ["x"]', "base names no theme"),
        ("name = 3", "not a name"),
        ('name = "mine"\ndark = true\nroles = 3', "roles is missing"),
        ('name = "mine"\ndark = true\n[roles]\nground = 7', "not a colour"),
        ('name = "mine"\ndark = true\n[roles]\nground = "#12345"', "not a colour"),
    ],
)
def test_each_mistake_is_said(text: str, found: str):
    error = refusal(text)
    assert found in error.found
    assert error.wanted


def test_control_characters_of_a_file_do_not_reach_the_terminal():
    error = refusal(WHOLE.replace('ground = "#102030"', 'ground = "\\u001b[31m"'))
    assert "\x1b" not in str(error)


def test_a_wrong_file_does_not_stop_the_others(tmp_path: Path):
    (tmp_path / "good.toml").write_text(WHOLE, "utf-8-sig")
    (tmp_path / "bad.toml").write_text("name =", "utf-8")
    (tmp_path / "large.toml").write_text("#" * (LARGEST_FILE + 1), "utf-8")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "notes.txt").write_text("no theme", "utf-8")
    themes, wrong = user_themes(tmp_path, bundled_themes())
    assert list(themes) == ["mine"]
    assert sorted(Path(error.place.file).name for error in wrong) == ["bad.toml", "large.toml", "odd.toml"]


def test_no_folder_is_no_themes(tmp_path: Path):
    assert user_themes(tmp_path / "none", {}) == ({}, [])


def test_textual_gets_every_role_as_a_variable():
    theme = bundled_themes()["safe"]
    variables = textual_theme(theme).variables
    assert variables["kind-mem-map"] == theme.hex("kind.mem_map")
    assert variables["muted"] == theme.hex("muted")


EXEMPT = ("colour.py", "theme_file.py", "look.py", "ink.py")
"""What says in its errors how a colour is written; and what becomes of colours where a file leaves the program: the
sixteen that a film's terminal has, and a figure's without any theme."""


def test_no_colour_is_written_outside_the_theme_files():
    folder = Path(__file__).parents[4] / "tui"
    text = {path.name: path.read_text("utf-8") for path in folder.rglob("*.py")}
    assert not [name for name in text if name not in EXEMPT and re.search(r"#[0-9a-fA-F]{6}\b", text[name])]
