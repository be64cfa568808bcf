"""The list of lessons: in groups, each with a tick, how long it takes and how its questions were answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.lessons.shelf import FIGURES, LEARN, grouped
from tui.render.text.rows import Row
from tui.render.text.words import fit
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.lessons.shelf import Lesson
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

LABEL = 6
"""Columns for the short name of a lesson: its place in a course, a figure, a section of the paper."""
ABOUT = 3
"""Rows below the list for what the chosen lesson shows."""
_SCORE = 6
_LENGTH = 6
_NARROW = 44
"""Columns below which there is no short name."""


def fitting(query: str, lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return the lessons in which every word of a filter is found, in the order in which they are listed."""
    words = query.lower().split()
    ordered = [each for members in grouped(list(lessons)).values() for each in members]
    return [each for each in ordered if all(word in _text(each) for word in words)]


def _text(lesson: Lesson) -> str:
    head = lesson.head
    told = (lesson.name, lesson.title, head.shows, f"paper {head.paper}", head.course, lesson.group)
    return " ".join(told).lower()


def lesson_rows(
    shown: Sequence[Lesson], chosen: int, width: int, styles: Palette, glyphs: Glyphs
) -> tuple[list[Row], list[int | None]]:
    """Draw all lessons under their headings.

    Args:
        shown: those that fit the filter, in order.
        chosen: which of them is chosen.
        width: columns.
        styles: colours.
        glyphs: characters.

    Returns:
        The rows, and for each the lesson that stands there; None: a heading.
    """
    rows: list[Row] = []
    where: list[int | None] = []
    group = ""
    for number, lesson in enumerate(shown):
        if lesson.group != group:
            group = lesson.group
            members = [each for each in shown if each.group == group]
            rows.append(_heading(group, members, width, styles, glyphs))
            where.append(None)
        rows.append(_row(lesson, number == chosen, width, styles, glyphs))
        where.append(number)
    return rows, where


def _heading(group: str, members: Sequence[Lesson], width: int, styles: Palette, glyphs: Glyphs) -> Row:
    row = Row(styles.ground).add("   ").add(fit(glyphs.words(group.upper()), width - 3), styles.text)
    if group == LEARN and members[0].head.course:
        minutes = f"{round(sum(each.seconds for each in members) / 60)} min"
        room = width - row.column - cell_len(minutes) - 4
        row.add("  ").add(fit(glyphs.words(members[0].head.course), room, glyphs.more), styles.muted)
        row.to(width - cell_len(minutes) - 1).add(minutes, styles.muted)
    return row


def _row(lesson: Lesson, chosen: bool, width: int, styles: Palette, glyphs: Glyphs) -> Row:
    text = styles.picked if chosen else styles.warm if lesson.problem else styles.text
    muted = styles.picked if chosen else styles.muted
    row = Row(text).add(f"{glyphs.becomes if chosen else ' '}{_tick(lesson, glyphs)} ", text)
    if width >= _NARROW:
        row.add(fit(label(lesson), LABEL - 1), muted).to(3 + LABEL, style=text)
    end = width - _LENGTH - _SCORE - 1
    title = "broken: " + lesson.problem if lesson.problem else lesson.head.title or lesson.name
    row.add(fit(glyphs.words(title, 200), end - row.column, glyphs.more), text).to(end, style=text)
    if not lesson.problem:
        row.add(f"{glyphs.words(lesson.length):>{_LENGTH}}{_score(lesson):>{_SCORE}}", muted)
    return row.to(width, style=text)


def label(lesson: Lesson) -> str:
    """Return the short name of a lesson."""
    if lesson.path is not None:
        return ""
    if lesson.head.course:
        return str(lesson.head.number)
    if lesson.group == FIGURES:
        return lesson.name.partition("-")[0]
    return lesson.head.paper.partition(",")[0]


def _tick(lesson: Lesson, glyphs: Glyphs) -> str:
    if lesson.problem:
        return glyphs.failed
    return ("+" if glyphs.ascii else "✓") if lesson.seen else " "


def _score(lesson: Lesson) -> str:
    """Return how its questions were answered best; of one that was not played, how many there are."""
    asked = lesson.head.questions
    if lesson.seen and lesson.seen.best.asked:
        return str(lesson.seen.best)
    return f"0/{asked}" if asked else ""


def _answered(lesson: Lesson) -> str:
    if lesson.seen and lesson.seen.best.asked:
        return f"{lesson.seen.best.right} of {lesson.seen.best.asked} answered right"
    return f"0 of {lesson.head.questions} answered"


def about_rows(lesson: Lesson | None, width: int, styles: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw what the chosen lesson shows, and when it was seen last."""
    if lesson is None:
        return [Row(styles.ground).add("   nothing is called that: Esc drops the filter", styles.muted)]
    head = lesson.head
    parts = [lesson.problem or head.shows]
    parts += [f"paper: {head.paper}"] if head.paper else []
    parts += [_answered(lesson)] if head.questions and not lesson.problem else []
    parts += [f"ballonet demo {lesson.name}"] if lesson.path is None else []
    parts += [f"seen to the end on {lesson.seen.day}"] if lesson.seen else []
    lines = wrap(glyphs.words(" · ".join(filter(None, parts)), 600), max(1, width - 3))
    return [Row(styles.ground).add("   ").add(line, styles.muted) for line in lines[:ABOUT]]
