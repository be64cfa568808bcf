"""Times that somebody types to go to: `@90s`, `@1:30`, `@00:41.30`, `@+5s`, `@-2s`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import CommandError, Place
from engine.units import SECOND, parse_duration
from tui.render.replay.words import at

if TYPE_CHECKING:
    from engine.units import Nanoseconds

SIGN = "@"
EXAMPLES = "@90s, @1:30, @00:41.30, or @+5s from here"
_CLOCK = re.compile(r"(?:(\d{1,6}):)?(\d{1,8}):(\d{1,2})(?:\.(\d{1,9}))?", re.ASCII)
_BARE = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)


def moment(line: str, now: Nanoseconds) -> Nanoseconds | None:
    """Return the time that a line is, and nothing else; None where it is another line.

    Args:
        line: what was typed.
        now: the time from which `+` and `-` count.

    Raises:
        CommandError: it begins as a time does, and is none.
    """
    word = line.strip()
    if not word.startswith(SIGN) or len(word.split()) != 1:
        return None
    text = word[len(SIGN) :]
    by = text[:1] if text[:1] in ("+", "-") else ""
    try:
        time = _time(text[len(by) :])
    except CommandError:
        wanted = f"a time, as {EXAMPLES}"
        raise CommandError(f"{word} is no time", wanted, Place(1, len(word))) from None
    return max(0, now + time if by == "+" else now - time if by else time)


def moment_note(line: str, now: Nanoseconds) -> str:
    """Return what is said of a line that begins as a time does while it is typed; empty: nothing."""
    word = line.strip()
    if word in (SIGN, f"{SIGN}+", f"{SIGN}-"):
        return f"a time: {EXAMPLES}"
    try:
        time = moment(line, now)
    except CommandError:
        return ""
    return "" if time is None else f"Enter goes to {at(time)}"


def _time(text: str) -> Nanoseconds:
    """Read a time by the clock, a duration, or bare seconds."""
    if found := _CLOCK.fullmatch(text):
        hours, minutes, seconds, rest = found.groups()
        whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
        return whole * SECOND + int(f"{rest or '':0<9}")
    return parse_duration(f"{text}s" if _BARE.fullmatch(text) else text)
