"""The host against an obvious one, after every step of any sequence, with chunks so small that all kinds occur."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.errors import CommandError
from engine.host import FRAME, Host
from engine.memory.runs import Runs
from engine.random_stream import RandomStream
from tests.engine.host.obvious import ObviousHost

PFNS = 40
NAMES = ["web", "db", "app"]


class AnyHistory(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.small = pytest.MonkeyPatch()
        self.small.setattr("engine.host.column.CHUNK", 8)
        self.small.setattr("engine.host.column._LONG", 24)
        self.small.setattr("engine.host.zeroing._BATCH", 4)
        self.worlds: list[tuple[Host, ObviousHost]] = []
        self.digests: dict[tuple[object, ...], str] = {}
        self.stream = RandomStream.of(5)

    def teardown(self) -> None:
        self.small.undo()

    @initialize(total=st.integers(1, 60), stretches=st.lists(st.integers(0, PFNS), min_size=2, max_size=2))
    def build(self, total, stretches):
        host, obvious = Host(total * FRAME), ObviousHost(total)
        self.worlds.append((host, obvious))
        for name, pages in zip(NAMES, stretches, strict=False):
            host.admit(name, 2, PFNS)
            obvious.admit(name, 2, PFNS)
            assert host.give(name, 0, pages) == obvious.give(name, list(range(pages)))

    def world(self, data) -> tuple[Host, ObviousHost]:
        return data.draw(st.sampled_from(self.worlds), label="world")

    def guests(self) -> list[tuple[Host, ObviousHost, str]]:
        return [(host, obvious, name) for host, obvious in self.worlds for name in sorted(obvious.bounds)]

    @rule(data=st.data(), name=st.sampled_from(NAMES), lo=st.integers(0, 6), more=st.integers(0, PFNS))
    def admit(self, data, name, lo, more):
        host, obvious = self.world(data)
        if name in obvious.bounds:
            with pytest.raises(CommandError, match="another name"):
                host.admit(name, lo, lo + more)
        else:
            host.admit(name, lo, lo + more)
            obvious.admit(name, lo, lo + more)

    @precondition(lambda self: self.guests())
    @rule(data=st.data())
    def leave(self, data):
        host, obvious, name = data.draw(st.sampled_from(self.guests()), label="guest")
        host.leave(name)
        obvious.leave(name)

    @precondition(lambda self: self.guests())
    @rule(data=st.data())
    def give(self, data):
        host, obvious, name = data.draw(st.sampled_from(self.guests()), label="guest")
        pfns = data.draw(some_of([pfn for pfn in range(PFNS) if not obvious.keeps(name, pfn)]), label="pfns")
        runs = Runs.of_pfns(np.array(pfns, np.int64))
        if obvious.kept(name) + len(pfns) > obvious.bounds[name][1]:
            with pytest.raises(CommandError, match="at most its max"):
                host.give(name, runs.starts, runs.counts)
        else:
            assert host.give(name, runs.starts, runs.counts) == obvious.give(name, pfns)

    @precondition(lambda self: self.guests())
    @rule(data=st.data())
    def take_back(self, data):
        host, obvious, name = data.draw(st.sampled_from(self.guests()), label="guest")
        pfns = data.draw(some_of(sorted(obvious.backing[name].keys() | obvious.swap[name])), label="pfns")
        runs = Runs.of_pfns(np.array(pfns, np.int64))
        if pfns and obvious.kept(name) - len(pfns) < obvious.bounds[name][0]:
            with pytest.raises(CommandError, match="at least its min"):
                host.take_back(name, runs.starts, runs.counts)
        else:
            assert host.take_back(name, runs.starts, runs.counts) == len(pfns)
            obvious.take_back(name, pfns)

    @precondition(lambda self: self.guests())
    @rule(data=st.data())
    def remap(self, data):
        host, obvious, name = data.draw(st.sampled_from(self.guests()), label="guest")
        backed = data.draw(some_of(sorted(obvious.backing[name].keys() | obvious.swap[name])), label="backed")
        unbacked = data.draw(
            some_of([pfn for pfn in range(PFNS) if not obvious.keeps(name, pfn)]), label="unbacked"
        )
        pages = min(len(backed), len(unbacked))
        old, new = unbacked[:pages], backed[:pages]
        host.remap(name, np.array(old, np.int64), np.array(new, np.int64))
        obvious.remap(name, old, new)

    @precondition(lambda self: self.guests())
    @rule(data=st.data(), pages=st.integers(0, PFNS))
    def page_out(self, data, pages):
        host, obvious, name = data.draw(st.sampled_from(self.guests()), label="guest")
        here, least = len(obvious.backing[name]), obvious.bounds[name][0]
        gone = host.page_out(name, pages, self.stream).tolist()
        assert len(gone) == min(pages, max(0, here - least))
        assert gone == sorted(set(gone))
        obvious.page_out(name, gone)

    @precondition(lambda self: self.guests())
    @rule(data=st.data())
    def page_in(self, data):
        host, obvious, name = data.draw(st.sampled_from(self.guests()), label="guest")
        pfns = data.draw(some_of(list(range(PFNS))), label="pfns")
        wanted = obvious.swap[name] & set(pfns)
        could = bool(obvious.backing[name]) or (obvious.free() and obvious.limits[name] != 0)
        brought = host.page_in(name, np.array(pfns, np.int64), self.stream)
        obvious.page_in(name, pfns, brought.gone.tolist())
        assert brought.pages == (len(wanted) if could else 0)

    @precondition(lambda self: self.guests())
    @rule(data=st.data(), pages=st.one_of(st.none(), st.integers(0, PFNS)))
    def limit(self, data, pages):
        host, obvious, name = data.draw(st.sampled_from(self.guests()), label="guest")
        host.set_limit(name, pages)
        obvious.limits[name] = pages

    @rule(data=st.data(), frames=st.integers(0, 50))
    def zero(self, data, frames):
        host, obvious = self.world(data)
        assert host.zero(frames) == obvious.zero(frames)

    @rule(data=st.data(), total=st.integers(1, 60))
    def resize(self, data, total):
        host, obvious = self.world(data)
        in_use = [frame for frame, owner in enumerate(obvious.owners()) if owner != "free"]
        if max(in_use, default=0) >= total:
            with pytest.raises(CommandError, match=f"at least {(max(in_use) + 1) * 4}K"):
                host.resize(total * FRAME)
        else:
            host.resize(total * FRAME)
            obvious.total = total

    @precondition(lambda self: len(self.worlds) < 4)
    @rule(data=st.data())
    def fork(self, data):
        host, obvious = self.world(data)
        self.worlds.append((host.fork(), obvious.fork()))

    @rule(data=st.data())
    def write_and_read_back(self, data):
        at = data.draw(st.integers(0, len(self.worlds) - 1), label="world")
        host, obvious = self.worlds[at]
        self.worlds[at] = Host.from_state(host.state()), obvious

    @invariant()
    def both_agree(self):
        for host, obvious in self.worlds:
            assert host.runs() == obvious.runs()
            assert host.guests == tuple(obvious.bounds)
            assert host.total_frames == obvious.total
            assert host.free_frames == len(obvious.free())
            assert host.zeroing_frames == len(obvious.queue)
            assert host.promised_frames == sum(hi for _, hi in obvious.bounds.values())
            for name, backing in obvious.backing.items():
                assert host.held(name) == len(backing)
                assert host.bounds(name) == obvious.bounds[name]
                assert host.backing(name, range(PFNS)).tolist() == [
                    backing.get(pfn, -1) for pfn in range(PFNS)
                ]
                assert host.paged_out(name, range(PFNS)).tolist() == [
                    pfn in obvious.swap[name] for pfn in range(PFNS)
                ]
                assert host.paged_pages(name) == len(obvious.swap[name])
                limit = obvious.limits[name]
                assert host.limit(name) == limit
                assert host.above_limit(name) == (0 if limit is None else max(0, len(backing) - limit))

    @invariant()
    def no_frame_is_lost_or_doubled(self):
        for host, _ in self.worlds:
            held = sum(host.held(name) for name in host.guests)
            assert host.free_frames + host.zeroing_frames + held == host.total_frames

    @invariant()
    def the_digest_says_what_is_so_and_not_how_it_came_to_be(self):
        for host, obvious in self.worlds:
            digest = digest_of(host)
            assert digest_of(Host.from_state(host.state())) == digest
            assert self.digests.setdefault(obvious.everything(), digest) == digest
        assert len(set(self.digests.values())) == len(self.digests)


def some_of(pages: list[int]) -> st.SearchStrategy[list[int]]:
    """A few pages in any order, or a stretch of them ascending, as real batches are."""
    if not pages:
        return st.just([])
    stretch = st.tuples(st.integers(0, len(pages)), st.integers(0, len(pages))).map(
        lambda ends: pages[min(ends) : max(ends)]
    )
    return st.one_of(stretch, st.lists(st.sampled_from(pages), unique=True, max_size=12))


def digest_of(host: Host) -> str:
    hasher = hashlib.sha256()
    host.digest_into(hasher)
    return hasher.hexdigest()


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=20, stateful_step_count=40, deadline=None)
