"""Runs a program in a pseudo-terminal and times what it prints."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Self

TURNS = 100
"""Reads a second of a terminal that takes only so much."""
HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("hello, terminal")

Hello().run()
"""
"""The smallest Textual app, which everything is compared with."""


FRAME = b"\x1b[?2026h"
"""How a frame begins, for a terminal that shows frames whole."""
_ASKS_FOR_FRAMES, _HAS_FRAMES = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


class InTerminal:
    """A Python program in a pseudo-terminal; it ends with the `with` block.

    Args:
        arguments: of Python.
        size: columns and rows.
        rate: bytes a second that the terminal takes; None: whatever comes.
    """

    def __init__(self, *arguments: str, size: tuple[int, int] = (120, 40), rate: int | None = None) -> None:
        self._rate = rate
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, *arguments], _environment())
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.printed = bytearray()

    def seconds_until(self, text: str, patience: float = 30.0) -> float:
        """Return the time from the start until `text` was printed."""
        wanted = text.encode()
        while wanted not in self.printed:
            if time.perf_counter() - self.started > patience:
                raise TimeoutError(f"{text} did not come: {self.printed[-500:]!r}")
            self._read(0.5)
        return time.perf_counter() - self.started

    def wait_for(self, text: str, since: int = 0, patience: float = 30.0) -> None:
        """Wait until `text` was printed, after the first `since` bytes."""
        wanted, end = text.encode(), time.perf_counter() + patience
        while self.printed.find(wanted, since) < 0:
            if time.perf_counter() > end:
                raise TimeoutError(f"{text} did not come: {self.printed[-500:]!r}")
            self._read(0.5)

    def type(self, text: str) -> None:
        """Send keys."""
        os.write(self._fd, text.encode())

    def run(self, seconds: float) -> None:
        """Let it run, reading what it prints."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def processor_seconds(self) -> float:
        """Return the processor time that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self) -> Self:
        """Return itself; it runs already."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _read(self, patience: float) -> None:
        if not select.select([self._fd], [], [], patience)[0]:
            return
        most = 65536 if self._rate is None else max(1, self._rate // TURNS)
        read = os.read(self._fd, most)
        self.printed += read
        if _ASKS_FOR_FRAMES in read:
            os.write(self._fd, _HAS_FRAMES)
        if self._rate is not None:
            time.sleep(len(read) / self._rate)


def _environment() -> dict[str, str]:
    """Return what an installed program has: a terminal, and bytecode that the run before has written."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(gettempdir()) / "ballonet-bytecode")
    nobodys = mkdtemp(prefix="ballonet-")  # no settings, and nothing that was seen before
    environment |= {"XDG_CONFIG_HOME": nobodys, "XDG_STATE_HOME": nobodys}
    return environment | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
