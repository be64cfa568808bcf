"""`ballonet themes`: a list, and how one is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli import main
from tui.render.colours.bundled import bundled_names


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "ballonet" / "themes").mkdir(parents=True)
    return tmp_path / "ballonet" / "themes"


def test_all_are_listed_with_a_line_about_each_and_where_ones_own_lie(folder: Path, capsys):
    (folder / "mine.toml").write_text('base = "safe"\nabout = "Mine."\n[roles]\n', "utf-8")
    assert main(["themes"]) == 0
    text = capsys.readouterr().out
    assert all(f"{name} " in text for name in bundled_names())
    assert f"mine       Mine.  ({folder}/mine.toml)" in text
    assert f"Your own: {folder}/NAME.toml" in text


def test_a_wrong_file_is_said_beside_the_list(folder: Path, capsys):
    (folder / "mine.toml").write_text('bass = "safe"', "utf-8")
    assert main(["themes"]) == 1
    assert (
        f"{folder}/mine.toml:1:1: bass is not a key of a theme: did you mean base?" in capsys.readouterr().err
    )


def test_one_is_measured_by_its_name_or_its_file(folder: Path, capsys):
    assert main(["themes", "check", "light"]) == 0
    assert "nothing falls short" in capsys.readouterr().out
    (folder / "dim.toml").write_text('base = "safe"\n[roles]\ntext = "#333333"\n', "utf-8")
    for word in ("dim", str(folder / "dim.toml")):
        assert main(["themes", "check", word]) == 1
        text = capsys.readouterr().out
        assert "text            #333333                    1.5\n" in text
        assert "text has 1.5 on the ground, 4.5 is the least" in text


@pytest.mark.parametrize("word", ["nope", "/no/such.toml", "/etc/hostname", "a\0b", "."])
def test_what_is_no_theme_is_bad_usage(folder: Path, capsys, word: str):  # noqa: ARG001 - looks nowhere else
    assert main(["themes", "check", word]) == 2
    assert capsys.readouterr().err
