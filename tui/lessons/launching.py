"""A lesson as something that can be played, and what a script that was opened is as a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.launch import Launch
from tui.lessons.head import read_head
from tui.lessons.progress import Progress
from tui.lessons.shelf import Lesson, lengths
from tui.scripts import SUFFIX, find, lessons

if TYPE_CHECKING:
    from tui.scripts import Found
    from tui.settings import Settings


def lesson_of(found: Found) -> Lesson | None:
    """Return the lesson that a script is: it says so at its head, or it asks something; None: it is just a script."""
    text = found.data.decode("utf-8", "replace")
    head = read_head(text)
    if not (head.questions or any(line.startswith("# lesson:") for line in text.splitlines())):
        return None
    name = found.name.removesuffix(SUFFIX)
    if found.folder is None:
        return Lesson(name, head, seconds=lengths().get(name, 0.0)) if name in lessons() else None
    path = found.folder / found.name.rpartition("/")[2]
    return Lesson(path.name.removesuffix(SUFFIX), head, path, head.waits, known=False)


def lesson_launch(lesson: Lesson, settings: Settings, *, presents: bool = False) -> Launch:
    """Return what plays a lesson, or waits for somebody to present it.

    Raises:
        SyntaxRefused: its file is gone, or has errors.
    """
    from engine.script import read_script

    found = find(str(lesson.path or lesson.name))
    return Launch(
        script=read_script(found.data, found.name),
        folder=str(found.folder or ""),
        name=found.name,
        text=found.data.decode("utf-8", "replace"),
        settings=settings,
        presents=presents,
        lesson=lesson_of(found) or lesson,
    )


def every_lesson(progress: Progress) -> list[Lesson]:
    """Return all lessons with what is remembered of them."""
    from tui.lessons.shelf import bundled, yours
    from tui.paths import lessons_folder

    return [*bundled(progress), *yours(lessons_folder(), progress)]
