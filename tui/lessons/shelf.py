"""All lessons: those that come along, and those in the user's own folder, in groups as they are listed."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING

import attrs

from engine.errors import CommandError, printable
from tui.lessons.head import Head, read_head
from tui.opened import open_at_once
from tui.scripts import LARGEST, SUFFIX, lessons

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tui.lessons.progress import Progress, Seen

LEARN = "learn"
FIGURES, SECTION = "the paper: figures", "the paper: section {}"
OTHERS, TO_PLAY_WITH, YOURS = "other lessons", "to play with", "yours"
_ORDER = (LEARN, "first steps", FIGURES, *(SECTION.format(n) for n in range(1, 8)), "linux today")
_LAST = (OTHERS, TO_PLAY_WITH, YOURS)
MOST_OF_YOURS = 200
"""Files of the user's folder that are listed."""


@attrs.frozen
class Lesson:
    """One lesson as it is listed.

    Attributes:
        name: what it is called by.
        head: what it says of itself.
        path: of one of the user's its file; None: it comes along.
        seconds: of virtual time that it takes; of one that was never played what its lines wait for.
        known: whether that is so, and not a guess.
        seen: what is remembered of it.
        problem: why it cannot be played, with its place; empty: it can.
    """

    name: str
    head: Head
    path: Path | None = None
    seconds: float = 0.0
    known: bool = True
    seen: Seen | None = None
    problem: str = ""

    @property
    def key(self) -> str:
        """What it is remembered by."""
        return lesson_key(self.name, self.path)

    @property
    def group(self) -> str:
        """The heading that it stands under."""
        if self.path is not None:
            return YOURS
        if self.head.course:
            return LEARN
        if self.head.group:
            return self.head.group.lower()
        if self.head.paper.startswith("figure"):
            return FIGURES
        section = re.match(r"\d+", self.head.paper)
        return SECTION.format(section[0]) if section else OTHERS

    @property
    def title(self) -> str:
        """Its title, in a course after its number."""
        return f"{self.head.number} {self.head.title}" if self.head.course else self.head.title

    @property
    def length(self) -> str:
        """How long it takes, as 1:10."""
        return ("" if self.known else "~") + length_text(self.seconds) if self.seconds >= 1 else ""


def length_text(seconds: float) -> str:
    """Return seconds as minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def lesson_key(name: str, path: Path | None) -> str:
    """Return what a lesson is remembered by: one that comes along by its name, another by where it lies."""
    return name.removesuffix(SUFFIX) if path is None else str(path.resolve())


def lengths() -> Mapping[str, float]:
    """Return how many seconds of virtual time each bundled lesson takes; a test holds them true."""
    file = resources.files("tui") / "lessons" / "lengths.json"
    found: dict[str, float] = json.loads(file.read_text("utf-8"))
    return found


def bundled(progress: Progress) -> list[Lesson]:
    """Return the lessons that come along, in the order in which they are listed."""
    take = lengths()
    found = [
        Lesson(
            name,
            read_head(entry.read_text("utf-8")),
            seconds=take.get(name, 0.0),
            seen=progress.of(name),
        )
        for name, entry in lessons().items()
    ]
    return sorted(found, key=_place)


def yours(folder: Path | None, progress: Progress) -> list[Lesson]:
    """Return the lessons in a folder of the user's, by name; one that is broken says so."""
    if folder is None:
        return []
    try:
        files = sorted(file for file in folder.iterdir() if file.name.endswith(SUFFIX))
    except OSError:
        return []
    return [_of_file(file, progress) for file in files[:MOST_OF_YOURS]]


def _of_file(file: Path, progress: Progress) -> Lesson:
    from engine.script import read_script

    name = file.name.removesuffix(SUFFIX)
    try:
        with open_at_once(file) as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        return Lesson(name, Head(), file, problem=f"it cannot be read: {printable(error.strerror or '')}")
    head = read_head(data[:LARGEST].decode("utf-8", "replace"))
    try:
        read_script(data, file.name)
    except CommandError as error:
        return Lesson(name, head, file, problem=printable(str(error).splitlines()[0], 300))
    seen = progress.of(lesson_key(name, file))
    return Lesson(name, head, file, seen.seconds if seen else head.waits, known=seen is not None, seen=seen)


def grouped(found: list[Lesson]) -> dict[str, list[Lesson]]:
    """Return lessons by the heading that they stand under, in order."""
    groups: dict[str, list[Lesson]] = {}
    for lesson in sorted(found, key=_place):
        groups.setdefault(lesson.group, []).append(lesson)
    return groups


def heading(group: str, members: list[Lesson]) -> str:
    """Return the heading of a group: of the course also what it is about."""
    course = members[0].head.course if group == LEARN else ""
    return f"{group.upper()}  {course}".rstrip()


def _place(lesson: Lesson) -> tuple[int, str, int, str]:
    """Return where a lesson stands: by group, courses by their numbers, else by name."""
    group = lesson.group.lower()
    order = (*_ORDER, *_LAST)
    where = order.index(group) if group in order else len(_ORDER)
    return where, group, lesson.head.number, lesson.name


def after(name: str, found: list[Lesson]) -> Lesson | None:
    """Return the lesson that comes after a bundled one, in its course or its group; None: it is the last."""
    names = [lesson.name for lesson in found]
    if name not in names or names.index(name) + 1 == len(names):
        return None
    here, there = found[names.index(name)], found[names.index(name) + 1]
    same = there.group == here.group or there.group.startswith("the paper")
    return there if same and there.group != TO_PLAY_WITH else None
