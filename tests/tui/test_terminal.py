"""The app in a real terminal: it starts, takes a command, shows what comes of it, and leaves the terminal as it was."""

from __future__ import annotations

import itertools
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
]
PATIENCE = 20.0
"""Seconds after which what was waited for will not come."""
_numbers = itertools.count()


class Terminal:
    """A shell in a tmux of its own."""

    def __init__(self, folder, width: int = 80, height: int = 24) -> None:
        self._socket = f"ballonet-{os.getpid()}-{next(_numbers)}"
        environment = {
            # where these are set (as by some runners of tests) a terminal's own size counts for nothing
            **{name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")},
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "XDG_STATE_HOME": str(folder),
            "PYTHONPATH": str(Path.cwd()),
        }
        self._tmux(
            "-f", os.devnull, "new-session", "-d", "-x", str(width), "-y", str(height), "sh", env=environment
        )
        self._tmux("set", "-g", "escape-time", "0")

    def _tmux(self, *words: str, env=None) -> str:
        command = ["tmux", "-L", self._socket, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def paste_unbracketed(self, text: str) -> None:
        self._tmux("set-buffer", text)
        self._tmux("paste-buffer")

    def resize(self, width: int, height: int) -> None:
        """Resize the window, and wait until the application's terminal has the size too: tmux passes it on late."""
        self._tmux("resize-window", "-x", str(width), "-y", str(height))
        path = self._tmux("display", "-p", "#{pane_tty}").strip()
        end = time.monotonic() + PATIENCE
        while (found := self._size_of(path)) != (width, height):
            assert time.monotonic() < end, f"the terminal stays at {found}"
            time.sleep(0.05)

    @staticmethod
    def _size_of(path: str) -> tuple[int, int]:
        with Path(path).open("rb", buffering=0) as tty:
            size = os.get_terminal_size(tty.fileno())
        return size.columns, size.lines

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def wait_for(self, *texts: str) -> str:
        """Wait until all of `texts` stand on the screen, and return it."""
        end = time.monotonic() + PATIENCE
        while not all(text in (screen := self.screen()) for text in texts):
            assert time.monotonic() < end, f"waited for {texts}, and there is:\n{screen}"
            time.sleep(0.05)
        return screen

    def close(self) -> None:
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], check=False, capture_output=True)


@pytest.fixture
def terminal(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.type("PS1='shell''> '; clear")
    terminal.press("Enter")
    terminal.wait_for("shell>")
    yield terminal
    terminal.close()


def start(terminal: Terminal, *arguments: str) -> None:
    """Start the app, on the lab alone where nothing else is asked for."""
    terminal.type(" ".join((sys.executable, "-m", "tui", *(arguments or ("--no-opening", "--no-tour")))))
    terminal.press("Enter")


def test_it_starts_on_living_guests_takes_a_command_and_leaves_the_terminal_sane(terminal):
    start(terminal)
    terminal.wait_for(" 1 web", " 2 db", " 3 app", "❯")
    terminal.type("balloon set web 512M")
    terminal.press("Enter")
    terminal.wait_for("balloon set web 512M", "▸ 512M")
    terminal.press("C-q")
    terminal.wait_for("shell>")
    terminal.type("stty -a | grep -c ' echo '; echo left=$?")
    terminal.press("Enter")
    terminal.wait_for("left=0")


def test_the_opening_plays_until_a_command_is_typed_which_then_asks_what_keeps_a_section(terminal):
    start(terminal, ";")
    terminal.wait_for("Three Linux guests share 8G. They were promised 11.5G.", " 3 app")
    terminal.type("why app section=23")
    terminal.press("Enter")
    terminal.wait_for("─ why app section=23 ─", "keep s23 where it is", "What would help")
    terminal.press("Escape")
    terminal.wait_for("The opening stopped; you have the controls.")


def test_the_map_can_be_entered_down_to_a_page(terminal):
    start(terminal)
    terminal.wait_for(" 3 app", "→ takes")
    terminal.press("3", "Tab")
    terminal.wait_for("Enter z In")
    terminal.press("Enter", "Enter")  # the guest alone, then the section
    terminal.wait_for("pageblock 0 of 64")
    terminal.press("Enter")
    terminal.wait_for("pfn 0x0  reserved, stays")


def test_it_exits_0(terminal):
    start(terminal, "--no-opening; echo code=$?")
    terminal.wait_for(" 1 web")
    terminal.press("C-q")
    terminal.wait_for("code=0")


def test_it_survives_a_terminal_that_shrinks_and_grows(terminal):
    start(terminal)
    terminal.wait_for(" 1 web")
    terminal.resize(40, 10)
    terminal.wait_for("ballonet needs 60 x 20.")
    terminal.resize(120, 40)
    terminal.wait_for("─ 1 web", "events")


def test_what_was_typed_is_there_in_the_next_run(terminal):
    start(terminal)
    terminal.wait_for(" 1 web")
    terminal.type("lsmem web")
    terminal.press("Enter")
    terminal.wait_for("RANGE")
    terminal.press("C-q")
    terminal.wait_for("shell>")
    start(terminal)
    terminal.wait_for(" 1 web")
    terminal.press("Up")
    terminal.wait_for("❯ lsmem web")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_a_signal_ends_it_with_a_code_of_its_own_and_leaves_the_terminal_sane(
    terminal, tmp_path, number, code
):
    terminal.type(f"sh -c 'echo $$ > {tmp_path}/pid; exec {sys.executable} -m tui'; echo code=$?; stty -a")
    terminal.press("Enter")
    terminal.wait_for(" 1 web")
    os.kill(int((tmp_path / "pid").read_text()), number)
    terminal.wait_for(f"code={code}", " echo ")


def test_it_does_not_outlive_its_terminal(terminal, tmp_path):
    terminal.type(f"sh -c 'echo $$ > {tmp_path}/pid; exec {sys.executable} -m tui'")
    terminal.press("Enter")
    terminal.wait_for(" 1 web")
    app = os.pidfd_open(int((tmp_path / "pid").read_text()))
    terminal.close()
    ended, _, _ = select.select([app], [], [], PATIENCE)
    os.close(app)
    assert ended


def test_it_can_be_suspended_and_comes_back(terminal):
    start(terminal)
    terminal.wait_for(" 1 web")
    terminal.press("C-z")
    terminal.wait_for("shell>")
    terminal.type("fg")
    terminal.press("Enter")
    terminal.wait_for(" 1 web", " 3 app", " 00.", "❯", "F1 Help")


def test_keys_in_a_burst_keep_their_order(terminal):
    start(terminal)
    terminal.wait_for(" 1 web", "→ takes")
    terminal.press(*"zebra", "BSpace", *"yak", "Home", "Q", "End", "R")
    terminal.wait_for("❯ QzebryakR")
    terminal.press("C-u", *"free")
    terminal.wait_for("❯ free\n")


def test_lines_that_come_like_typed_ones_run_one_by_one(terminal):
    start(terminal)
    terminal.wait_for(" 1 web", "→ takes")
    terminal.paste_unbracketed("hotplug add db 128M\nballoon set web 512M\nlsm")
    terminal.wait_for("hotplug add db 128M", "balloon set web 512M", "❯ lsm")


def test_a_script_with_an_error_never_opens_the_app(terminal, tmp_path):
    (tmp_path / "bad.bal").write_text("ballon set web 1M\n")
    terminal.type(f"cd {tmp_path}; clear")
    terminal.press("Enter")
    start(terminal, "bad.bal", "; echo code=$?")
    terminal.wait_for("bad.bal:1:1:", "code=2")
