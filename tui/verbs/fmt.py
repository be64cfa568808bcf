"""`ballonet fmt`: scripts in their canonical form."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable, reason_of
from engine.script import ScriptRefused
from engine.script.formatted import formatted
from engine.script.reader import decoded
from tui.scripts import STDIN, find
from tui.verbs.suite.suite import named

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.scripts import Found

DONE, FAILED, BAD = 0, 1, 2


def format_scripts(asked: Namespace) -> int:
    """Print scripts in their canonical form, write them, or say which differ; return the exit code.

    Raises:
        SyntaxRefused: one is not there, or is to be written and is no file.
    """
    code = DONE
    for word in named(asked.scripts):
        found = find(word)
        if asked.write and (word == STDIN or found.folder is None):
            raise SyntaxRefused(f"{found.name} is no file that could be written", "without --write")
        try:
            result = formatted(decoded(found.data, found.name), found.name)
        except ScriptRefused as refused:
            print(refused, file=sys.stderr)
            code = BAD
            continue
        differs = result.encode("utf-8") != found.data
        if asked.check:
            if differs:
                print(printable(found.name, 400))
                code = max(code, FAILED)
        elif not asked.write:
            sys.stdout.write(result)
        elif differs:
            _write(found, Path(word), result)
    return code


def _write(found: Found, path: Path, text: str) -> None:
    """Write a file as a whole or not at all, with the rights that it has."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(text.encode("utf-8"))
        beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = reason_of(error)
        raise SyntaxRefused(f"{printable(found.name, 200)} cannot be written: {reason}", "") from None
    print(printable(found.name, 400))
