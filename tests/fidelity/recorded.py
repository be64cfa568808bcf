"""The table as it was last recorded: a line a row, and what is better or worse than it."""

from __future__ import annotations

import json
from pathlib import Path

from engine.fidelity.goals import Reached
from engine.fidelity.row import Row
from engine.fidelity.summary import Summary
from engine.fidelity.table import goal_cells

TABLE = Path(__file__).parent / "table.json"
GOALS = TABLE.with_name("goals.md")
"""What all rows came to, beside what is to be reached: the README has it."""
_LESS, _MORE = -1, 1
FIGURES = {
    "misplaced_pages": _LESS,
    "marks_off": _LESS,
    "overlap": _MORE,
    "balloon_right": _MORE,
    "file_right": _MORE,
    "outcomes_right": _MORE,
}
"""What is compared, and whether more or less of it is better."""
_CLOSE = 5e-7

Entry = dict[str, object]


def entry(row: Row) -> Entry:
    """Return what is kept of a row: shares to six digits."""
    found: Entry = {"kind": row.kind} if row.predicted else {"kind": row.kind, "reason": row.reason}
    for name in FIGURES:
        value = outcomes_right(row) if name == "outcomes_right" else getattr(row, name)
        if row.predicted and value is not None:
            found[name] = round(value, 6)
    return found


def outcomes_right(row: Row) -> float | None:
    """Return the share of outcomes that were foreseen."""
    return sum(it.right for it in row.outcomes) / len(row.outcomes) if row.outcomes else None


def key(row: Row) -> str:
    return f"{row.trace}[{row.step}]{' counts' if row.lists == 'rebuilt' else ''}"


def entries(rows) -> dict[str, Entry]:
    return {key(row): entry(row) for row in rows}


def read() -> dict[str, Entry]:
    return json.loads(TABLE.read_text("utf-8"))


def write(found: dict[str, Entry]) -> None:
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in found.items()]
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def changes(recorded: dict[str, Entry], now: dict[str, Entry]) -> tuple[list[str], list[str]]:
    """Return what became worse and what became better, a line each; a row that is gone or new is worse or better."""
    worse = [f"{name}: it is gone" for name in recorded.keys() - now.keys()]
    better = [f"{name}: it is new" for name in now.keys() - recorded.keys()]
    for name in sorted(recorded.keys() & now.keys()):
        was, is_now = recorded[name], now[name]
        if ("reason" in is_now) != ("reason" in was):
            (worse if "reason" in is_now else better).append(
                f"{name}: {was.get('reason', 'predicted')} -> {is_now.get('reason', 'predicted')}"
            )
            continue
        for figure, sign in FIGURES.items():
            a, b = was.get(figure), is_now.get(figure)
            if a is None or b is None:
                if a != b:
                    worse.append(f"{name}: {figure} {a} -> {b}")
                continue
            if abs(b - a) > _CLOSE:
                (better if (b - a) * sign > 0 else worse).append(f"{name}: {figure} {a} -> {b}")
    return sorted(worse), sorted(better)


def goals_table(summary: Summary) -> str:
    """Return the goals as a table of Markdown."""
    heads = "| | measured | median (goal) | worst (goal) | worst in | |\n|---|---|---|---|---|---|"
    return "\n".join([heads, *map(_goal, summary.goals)]) + "\n"


def _goal(goal: Reached) -> str:
    middle, worst, verdict = goal_cells(goal)
    return f"| {goal.what} | {goal.count} | {middle} | {worst} | {goal.worst_row} | {verdict} |"
