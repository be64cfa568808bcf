"""Files are written whole or not at all, and never over another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.errors import SyntaxRefused
from tui.export.files import write_new


def test_a_file_of_the_name_is_kept_and_the_new_one_gets_a_number(tmp_path):
    (tmp_path / "a.csv").write_text("theirs")
    assert write_new(tmp_path / "a.csv", "1") == tmp_path / "a-2.csv"
    assert write_new(tmp_path / "a.csv", "2") == tmp_path / "a-3.csv"
    assert (tmp_path / "a.csv").read_text() == "theirs"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a-2.csv", "a-3.csv", "a.csv"]


def test_home_is_known(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert write_new(Path("~/a.txt"), "x") == tmp_path / "a.txt"


def test_text_that_no_file_can_hold_is_escaped(tmp_path):
    assert write_new(tmp_path / "a.txt", "a\udc80").read_text("utf-8") == "a\\udc80"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("none/a.txt", "No such file or directory"),
        ("file/a.txt", "Not a directory"),
        ("x" * 300, "File name too long"),
        ("a\0b", "zero byte"),
        ("", "empty name"),
    ],
)
def test_what_cannot_be_written_is_said_with_its_path_and_why(tmp_path, name, why):
    (tmp_path / "file").write_text("")
    with pytest.raises(SyntaxRefused, match=why):
        write_new(tmp_path / name if name else Path("/"), "x")


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, os.strerror(28))))
    with pytest.raises(SyntaxRefused, match="No space left on device"):
        write_new(tmp_path / "a.txt", "x")
    assert not list(tmp_path.iterdir())
