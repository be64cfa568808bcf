"""Lines that are typed at a terminal, with the history that the app has, and Tab."""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import TYPE_CHECKING

from engine.commands.complete import complete

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType, ModuleType

    from engine.commands.complete import Context
    from tui.history import History

try:
    import readline as _readline
except ImportError:  # not everywhere; lines can be typed without it
    _readline = None  # type: ignore[assignment]

READLINE: ModuleType | None = _readline


class TerminalLines:
    """Lines as they are typed.

    Args:
        history: what was typed before, and is added to.
        context: asks for what completion knows just now.
        say: what is wrong with the history is told to it.
    """

    def __init__(self, history: History, context: Callable[[], Context], say: Callable[[str], None]) -> None:
        self._history = history
        self._context = context
        self._say = say
        self._reading = False
        self._fitting: list[str] = []
        if READLINE is not None:
            READLINE.parse_and_bind("set enable-bracketed-paste off")
            READLINE.parse_and_bind("tab: complete")
            READLINE.set_completer_delims(" ")
            READLINE.set_completer(self._complete)
            READLINE.clear_history()
            for line in history.lines:
                READLINE.add_history(line)

    def __iter__(self) -> Iterator[str]:
        """Yield lines up to the end of the input."""
        with _leaving_cleanly(), contextlib.suppress(EOFError):
            while True:
                self._reading = True
                try:
                    line = input()
                finally:
                    self._reading = False
                if problem := self._history.add(line):
                    self._say(problem)
                yield line

    def typing(self) -> bool:
        """Say whether there is something on the line that is not yet finished."""
        return READLINE is not None and self._reading and bool(READLINE.get_line_buffer())

    def _complete(self, text: str, number: int) -> str | None:
        """Return the word of that number that fits, as readline asks."""
        if number == 0 and READLINE is not None:
            found = complete(READLINE.get_line_buffer(), READLINE.get_endidx(), self._context())
            self._fitting = [f"{item.word} " for item in found.items]
        del text
        return self._fitting[number] if number < len(self._fitting) else None


@contextlib.contextmanager
def _leaving_cleanly() -> Iterator[None]:
    """Have a signal that ends the program leave the terminal as it was: whoever reads a line puts it right."""

    def leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signals are handled
        sys.exit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
