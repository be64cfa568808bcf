"""`ballonet demo`: which lessons there are, and how far one has come with them."""

from __future__ import annotations

import shutil
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable, quoted
from tui.lessons.listing import listed
from tui.lessons.progress import Progress
from tui.lessons.shelf import bundled, yours
from tui.paths import lessons_folder, progress_file

if TYPE_CHECKING:
    from tui.lessons.shelf import Lesson

DONE = 0


def every_lesson() -> tuple[list[Lesson], str]:
    """Return all lessons with what is remembered of them, and what is wrong with that; empty: nothing."""
    progress = Progress(progress_file())
    return [*bundled(progress), *yours(lessons_folder(), progress)], progress.problem


def list_lessons() -> int:
    """Print the lessons; return the exit code."""
    found, problem = every_lesson()
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    lines = [printable(line, 1000) for line in listed(found, width)]
    text = "\n".join(lines) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.replace("✓", _tick(encoding)).encode(encoding, "replace").decode(encoding))
    if problem:
        print(f"ballonet: {problem}", file=sys.stderr)
    return DONE


def lesson_file(word: str) -> str:
    """Return what opens the lesson that is called so: its name, or of one of the user's its file.

    Raises:
        SyntaxRefused: there is none.
    """
    found, _ = every_lesson()
    named = {lesson.name: lesson for lesson in reversed(found)}  # ours before the user's
    if word in named:
        return str(named[word].path or word)
    near = get_close_matches(word, named, 1, 0.4) or [name for name in named if name.startswith(word)]
    wanted = f"did you mean {near[0]}?" if near else "`ballonet demo` lists the lessons"
    raise SyntaxRefused(f"there is no lesson {quoted(word)}", wanted)


def _tick(encoding: str) -> str:
    try:
        "✓".encode(encoding)
    except UnicodeEncodeError:
        return "x"
    return "✓"
