"""What is said and kept when the app fails by a mistake of its own: a few sentences, and a report for its makers."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

import attrs

from engine.errors import printable
from engine.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

DEBUG = "BALLONET_DEBUG"
"""A variable of the environment: if it is set, and not to 0, the traceback is printed as well."""
KEPT = 10
"""Reports that are kept."""
LONGEST = 200_000
"""Characters of a report's traceback, and of its recording; the end of the one and the start of the other."""
MOST_LINES = 1000
"""Lines that were typed."""
OURS = ("engine", "tui", "themes")


@attrs.frozen
class Circumstances:
    """What was so when it failed.

    Attributes:
        arguments: of the command line.
        size: columns and rows of the terminal.
        typed: the lines of this run, oldest first.
        recording: returns what was done so far as a recording; None where nothing is simulated, or not yet.
    """

    arguments: Sequence[str] = ()
    size: tuple[int, int] = (0, 0)
    typed: Sequence[str] = ()
    recording: Callable[[], str] | None = None


def tell(error: BaseException, around: Circumstances, folder: Path) -> None:
    """Print what happened and where the report is; the terminal must be as it was before.

    Args:
        error: what it failed by.
        around: what was so.
        folder: for the report.
    """
    report = report_text(error, around)
    lines = [f"ballonet ended by a mistake of its own: {summary(error)}"]
    try:
        path = write_report(report, folder)
    except OSError as trouble:
        where = printable(str(folder), 200)
        lines.append(f"The report cannot be kept in {where} ({trouble.strerror or trouble}); here it is:")
        lines.append(visible(report))
    else:
        lines.append(
            f"The report is {printable(str(path), 400)}: the traceback, the lines typed, a recording."
        )
        if around.typed:
            lines.append("Nothing typed is lost: in the next run, ↑ has it.")
        if os.environ.get(DEBUG, "0") not in ("", "0"):
            lines.append(visible(report))
        else:
            lines.append(f"{DEBUG}=1 ballonet prints the report as well.")
    _print("\n".join(lines) + "\n")


def _print(text: str) -> None:
    """Print on standard error, if anybody listens there."""
    with suppress(OSError, ValueError, AttributeError):
        encoding = sys.stderr.encoding or "ascii"
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()


def summary(error: BaseException) -> str:
    """Return one line: what kind of error, what it says, and the line of ours that it came from."""
    if isinstance(error, MemoryError):
        what = "there was not enough memory"
    elif isinstance(error, SystemExit):
        what = "a part of it left on its own"
    else:
        what = printable(": ".join(filter(None, (type(error).__name__, str(error)))), 300)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if any(f"/{name}/" in frame.filename for name in OURS)] or frames
    if not ours:
        return what
    last = ours[-1]
    name = next(
        (last.filename.rpartition(f"/{each}/")[2] for each in OURS if f"/{each}/" in last.filename), ""
    )
    top = next((each for each in OURS if f"/{each}/" in last.filename), "")
    return f"{what} ({f'{top}/{name}' if top else last.filename}:{last.lineno})"


def report_text(error: BaseException, around: Circumstances) -> str:
    """Return everything that helps to find the mistake, and what was done, so that it can be done again."""
    happened = "".join(traceback.format_exception(error))
    parts = [
        f"ballonet {__version__}, {time.strftime('%Y-%m-%d %H:%M:%S %z')}",
        f"{platform.python_implementation()} {platform.python_version()}, {platform.platform()}",
        f"{os.environ.get('TERM', 'no TERM')}, {around.size[0]}x{around.size[1]}, "
        f"arguments: {' '.join(around.arguments) or 'none'}",
        "",
        happened[-LONGEST:],
        "What was typed in this run, oldest first:",
        *(list(around.typed[-MOST_LINES:]) or ["nothing"]),
        "",
        "What was done so far, as a recording; the failing command may be missing in it:",
        _recorded(around)[:LONGEST],
    ]
    return "\n".join(parts) + "\n"


def _recorded(around: Circumstances) -> str:
    if around.recording is None:
        return "there is none"
    try:
        return around.recording()
    except Exception as error:  # the engine may be what is broken, and the report says so
        return f"it cannot be had: {summary(error)}"


def write_report(text: str, folder: Path) -> Path:
    """Write a report to a file of its own; of the older ones the latest stay.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    reports = sorted(folder.glob("crash-*.txt"))
    for old in reports[: max(0, len(reports) - KEPT + 1)]:
        with suppress(OSError):
            old.unlink()
    path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    path.write_text(text, "utf-8", errors="backslashreplace")
    return path


def visible(text: str) -> str:
    """Return a text of many lines with every control character escaped."""
    return "\n".join(printable(line, LONGEST) for line in text.splitlines())
