"""A script as it is presented: its lines in order, and which of them wait for the presenter, each in its chapter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from engine.commands.grammar import innermost
from engine.commands.model import Ask, Chapter, Expect, Hold, Pause, Prompt, Run, Say, Seed, Speed, Wait
from tui.presenting.speaker_notes import speaker_notes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from engine.commands.line import Line

BY_THEMSELVES = (Ask, Chapter, Expect, Hold, Pause, Prompt, Run, Say, Seed, Speed, Wait)
"""Lines that nobody types: they run when they are reached."""
FOR_WATCHING = (Ask, Chapter, Hold, Prompt, Say)
"""What only those who watch are told. What stands before the first of it sets the scene, and runs at once."""


@attrs.frozen
class Step:
    """A line that is presented.

    Attributes:
        line: what runs.
        typed: what the presenter types; empty: it runs by itself.
        chapter: the title of its part; empty: none has begun.
        place: which one of the typed lines of its part it is, from 1; of a line that nobody types, of the next.
        places: how many there are in that part.
        notes: what the presenter wants to remember, a line each.
        after: nanoseconds between the line with a time before it and this one; 0 where it has none.
    """

    line: Line
    typed: str
    chapter: str
    place: int
    places: int
    notes: tuple[str, ...] = ()
    after: int = 0


def course(lines: Iterable[Line], text: str = "") -> tuple[Step, ...]:
    """Return the lines of a script as they are presented.

    Lines without a time come in the order of the file; lines with one come where such lines stand, in the order of
    their times.

    Args:
        lines: in order of the file.
        text: the file, for its comments; empty: there are no notes.
    """
    ordered = _in_order(tuple(lines))
    scene = _scene(ordered)
    notes = speaker_notes(text)
    typed = [
        "" if number < scene or isinstance(innermost(line.command), BY_THEMSELVES) else _typed(line)
        for number, line in enumerate(ordered)
    ]
    chapters = _chapters(ordered)
    counts: dict[int, int] = {}
    for (part, _), words in zip(chapters, typed, strict=True):
        counts[part] = counts.get(part, 0) + bool(words)
    return tuple(_steps(ordered, typed, chapters, counts, notes))


def _steps(
    lines: tuple[Line, ...],
    typed: list[str],
    chapters: list[tuple[int, str]],
    counts: Mapping[int, int],
    notes: Mapping[int, tuple[str, ...]],
) -> Iterable[Step]:
    done: dict[int, int] = {}
    before = 0
    for line, words, (part, title) in zip(lines, typed, chapters, strict=True):
        reached = done.get(part, 0)
        done[part] = reached + bool(words)
        after = max(0, line.at - before) if line.at is not None else 0
        before = line.at if line.at is not None else before
        place = min(reached + 1, counts[part])
        yield Step(line, words, title, place, counts[part], notes.get(line.number, ()), after)


def remaining(lines: Iterable[Line], left: Iterable[Line]) -> tuple[Line, ...]:
    """Return those of a script's lines that are left to run, in order of the file.

    Args:
        lines: all of them, in order of the file.
        left: those that have not run, as `Session.lines_left` returns them.
    """
    every, still = list(lines), list(left)
    chain = [line for line in every if line.at is None]
    done = len(chain) - sum(line.at is None for line in still)
    timed = [line for line in still if line.at is not None]
    found = []
    for line in every:
        if line.at is None:
            done -= 1
            if done < 0:
                found.append(line)
        elif line in timed:
            timed.remove(line)
            found.append(line)
    return tuple(found)


def subjects(step: Step, guests: Collection[str]) -> list[str]:
    """Return the guests that a line is about: the one of its command, or those that its words name.

    Args:
        step: the line.
        guests: the names of all there are.
    """
    command = innermost(step.line.command)
    words = " ".join(str(getattr(command, name, "")) for name in ("guest", "words", "question", "title"))
    named = set(re.findall(r"[a-z][a-z0-9-]*", words))
    return [name for name in guests if name in named]


def _in_order(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    timed = iter(sorted((line for line in lines if line.at is not None), key=lambda line: line.at or 0))
    return tuple(line if line.at is None else next(timed) for line in lines)


def _scene(lines: tuple[Line, ...]) -> int:
    """Return how many lines set the scene; none where nobody who watches is told anything."""
    told = (number for number, line in enumerate(lines) if isinstance(line.command, FOR_WATCHING))
    return next(told, 0)


def _typed(line: Line) -> str:
    """Return what the presenter types of a line: neither its time nor its `&`."""
    text = line.text
    if line.at is not None:
        text = text.split(maxsplit=1)[1]
    return text.removesuffix("&").rstrip() if line.background else text


def _chapters(lines: tuple[Line, ...]) -> list[tuple[int, str]]:
    """Return for each line the number of its part, and what that is called."""
    found, part, title = [], 0, ""
    for line in lines:
        if isinstance(line.command, Chapter):
            part, title = part + 1, line.command.title
        found.append((part, title))
    return found
