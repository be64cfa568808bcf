"""The order in which page cache was read, from one snapshot to the next."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.capture.kpageflags import ACTIVE, LRU
from engine.fidelity import carry_file_age
from engine.fidelity.carry_file_age import RULE
from engine.fidelity.carrying import Passed
from engine.memory.holdings import acquire
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from tests.engine.fidelity.states import capture, pfns

SMALL = Layout(section_pages=4096, max_order=7, pageblock_order=5)


def cached(*values, active=()):
    flags = np.zeros(8192, np.uint64)
    flags[list(values)] = LRU
    flags[list(active)] |= np.uint64(ACTIVE)
    return capture(flags=flags)


def passed(before, after):
    return Passed(requests=(), before=before, after=after, guest=None)


def memory_of(monkeypatch):
    memory = Memory(SMALL, Rules())
    memory.boot(8192)
    imported = SimpleNamespace(guest=SimpleNamespace(memory=memory))
    monkeypatch.setattr(carry_file_age, "guest_from", lambda *_: imported)
    return memory


def test_pages_of_one_step_stand_in_the_order_in_which_they_would_have_been_allocated(monkeypatch):
    memory = memory_of(monkeypatch)
    for first in (640, 128):
        memory.free(memory.alloc(0, MigrateType.MOVABLE, Kind.BALLOON), 0)
        del first
    twin = memory.fork()
    wanted = twin.take(200, MigrateType.MOVABLE, Kind.FILE).pfns()
    # another one got the eleventh page, and a page came from elsewhere
    there = [*np.delete(wanted, 10).tolist(), 8000]
    assert RULE.learn(None, passed(capture(), cached(*there))).tolist() == there


def test_those_that_stayed_stand_before_those_that_came_and_active_ones_last(monkeypatch):
    memory_of(monkeypatch)
    known = pfns(7000, 6000, 5000, 4000)
    found = RULE.learn(known, passed(capture(), cached(7000, 5000, 4000, 3, 2, active=(7000,))))
    assert found.tolist() == [5000, 4000, 2, 3, 7000]


def test_before_the_first_step_they_stand_by_address():
    assert RULE.learn(None, passed(None, cached(9, 4))).tolist() == [4, 9]


def test_a_guest_reclaims_them_in_the_order_that_is_known():
    memory = Memory(SMALL, Rules())
    memory.boot(8192)
    held = acquire(memory, 6, Kind.FILE).pfns()
    known = held[[3, 0, 1]]
    RULE.apply(SimpleNamespace(memory=memory), np.append(known, 8000))
    assert memory.held[Kind.FILE].entries().tolist() == [*held[[2, 4, 5]], *known]
