"""`ballonet check` and `ballonet fmt` on the command line."""

import io
import sys

import pytest

from tui.cli import main


@pytest.fixture
def script(tmp_path, monkeypatch):
    """A script in the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "mine.bal") -> str:
        (tmp_path / name).write_text(text)
        return name

    return write


def test_check_says_every_mistake_and_sums_up(script, capsys):
    name = script("let a = 3\nballoon swell web 1M\nfree web\n")
    assert main(["check", name, "lab", "nope.bal"]) == 2
    assert capsys.readouterr().out.splitlines() == [
        "mine.bal:1:5: warning: the variable a is never used: leave it out",
        "mine.bal:2:9: 'swell' is nothing that balloon does: set, inflate or deflate",
        "mine.bal:3:6: there is no guest web: `guest add web memory=512M` above it",
        "there is no script 'nope.bal': name a script file, a capture, a recorded trace's folder, or a lesson: "
        "`ballonet demo` lists them",
        "3 scripts: 3 mistakes and 1 warning",
    ]


def test_a_folder_stands_for_its_scripts(script, capsys):
    script("run\n", "a.bal")
    script("walk\n", "b.bal")
    assert main(["check", "."]) == 2
    assert capsys.readouterr().out.splitlines()[1:] == ["2 scripts: 1 mistake"]


def test_a_warning_alone_is_well(script, capsys):
    assert main(["check", script("let a = 3\n"), "balloon-basics"]) == 0
    assert capsys.readouterr().out.endswith("\n2 scripts: no mistakes and 1 warning\n")


def test_fmt_prints_and_writes_nothing_unless_it_is_told_to(script, capsys, tmp_path):
    name = script("say  hi\nballoon   set web 1.5G&\n")
    assert main(["fmt", name]) == 0
    assert capsys.readouterr().out == "say hi\nballoon set web 1536M &\n"
    assert main(["fmt", "--check", name, "lab"]) == 1
    assert name in capsys.readouterr().out
    assert "1.5G" in (tmp_path / name).read_text()
    (tmp_path / name).chmod(0o640)
    assert main(["fmt", "--write", name]) == 0
    assert (tmp_path / name).read_text() == "say hi\nballoon set web 1536M &\n"
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o640
    assert main(["fmt", "--check", name]) == 0


def test_fmt_refuses_what_has_mistakes_and_what_is_no_file(script, capsys, tmp_path):
    name = script("balloon swell web 1M\n")
    assert main(["fmt", "--write", name]) == 2
    assert "mine.bal:1:9: 'swell'" in capsys.readouterr().err
    assert (tmp_path / name).read_text() == "balloon swell web 1M\n"
    assert main(["fmt", "--write", "lab"]) == 2
    assert "lab.bal is no file that could be written" in capsys.readouterr().err


@pytest.mark.parametrize(("verb", "out"), [("check", "1 script: no mistakes\n"), ("fmt", "run\n")])
def test_a_dash_is_standard_input(verb, out, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"  run\n")))
    assert main([verb, "-"]) == 0
    assert capsys.readouterr().out == out
