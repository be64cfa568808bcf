"""An app that ends in order: on signals, when the terminal is lost, and by a mistake of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App

from tui.terminal.driver import KeysFailed, SturdyDriver, TerminalLost

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from rich.console import RenderableType
    from textual.driver import Driver

FAILED = 1
"""The exit code of an app that failed."""


class Sturdy(App[None]):
    """What fails is kept for whoever started the app, and it ends; nothing of it is printed before the end."""

    failure: BaseException | None = None
    """What it failed by; None: nothing did."""
    lost: OSError | None = None
    """Why the terminal took nothing any more."""

    def get_driver_class(self) -> type[Driver]:
        """Return what takes the terminal."""
        return SturdyDriver

    def end_in_order(self) -> None:
        """Have signals that end the program leave the terminal as it was, and errors that nobody awaits end the app."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._unawaited)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, partial(self._leave_on, loop))

    def guard_terminal(self) -> None:
        """Have the terminal put right from outside, should the app die without a word."""
        if isinstance(self._driver, SturdyDriver):
            self._driver.guard.start()

    def give_back(self) -> None:
        """Put the terminal right, be it that the end was cut short, or that nothing could be written."""
        driver = self._driver
        if isinstance(driver, SturdyDriver) and (self.lost or not driver.given_back):
            driver.guard.restore()

    def _leave_on(self, loop: asyncio.AbstractEventLoop, number: int, _: FrameType | None) -> None:
        """End with the exit code of a shell; at once if the terminal has gone, or if it is asked a second time."""
        code = 128 + number
        if number == signal.SIGHUP and not _terminal_is_there():
            os._exit(code)
        if self._return_code == code:
            if isinstance(self._driver, SturdyDriver):
                self._driver.guard.restore()
            os._exit(code)
        self._return_code = code
        loop.call_soon_threadsafe(partial(self.exit, return_code=code))

    def on_terminal_lost(self, message: TerminalLost) -> None:
        """End: nobody sees what is drawn."""
        self.lost = message.error
        self.exit(return_code=FAILED)

    def fail(self, error: BaseException) -> None:
        """End by a mistake of the app's own; the first one counts."""
        error = getattr(error, "error", error)  # what a worker failed by
        if self.failure is None:
            self.failure = error
        self._return_code = FAILED
        self._close_messages_no_wait()

    def from_thread(self, do: Callable[..., object], *arguments: object) -> None:
        """Do something in the app's own thread, if it is still there; nobody waits for it."""

        def in_context() -> None:
            if not self._exit:
                with self._context():
                    do(*arguments)

        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(in_context)

    def _unawaited(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if (error := context.get("exception")) and not self._exit:
            self.fail(error)

    def on_keys_failed(self, message: KeysFailed) -> None:
        """End: no key does anything."""
        self.fail(message.error)

    # Textual prints tracebacks of many pages, with the values of variables; these are where it would.

    def _handle_exception(self, error: Exception) -> None:
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.fail(error)

    def panic(self, *renderables: RenderableType) -> None:
        """End by what Textual says without an error."""
        self.fail(RuntimeError(" ".join(map(str, renderables))))


def _terminal_is_there() -> bool:
    """Say whether there is still a terminal to be left as it was.

    Once it has hung up, the thread that writes to it ends with the first error, and the loop soon waits for ever until
    there is room for the next write.
    """
    try:
        termios.tcgetattr(sys.__stderr__ or 2)
    except (termios.error, ValueError, OSError):
        return False
    return True
