"""What is carried along from step to step, and only from earlier ones."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.capture.kpageflags import OFFLINE
from engine.capture.record import CpuRecord
from engine.fidelity.carry_balloon_order import in_line
from engine.fidelity.carry_worker import RULE as WORKER
from engine.fidelity.carry_worker import busiest
from engine.fidelity.carrying import RULES, Carried, Passed
from engine.fidelity.requests import BalloonChange
from engine.guest.balloon import Balloon
from engine.memory.runs import Runs
from tests.engine.fidelity.states import capture, pfns, zone


def ballooned(*values):
    flags = np.zeros(64, np.uint64)
    flags[list(values)] = OFFLINE
    return capture(flags=flags)


def order(balloon):
    """The pages in the order in which a driver that frees its last batch first lets go of them."""
    return balloon.fork().let_go(balloon.pages, newest_first=False).pfns().tolist()


class TestBalloonOrder:
    def test_the_order_in_which_the_engine_took_pages_stays(self):
        balloon = Balloon.of([Runs.of_singles(pfns(9, 3)), Runs.of_singles(pfns(7, 8))])
        assert order(in_line(balloon, pfns(3, 7, 8, 9))) == [7, 8, 9, 3]

    def test_what_the_real_balloon_has_not_is_taken_off_and_what_it_has_besides_leaves_first(self):
        balloon = Balloon.of([Runs.of_singles(pfns(9, 3)), Runs.of_singles(pfns(7, 8))])
        found = in_line(balloon, pfns(3, 8, 9, 20, 21))
        assert order(found) == [20, 21, 8, 9, 3]
        assert found.pages == 5
        assert balloon.pages == 4

    def test_where_others_got_a_page_the_batches_behind_begin_a_page_later(self):
        before = Balloon.of([Runs.of_singles(pfns(1, 2))])
        after = before.fork()
        for batch in ((9, 3), (7, 8), (30, 31)):
            after.keep(Runs.of_singles(pfns(*batch)))
        found = in_line(after, pfns(1, 2, 3, 7, 8, 30, 31, 32), before)
        assert order(found) == [31, 32, 8, 30, 3, 7, 1, 2]

    def test_without_anything_known_the_pages_stand_as_one_batch_by_address(self):
        assert order(in_line(Balloon(), pfns(5, 6, 40))) == [5, 6, 40]

    def test_it_is_learnt_from_the_last_snapshot_alone(self):
        rule = RULES["balloon order"]
        first = rule.learn(None, Passed(requests=(), before=None, after=ballooned(4, 5), guest=None))
        then = rule.learn(first, Passed(requests=(), before=None, after=ballooned(5, 30), guest=None))
        assert order(then) == [30, 5]
        assert order(first) == [4, 5]


class TestWorker:
    def test_every_cpu_is_tried_until_one_is_known(self):
        cpus = tuple(CpuRecord(cpu=cpu, count=0, high=1, batch=1) for cpu in (0, 1))
        two = capture(attrs.evolve(zone(), cpus=cpus))
        assert WORKER.guesses(None, two) == (0, 1)
        assert WORKER.guesses(1, two) == (1,)

    @staticmethod
    def lists(*movable):
        """A snapshot in which each CPU keeps these single movable pages."""
        cpus = tuple(
            CpuRecord(cpu=cpu, count=len(kept), high=1, batch=1, lists={1: pfns(*kept)})
            for cpu, kept in enumerate(movable)
        )
        return capture(attrs.evolve(zone(), cpus=cpus))

    @pytest.mark.parametrize(
        ("after", "found"),
        [(((1, 2), (8, 9, 10)), 1), (((3,), (5, 6)), 0), (((1, 2), (5, 6)), None), (((1, 7), (5, 8)), None)],
    )
    def test_the_cpu_whose_lists_changed_most_is_the_one_it_ran_on(self, after, found):
        assert busiest(self.lists((1, 2), (5, 6)), self.lists(*after)) == found

    def test_what_the_lists_tell_of_a_balloon_that_moved_corrects_what_was_known(self):
        moved = BalloonChange(pages=9, before=0, target=0, reached=True)
        before, after = self.lists((1, 2), (5, 6)), self.lists((1, 2), (7,))
        passed = Passed(requests=(moved,), before=before, after=after, guest=None)
        assert WORKER.learn(0, passed) == 1
        assert WORKER.learn(0, attrs.evolve(passed, requests=())) == 0

    def test_a_step_that_was_not_predicted_teaches_nothing(self):
        passed = Passed(requests=(), before=None, after=capture(), guest=None)
        assert WORKER.learn(1, passed) == 1
        assert WORKER.learn(None, passed) is None


def test_guesses_are_combined_with_what_is_known():
    balloon = Balloon.of([Runs.of_singles(pfns(1))])
    (found,) = Carried({"balloon order": balloon}).guesses(capture())
    assert {name: it for name, it in found.known.items() if it is not None} == {
        "balloon order": balloon,
        "worker": 0,
    }
