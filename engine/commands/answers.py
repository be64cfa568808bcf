"""What answers a question: words, numbers, sizes, ranges of them, and sections that are pointed at. Pure functions."""

from __future__ import annotations

import re
from contextlib import suppress

from engine.errors import CommandError
from engine.units import parse_size

BETWEEN = ".."
OR = "|"
LONGEST = 200
"""Characters of an answer."""
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?%?", re.ASCII)
_SECTION = re.compile(r"(?:([a-z][a-z0-9-]{0,15}):)?s(\d{1,7})", re.ASCII)
_FORMS = "a word, a number, a size, A..B, s23 or web:s23, and others after |"


def read_answer(text: str) -> str:
    """Return the answer that a script gives, in its canonical form.

    It is one word or several with `|` between them, each right: `balloon`, `3`, `64M`, a range `60..80` with its ends,
    a section of any guest `s23`, or of one `web:s23`.

    Raises:
        CommandError: it is empty, too long, or a range whose ends are not both numbers, or both sizes.
    """
    if len(text) > LONGEST:
        raise CommandError(f"the answer has {len(text):,} characters", f"at most {LONGEST}")
    parts = text.lower().split(OR)
    if not all(parts):
        raise CommandError("an answer is missing", _FORMS)
    for part in parts:
        if BETWEEN in part:
            low, _, high = part.partition(BETWEEN)
            least, most = _amount(low), _amount(high)
            if least is None or most is None or least[0] != most[0] or least[1] > most[1]:
                raise CommandError(f"{part} is no range", "two numbers or two sizes, as 60..80 or 1M..2M")
    return OR.join(parts)


def is_right(answer: str, given: str, guest: str = "") -> bool:
    """Say whether what was given is right.

    Args:
        answer: what `read_answer` returned.
        given: what was typed, or a section that was pointed at, as `s23` or `web:s23`.
        guest: the guest that is meant where `given` names a section only; empty: whichever.
    """
    return any(_matches(part, given.strip().lower(), guest) for part in answer.split(OR))


def _matches(wanted: str, given: str, guest: str) -> bool:
    if (place := _SECTION.fullmatch(wanted)) and (pointed := _SECTION.fullmatch(given)):
        whose = pointed[1] or guest
        return int(place[2]) == int(pointed[2]) and (not place[1] or not whose or place[1] == whose)
    if (found := _amount(given)) is None:
        return " ".join(given.split()).replace(" ", "-") == wanted or given == wanted
    low, _, high = wanted.partition(BETWEEN)
    least, most = _amount(low), _amount(high or low)
    if least is None or most is None or least[0] != found[0]:
        return False
    return least[1] <= found[1] <= most[1]


def _amount(text: str) -> tuple[str, float] | None:
    """Return what kind of number a word is, and how much; None: it is none."""
    if _NUMBER.fullmatch(text):
        return "number", float(text.rstrip("%"))
    with suppress(CommandError):
        size = parse_size(text[:-1] + text[-1:].upper() if text[-1:] in "kmgt" else text)
        return ("bytes", float(size.bytes)) if size.pages is None else ("pages", float(size.pages))
    return None
