"""What takes the terminal and gives it back: when the app starts and ends, when it is stopped and goes on."""

from __future__ import annotations

import os
import signal
import termios
import tty
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.message import Message

from tui.outlet import PacedDriver
from tui.terminal.guard import Guard

if TYPE_CHECKING:
    from types import FrameType


class TerminalLost(Message):
    """The terminal takes nothing any more."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error


class KeysFailed(Message):
    """The thread that reads keys has ended by an error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class SturdyDriver(PacedDriver):
    """Textual's driver, made to survive what a terminal's user and its system can do.

    Signals that stop it and let it go on are acted on by the loop, for a handler may have interrupted a write. Stopped
    without notice (SIGSTOP), it has all to ask of the terminal anew, and keeps what the terminal was like before.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._outlet.on_lost = self._lost
        self.guard = Guard(self.fileno)
        self._ours = False
        """Whether the terminal is the app's."""
        self.given_back = False
        """Whether all was written that puts the terminal right."""
        self._stopped = False
        """Whether it was given back so that the process can be stopped."""

    def start_application_mode(self) -> None:
        """Take the terminal; in the background that fails, and the process is stopped once more."""
        self.given_back = False
        self.guard.taken(True)
        with suppress(OSError):
            os.set_blocking(self.fileno, True)  # another program may have left it so that writes fail
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._ours = self._writer_thread is not None and self._writer_thread.is_alive()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        super().stop_application_mode()
        self._ours = False

    def close(self) -> None:
        """Wait until all is written; only then the terminal is as it was."""
        super().close()
        self.given_back = not self._ours
        self.guard.taken(self._ours)

    def _sigtstp_application(self, *_: int | FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        """Give the terminal back and stop; what comes after that is done when the process goes on."""
        self.suspend_application_mode()
        self._stopped = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: int | FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        """Take the terminal again, and have everything painted."""
        if not self._auto_restart:
            return
        if self._stopped:
            self._must_signal_resume = True
            self.resume_application_mode()
            self._stopped = not self._ours
        elif self._ours:
            self._ask_again()
            self.process_message(self.SignalResume())

    def _ask_again(self) -> None:
        """Ask of the terminal what was asked at the start: whoever had it meanwhile may have changed it."""
        try:
            attributes = termios.tcgetattr(self.fileno)
            attributes[tty.LFLAG] = self._patch_lflag(attributes[tty.LFLAG])
            attributes[tty.IFLAG] = self._patch_iflag(attributes[tty.IFLAG])
            attributes[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
        except termios.error:
            return
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        os.kill(os.getpid(), signal.SIGWINCH)

    def run_input_thread(self) -> None:
        """Read keys until the end, or until they cannot be read."""
        try:
            super().run_input_thread()
        except OSError as error:
            self._lost(error)
        except Exception as error:  # passed on, to be said when the terminal is given back
            self.send_message(KeysFailed(error))

    def _lost(self, error: OSError) -> None:
        """Have the app end: what it draws goes nowhere."""
        self.send_message(TerminalLost(error))
