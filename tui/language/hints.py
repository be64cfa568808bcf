"""What is said of a line while it is typed: what its words come to, and how the command is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.complete import complete
from engine.commands.line import parse_line
from engine.errors import CommandError
from engine.units import parse_percent, parse_size, short_size, size_text
from tui.language.costs import target_words
from tui.prompt.choices import Hint

if TYPE_CHECKING:
    from engine.commands.complete import Completions, Context
    from engine.commands.context import KnownGuest
    from engine.snapshot import GuestView, Snapshot
    from engine.units import Bytes

_WHOLE = ("sections to add", "sections to remove")
"""What a parameter offers where only whole sections will do."""


def hint(line: str, cursor: int, context: Context, picture: Snapshot) -> Hint:
    """Return what there is to say with the cursor after so many characters."""
    found = complete(line, cursor, context)
    if found.row is None:
        return Hint()
    known = context.guest(found.guest)
    guest = picture.guest(found.guest)
    word = line[found.start : found.end]
    note, wrong = _word_note(found, word, known, guest) if known and guest and word else ("", False)
    if not note:
        note = _native(line, found, context)
    usage = found.row.usage
    shape = found.row.shape(found.parameter) if found.parameter else ""
    at = usage.find(shape, len(found.row.verb)) if shape else -1
    if at < 0:
        return Hint(note, wrong, usage)
    return Hint(note, wrong, usage[:at], shape, usage[at + len(shape) :])


def _native(line: str, found: Completions, context: Context) -> str:
    """Return what an operators' command is natively, `= balloon set web 512M`, once it can be read."""
    if found.row is None or found.row.group != "operators":
        return ""
    try:
        parsed = parse_line(line, default_guest=context.selected or None)
    except CommandError:
        return ""
    return f"= {parsed.command.text}" if parsed and parsed.command.text != line.strip() else ""


def _word_note(found: Completions, word: str, known: KnownGuest, guest: GuestView) -> tuple[str, bool]:
    """Return what a word comes to for its guest, and whether it will be refused for that."""
    parameter = found.parameter
    if parameter is None:
        return "", False
    if parameter.value.label not in ("SIZE", "SIZE|PERCENT"):
        return "", False
    if word.endswith("%"):
        note = _percent(word, guest)
        wrong = parameter.value.label == "SIZE"
        return f"no percents here: {note}" if note and wrong else note, wrong
    if word.isascii() and word.isdecimal() and int(word):
        return f"which unit? {word}M, {word}G, or {word}p for pages", False
    try:
        size = parse_size(word)
    except CommandError:
        return "", False
    pages = f"{word} = {short_size(size.in_bytes(guest.page_size))}" if size.pages is not None else ""
    note, wrong = _size_note(parameter.offers, size.in_bytes(guest.page_size), word, known, guest)
    return note or pages, wrong


def _percent(word: str, guest: GuestView) -> str:
    try:
        part = parse_percent(word).of(guest.online)
    except CommandError:
        return ""
    return f"{word} = {short_size(part)} of {short_size(guest.online)} online"


def _size_note(offers: str, size: Bytes, word: str, known: KnownGuest, guest: GuestView) -> tuple[str, bool]:
    if offers in _WHOLE and size % known.section_size:
        return not_whole(size, word, known.section_size), True
    bounds = _bounds(offers, known)
    if bounds and size > bounds[1][0]:
        return f"too much: at most {short_size(bounds[1][0])}, {bounds[1][1]}", True
    if bounds and size < bounds[0][0]:
        return f"too little: at least {short_size(bounds[0][0])}, {bounds[0][1]}", True
    if offers in _WHOLE:
        count = size // known.section_size
        return "1 section" if count == 1 else f"{count} sections", False
    if offers == "targets":
        return target_words(guest, size), False
    if offers == "less":
        return target_words(guest, guest.target - size), False
    if offers == "more":
        return f"the target is then {short_size(guest.target + size)}", False
    if offers == "sizes":
        change = size - guest.has
        more = f"{short_size(abs(change))} {'more' if change > 0 else 'less'} than it has"
        return more if change else "as it is", False
    return "", False


def not_whole(size: Bytes, word: str, section: Bytes) -> str:
    """Return `40M = 2.5 sections of 16M: 32M or 48M`."""
    below, above = size // section * section, -(-size // section) * section
    count = f"{size / section:.2f}".rstrip("0").rstrip(".")
    near = f"{size_text(below)} or {size_text(above)}" if below else size_text(above)
    return f"{word} = {count} sections of {short_size(section)}: take {near}"


def _bounds(offers: str, known: KnownGuest) -> tuple[tuple[Bytes, str], tuple[Bytes, str]] | None:
    """Return the least and the most that a size may be, each with what that is; None: not known."""
    top = known.max if known.bounded else 1 << 60
    return {
        "sections to add": ((0, ""), (top - known.present, "all that is left up to max")),
        "sections to remove": ((0, ""), (known.target - known.min, "down to its min")),
        "targets": ((known.min, "its min"), (known.online, "all that is online")),
        "less": ((0, ""), (known.target - known.min, "down to its min")),
        "more": ((0, ""), (known.online - known.target, "all that is online")),
        "sizes": ((known.min, "its min"), (top, "its max")),
    }.get(offers)
