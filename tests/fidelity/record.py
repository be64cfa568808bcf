"""Records the table anew, and says what became better and worse: `python3 -m tests.fidelity.record [--check]`.

All copied traces are measured, over all cores; the tests measure some of them. What `ballonet whatif` says of recorded
steps is written, too: `python3 -m tests.readme` follows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import engine.whatif.record
from engine.asking.record import figures, figures_text
from engine.fidelity.finding import traces_in
from engine.fidelity.measure import Task, measure
from engine.fidelity.summary import summarised
from engine.fidelity.table import summary_lines
from tests.fidelity.copying import TRACES
from tests.fidelity.recorded import GOALS, TABLE, changes, entries, goals_table, read, write
from tui.verbs.spread import cores, spread

FIGURES = Path(engine.whatif.record.__file__).with_name("recorded.json")
"""What `ballonet whatif` says of recorded steps: package data."""


def main(check: bool) -> int:
    """Measure everything; write the table unless it is only checked. Return 1 where something became worse."""
    tasks = [Task(str(path)) for path in traces_in([str(TRACES)])]
    measured = spread(measure, tasks, cores(), "traces")
    for one in measured:
        if one.problem:
            print(f"{one.trace}: {one.problem}", file=sys.stderr)
    rows = [row for one in measured for row in one.rows]
    now = entries(rows)
    print("\n".join(summary_lines(summarised(rows))), end="\n\n")
    worse, better = changes(read() if TABLE.exists() else {}, now)
    for title, lines in (("worse", worse), ("better", better)):
        print(f"{len(lines)} {title}", *lines, sep="\n  ")
    if not check:
        write(now)
        GOALS.write_text(goals_table(summarised(rows)), "utf-8")
        FIGURES.write_text(figures_text(figures(rows)), "utf-8")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
