"""The list of lessons as `ballonet demo` prints it: for a terminal of any width, and unbroken for a pipe."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from tui.lessons.shelf import grouped, heading, length_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.lessons.progress import Seen
    from tui.lessons.shelf import Lesson

_BESIDE = 76
"""Columns from which on a title stands beside the name."""
_NARROWEST = 20
ENDS = "ballonet demo NAME plays one; ballonet run NAME does without a screen; ballonet lesson new NAME begins one."


def listed(found: list[Lesson], width: int | None) -> Iterator[str]:
    """Yield the lines of the list.

    Args:
        found: all lessons.
        width: columns of the terminal; None: it is read by a program, and no line is broken.
    """
    names = max((len(lesson.name) for lesson in found), default=0)
    for group, members in grouped(found).items():
        together = sum(lesson.seconds for lesson in members)
        about = f"  {round(together / 60)} min" if members[0].head.course else ""
        yield from _wrapped(heading(group, members) + about, width, 0)
        for lesson in members:
            yield from _lesson(lesson, names, width)
        yield ""
    yield from _wrapped(ENDS, width, 0)


def progress_text(seen: Seen | None, questions: int) -> str:
    """Return the tick and the score of a lesson: what was reached last, or what there is to reach."""
    if seen is None:
        return f"  0/{questions}" if questions else ""
    return f"✓ {seen.last}".rstrip()


def _lesson(lesson: Lesson, names: int, width: int | None) -> Iterator[str]:
    name = lesson.name
    if lesson.problem:
        yield from _wrapped(f"{name}  is broken: {lesson.problem}", width, 2)
        return
    done = progress_text(lesson.seen, lesson.head.questions)
    facts = f"{lesson.length:>6}  {done:<6}"
    when = f"last {lesson.seen.day}" if lesson.seen else ""
    best = f"best {lesson.seen.best}" if lesson.seen and lesson.seen.best.asked else ""
    told = ", ".join(filter(None, (when, best)))
    if width is None or width >= _BESIDE:
        head = f"{name:<{names}}  {facts}  {lesson.title}".rstrip()
        yield from _wrapped(f"{head}  ({told})" if told and width is None else head, width, 2)
    else:
        yield from _wrapped(f"{name}  {' '.join(facts.split())}".rstrip(), width, 2)
        yield from _wrapped(f"  {lesson.title}", width, 2)
    shows = lesson.head.shows
    if width is None or width >= _BESIDE:
        shows = ": ".join(filter(None, (lesson.head.paper and f"paper {lesson.head.paper}", shows)))
    yield from _wrapped(f"  {shows}" if shows else "", width, 2)
    if told and width is not None:
        yield from _wrapped(f"  {told}", width, 2)


def _wrapped(text: str, width: int | None, indent: int) -> Iterator[str]:
    if width is None:
        if text:
            yield text
        return
    yield from textwrap.wrap(
        text,
        max(_NARROWEST, width),
        subsequent_indent=" " * indent,
        drop_whitespace=True,
        break_long_words=True,
    )


def readme_lessons(found: list[Lesson]) -> str:
    """Return the lessons that come along as the README lists them, in Markdown."""
    rows = ["| | lesson | takes | what it shows |", "|---|---|---|---|"]
    for group, members in grouped(found).items():
        for i, lesson in enumerate(members):
            first = f"**{heading(group, members).capitalize()}**" if i == 0 else ""
            shows = lesson.head.shows.replace("|", "\\|")
            takes = length_text(lesson.seconds) if lesson.seconds >= 1 else ""
            rows.append(f"| {first} | `{lesson.name}` | {takes} | **{lesson.title}**: {shows} |")
    return "\n".join(rows) + "\n"
