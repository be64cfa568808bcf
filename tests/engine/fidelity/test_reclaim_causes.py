"""What is said of why a prediction is off where memory was reclaimed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from engine.fidelity.bench import Outcome
from engine.fidelity.reclaim_causes import direct_reclaim, last_pass
from engine.fidelity.row import Row
from tests.engine.fidelity.states import capture, zone


def row(kind, **more):
    return Row(
        trace="by hand",
        step=1,
        label="",
        release="6.1.0",
        architecture="x86_64",
        page_size=4096,
        kind=kind,
        misplaced_pages=9,
        **more,
    )


def prediction(real, before=None, free=0):
    zones = [SimpleNamespace(present=4096, free_pages=free, high=120)]
    guest = SimpleNamespace(memory=SimpleNamespace(zones=zones))
    return SimpleNamespace(real=real, before=before or capture(), guest=guest)


class TestLastPass:
    def test_how_far_kswapd_went_beyond_the_high_mark_is_told_of_both(self):
        said = last_pass(row("reclaim"), prediction(capture(zone(free=1320)), free=150))
        assert said.startswith(
            "kswapd freed 1,200 pages beyond the high mark of DMA32, in the prediction 30: "
        )

    @pytest.mark.parametrize(("kind", "free"), [("inflate", 1320), ("reclaim", 120)])
    def test_nothing_is_said_where_it_did_not(self, kind, free):
        assert last_pass(row(kind), prediction(capture(zone(free=free)))) == ""


class TestDirectReclaim:
    def outcome(self, real):
        return Outcome(sort="huge pages", what="huge pages", predicted="410", real=real)

    def stalls(self, times):
        return prediction(
            capture(vmstat={"allocstall_movable": 5 + times}), capture(vmstat={"allocstall_movable": 5})
        )

    def test_it_is_named_where_the_number_of_huge_pages_is_off(self):
        said = direct_reclaim(row("huge pages", outcomes=(self.outcome("411"),)), self.stalls(18))
        assert said.startswith("direct reclaim was tried 18 times: ")

    @pytest.mark.parametrize(("real", "times"), [("410", 18), ("411", 0)])
    def test_it_is_not_where_the_number_is_right_or_nobody_reclaimed(self, real, times):
        assert direct_reclaim(row("huge pages", outcomes=(self.outcome(real),)), self.stalls(times)) == ""
