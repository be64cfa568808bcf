"""`ballonet lesson new`: the beginning of a lesson, which runs and says how to go on."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable, quoted, reason_of
from tui.paths import lessons_folder
from tui.scripts import SUFFIX, lessons

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

DONE = 0
USAGE = "ballonet lesson new NAME [--to FILE]"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


def add_lesson(parser: ArgumentParser) -> None:
    """Let a parser read what follows `lesson`."""
    parser.add_argument("what", choices=["new"], metavar="new", help="write a lesson to begin with")
    parser.add_argument("name", metavar="NAME", help="what it is called, as my-lesson")
    parser.add_argument(
        "--to", metavar="FILE", help="the file; left out: NAME.bal among your lessons, where demo lists it"
    )


def lesson(asked: Namespace) -> int:
    """Write the beginning of a lesson; return the exit code.

    Raises:
        SyntaxRefused: the name cannot be one, the file is there already, or it cannot be written.
    """
    name = asked.name.removesuffix(SUFFIX)
    if not _NAME.fullmatch(name):
        raise SyntaxRefused(f"{quoted(asked.name)} is no name for a lesson", "a-z, 0-9 and -, as my-lesson")
    if name in lessons() and asked.to is None:
        raise SyntaxRefused(f"{name} is a lesson that comes along", "another name")
    path = Path(asked.to) if asked.to else lessons_folder() / f"{name}{SUFFIX}"
    shown = printable(str(path), 300)
    text = skeleton(name, str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise SyntaxRefused(f"{shown} is there already", "another name, or another file: --to FILE") from None
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise SyntaxRefused(f"{shown} cannot be written: {reason}", "another file: --to FILE") from None
    played = shown if asked.to else f"demo {name}"
    print(f"{shown}\nballonet {played} plays it; its comments say how to go on.")
    return DONE


def skeleton(name: str, path: str) -> str:
    """Return the beginning of a lesson, as a script."""
    text = (resources.files("tui") / "lessons" / f"skeleton{SUFFIX}").read_text("utf-8")
    title = name.replace("-", " ").capitalize()
    return text.replace("TITLE", title).replace(" FILE", f" {printable(path, 300)}")
