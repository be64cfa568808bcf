"""The words of `ballonet fidelity`."""

from __future__ import annotations

import argparse

from tui.verbs.trial_arguments import MOST_JOBS, number

KINDS = "inflate, deflate, reclaim, NUMA, hot-add, offline, unplug, virtio-mem, huge pages, DLPAR"


READING = """\
what a row says:
  lists      known: the free lists were recorded in order; counts: predicted anew
             from the number of free blocks alone
  misplaced  free pages that lie on another list than predicted: half of what
             differs by zone, order and per-CPU list, rounded up; and as a share
             of the free pages
  balloon    of the balloon's pages, those that prediction and kernel have alike
  moved      the same of the pages that came to the balloon or went
  right      outcomes foreseen, of all: a size, EBUSY of a memory block, LMBs
  rows       steps that were predicted; others are counted with the reason
goals stand for a whole set of traces, a folder of them; of a trace alone the
table says how near it is. The fields of JSON and CSV are in the README."""


def add_fidelity(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `fidelity TRACES... [OPTIONS]`."""
    parser.add_argument(
        "traces", metavar="TRACES", nargs="+", help="a recorded trace's folder, or a folder of such folders"
    )
    parser.add_argument("--json", metavar="FILE", help="write rows and summary as JSON; - is standard output")
    parser.add_argument(
        "--csv",
        metavar="FILE",
        nargs="?",
        const="-",
        help="write a row a step as CSV; without FILE to standard output",
    )
    parser.add_argument(
        "--kind", metavar="KIND,...", default="", help=f"print only rows of these kinds: {KINDS}"
    )
    parser.add_argument(
        "--differences", action="store_true", help="print by zone, order and per-CPU list what is off, too"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=number(MOST_JOBS), help="processes at a time, by default one a core"
    )
