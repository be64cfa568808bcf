"""What is remembered between runs: whole, or not at all, and never in the way."""

from __future__ import annotations

import os

import pytest

from tui.remembered import Remembered


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state" / "remembered.json"


def test_what_was_kept_is_there_in_the_next_run(file):
    assert Remembered(file).get("tour") is None
    assert Remembered(file).keep("tour", "seen") == ""
    assert Remembered(file).get("tour") == "seen"
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_two_runs_at_once_keep_what_the_other_has_kept(file):
    one, two = Remembered(file), Remembered(file)
    one.keep("theme", "paper")
    two.keep("tour", True)
    assert (Remembered(file).get("theme"), Remembered(file).get("tour")) == ("paper", True)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"tour": [1]}', "\0" * 70_000, "[" * 100_000])
def test_what_is_no_such_file_is_as_if_it_were_not_there(file, text):
    file.parent.mkdir()
    file.write_text(text)
    assert Remembered(file).get("tour") is None
    assert Remembered(file).keep("tour", True) == ""
    assert Remembered(file).get("tour") is True


def test_what_cannot_be_written_holds_for_this_run_and_is_said_once(file):
    file.parent.write_text("no folder")
    remembered = Remembered(file)
    assert "cannot be written" in remembered.keep("tour", True)
    assert remembered.keep("theme", "paper") == ""
    assert (remembered.get("tour"), remembered.get("theme")) == (True, "paper")


def test_a_pipe_that_nobody_writes_into_is_not_waited_for(file):
    file.parent.mkdir()
    os.mkfifo(file)
    assert Remembered(file).get("tour") is None
