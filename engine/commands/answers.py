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
_TYPED_SECTION = re.compile(r"(?:([a-z][a-z0-9-]{0,15})(?::| +))??(?:section[ =]?|s ?)?(\d{1,7})", re.ASCII)
_BEFORE_UNIT = re.compile(r"(?<=\d) +(?=[kmgtp%]$)", re.ASCII)
_IN_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(\D|$))", re.ASCII)
_FORMS = "a word, a number, a size, A..B, s23 or web:s23, and others after |"


def read_answer(text: str) -> str:
    """Return the answer that a script gives, as it is written, once it can be one.

    It is one word or several with `|` between them, each right: `balloon`, `3`, `64M`, a range `60..80` with its ends,
    a section of any guest `s23`, or of one `web:s23`.

    Raises:
        CommandError: it is empty, too long, or a range whose ends are not both numbers, or both sizes.
    """
    if len(text) > LONGEST:
        raise CommandError(f"the answer has {len(text):,} characters", f"at most {LONGEST}")
    parts = text.split(OR)
    if not all(parts):
        raise CommandError("an answer is missing", _FORMS)
    for part in parts:
        if BETWEEN in part:
            low, _, high = part.partition(BETWEEN)
            least, most = _amount(low.lower()), _amount(high.lower())
            if least is None or most is None or least[0] != most[0] or least[1] > most[1]:
                raise CommandError(f"{part} is no range", "two numbers or two sizes, as 60..80 or 1M..2M")
    return text


def is_right(answer: str, given: str, guest: str = "") -> bool:
    """Say whether what was given is right.

    People type an answer in more than one way: `s23`, `23` and `section 23` are the same section, `page table` and
    `page_table` the same word, `512 M` and `512M` the same size.

    Args:
        answer: what `read_answer` returned.
        given: what was typed, or a section that was pointed at, as `s23` or `web:s23`.
        guest: the guest that is meant where `given` names a section only; empty: whichever.
    """
    said = _BEFORE_UNIT.sub("", " ".join(given.lower().split()).rstrip(".!"))
    return any(_matches(part, said, guest) for part in answer.lower().split(OR))


def wanted_form(answer: str, given: str) -> str:
    """Return what kind of answer is wanted where another was given, as `a number is wanted, as 12`; else nothing.

    Where a word is right, whatever is typed may be meant.
    """
    said = _BEFORE_UNIT.sub("", " ".join(given.lower().split()).rstrip(".!"))
    forms = []
    for part in answer.lower().split(OR):
        amount = _amount(part.partition(BETWEEN)[0])
        if _SECTION.fullmatch(part):
            form, fits = "a section is wanted, as s12", names_section(said)
        elif amount is not None:
            form = f"a {'number is wanted, as 12' if amount[0] == 'number' else 'size is wanted, as 64M'}"
            fits = _amount(_IN_THOUSANDS.sub("", said)) is not None
        else:
            return ""
        if fits:
            return ""
        forms.append(form)
    return forms[0]


def sections_of(answer: str) -> tuple[tuple[str, int], ...]:
    """Return the sections that are right, each with its guest; an empty one is any guest."""
    found = [_SECTION.fullmatch(part) for part in answer.lower().split(OR)]
    return tuple((place[1] or "", int(place[2])) for place in found if place)


def names_section(given: str) -> bool:
    """Say whether what was typed can only mean a section, as `section 23` or `web s23`."""
    return _TYPED_SECTION.fullmatch(" ".join(given.lower().split())) is not None


def spoken_answer(answer: str) -> str:
    """Return what is right in words: `s22 or s23`, `60 to 80`."""
    return " or ".join(_spoken(part) for part in answer.split(OR))


def _spoken(part: str) -> str:
    low, between, high = part.partition(BETWEEN)
    if between:
        return f"{_spoken(low)} to {_spoken(high)}"
    if place := _SECTION.fullmatch(part.lower()):
        return f"s{place[2]} of {place[1]}" if place[1] else part.lower()
    return part


def _matches(wanted: str, given: str, guest: str) -> bool:
    if place := _SECTION.fullmatch(wanted):
        pointed = _TYPED_SECTION.fullmatch(given)
        whose = (pointed[1] or guest) if pointed else ""
        return (
            pointed is not None
            and int(place[2]) == int(pointed[2])
            and (not place[1] or not whose or place[1] == whose)
        )
    found = _amount(_IN_THOUSANDS.sub("", given))
    if found is None:
        return _word(given) == _word(wanted)
    low, _, high = wanted.partition(BETWEEN)
    least, most = _amount(low), _amount(high or low)
    if least is None or most is None or least[0] != found[0]:
        return False
    return least[1] <= found[1] <= most[1]


def _word(text: str) -> str:
    """Return words as one, however they are joined."""
    return text.replace(" ", "-").replace("_", "-")


def _amount(text: str) -> tuple[str, float] | None:
    """Return what kind of number a word is, and how much; None: it is none."""
    if _NUMBER.fullmatch(text):
        return "number", float(text.rstrip("%"))
    with suppress(CommandError):
        size = parse_size(text[:-1] + text[-1:].upper() if text[-1:] in "kmgt" else text)
        return ("bytes", float(size.bytes)) if size.pages is None else ("pages", float(size.pages))
    return None
