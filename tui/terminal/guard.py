"""A watch over the terminal from outside: a process that puts it right when the app dies without a word.

Killed for want of memory, aborted, fallen out of the interpreter: then nobody is left in the app who could. A shell of
a few hundred kilobytes waits for the app's end, and does nothing if the app has left the terminal as it was.
"""

from __future__ import annotations

import os
import termios
from contextlib import suppress

LEAVE = (
    "\x1b[?2004l"  # pastes are no longer marked
    "\x1b[?7h"  # lines wrap
    "\x1b[?2048l"  # no reports of sizes
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l"  # nor of the mouse and of focus
    "\x1b[<u"  # keys as they were
    "\x1b[?2026l"  # what was held back shows
    "\x1b[?1049l"  # the other screen
    "\x1b[?25h\x1b[0m"  # the cursor, and no colour
)
"""Undoes what Textual asks of a terminal, and can be said twice."""
WORDS = "ballonet was ended from outside; the terminal is as it was before (press Enter)"
_SCRIPT = f"""
trap '' HUP INT QUIT TERM TSTP TTOU TTIN
taken=0
while read -r word; do taken=$word; done
[ "$taken" = 1 ] || exit 0
stty "$1" <&1 2>/dev/null || stty sane <&1
printf '%s\\r\\n%s\\r\\n' "$2" '{WORDS}'
"""


class Guard:
    """Told when the terminal is taken and when it is given back.

    Args:
        terminal: its number.
    """

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._pipe: int | None = None
        self._taken = False
        self._attributes = attributes_of(terminal)

    def start(self) -> None:
        """Have the other process wait; without a shell to do it there is none."""
        if self._attributes is None:
            return
        terminal = os.dup(self._terminal)
        reading, writing = os.pipe()
        try:
            os.posix_spawn(
                "/bin/sh",
                ["sh", "-c", _SCRIPT, "sh", stty_words(self._attributes), LEAVE],
                os.environ,
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, reading, 0),
                    (os.POSIX_SPAWN_DUP2, terminal, 1),
                ],
                setpgroup=0,
            )
        except OSError:
            os.close(writing)
        else:
            self._pipe = writing
            self.taken(self._taken)
        os.close(reading)
        os.close(terminal)

    def taken(self, yes: bool) -> None:
        """Say whether the terminal is the app's now."""
        self._taken = yes
        if self._pipe is not None:
            with suppress(OSError):
                os.write(self._pipe, b"1\n" if yes else b"0\n")

    def restore(self) -> None:
        """Put the terminal right from inside, for an end that cannot wait."""
        with suppress(OSError, termios.error):
            if self._attributes is not None:
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._attributes)
            os.set_blocking(self._terminal, False)  # one that takes nothing must not hold up the end
            try:
                os.write(self._terminal, LEAVE.encode("ascii"))
            finally:
                os.set_blocking(self._terminal, True)
        self.taken(False)


def attributes_of(terminal: int) -> list[int | list[bytes | int]] | None:
    """Return the attributes of a terminal; None where it is none."""
    try:
        return termios.tcgetattr(terminal)
    except termios.error:
        return None


def stty_words(attributes: list[int | list[bytes | int]]) -> str:
    """Return the attributes of a terminal as `stty -g` prints them and `stty` takes them."""
    flags, characters = attributes[:4], attributes[6]
    assert isinstance(characters, list), "termios has the special characters there"
    numbers = [*flags, *(each if isinstance(each, int) else ord(each) for each in characters)]
    return ":".join(f"{number:x}" for number in numbers)
