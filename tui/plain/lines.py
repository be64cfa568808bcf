"""What is printed: one line for each thing, never broken, with no sign that a terminal acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from engine.errors import printable
from engine.units import SECOND, Nanoseconds, short_size
from tui.render.text.glyphs import Glyphs
from tui.render.text.words import clock, level, percent, plural, stamp
from tui.render.told.operations import RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.errors import CommandError
    from engine.snapshot import GuestView, OperationView, Sentence, Snapshot

LONGEST = 4096
"""Characters of a line at most."""
GUEST_COLUMNS = 4
ASKED = "> "
"""Stands before a line that was typed, where it is repeated."""


def told(time: Nanoseconds, guest: str, text: str, glyphs: Glyphs) -> str:
    """Return a line about something that happened: `00:04.00 web  ...`."""
    return f"{stamp(time, with_minutes=True)} {guest:<{GUEST_COLUMNS}} {glyphs.words(text, LONGEST)}"


def sentence_line(sentence: Sentence, glyphs: Glyphs) -> str:
    """Return the line of an event."""
    return told(sentence.time, sentence.guest, sentence.text, glyphs)


def refusal_lines(line: str, error: CommandError, glyphs: Glyphs, *, echoed: bool = False) -> list[str]:
    """Return a line that is refused, with a line below that marks the word, and one that says why.

    Args:
        line: what was typed.
        error: what is wrong.
        glyphs: what sentences are written with.
        echoed: whether the line was just printed.
    """
    shown = printable(line, LONGEST)
    start = min(max(0, error.place.column - 1), len(shown))
    length = max(1, min(error.place.length, len(shown) - start))
    before = cell_len(ASKED + shown[:start])
    mark = " " * before + "^" * max(1, cell_len(shown[start : start + length]))
    wanted = f": {error.wanted}" if error.wanted else ""
    return [
        *([] if echoed else [f"{ASKED}{shown}"]),
        mark,
        glyphs.words(f"refused: {error.found}{wanted}", LONGEST),
    ]


def operation_text(operation: OperationView, what: str) -> str:
    """Return what is said of an operation: its number, its command, and what it does or came to."""
    return f"operation {operation.id}, {operation.command}: {what}"


def ended_text(operation: OperationView) -> str:
    """Return what became of an operation."""
    took = ((operation.ended or operation.started) - operation.started) / SECOND
    time = f" in {took:.2f} s" if took else ""
    reason = f"; {operation.reason}" if operation.reason else ""
    return f"{operation.state}{time}{reason}"


def summary(snapshot: Snapshot, glyphs: Glyphs) -> Iterator[str]:
    """Yield lines that say how things stand: the clock, the host, each guest, what is under way."""
    yield f"virtual time {clock(snapshot.time)}, {'paused' if snapshot.paused else f'speed {snapshot.speed:g}x'}."
    if snapshot.watch is None:
        host = snapshot.host
        zeroing = f", {short_size(host.zeroing)} being zeroed" if host.zeroing else ""
        yield f"host: {level(host.free)} free of {level(host.total)}{zeroing}; promised {level(host.promised)}."
    for guest in snapshot.guests:
        yield glyphs.words(_guest(guest), LONGEST)
    running = [each for each in snapshot.operations if each.state in RUNNING]
    for operation in running:
        waits = f", waits for {operation.waits_for}" if operation.waits_for else ""
        done = f" {percent(operation.done, operation.total)} %" if operation.total else ""
        yield glyphs.words(operation_text(operation, f"{operation.state}{done}{waits}"), LONGEST)
    if not running:
        yield "nothing is under way."


def _guest(guest: GuestView) -> str:
    absent = f", {level(guest.max - guest.present)} not plugged in" if guest.max > guest.present else ""
    balloon = guest.balloon_pages * guest.page_size
    swapped = f", {short_size(guest.swap_used)} swapped out" if guest.swap_used else ""
    return (
        f"{guest.name}: has {level(guest.has)}, is to have {level(guest.target)}; {level(guest.free)} free, "
        f"balloon {short_size(balloon)}{absent}{swapped}; {_stuck(guest)}."
    )


def _stuck(guest: GuestView) -> str:
    kept = int(guest.sections.blockers.any(axis=1).sum())
    return f"{kept} of {plural(len(guest.sections.blockers), 'section')} cannot leave"
