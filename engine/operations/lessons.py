"""Scripts by name: files, and those that come with the program."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from engine.commands.model import SourceFile
from engine.commands.names import nearest
from engine.errors import CommandError, quoted, reason_of
from engine.script import LARGEST_SCRIPT, Script, read_script

SUFFIX = ".bal"


def lessons() -> dict[str, Traversable]:
    """Return the bundled scripts by name, in alphabetical order."""
    folder = files("engine") / "lessons"
    found = {
        entry.name.removesuffix(SUFFIX): entry for entry in folder.iterdir() if entry.name.endswith(SUFFIX)
    }
    return dict(sorted(found.items()))


def lesson_names() -> list[str]:
    """Return the names of the bundled scripts, sorted."""
    return list(lessons())


def read_named(command: SourceFile, folder: str) -> tuple[Script, str, str]:
    """Read the script that a `source` names: a file, or else a bundled one.

    Args:
        command: names it.
        folder: where the file is looked for, unless its path is absolute; empty for the working directory.

    Returns:
        The script, what messages call it, and where files that it names are looked for.

    Raises:
        CommandError: there is none, or it cannot be read.
        SyntaxRefused: it has errors.
    """
    path = Path(folder, command.file)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_SCRIPT + 1)
    except FileNotFoundError:
        bundled = lessons()
        if command.file not in bundled:
            near = nearest(command.file, bundled)
            wanted = f"did you mean {near[0]}?" if near else "a file, or a lesson's name"
            raise CommandError(
                f"there is no script {quoted(command.file)}", wanted, command.place("file")
            ) from None
        name = command.file + SUFFIX
        return read_script(bundled[command.file].read_bytes(), name), name, folder
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise CommandError(
            f"{quoted(command.file)} cannot be read, {reason}", "a script", command.place("file")
        ) from None
    return read_script(data, path.name), path.name, str(path.parent)
