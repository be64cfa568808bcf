"""`ballonet compare` and `ballonet success`: the same change under each policy from many seeds, over all cores."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from engine.comparison.success import Cell, success_csv, success_table
from engine.comparison.summary import summary
from engine.comparison.written import csv_text
from engine.errors import printable
from engine.trials import Tried, run_trial
from tui.verbs.spread import cores, spread
from tui.verbs.targets import check_target, write_target

if TYPE_CHECKING:
    from argparse import Namespace

    from engine.trials import Trial

DONE, FAILED, BAD = 0, 1, 2


def compare_seeds(trials: list[Trial], asked: Namespace) -> int:
    """Compare from each seed, and print the table of all of them; return the exit code."""
    tried = _tried(trials, asked)
    if isinstance(tried, int):
        return tried
    comparisons = [one.compared for one in tried if one.compared is not None]
    seeds = [one.trial.seed for one in tried]
    print(summary(comparisons, seeds))
    if asked.csv:
        write_target(asked.csv, csv_text(comparisons, seeds))
    return DONE


def success(trials: list[Trial], asked: Namespace) -> int:
    """Count how often each policy gets there, by fill level and kernel; return the exit code."""
    tried = _tried(trials, asked)
    if isinstance(tried, int):
        return tried
    cells = [
        Cell(one.trial.seed, one.trial.fill, one.trial.kernel, one.compared)
        for one in tried
        if one.compared is not None
    ]
    print(success_table(cells))
    if asked.csv:
        write_target(asked.csv, success_csv(cells))
    return DONE


def _tried(trials: list[Trial], asked: Namespace) -> list[Tried] | int:
    """Run all trials; where one came to nothing, say why and return an exit code."""
    if asked.csv:
        check_target(asked.csv)
    tried = spread(run_trial, trials, asked.jobs or cores(), "runs")
    for one in tried:
        if one.compared is None:
            print(f"ballonet: seed {one.trial.seed}: {printable(one.problem, 400)}", file=sys.stderr)
            return BAD if one.bad or asked.verb == "success" else FAILED
    return tried
