"""No prediction may become worse unnoticed: some traces are measured again and held against the recorded table.

They cover each kind of step and each kernel; all of them are measured by `python3 -m tests.fidelity.record --check`.
"""

from __future__ import annotations

import pytest

from engine.fidelity.kinds import KINDS
from engine.fidelity.measure import Task, measure
from tests.fidelity.copying import MOST_BYTES, TRACES, size
from tests.fidelity.recorded import changes, entries, read

MEASURED = (
    "b2-balloon-idle-512m",
    "d1-hotadd-2x128",
    "e2-offline-anon-thp",
    "f1-offline-unmovable",
    "h3-hotadd-while-ballooned",
    "i1-virtio-mem-movable",
    "j2-offline-all-mix-s4",
    "k1-hugepages",
    "m1-pressure-pagecache",
    "n1-numa2-balloon",
    "p01-64k-balloon-idle-1g",
    "p03-64k-frag-holes",
    "p05-64k-offline-all-frag",
    "p07-64k-dlpar-count",
    "p09-64k-dlpar-unmovable",
    "p15-4k-dlpar-add-count",
    "p18-4k-hash-frag-holes",
    "qe3-hotadd-auto-online",
    "qm1-pressure-pagecache",
)
HOW = "look into it, or if it is meant: python3 -m tests.fidelity.record"


@pytest.mark.parametrize("trace", MEASURED)
def test_no_prediction_is_worse_than_recorded(trace, record_property):
    found = measure(Task(str(TRACES / trace)))
    assert not found.problem
    recorded = {name: it for name, it in read().items() if name.startswith(f"{trace}[")}
    worse, better = changes(recorded, entries(found.rows))
    for line in better:
        record_property("better than recorded", line)
    assert not worse, f"{HOW}\n" + "\n".join(worse)


class TestTable:
    def test_it_has_every_copied_trace(self):
        folders = {path.name for path in TRACES.iterdir()}
        assert {name.split("[")[0] for name in read()} == folders
        assert set(MEASURED) <= folders

    def test_those_that_are_measured_cover_every_kind_and_kernel(self):
        recorded = read()
        kinds = {it["kind"] for name, it in recorded.items() if name.split("[")[0] in MEASURED}
        assert kinds >= set(KINDS)
        kernels = {name[:3] if "-64k-" not in name else "64k" for name in MEASURED}
        assert {"b2-", "64k", "p18", "qm1"} <= kernels

    def test_the_copies_are_small(self):
        assert size(TRACES) <= MOST_BYTES


class TestChanges:
    """The comparison itself, on tables of one row."""

    def of(self, was, is_now):
        return changes({"t[1]": {"kind": "inflate", **was}}, {"t[1]": {"kind": "inflate", **is_now}})

    def test_more_pages_misplaced_is_worse_and_fewer_is_better(self):
        worse, better = self.of({"misplaced_pages": 3}, {"misplaced_pages": 4})
        assert (worse, better) == (["t[1]: misplaced_pages 3 -> 4"], [])
        worse, better = self.of({"misplaced_pages": 3}, {"misplaced_pages": 2})
        assert (worse, better) == ([], ["t[1]: misplaced_pages 3 -> 2"])

    def test_less_overlap_is_worse(self):
        worse, better = self.of({"overlap": 1.0}, {"overlap": 0.999999})
        assert worse
        assert not better

    def test_a_step_that_is_predicted_no_more_is_worse(self):
        worse, _ = self.of({"misplaced_pages": 3}, {"reason": "refused"})
        assert worse == ["t[1]: predicted -> refused"]
        _, better = self.of({"reason": "refused"}, {"misplaced_pages": 3})
        assert better == ["t[1]: refused -> predicted"]

    def test_a_figure_that_is_no_longer_told_is_worse(self):
        assert self.of({"overlap": 1.0}, {})[0] == ["t[1]: overlap 1.0 -> None"]

    def test_rows_that_are_gone_are_worse_and_new_ones_better(self):
        assert changes({"t[1]": {}}, {}) == (["t[1]: it is gone"], [])
        assert changes({}, {"t[1]": {}}) == ([], ["t[1]: it is new"])

    def test_nothing_changed(self):
        same = {"misplaced_pages": 3, "overlap": 0.5, "outcomes_right": 2}
        assert self.of(same, same) == ([], [])
