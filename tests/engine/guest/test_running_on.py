"""Programs that run on: their working sets, what they wait for, and how much they get done."""

from __future__ import annotations

import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.guest.working_set import DRIFT, Work, WorkingSet
from engine.guest.writeback import dirty, dirtyable, wake_flusher
from engine.memory.holdings import acquire
from engine.memory.kinds import Kind
from engine.memory.lru import oldest
from engine.random_stream import RandomStream
from engine.units import GIB, KIB, MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import WEB, typed

PAGE = 4096


def guest(session):
    return session.world.guests["web"]


def run(session, seconds: float):
    session.world.run_until(session.world.now + int(seconds * SECOND))
    return session


def program(session, place: int = -1):
    return session.snapshot().guests[0].programs[place]


def cached(session) -> int:
    return session.snapshot().guests[0].kind(Kind.FILE, Kind.FILE_DIRTY)


class TestWorkingSet:
    def test_it_is_a_half_of_the_whole_or_more_for_5_to_20_seconds(self):
        stream, sizes, now = RandomStream.of(1), set(), 0
        uses = WorkingSet()
        for _ in range(100):
            uses = uses.renewed(1000, now, stream)
            sizes.add(uses.size)
            assert 5 * SECOND <= uses.until - now <= 20 * SECOND
            assert uses is uses.renewed(1000, uses.until - 1, stream)
            now = uses.until
        assert sizes == {500, 750, 1000}

    def test_it_moves_by_a_page_for_so_many_that_are_used(self):
        uses = WorkingSet(size=100, warm=100)
        assert uses.moved(DRIFT - 1, 0, 0).warm == 100
        assert uses.moved(DRIFT - 1, 0, 0).moved(1, 0, 0).warm == 99
        assert uses.moved(10 * DRIFT, 0, 0).warm == 90

    def test_what_it_moves_on_to_may_be_in_memory(self):
        assert WorkingSet(size=100, warm=100).moved(10 * DRIFT, 50, 100).warm == 95

    def test_misses_are_as_many_as_is_missing_in_proportion(self):
        stream = RandomStream.of(1)
        missed = WorkingSet(size=10_000, warm=7500).misses(4000, stream)
        assert 900 < missed < 1100
        assert WorkingSet(size=100, warm=99).misses(4000, stream) == 1
        assert WorkingSet(size=100, warm=100).misses(4000, stream) == 0

    def test_reclaim_leaves_no_more_warm_than_there_is(self):
        assert WorkingSet(size=100, warm=80).capped(50).warm == 50

    def test_work_is_that_of_the_second_before(self):
        work = Work().done(0, 0)
        for tenth in range(1, 21):
            work = work.done(7, tenth * SECOND // 10)
        assert work.rate == 70


class TestFiles:
    LINE = "workload web churn 30M kind=file rate=20M/s"

    def test_what_was_read_stays_in_the_cache_and_grows_as_the_window_moves(self):
        session = run(typed(WEB, self.LINE), 10)
        early = cached(session)
        assert early > 15 * MIB
        assert cached(run(session, 60)) > early
        invariants.check(session.world)

    def test_the_window_finds_more_and_more_until_it_is_all_there(self):
        session = typed(WEB, self.LINE)
        first = cached(run(session, 1))
        assert cached(run(session, 1)) - first < first

    def test_a_share_is_written_and_written_back_when_it_is_much(self):
        session = run(typed(WEB, "workload web fill 50%", "workload web churn 60M kind=file rate=200M/s"), 20)
        it = guest(session)
        assert it.flusher in session.world.timeline.processes
        assert 0 < dirty(it) <= dirtyable(it) * 25 // 100
        assert session.snapshot().guests[0].file_dirty == dirty(it) * PAGE

    def test_what_was_written_back_is_dropped_before_what_was_used_later(self):
        session = typed(WEB)
        memory = guest(session).memory
        first = acquire(memory, 20_000, Kind.FILE_DIRTY).pfns()
        later = acquire(memory, 100, Kind.FILE).pfns()
        wake_flusher(session.world, guest(session))
        run(session, 0)
        written = memory.total(Kind.FILE) - len(later)
        assert written == 256
        expected = first[:written].tolist() + later.tolist()
        assert oldest(memory, Kind.FILE, 1000).tolist() == expected

    def test_the_flusher_sleeps_when_little_is_left(self):
        session = run(typed(WEB, "workload web fill 50%", "workload web churn 60M kind=file rate=200M/s"), 20)
        typed("workload web stop", session=session)
        run(session, 10)
        assert 10 * dirty(guest(session)) <= dirtyable(guest(session))
        assert session.world.timeline.next_time() is None

    def test_the_cache_gives_way_to_programs_and_what_was_left_goes_before_the_window(self):
        session = run(typed(WEB, self.LINE), 120)
        assert cached(session) > 60 * MIB
        typed("workload web fill 150M", session=session)
        work = program(run(session, 5), 0)
        assert work.work > 19 * MIB
        invariants.check(session.world)


class TestPressure:
    def test_a_program_that_has_all_it_needs_works_at_its_rate(self):
        session = run(typed(WEB, "workload web churn 40M rate=8M/s"), 5)
        assert program(session).rate == 8 * MIB
        assert program(session).work == 8 * MIB

    def test_one_that_waits_for_swap_gets_less_done(self):
        session = run(typed(f"{WEB} driver=virtio", "workload web churn 150M rate=160M/s"), 5)
        assert program(session).work == 160 * MIB
        typed("balloon set web 96M", session=session)
        work = [program(run(session, 1)).work for _ in range(40)]
        assert program(session).swapped > 20 * MIB
        assert min(work) < 100 * MIB, "while the working set is larger than what is left"
        assert session.snapshot().guests[0].swapped_in > 100 * MIB
        invariants.check(session.world)

    def test_when_it_has_its_memory_back_it_gets_on_again(self):
        session = run(typed(f"{WEB} driver=virtio", "workload web churn 150M rate=160M/s"), 5)
        typed("balloon set web 96M", "wait 5s", "balloon set web 256M", session=session)
        run(session, 40)
        assert program(session).work == 160 * MIB

    def test_one_that_cannot_read_fast_enough_gets_less_done(self):
        """The disk has 300M a second, and hardly anything is found in so small a cache."""
        session = run(typed(f"{WEB} swap=0K", "workload web fill 88%"), 1)
        typed("workload web churn 90% kind=file rate=600M/s", session=session)
        work = program(run(session, 10)).work
        assert 200 * MIB < work < 420 * MIB

    def test_page_tables_grow_with_what_they_map(self):
        session = run(typed(WEB, "workload web churn 40M"), 3)
        assert program(session).holds[Kind.PAGE_TABLE] == 40 * MIB // 512

    def test_larger_pages_have_more_entries_and_there_are_more_bytes_to_each(self):
        session = run(
            typed("guest add web memory=4G platform=arm64 page=64K", "workload web churn 2G rate=1G/s"), 5
        )
        assert program(session).holds[Kind.PAGE_TABLE] == 2 * GIB // (8192 * 64 * KIB) * 64 * KIB

    def test_the_json_says_how_much_was_done(self):
        session = run(typed(WEB, "workload web churn 40M rate=8M/s"), 5)
        (found,) = session.document()["guests"][0]["programs"]
        assert (found["rate"], found["work"], found["running"]) == (8 * MIB, 8 * MIB, True)
        assert found["holds"]["anon"] == 40 * MIB


PRESSED = (
    f"{WEB} driver=virtio swap=128M",
    "workload web age",
    "workload web churn 40% rate=60M/s",
    "workload web churn 20% kind=file rate=100M/s",
    "workload web churn 4% kind=slab rate=4M/s",
    "balloon set web 160M",
)


def test_original_fork_and_reloaded_checkpoint_live_the_same_future():
    session = typed(*PRESSED)
    world = session.world
    fork, again = world.fork(), read(write(world))
    until = world.now + 3 * SECOND
    for each in (world, fork, again):
        each.run_until(until)
        invariants.check(each)
    assert digest(world) == digest(fork) == digest(again)
    assert world.guests["web"].programs == again.guests["web"].programs


def test_the_same_seed_is_the_same_memory():
    one, other = (run(typed(*PRESSED), 2) for _ in range(2))
    assert digest(one.world) == digest(other.world)


@pytest.mark.parametrize("kind", ["anon", "file", "slab", "kernel", "page_table", "hugetlb", "mlocked"])
def test_every_kind_runs_on_under_pressure(kind):
    session = typed(WEB, "workload web fill 60%", f"workload web churn 45% kind={kind} rate=100M/s")
    for _ in range(5):
        run(session, 1)
        invariants.check(session.world)


def test_huge_pages_that_do_not_fit_make_nobody_swap():
    """Memory is free but in pieces: reclaim cannot help."""
    session = typed(WEB, "workload web fragment 90%", "workload web churn 60M kind=hugetlb")
    run(session, 5)
    assert session.snapshot().guests[0].swap_used == 0
    assert session.snapshot().guests[0].free > 80 * MIB


@pytest.mark.parametrize("kind", ["anon", "file"])
def test_no_event_works_on_more_than_it_may(kind):
    session = typed("guest add web memory=1G swap=1G", "workload web fill 60%")
    session.perform(f"workload web churn 90% kind={kind} rate=16T/s")
    world, it, most = session.world, guest(session), 0
    for _ in range(60):
        before = it.memory.counts.astype(int)
        assert world.step_one(world.now + SECOND)
        most = max(most, abs(it.memory.counts.astype(int) - before).sum())
    assert 8000 < most <= 65_536
