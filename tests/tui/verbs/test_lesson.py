"""`ballonet lesson new`: what it writes runs, has no mistakes, and nothing is written over."""

from __future__ import annotations

import pytest

from tests.engine.playing import play
from tui.cli import main
from tui.lessons.head import read_head
from tui.paths import lessons_folder


def test_a_new_lesson_runs_holds_what_it_says_and_is_listed(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["lesson", "new", "my-first"]) == 0
    file = lessons_folder() / "my-first.bal"
    text = file.read_text("utf-8")
    session = play(text)
    assert (session.exit_code, session.world.failed) == (0, 0)
    head = read_head(text)
    assert (head.title, head.questions) == ("My first", 1)
    assert len(head.tries) == 2
    assert main(["check", str(file)]) == 0
    assert main(["demo"]) == 0
    assert "my-first" in capsys.readouterr().out


def test_nothing_is_written_over(tmp_path, capsys):
    file = tmp_path / "here.bal"
    assert main(["lesson", "new", "here", "--to", str(file)]) == 0
    file.write_text("mine")
    assert main(["lesson", "new", "here", "--to", str(file)]) == 2
    assert file.read_text() == "mine"
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Big", "a/b", "", "-x", "fig1-remove-migrates", "x" * 60, "\x1b[2J"])
def test_a_name_that_cannot_be_one_is_refused(name, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["lesson", "new", name]) == 2
    told = capsys.readouterr()
    assert told.err
    assert "\x1b" not in told.err
    assert list(tmp_path.iterdir()) == []
