"""The words of `ballonet explain`."""

from __future__ import annotations

import argparse
from pathlib import Path

import attrs

from engine.errors import SyntaxRefused
from tui.verbs.whatif_arguments import step_number

USAGE = "ballonet explain TRACE step=N, or ballonet explain BEFORE AFTER COMMAND..."
EXAMPLE = "ballonet explain b2-balloon-idle-512m step=4"
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
        nargs="*",
        help="the folder of a recorded trace and step=N; or two captures of a machine and the commands, quoted, "
        "that were done between them. A capture may be a trace's folder followed by step=N",
    )
    parser.add_argument("--step", metavar="N", type=step_number, help="of the one TRACE; the same as step=N")
    parser.add_argument("--json", action="store_true", help="answer as JSON: format ballonet.explain/1")


def times_of(words: list[str], only_step: int | None = None) -> tuple[list[Time], list[str]]:
    """Return the one or two times that are meant, and the commands between two.

    Args:
        words: as they were given.
        only_step: what `--step` says; None where it is not given.

    Raises:
        SyntaxRefused: the words are in no form that there is.
    """
    if not words:
        raise SyntaxRefused("nothing to explain is named", f"{USAGE}; as {EXAMPLE}")
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
    if only_step is not None:
        if len(times) > 1 or times[0].step is not None:
            raise SyntaxRefused("--step is of one trace alone", "step=N behind each of two")
        times = [Time(times[0].path, only_step)]
    return times, rest
