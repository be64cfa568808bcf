"""What is copied reaches the terminal's clipboard, through tmux, too."""

from __future__ import annotations

import shutil

import pytest

from tests.tui.terminal.test_ends import shell, start

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
]
__all__ = ["shell"]


def test_a_pane_is_copied_by_osc_52(shell, tmp_path):
    shell._tmux("set", "-s", "set-clipboard", "on")
    start(shell, tmp_path)
    shell.wait_for("Booted with 64M")
    shell.press("BTab")
    shell.wait_for("/ Search")
    shell.press("y")
    shell.wait_for("copied the events in sight")
    assert "00:00.00 web Booted with 64M on ppc64" in shell._tmux("show-buffer")
