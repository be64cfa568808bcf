"""Captures by path: a recorded trace's folder, or a capture file; each is told by what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import attrs

from engine.capture.capture_file import open_capture
from engine.capture.capture_lines import is_capture
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
        path: a trace's folder, or a capture file.
        step: of a trace; None: the last. A capture is of one time and has none.

    Raises:
        CommandError: there is no such file or step, or it is not readable.
    """
    if not path.exists():
        raise CommandError(
            f"there is no file {quoted(str(path))}", "a capture, or the folder of a recorded trace"
        )
    if is_trace(path):
        return _of_trace(open_trace(path), step)
    if not is_capture(path):
        raise CommandError(
            f"{quoted(path.name)} is no capture",
            "what `ballonet capture` writes, or a folder with scenario.json",
        )
    if step is not None:
        raise CommandError(f"{quoted(path.name)} has no steps", "no step=: a capture is of one time")
    return Opened(open_capture(path), _sha256([path]), None)


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
