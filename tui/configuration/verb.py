"""`ballonet config`: say what is set, and begin a file."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable, reason_of
from tui.configuration import shown
from tui.configuration.flags import flags_of
from tui.configuration.loaded import load
from tui.paths import remembered_file
from tui.remembered import Remembered

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

DONE, BAD = 0, 2


def config(asked: Namespace) -> int:
    """Print what was asked for; return the exit code, 2 where something in the configuration is wrong.

    Raises:
        SyntaxRefused: there is no such file, or one is there already that would be written.
    """
    naming = asked.what in ("path", "init")
    loaded = load(flags_of(asked), os.environ, Remembered(remembered_file()), asked.config, missing_ok=naming)
    if asked.what == "path":
        print(loaded.file)
        return DONE
    if asked.what == "init":
        _begin(loaded.file)
        print(loaded.file)
        return DONE
    ways = {"show": (shown.show, shown.show_json), "keys": (shown.show_keys, shown.show_keys_json)}
    sys.stdout.write(ways[asked.what][asked.json](loaded))
    sys.stdout.flush()
    for problem in loaded.problems:
        print(problem, file=sys.stderr)
    return BAD if loaded.problems else DONE


def _begin(file: Path) -> None:
    """Write a file to begin with, unless there is one."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(shown.first_file())
    except FileExistsError:
        raise SyntaxRefused(f"{printable(str(file), 200)} is there already", "it is left as it is") from None
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise SyntaxRefused(
            f"{printable(str(file), 200)} cannot be written: {reason}", "ballonet config path"
        ) from None
