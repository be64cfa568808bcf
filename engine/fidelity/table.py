"""The table for people: a trace after the other, a line a step, at most 80 columns wide; then what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap

from engine.fidelity.goals import Reached
from engine.fidelity.row import Row
from engine.fidelity.summary import Group, Summary, summarised
from engine.units import size_text

WIDTH = 80
_NOTED = 1e-4
"""A row that is off by more than this share of the free pages has its notes printed; JSON and CSV have all of them."""
_INDENT = " " * 6
_HEAD = (
    f"{'step':>4} {'kind':<10} {'lists':<6} {'misplaced pages':>32} {'balloon':>7} {'moved':>7} {'right':>6}"
)


def table(rows: Sequence[Row], *, differences: bool = False, whole: bool = True) -> str:
    """Return all rows, and below them what they come to.

    Args:
        rows: in order.
        differences: whether to add each place where free pages are off.
        whole: whether they are of a whole set of traces, for which alone the goals stand.
    """
    lines: list[str] = []
    for (trace, release, size), of_trace in groupby(
        rows, lambda row: (row.trace, row.release, row.page_size)
    ):
        lines += [f"{trace}  ({release}, {size_text(size)} pages)", _HEAD]
        for row in of_trace:
            lines += _lines(row)
            lines += [f"{_INDENT}{off:+,} pages: {place}" for place, off in row.differences if differences]
        lines.append("")
    return "\n".join([*lines, *summary_lines(summarised(rows), whole=whole)])


def _lines(row: Row) -> list[str]:
    if not row.predicted:
        kind = f"{row.kind}: " if row.kind else ""
        return _wrapped(f"not predicted: {kind}{row.reason}", f"{row.step:>4} ")
    lists = "counts" if row.lists == "rebuilt" else "known"
    off = f"{row.misplaced_pages:,} of {row.free_pages:,}"
    overlap = "" if row.overlap is None else percent(row.overlap, 2)
    moved = "" if row.balloon_right is None else percent(row.balloon_right, 2)
    line = (
        f"{row.step:>4} {row.kind:<10} {lists:<6} {off:>24} {percent(row.misplaced, 3):>7}"
        f" {overlap:>7} {moved:>7} {_came_out(row):>6}"
    ).rstrip()
    found = [line]
    if row.file_right is not None and row.kind == "reclaim":
        found += _wrapped(
            f"{row.file_moved + row.file_off:,} file pages were to go and {row.file_moved:,} went: of the fewer"
            f" {percent(row.file_right, 2)} are the same",
            _INDENT,
        )
    if row.marks_off:
        found += _wrapped(f"watermarks are off by up to {row.marks_off:,} pages", _INDENT)
    for outcome in row.outcomes:
        if not outcome.right:
            found += _wrapped(f"{outcome.what}: predicted {outcome.predicted}, was {outcome.real}", _INDENT)
    for note in row.notes if row.misplaced > _NOTED else ():
        found += _wrapped(note, _INDENT)
    return found


def _came_out(row: Row) -> str:
    if not row.outcomes:
        return ""
    return f"{sum(outcome.right for outcome in row.outcomes)}/{len(row.outcomes)}"


def _wrapped(text: str, first: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=_INDENT + "  ", break_on_hyphens=False)


def percent(share: float, digits: int) -> str:
    """Print a share as percent; what is not all of it is never printed as 100 %, what is not nothing never as 0 %."""
    text = f"{100 * share:.{digits}f}"
    least = 10.0**-digits
    if share < 1 and float(text) >= 100:
        text = f"{100 - least:.{digits}f}"
    if share > 0 and float(text) == 0:
        return f"<{least:.{digits}f}%"
    return f"{text}%"


def summary_lines(summary: Summary, *, whole: bool = True) -> list[str]:
    """Return what rows come to: by kind, by kernel, what was not predicted, and the goals that were measured."""
    head = f"{'':<21}{'rows':>5}{'misplaced, median':>19}{'worst':>9}{'overlap, median':>17}{'worst':>9}"
    lines = ["By kind", head, *map(_group, summary.by_kind), ""]
    lines += ["By kernel", head, *map(_group, summary.by_kernel), ""]
    if summary.not_predicted:
        lines += ["Not predicted"]
        for reason, count in summary.not_predicted:
            lines += wrap(f"{count:>5}  {reason}", WIDTH, subsequent_indent=" " * 7)
        lines += [""]
    measured = [goal for goal in summary.goals if goal.count]
    if not measured:
        return lines
    lines += ["Goals"]
    if not whole:
        rows = sum(group.rows for group in summary.by_kind)
        lines += wrap(
            f"They stand for a whole set of traces. Of these {rows} rows alone, what is not met is called off.",
            WIDTH,
        )
    lines += [f"{'':<32}{'rows':>5} {'median (goal)':<17} {'worst (goal)':<17}".rstrip()]
    return [*lines, *(_goal(goal, whole) for goal in measured)]


def _group(group: Group) -> str:
    name = f"{group.name}{' (counts)' if group.lists == 'rebuilt' else ''}"
    line = (
        f"{name:<21}{group.rows:>5}{percent(group.misplaced_median, 3):>19}{percent(group.misplaced_worst, 2):>9}"
        f"{percent(group.overlap_median, 2):>17}{percent(group.overlap_worst, 1):>9}"
    )
    return line.rstrip()


def _goal(goal: Reached, whole: bool) -> str:
    middle, worst, verdict = goal_cells(goal)
    verdict = "off" if verdict == "missed" and not whole else verdict
    return f"{goal.what:<32}{goal.count:>5} {middle:<17} {worst:<17} {verdict}"


def goal_cells(goal: Reached) -> tuple[str, str, str]:
    """Return what a goal's median and worst case are beside what is wanted, and whether it is met."""
    verdict = {None: "-", True: "met", False: "missed"}[goal.met]
    return (
        _beside(goal.median, goal.wanted_median, goal),
        _beside(goal.worst, goal.wanted_worst, goal),
        verdict,
    )


def _beside(value: float | None, wanted: float | None, goal: Reached) -> str:
    if value is None:
        return ""
    sign = ">=" if goal.upwards else "<="
    text = _number(value, goal)
    return text if wanted is None else f"{text} ({sign}{_number(wanted, goal)})"


def _number(value: float, goal: Reached) -> str:
    if goal.unit == "pages":
        return f"{value:,.5g}"
    number = percent(value, 2 if value >= 0.1 else 3)
    return number[:-1].rstrip("0").rstrip(".") + "%" if "." in number and "<" not in number else number
