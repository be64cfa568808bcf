"""`ballonet --plain` as a program: from a pipe, and at a terminal that it leaves as it was."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time

import pytest

SMALL = "guest add web memory=64M platform=ppc64\n"
PATIENCE = 30.0


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "small.bal"
    path.write_text(SMALL)
    return str(path)


def ran(*words: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tui", *words]
    return subprocess.run(
        command,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **variables},
    )


def test_lines_from_a_pipe_run_after_the_script_and_what_was_refused_makes_the_exit_code_1(script):
    typed = "balloon set web 48M\nhotplug add web 40M\n"
    done = ran("--plain", script, typed=typed, BALLONET_FPS="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert done.stderr == "BALLONET_FPS cannot be 0: a whole number from 1 to 30\n"
    lines = done.stdout.splitlines()
    assert lines[0].startswith("00:00.00 web  Booted with 64M on ppc64")
    assert lines.index("> balloon set web 48M") < lines.index("> hotplug add web 40M")
    assert "\x1b" not in done.stdout
    assert done.stdout.isascii()  # nothing else could be written


def test_of_a_recording_that_was_cut_off_it_says_where_and_plays_it_up_to_there(tmp_path):
    cut = tmp_path / "cut.bal"
    cut.write_text(f"ballonet 2 seed=7 platform=1\n@0s {SMALL}@1s balloon set we")
    done = ran("replay", str(cut), "--plain")
    assert done.stderr.startswith("damaged in line 3, and played up to there: ")
    assert done.stdout.startswith("00:00.00 web  Booted with 64M on ppc64")


class Terminal:
    """A program that talks with a terminal."""

    def __init__(self, *words: str) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "tui", *words], {**os.environ, "TERM": "dumb"})
        self.printed = ""

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def attributes(self) -> list:
        return termios.tcgetattr(self._fd)[:4]

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + PATIENCE
        while text not in self.printed:
            assert time.monotonic() < end, self.printed
            if select.select([self._fd], [], [], 0.2)[0]:
                self.printed += os.read(self._fd, 65536).decode("utf-8", "replace")

    def code_after(self, keys: str) -> int:
        """Return the exit code. The keys are sent again each second: the first ^C may leave what a line still does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.type(keys)
            ready = select.select([self._fd], [], [], 1.0)[0]
            while ready and not (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
                try:
                    self.printed += os.read(self._fd, 65536).decode("utf-8", "replace")
                except OSError:  # it has closed the terminal
                    ended = os.waitpid(self.pid, 0)
                    break
                ready = select.select([self._fd], [], [], 1.0)[0]
            if (ready and ended[0]) or (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
                return os.waitstatus_to_exitcode(ended[1])
        raise AssertionError(f"it does not end: {self.printed}")


def test_at_a_terminal_commands_act_while_time_goes_on_and_ctrl_c_leaves_it_as_it_was(script):
    terminal = Terminal("--plain", script)
    before = terminal.attributes()
    terminal.wait_for("Type a command and Enter.")
    terminal.type("say hello\n")
    terminal.wait_for("     hello\r\n")
    terminal.type("balloon set web 48M\n")
    terminal.wait_for("operation 2, balloon set web 48M: done")
    assert terminal.code_after("\x03") == 130
    assert terminal.attributes() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [("config show <&- >/dev/null", 0), ("config show >&-", 0), ("run - <&-", 2), ("run - >&- <{script}", 0)],
)
def test_closed_input_and_output_are_borne(words, code, script):
    command = f"{sys.executable} -m tui {words.format(script=script)}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
