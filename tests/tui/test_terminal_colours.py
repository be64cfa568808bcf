"""What the app sends to a real terminal: no colour where none is wanted, nothing but ASCII on the Linux console."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

import pytest

pytestmark = pytest.mark.terminal
PATIENCE = 20.0
SGR = re.compile(r"\x1b\[([0-9;]*)m")
COLOURS = re.compile(r"(?:^|;)(?:[34][0-7]|[34]8|9[0-7]|10[0-7])(?:;|$)")
"""In the parameters of an SGR sequence; 39 and 49 are the terminal's own."""


def sent(folder, **environment: str) -> str:
    """Return what the app sends until the guests are there."""
    child, terminal = pty.fork()
    if child == 0:
        for name in ("NO_COLOR", "COLORTERM", "PYTHONUTF8"):
            os.environ.pop(name, None)
        os.environ.update(
            environment, XDG_STATE_HOME=str(folder), XDG_CONFIG_HOME=str(folder), LC_ALL="C.UTF-8"
        )
        os.execv(sys.executable, [sys.executable, "-m", "tui", "--no-opening"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    data, end = b"", time.monotonic() + PATIENCE
    while b"DMA32" not in data:
        assert time.monotonic() < end, data[-2000:]
        if select.select([terminal], [], [], 0.1)[0]:
            data += os.read(terminal, 1 << 16)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return data.decode("utf-8", "replace")


def test_no_color_means_that_no_colour_is_set(tmp_path):
    told = SGR.findall(sent(tmp_path, TERM="xterm-256color", COLORTERM="truecolor", NO_COLOR="1"))
    assert [each for each in told if COLOURS.search(each)] == []
    assert any(each.startswith("7;") for each in told)


def test_the_linux_console_gets_ascii_in_its_own_16_colours(tmp_path):
    text = sent(tmp_path, TERM="linux")
    assert text.isascii()
    told = SGR.findall(text)
    assert any(COLOURS.search(each) for each in told)
    assert [each for each in told if re.search(r"(?:^|;)[34]8;", each)] == []
