"""The app on a real machine's memory: a capture, or a step of a recorded trace, told by what it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CommandError, SyntaxRefused, printable

if TYPE_CHECKING:
    from engine.script import Script

_LONGEST_NAME = 12
"""A longer one would have to be cut, and is much to type."""
_SLOWER = 8
"""What is done to it takes so many times as long, as in the lab: else it is over before anyone looks."""
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_PAGE_SIZE = re.compile(r"\d+k")
ALONE = "machine"
"""What a guest is called whose file's name makes no short name."""


def is_captured(word: str) -> bool:
    """Say whether a word names a capture or a trace's folder, and no script."""
    from engine.capture.capture_lines import is_capture
    from engine.capture.opened import folder_meant
    from engine.capture.trace import is_trace

    path = folder_meant(Path(word))
    return is_trace(path) if path.is_dir() else path.is_file() and is_capture(path)


def captured_script(word: str, step: int | None) -> Script:
    """Return a script that imports the file, on a host that is just large enough.

    Args:
        word: names a capture or a trace's folder.
        step: of a trace; None: the last.

    Raises:
        SyntaxRefused: there is no such step, the trace cannot be read, or its path cannot be part of a command.
    """
    from engine.capture.opened import folder_meant, no_steps
    from engine.capture.trace import is_trace, open_trace
    from engine.commands.model import GuestImport
    from engine.commands.write import write
    from engine.script import parse_script

    path = folder_meant(Path(word).absolute())
    name = machine_name(path.name)
    if is_trace(path):
        name = trace_name(path.name)
        try:
            steps = [it.index for it in open_trace(path).steps]
        except CommandError as error:
            raise SyntaxRefused(error.found, error.wanted) from None
        if step is not None and step not in steps:
            raise SyntaxRefused(
                f"{printable(path.name)} has no step {step}",
                f"0 to {steps[-1]}" if steps else "a trace with one",
            )
    elif step is not None:
        why = no_steps(path, step)
        raise SyntaxRefused(why.found, why.wanted)
    command = GuestImport(name=name, file=str(path), step=step, cost_scale=_SLOWER)
    # of its host nothing is known: it begins with nothing, and grows with what it has to hold
    return parse_script(f"host memory 4K\n{write(command)}", printable(path.name))


def reading(word: str, step: int | None = None) -> str:
    """Return what is going on while a file is imported, as part of a sentence."""
    part = "" if step is None else f", step {step}"
    return f"reading {printable(Path(word).absolute().name, 200)}{part}"


def machine_name(file: str) -> str:
    """Return what a guest of a capture is called: after its host, if that is a name and short enough to type."""
    own = file.lower().removesuffix(".capture").removesuffix(".ballonet").removeprefix("capture-")
    return _allowed(_NO_LETTERS.sub("-", own).strip("-"))


def trace_name(folder: str) -> str:
    """Return what a guest of a trace is called: its first word, with the page size where that follows."""
    words = _NO_LETTERS.sub("-", folder.lower()).strip("-").split("-")
    return _allowed("-".join(words[: 2 if _PAGE_SIZE.fullmatch("".join(words[1:2])) else 1]))


def _allowed(name: str) -> str:
    from engine.commands.names import RESERVED

    good = name[:1].isalpha() and name not in RESERVED and len(name) <= _LONGEST_NAME
    return name if good else ALONE
