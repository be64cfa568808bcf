"""What an answer says of recorded steps is what was recorded last."""

from __future__ import annotations

from collections import Counter

from engine.asking.record import figures, figures_text
from engine.fidelity.bench import Outcome
from engine.fidelity.row import Row
from engine.whatif.record import figures_for, recorded
from tests.fidelity.recorded import read


def row(trace="t", misplaced=0, **changes):
    facts = {"step": 1, "label": "", "release": "6.1.0-1", "architecture": "x86_64", "page_size": 4096}
    return Row(
        trace=trace, **facts, free_pages=1000, misplaced_pages=misplaced, **{"kind": "inflate", **changes}
    )


def test_the_package_has_the_steps_of_the_table():
    """`python3 -m tests.fidelity.record` writes both."""
    table = Counter(
        (it["kind"], "rebuilt" if name.endswith(" counts") else "recorded")
        for name, it in read().items()
        if "reason" not in it
    )
    package = Counter[tuple[str, str]]()
    for it in recorded():
        package[it.kind, it.lists] += it.steps
    assert package == table


def test_medians_and_worst_are_by_kind_kernel_and_lists():
    moved = {"balloon_moved": 5}
    (deflate, counts, inflate) = figures(
        [
            row(misplaced=1, overlap=0.5, **moved),
            row(misplaced=3, overlap=1.0, **moved),
            row(misplaced=9, overlap=0.1),
            row(misplaced=50, lists="rebuilt"),
            row(kind="deflate"),
            row(misplaced=None, kind=""),
        ]
    )
    assert (deflate.kind, inflate.kind, counts.lists) == ("deflate", "inflate", "rebuilt")
    assert (inflate.steps, inflate.misplaced_median, inflate.misplaced_worst) == (3, 0.003, 0.009)
    assert (inflate.overlap_median, inflate.overlap_worst) == (0.75, 0.5)
    assert (deflate.overlap_median, counts.steps) == (None, 1)


def test_outcomes_of_going_offline_are_counted():
    outcomes = (
        Outcome(sort="offline", what="block 1", predicted="ok", real="ok"),
        Outcome(sort="offline", what="block 2", predicted="ok", real="EBUSY"),
        Outcome(sort="online", what="block 3", predicted="ok", real="ok"),
    )
    (found,) = figures([row(kind="offline", outcomes=outcomes)])
    assert (found.right, found.requests) == (1, 2)


def test_the_nearest_are_of_the_same_kind_and_kernel_or_there_are_none():
    assert figures_for("inflate", "6.1", 16384, "recorded").kind == "inflate"
    assert figures_for("inflate", "6.1", 65536, "recorded").page_size == 65536
    assert figures_for("inflate", "6.1", 4096, "rebuilt").lists == "rebuilt"
    assert figures_for("inflate", "5.10", 4096, "recorded") is None


def test_they_are_written_as_they_are_read():
    assert figures_text(recorded()).count('"kind"') == len(recorded())
