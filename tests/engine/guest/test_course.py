"""What went on in a guest, second by second."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.checkpoint import read, write
from engine.commands.expectation import lookup
from engine.digest import digest
from engine.document import document
from engine.guest.course import KEPT, Column, Course, unusable_pages
from engine.snapshot import GuestView
from engine.units import MIB, SECOND
from tests.engine.playing import WEB, typed

TIGHT = "guest add web memory=64M min=16M platform=ppc64 driver=virtio"
BUSY = "workload web churn 16M rate=16M/s"
PAGE = 4096


def view(session) -> GuestView:
    return session.snapshot().guests[0]


def run(session, seconds: float):
    session.world.run_until(session.world.now + int(seconds * SECOND))
    return session


class TestCourse:
    def test_a_row_is_true_until_the_next_and_alike_ones_take_none(self):
        course = Course().noted(0, 1, (5, 0, 0), (9, 100, 200, 0, 0))
        course = course.noted(1, 2, (10, 0, 0), (9, 100, 200, 0, 0))
        assert len(course.rows) == 1
        assert course.between(0, 3)[:, Column.WORK].tolist() == [5, 5, 5]
        assert course.totals == (10, 0, 0)

    def test_what_happened_in_some_seconds_happened_in_the_first(self):
        course = Course().noted(3, 8, (5, 1, 2), (9, 100, 200, 50, 60))
        assert course.between(2, 8)[:, Column.WORK].tolist() == [0, 5, 0, 0, 0, 0]
        assert course.between(2, 8)[:, Column.BALLOON].tolist() == [0, 50, 50, 50, 50, 50]
        assert course.between(2, 8)[:, Column.SECOND].tolist() == [2, 3, 4, 5, 6, 7]
        assert course.mean(Column.WORK, 3, 8) == 1
        assert course.mean(Column.WORK, 8, 8) == 0

    def test_nothing_is_known_of_seconds_before_the_first(self):
        assert not Course().between(0, 4)[:, 1:].any()

    def test_free_pages_in_blocks_that_are_too_small_are_unusable(self):
        assert unusable_pages([3, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1], 4096) == 5
        assert unusable_pages([3, 1, 0, 0, 0, 7, 1], 65536) == 5
        assert unusable_pages([3, 1], 4096) == 3, "there are no larger ones"

    def test_so_many_rows_are_kept_and_no_more(self):
        course = Course()
        for second in range(KEPT + 50):
            course = course.noted(second, second + 1, (0, 0, 0), (0, second, 0, 0, 0))
        assert len(course.rows) == KEPT
        assert course.last == KEPT + 49
        assert course.between(50, KEPT + 50)[:, Column.FREE].tolist() == list(range(50, KEPT + 50))


class TestGuest:
    def test_work_is_counted_and_stays_when_the_program_has_ended(self):
        session = run(typed(WEB, BUSY), 10)
        before = view(session).work_done
        assert 150 * MIB <= before <= 160 * MIB
        run(typed("workload web stop", session=session), 5)
        assert view(session).work_done == before
        assert (view(session).work_rate, view(session).work_wanted) == (0, 0)

    def test_each_second_has_its_part_of_it(self):
        session = run(typed(WEB, BUSY), 10.01)
        rows = view(session).course.between(0, 10)
        assert rows[:, Column.WORK].sum() == view(session).course.totals[0]
        assert (rows[2:, Column.WORK] == 4096).all()
        assert (rows[:, Column.WANTED] == 4096).all()

    def test_a_balloon_and_swapping_are_in_it(self):
        session = run(typed(TIGHT, "workload web churn 40M rate=64M/s"), 3)
        typed("balloon set web 24M", session=session)
        run(session, 5)
        guest = view(session)
        rows = guest.course.between(0, session.world.now // SECOND)
        assert rows[-1, Column.BALLOON] == guest.balloon_pages
        assert rows[-1, Column.ONLINE] == guest.online // PAGE
        assert rows[:, Column.SWAPPED_OUT].sum() * PAGE <= guest.swapped_out
        assert rows[:, Column.SWAPPED_OUT].sum() > 0
        assert rows[:, Column.SWAPPED_IN].sum() > 0
        assert rows[-1, Column.WORK] < rows[2, Column.WORK]

    def test_a_guest_at_rest_notes_nothing_more(self):
        session = run(typed(WEB), 3)
        first = view(session)
        assert view(run(session, 1000)) is first

    @given(st.lists(st.integers(1, 3 * SECOND), min_size=1, max_size=6))
    def test_how_time_is_sliced_changes_nothing(self, slices):
        at_once, sliced = (typed(WEB, BUSY) for _ in range(2))
        end = at_once.world.now + sum(slices)
        at_once.world.run_until(end)
        for part in slices:
            sliced.world.run_until(sliced.world.now + part)
        for a, b in zip(at_once.world.guests.values(), sliced.world.guests.values(), strict=True):
            assert np.array_equal(a.course.rows, b.course.rows)
            assert (a.course.totals, a.work_done) == (b.course.totals, b.work_done)

    def test_original_fork_and_reloaded_checkpoint_note_the_same(self):
        session = run(typed(WEB, BUSY), 2.5)
        worlds = [session.world, session.world.fork(), read(write(session.world))]
        for world in worlds:
            world.run_until(7 * SECOND)
        rows = [world.guests["web"].course.rows for world in worlds]
        assert np.array_equal(rows[0], rows[1])
        assert np.array_equal(rows[0], rows[2])
        assert len({digest(world) for world in worlds}) == 1

    def test_the_digest_does_not_depend_on_what_is_only_told(self):
        session = run(typed(WEB, BUSY), 3)
        before = digest(session.world)
        guest = session.world.guests["web"]
        guest.course, guest.work_done = Course(), 0
        assert digest(session.world) == before

    def test_scripts_can_check_the_pace(self):
        session = run(typed(WEB, BUSY), 5)
        found = document(session.snapshot(), session.world)
        assert found["guests"][0]["work"] == {
            "rate": 16 * MIB,
            "wanted": 16 * MIB,
            "percent": 100,
            "done": view(session).work_done,
        }
        seconds = found["guests"][0]["seconds"]
        assert seconds["second"][0] == 0
        assert seconds["work"][1] == 16 * MIB
        assert lookup(found, "web.work.percent") == 100
        typed("expect web.work.rate == 16M", "expect web.work.percent >= 90", session=session)
