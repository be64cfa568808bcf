"""The words of `ballonet explain`."""

from __future__ import annotations

import argparse
from pathlib import Path

import attrs

from engine.errors import SyntaxRefused, printable
from tui.whatif_arguments import step_number

USAGE = "TRACE step=N, or BEFORE AFTER COMMAND..."
_STEP = "step="


@attrs.frozen
class Time:
    """A file, and which step of it where it is a trace's folder."""

    path: Path
    step: int | None = None


def add_explain(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `explain TRACE step=N` and `explain BEFORE AFTER COMMAND...`."""
    parser.add_argument(
        "words",
        metavar="WORD",
        nargs="+",
        help="the folder of a recorded trace and step=N; or two captures of a machine and the commands, quoted, "
        "that were done between them. A capture may be a trace's folder followed by step=N",
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON: format ballonet.explain/1")


def times_of(words: list[str]) -> tuple[list[Time], list[str]]:
    """Return the one or two times that are meant, and the commands between two.

    Raises:
        SyntaxRefused: the words are in no form that there is.
    """
    times: list[Time] = []
    rest = list(words)
    while rest and len(times) < 2:
        path = Path(rest.pop(0))
        step = None
        if rest and rest[0].startswith(_STEP):
            try:
                step = step_number(rest.pop(0).removeprefix(_STEP))
            except argparse.ArgumentTypeError as error:
                raise SyntaxRefused(str(error), USAGE) from None
        times.append(Time(path, step))
    if len(times) == 1 and times[0].step is None:
        raise SyntaxRefused(f"of {printable(words[0])} no step is named", USAGE)
    return times, rest
