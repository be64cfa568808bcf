"""`ballonet fidelity`: every step of recorded traces predicted and held against what was, over all cores."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.capture.opened import folder_meant
from engine.capture.trace import is_trace
from engine.errors import SyntaxRefused, printable
from engine.fidelity.finding import traces_in
from engine.fidelity.kinds import KINDS
from engine.fidelity.measure import Measured, Task, measure
from engine.fidelity.table import table
from engine.fidelity.written import csv_text, document
from tui.verbs.spread import cores, spread
from tui.verbs.targets import STDOUT, check_target, write_target

if TYPE_CHECKING:
    from argparse import Namespace

    from engine.fidelity.row import Row

DONE, FAILED = 0, 1


def fidelity(asked: Namespace) -> int:
    """Measure traces, print the table, and write what was asked for; return the exit code.

    Raises:
        CommandError: a folder has no traces, a kind is none, or something cannot be written.
    """
    targets = [target for target in (asked.json, asked.csv) if target]
    for target in targets:
        check_target(target)
    if targets.count(STDOUT) > 1:
        raise SyntaxRefused("JSON and CSV both to standard output", "a file for one of them")
    kinds = _kinds(asked.kind)
    tasks = [Task(str(path)) for path in traces_in(asked.traces)]
    measured = spread(measure, tasks, asked.jobs or cores(), "traces")
    rows = [row for one in measured for row in one.rows if not kinds or row.kind in kinds]
    _write(rows, measured, asked)
    for one in measured:
        if one.problem:
            print(f"ballonet: {one.trace}: {printable(one.problem, 400)}", file=sys.stderr)
    return FAILED if any(one.problem for one in measured) else DONE


def _kinds(words: str) -> frozenset[str]:
    found = frozenset(word.strip() for word in words.split(",") if word.strip())
    for word in sorted(found):
        if word not in KINDS:
            raise SyntaxRefused(f"{printable(word)} is no kind of step", ", ".join(KINDS))
    return found


def _write(rows: list[Row], measured: list[Measured], asked: Namespace) -> None:
    """Write what was asked for, and print the table unless standard output is taken."""
    problems = [(one.trace, one.problem) for one in measured if one.problem]
    if asked.json:
        write_target(asked.json, json.dumps(document(rows, problems), indent=1) + "\n")
    if asked.csv:
        write_target(asked.csv, csv_text(rows))
    if STDOUT not in (asked.json, asked.csv):
        whole = not any(is_trace(folder_meant(Path(place))) for place in asked.traces)
        print(table(rows, differences=asked.differences, whole=whole))
