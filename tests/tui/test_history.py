"""Typed commands outlive the program, whatever state their file is in."""

from __future__ import annotations

import pytest

from tui.history import KEPT, LARGEST, History


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state" / "history.jsonl"


def test_a_command_is_there_again_in_the_next_run(file):
    assert History(file).add("balloon set web 512M") == ""
    again = History(file)
    assert again.load() == ""
    assert again.lines == ["balloon set web 512M"]


def test_the_same_command_twice_in_a_row_is_kept_once(file):
    history = History(file)
    for line in ("step", "step", "run", "step"):
        history.add(line)
    assert history.lines == ["step", "run", "step"]


def test_without_a_file_there_is_nothing_to_say(file):
    history = History(file)
    assert history.load() == ""
    assert history.lines == []


def test_lines_that_are_no_history_are_said_and_the_file_is_kept(file):
    file.parent.mkdir()
    file.write_bytes(b'"step"\n\xff\xfe garbage\n{"line": 1}\n"two\\nlines"\n"run"\n')
    history = History(file)
    assert "3 lines of the history are unreadable" in history.load()
    assert history.lines == ["step", "run"]
    assert file.with_name("history.jsonl.old").read_bytes().startswith(b'"step"\n\xff\xfe')
    assert History(file).load() == ""


def test_a_deeply_nested_line_is_only_another_unreadable_one(file):
    file.parent.mkdir()
    file.write_text("[" * 100_000 + "\n" + '"step"\n')
    history = History(file)
    assert "1 line of the history is unreadable" in history.load()
    assert history.lines == ["step"]


def test_an_unwritable_folder_is_said_once_and_the_run_goes_on(tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    history = History(tmp_path / "state" / "history.jsonl")
    assert "cannot be written" in history.add("step")
    assert history.add("run") == ""
    assert history.lines == ["step", "run"]


def test_a_history_that_is_a_folder_is_said(tmp_path):
    assert "cannot be read" in History(tmp_path).load()


def test_only_the_newest_commands_are_kept(file):
    file.parent.mkdir()
    file.write_text("".join(f'"step {n}"\n' for n in range(3 * KEPT)))
    history = History(file)
    assert history.load() == ""
    assert (len(history.lines), history.lines[-1]) == (KEPT, f"step {3 * KEPT - 1}")
    assert len(file.read_text().splitlines()) == KEPT


def test_a_file_of_any_size_is_read_from_its_end_only(file):
    file.parent.mkdir()
    file.write_text('"old"\n' + '"' + "x" * LARGEST + '"\n' + '"new"\n')
    history = History(file)
    history.load()
    assert history.lines == ["new"]


def test_a_command_that_cannot_be_written_in_utf8_is_said(file):
    assert "cannot be written" in History(file).add("say \ud800")


def test_several_programs_that_append_at_once_lose_nothing(file):
    file.parent.mkdir()
    file.write_text("".join(f'"step {n}"\n' for n in range(3 * KEPT)))
    one, two = History(file), History(file)
    two.add("before the other looks")
    one.load()
    two.add("after the other has begun anew")
    one.add("its own")
    again = History(file)
    again.load()
    assert again.lines[-3:] == ["before the other looks", "after the other has begun anew", "its own"]


def test_what_was_typed_often_comes_back_once(file):
    history = History(file)
    for line in ("run", "step", "run", "lsmem web", "step"):
        history.add(line)
    again = History(file)
    again.load()
    assert again.lines == ["run", "lsmem web", "step"]
