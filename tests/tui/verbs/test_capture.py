"""`ballonet capture` writes one file, says what is missing, and leaves nothing where it comes to nothing."""

from __future__ import annotations

import os

import numpy as np
import pytest

from engine.capture.capture_file import open_capture
from engine.errors import SyntaxRefused
from engine.live.kernel_files import KernelFiles
from engine.live.script import capture_script
from tests.engine.capture.machine_texts import TEXTS, kernel_root, page_flags
from tui.cli import main
from tui.verbs.arguments import parse_arguments
from tui.verbs.capture import capture


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return KernelFiles(kernel_root(tmp_path / "root", flags=page_flags()))


def asked(*words):
    return parse_arguments(["capture", *words])


def test_the_file_is_named_after_the_host(files, tmp_path, monkeypatch, capsys):
    names = os.uname()
    monkeypatch.setattr("os.uname", lambda: os.uname_result((names[0], "my/host\x1b", *names[2:])))
    assert capture(asked(), files) == 0
    assert len(open_capture(tmp_path / "capture-my-host.ballonet").flags) == len(page_flags())
    assert capsys.readouterr().err.startswith("capture-my-host.ballonet has ")


def test_a_file_that_is_there_is_overwritten_only_by_force(files, tmp_path):
    (tmp_path / "out").write_text("old")
    with pytest.raises(SyntaxRefused, match="is there already"):
        capture(asked("-o", "out"), files)
    assert capture(asked("-o", "out", "--force"), files) == 0
    assert open_capture(tmp_path / "out").zones


def test_what_is_missing_is_said(files, capsys):
    (files.root / "proc/kpageflags").unlink()
    assert capture(asked("-o", "out"), files) == 0
    said = capsys.readouterr().err
    assert "/proc/kpageflags is missing: no such file or directory" in said
    assert said.endswith("`ballonet out` opens it, `ballonet whatif out COMMAND` asks\n")


def test_flags_that_cannot_be_read_to_their_end_leave_no_file(files, tmp_path, capsys, monkeypatch):
    def broken(_self):
        yield np.zeros(8, np.uint64)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(KernelFiles, "flags", broken)
    assert capture(asked("-o", "out"), files) == 1
    assert not (tmp_path / "out").exists()
    assert "Input/output error" in capsys.readouterr().err


def test_where_there_is_no_zoneinfo_it_says_so(tmp_path, capsys):
    assert capture(asked(), KernelFiles(tmp_path)) == 1
    assert "captures are of Linux" in capsys.readouterr().err


def test_texts_that_no_kernel_says_are_an_error_of_the_machine(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = TEXTS | {"/proc/zoneinfo": "nothing"}
    assert capture(asked(), KernelFiles(kernel_root(tmp_path / "root", texts, page_flags()))) == 1
    assert "/proc/zoneinfo" in capsys.readouterr().err


def test_the_script_is_printed(capsys):
    assert main(["capture", "--print-script"]) == 0
    assert capsys.readouterr().out == capture_script()


def test_wrong_targets_are_exit_2(capsys):
    assert main(["capture", "-o", "/nowhere/at/all"]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_folder_is_no_file_to_write_into(capsys, tmp_path):
    assert main(["capture", "-o", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path} is a folder; a file in it, as -o {tmp_path}/capture-" in said
