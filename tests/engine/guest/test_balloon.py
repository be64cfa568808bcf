"""A balloon's list, held against one that has every page for itself."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.checkpoint.states import BalloonState
from engine.guest import balloon
from engine.guest.balloon import Balloon
from engine.memory.runs import Runs


class Lists(RuleBasedStateMachine):
    """The driver's list as the kernel has it: pages from head to tail, deflation takes from the head."""

    @initialize(newest_first=st.booleans())
    def begin(self, newest_first):
        self.newest_first = newest_first
        self.balloon, self.pages, self.next = Balloon(), [], 0
        self.last: list[int] = []

    def fresh(self, lengths) -> Runs:
        """Return runs of pages that nobody had."""
        pairs = []
        for length in lengths:
            self.next += 2
            pairs.append((self.next, length))
            self.next += length
        return Runs.of(pairs)

    @rule(lengths=st.lists(st.integers(1, 5), min_size=1, max_size=6), times=st.integers(1, 50))
    def keep(self, lengths, times):
        for _ in range(times):
            batch = self.fresh(lengths)
            self.balloon.keep(batch)
            pfns = batch.pfns().tolist()
            self.pages = (pfns[::-1] if self.newest_first else pfns) + self.pages

    @rule(lengths=st.lists(st.integers(1, 5), min_size=1, max_size=6))
    def keep_for_last(self, lengths):
        batch = self.fresh(lengths)
        self.balloon.keep_for_last(batch)
        self.last += batch.pfns().tolist()

    @rule(number=st.integers(1, 400))
    def let_go(self, number):
        gone = self.balloon.let_go(number, newest_first=self.newest_first).pfns().tolist()
        all_pages = self.pages + self.last
        assert gone == all_pages[:number]
        self.pages, self.last = self.pages[number:], self.last[max(0, number - len(self.pages)) :]

    @precondition(lambda self: self.pages or self.last)
    @rule(chosen=st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
    def migrate(self, chosen):
        """Pages leave from anywhere, and new ones go to the head one by one."""
        every = sorted(self.pages + self.last)
        old = sorted({every[place % len(every)] for place in chosen})
        self.balloon.forget(np.array(old, np.int64))
        self.pages = [pfn for pfn in self.pages if pfn not in old]
        self.last = [pfn for pfn in self.last if pfn not in old]
        new = self.fresh([1] * len(old)).pfns()
        self.balloon.put_first(new, newest_first=self.newest_first)
        self.pages = new.tolist()[::-1] + self.pages

    @rule()
    def fork(self):
        self.balloon = self.balloon.fork()

    @rule()
    def reload(self):
        self.balloon = BalloonState.of(self.balloon).build()

    @invariant()
    def it_holds_the_same_pages(self):
        assert self.balloon.pages == len(self.pages) + len(self.last)
        parts = [*self.balloon.batches, *self.balloon.last]
        assert sorted(pfn for part in parts for pfn in part.pfns().tolist()) == sorted(self.pages + self.last)


TestLists = Lists.TestCase
TestLists.settings = settings(max_examples=40, stateful_step_count=15)


def test_many_batches_are_kept_in_few_records():
    many = Balloon.of([Runs.of([(2 * at, 1)]) for at in range(1000)])
    assert len(many._stretches) * balloon._TOGETHER + len(many._newest) == 1000
    assert len(many._newest) < 2 * balloon._TOGETHER
    assert [batch.pairs() for batch in many.batches] == [[(2 * at, 1)] for at in range(1000)]
