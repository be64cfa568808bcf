"""The app with something broken in it: `python -m tests.tui.crashing WHAT` opens it, or waits for Space to break it."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from typing import Any, NoReturn

from tui.cli import main

MESSAGE = "it is broken\x1b[31m here"
"""What the errors say; a terminal must not obey it."""


def fail(*_: object, **__: object) -> NoReturn:
    raise ValueError(MESSAGE)


async def fail_later(*_: object, **__: object) -> NoReturn:
    await asyncio.sleep(0.1)
    raise ValueError(MESSAGE)


def handler() -> None:
    import tui.app

    tui.app.BallonetApp.action_pause = fail  # type: ignore[method-assign]


def render() -> None:
    """Fail in the midst of a paint."""
    from tui.widgets.host_bar import HostBar

    HostBar.draw = fail  # type: ignore[method-assign]


def first_paint() -> None:
    from tui.widgets.host_bar import KeyBar

    KeyBar.draw = fail  # type: ignore[method-assign]


def mount() -> None:
    import tui.app

    tui.app.BallonetApp.end_in_order = fail  # type: ignore[method-assign]


def build() -> None:
    import tui.launch

    tui.launch.build = fail


def engine() -> None:
    from engine.session import Session

    Session.live = fail_later  # type: ignore[method-assign]


def command() -> None:
    from engine.session import Session

    async def execute(*_: object) -> NoReturn:
        raise MemoryError

    Session.execute = execute  # type: ignore[method-assign]


def leaves() -> None:
    from engine.session import Session

    async def live(*_: object) -> NoReturn:
        await asyncio.sleep(0.1)
        sys.exit(5)

    Session.live = live  # type: ignore[method-assign]


def leaves_in_thread() -> None:
    import tui.launch

    def build(*_: object) -> NoReturn:
        sys.exit(5)

    tui.launch.build = build


def keyboard() -> None:
    """Fail in the thread that reads keys."""
    from textual.drivers.linux_driver import XTermParser

    XTermParser.feed = fail  # type: ignore[method-assign]


class BrokenFile:
    """Takes nothing any more once `broken` is set."""

    broken = False

    def __init__(self, file: Any) -> None:
        self.file = file

    def write(self, text: str) -> int:
        if BrokenFile.broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return int(self.file.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def output() -> None:
    """Fail in the thread that writes."""
    from tui.outlet import Outlet

    make = Outlet.__init__
    Outlet.__init__ = lambda outlet, file: make(outlet, BrokenFile(file))  # type: ignore[method-assign,assignment]
    _on_space(lambda: setattr(BrokenFile, "broken", True))


def shutdown() -> None:
    import tui.app

    tui.app.BallonetApp._close_all = fail_later  # type: ignore[method-assign]
    _on_space(sys.exit)


def _on_space(do: Any) -> None:
    import tui.app

    tui.app.BallonetApp.action_pause = lambda _: do()  # type: ignore[method-assign]


def kill() -> None:
    _on_space(lambda: os.kill(os.getpid(), signal.SIGKILL))


def abort() -> None:
    _on_space(os.abort)


def segfault() -> None:
    _on_space(lambda: os.kill(os.getpid(), signal.SIGSEGV))


def at_once() -> None:
    _on_space(lambda: os._exit(3))


if __name__ == "__main__":
    globals()[sys.argv.pop(1)]()
    sys.exit(main(sys.argv[1:]))
