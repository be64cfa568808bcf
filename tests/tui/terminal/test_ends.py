"""Whatever ends the app, or stops it for a while: the terminal is as it was, and what happened is said."""

from __future__ import annotations

import os
import shutil
import signal
import sys

import pytest

from tests.tui.test_terminal import Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
]
SANE = "icrnl isig icanon echo alternate=0 cursor=1 mouse=0"
"""What a shell's terminal is like."""


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "small.bal").write_text("guest add web memory=64M platform=ppc64\nworkload web churn 8M\n")
    terminal = Terminal(tmp_path)
    terminal.type("PS1='shell''> '; clear")
    terminal.press("Enter")
    terminal.wait_for("shell>")
    yield terminal
    terminal.close()


def start(shell, tmp_path, module="tui", *words):
    line = " ".join((sys.executable, "-m", module, *words, str(tmp_path / "small.bal")))
    shell.type(f"clear; sh -c 'echo $$ > {tmp_path}/pid; exec {line}'; echo code=$?")
    shell.press("Enter")
    shell.wait_for(" 1 web", "❯")


def modes(shell) -> str:
    """Return what the terminal is like, as `SANE` says it."""
    shell.type("clear; stty -a | grep -oE -e '-?(echo|icanon|isig|icrnl)\\b' | tr '\\n' ' '; echo stty''end")
    shell.press("Enter")
    words = shell.wait_for("sttyend").split("sttyend")[0].split()
    found = shell._tmux(
        "display", "-p", "alternate=#{alternate_on} cursor=#{cursor_flag} mouse=#{mouse_any_flag}"
    )
    return f"{' '.join(words)} {found.strip()}"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("handler", "ballonet ended by a mistake of its own: ValueError: it is broken\\x1b[31m here"),
        ("leaves", "ballonet ended by a mistake of its own: a part of it left on its own"),
        ("output", "ballonet: the terminal cannot be written to: Input/output error"),
        ("kill", "ballonet was ended from outside; the terminal is as it was before"),
    ],
)
def test_it_gives_the_terminal_back_and_says_what_happened(shell, tmp_path, what, said):
    start(shell, tmp_path, "tests.tui.crashing", what)
    if what != "leaves":
        shell.press("Space")
    # what a shell says of a killed program may still go to the screen that is left
    screen = shell.wait_for(*(() if what == "kill" else ("code=1",)), said[:70])
    assert "Traceback" not in screen
    assert modes(shell) == SANE


def test_it_comes_back_from_a_stop_without_notice_and_leaves_the_terminal_sane_then(shell, tmp_path):
    start(shell, tmp_path)
    pid = int((tmp_path / "pid").read_text())
    os.kill(pid, signal.SIGSTOP)
    shell.wait_for("shell>")
    shell.type("stty sane; fg")
    shell.press("C-j")  # the shell has it as the app left it, where Enter is no end of a line
    shell.wait_for(" 1 web", "❯", "virtual time stood still")
    shell.press("C-q")
    shell.wait_for("shell>")
    assert modes(shell) == SANE
