"""Captures by path: a recorded trace's folder, told by what is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import attrs

from engine.capture.record import Capture
from engine.capture.trace import Trace, is_trace, open_trace
from engine.errors import CommandError, quoted
from engine.units import MIB


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
        path: a trace's folder.
        step: of a trace; None: the last.

    Raises:
        CommandError: there is no such file or step, or it is not readable.
    """
    if not path.exists():
        raise CommandError(
            f"there is no file {quoted(str(path))}", "a capture, or the folder of a recorded trace"
        )
    if not is_trace(path):
        raise CommandError(f"{quoted(path.name)} is no capture", "a folder with scenario.json")
    return _of_trace(open_trace(path), step)


def _of_trace(trace: Trace, step: int | None) -> Opened:
    number = trace.steps[-1].index if step is None and trace.steps else step or 0
    capture = trace.load(number)
    files = trace.files(number)
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            while chunk := stream.read(MIB):
                digest.update(chunk)
    return Opened(capture, digest.hexdigest(), number)
