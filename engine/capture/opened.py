"""Captures by path: a recorded trace's folder, or a capture file; each is told by what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import attrs

from engine.capture.capture_file import open_capture
from engine.capture.capture_lines import is_capture
from engine.capture.record import Capture
from engine.capture.regular import open_regular
from engine.capture.trace import Trace, is_trace, open_trace
from engine.errors import CommandError, printable, quoted
from engine.units import MIB

INDEX = "scenario.json"
_LOOKED_AT, _NAMED = 1000, 8
"""Entries of a folder that are looked at for traces, and traces that are named."""


@attrs.frozen(eq=False)
class Opened:
    """A capture that was read.

    Attributes:
        capture: what it tells.
        sha256: of the files that it was read from, so that another reading can be held against this one.
        step: of the trace that it is of; None: it has no steps.
    """

    capture: Capture
    sha256: str
    step: int | None


def load_capture(path: Path, step: int | None = None) -> Opened:
    """Read a capture.

    Args:
        path: a trace's folder, or a capture file.
        step: of a trace; None: the last. A capture is of one time and has none.

    Raises:
        CommandError: there is no such file or step, or it is not readable.
    """
    folder = folder_meant(path)
    if is_trace(folder):
        return _of_trace(open_trace(folder), step)
    if not is_capture(path):
        raise nothing_recorded(path)
    if step is not None:
        raise no_steps(path, step)
    return Opened(open_capture(path), _sha256([path]), None)


def folder_meant(path: Path) -> Path:
    """Return the trace's folder where its index is named."""
    return path.parent if path.name == INDEX else path


def no_steps(path: Path, step: int) -> CommandError:
    """Return why a step cannot be asked of a capture."""
    return CommandError(f"{quoted(path.name)} is a capture, of one time, and has no step {step}", "no step")


def nothing_recorded(path: Path) -> CommandError:
    """Return why nothing can be read from a path that is neither a capture nor a trace's folder."""
    what = "what `ballonet capture` writes, or a folder with scenario.json"
    if not path.exists():
        return CommandError(f"there is no file {quoted(str(path))}", f"a capture or a recorded trace: {what}")
    if not path.is_dir():
        if path.is_file() and (why := _unreadable(path)):
            return CommandError(f"{quoted(path.name)} cannot be read: {why}", "a file that you may read")
        return CommandError(f"{quoted(path.name)} is no capture", what)
    if found := traces_within(path):
        return CommandError(f"{quoted(str(path))} is a folder of recorded traces", f"one of them: {found}")
    return CommandError(f"{quoted(str(path))} is a folder, and no recorded trace", what)


def traces_within(folder: Path) -> str:
    """Return the names of the traces in a folder, as far as there is room; empty: there is none to be seen."""
    try:
        names = sorted(it.name for it in islice(folder.iterdir(), _LOOKED_AT) if is_trace(it))
    except OSError:
        return ""
    more = f", and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(printable, names[:_NAMED])) + more


def _of_trace(trace: Trace, step: int | None) -> Opened:
    number = trace.steps[-1].index if step is None and trace.steps else step or 0
    capture = trace.load(number)
    return Opened(capture, _sha256(trace.files(number)), number)


def _sha256(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            while chunk := stream.read(MIB):
                digest.update(chunk)
    return digest.hexdigest()


def _unreadable(path: Path) -> str:
    """Return why a file cannot be opened; empty where it can."""
    try:
        open_regular(path).close()
    except OSError as error:
        return printable(error.strerror or "").lower()
    return ""
