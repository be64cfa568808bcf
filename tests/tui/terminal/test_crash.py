"""What is said and kept of a failure."""

from __future__ import annotations

import stat

import pytest

from tui.terminal import crash
from tui.terminal.crash import Circumstances, report_text, summary, tell, write_report


def failure(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def test_one_line_says_what_and_where():
    assert summary(failure(ValueError("a\nb"))).startswith("ValueError: a\\nb (tui/terminal/test_crash.py:")
    assert summary(failure(MemoryError())).startswith("there was not enough memory (")
    assert summary(ValueError()) == "ValueError"


def test_a_report_has_the_traceback_the_typed_lines_and_a_recording():
    around = Circumstances(
        ["--seed", "7"], (80, 24), ["free web", "why app section=23"], lambda: "ballonet 1 seed=7\n"
    )
    text = report_text(failure(ValueError("x")), around)
    assert "in failure" in text
    assert "80x24, arguments: --seed 7" in text
    assert "free web\nwhy app section=23\n" in text
    assert text.endswith("ballonet 1 seed=7\n\n")


def test_a_recording_that_cannot_be_had_is_no_second_failure():
    def broken():
        raise ZeroDivisionError

    text = report_text(ValueError("x"), Circumstances(recording=broken))
    assert "it cannot be had: ZeroDivisionError" in text


def test_the_report_is_bounded():
    around = Circumstances(typed=["x" * 100] * 5000, recording=lambda: "y" * 1_000_000)
    assert len(report_text(failure(ValueError("z" * 1_000_000)), around)) < 600_000


def test_what_happened_is_printed_with_the_name_of_the_report(tmp_path, capsys):
    tell(failure(ValueError("x\x1b[31m")), Circumstances(typed=["free web"]), tmp_path)
    said = capsys.readouterr().err
    (report,) = tmp_path.iterdir()
    assert "\x1b" not in said
    assert str(report) in said
    assert "in the next run, ↑ has it" in said
    assert "Traceback" not in said
    assert "free web" in report.read_text("utf-8")


def test_who_wants_the_traceback_gets_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(crash.DEBUG, "1")
    tell(failure(ValueError("x")), Circumstances(), tmp_path)
    assert "Traceback" in capsys.readouterr().err


def test_a_report_that_cannot_be_kept_is_printed(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    tell(failure(ValueError("x")), Circumstances(typed=["free web"]), tmp_path / "file")
    said = capsys.readouterr().err
    assert "cannot be kept" in said
    assert "free web" in said


def test_standard_error_may_be_closed(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    tell(failure(ValueError("x")), Circumstances(), tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_the_latest_reports_are_kept(tmp_path):
    for number in range(crash.KEPT + 3):
        (tmp_path / f"crash-2025010{number:02}-000000-1.txt").write_text("")
    newest = write_report("x", tmp_path)
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == crash.KEPT
    assert kept[-1] == newest
    assert not newest.stat().st_mode & stat.S_IXUSR


@pytest.mark.parametrize("text", ["", "a\x9b\n\x07b"])
def test_a_printed_report_moves_no_cursor(text):
    assert all(each.isprintable() or each == "\n" for each in crash.visible(text))
