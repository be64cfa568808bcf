"""How fast programs get on, what they wait for, and that moving their pages holds them up."""

from __future__ import annotations

import pytest

from engine.checkpoint import read, write
from engine.commands.expectation import lookup
from engine.digest import digest
from engine.document import document
from engine.events import PaceFell
from engine.guest.course import Course, paces
from engine.guest.held_up import hold_up, let_go
from engine.memory.kinds import Kind
from engine.memory.lru import oldest
from engine.units import MILLISECOND, SECOND
from tests.engine.playing import said, settle, typed

WEB = "guest add web memory=256M min=32M platform=ppc64 driver=virtio"
TIGHT = "guest add web memory=64M min=16M platform=ppc64 driver=virtio cost_scale=4"


def run(session, seconds: float):
    session.world.run_until(session.world.now + int(seconds * SECOND))
    return session


def guest(session):
    return session.world.guests["web"]


class TestSentences:
    def test_it_is_said_that_programs_slow_down_why_and_when_they_are_well_again(self):
        session = run(typed(TIGHT, "workload web churn 40M rate=64M/s"), 3)
        typed("balloon set web 24M", session=session)
        run(session, 20)
        fell = [text for text in said(session) if "of their pace" in text]
        assert len(fell) == 1
        assert "they wait for pages on swap" in fell[0]
        typed("balloon set web 64M", session=session)
        run(session, 30)
        again = [text for text in said(session) if "of their pace again" in text]
        assert len(again) == 1

    def test_a_program_that_has_what_it_needs_is_not_spoken_of(self):
        session = run(typed(WEB, "workload web churn 16M rate=16M/s"), 30)
        assert not [text for text in said(session) if "pace" in text]

    def test_a_guest_that_the_host_pages_out_waits_for_the_host(self):
        session = run(typed(WEB, "workload web churn 100M rate=32M/s"), 3)
        settle(session, session.perform("host limit web 64M").id)
        run(session, 10)
        assert session.snapshot().guests[0].programs[0].waits_for == "host"
        (fell,) = [text for text in said(session) if "of their pace" in text]
        assert fell.endswith("they wait for the host, which has no frame behind pages that they use.")

    @pytest.mark.parametrize("why", ["swap", "reclaim", "files", "moves", "memory", "host", ""])
    def test_every_reason_has_words(self, why):
        text = PaceFell(guest="web", percent=40, waits_for=why).sentence()
        assert text.startswith("Programs work at 40 % of their pace: they ")

    def test_the_guest_says_what_its_programs_wait_for(self):
        session = run(typed(TIGHT, "workload web churn 40M rate=64M/s"), 3)
        typed("balloon set web 24M", session=session)
        run(session, 5)
        shown = session.perform("guest show web").output
        assert "waits for swap" in shown
        assert "work       " in shown


class TestViews:
    """What the guest's own tools show of a guest that swaps."""

    def swapping(self):
        session = run(typed(TIGHT, "workload web churn 40M rate=64M/s"), 3)
        typed("balloon set web 24M", session=session)
        return run(session, 5)

    def test_vmstat_has_what_goes_to_swap_and_comes_back(self):
        session = self.swapping()
        heads, *rows = [line.split() for line in session.perform("vmstat web").output.splitlines()[1:]]
        ever, lately = (dict(zip(heads, map(int, row), strict=True)) for row in rows)
        guest = session.snapshot().guests[0]
        assert ever["swpd"] == lately["swpd"] == guest.swap_used // 1024
        assert lately["free"] == guest.free // 1024
        assert lately["si"] > ever["si"] > 0
        assert lately["so"] > 1024
        assert (lately["r"], lately["b"]) == (0, 1)
        assert lately["wa"] >= 50
        assert (lately["us"] + lately["wa"], lately["id"]) == (100, 0), "between two waits the program works"

    def test_vmstat_is_laid_out_as_the_tool_does(self):
        lines = typed(WEB).perform("vmstat web").output.splitlines()
        assert lines[0].startswith("procs -----------memory---------- ---swap-- -----io----")
        assert lines[2] == " 0  0      0 249856      0      0    0    0     0     0    0    0  0  0 100  0  0"
        assert lines[3] == lines[2]

    def test_top_shows_who_waits_for_the_disk(self):
        session = self.swapping()
        lines = session.perform("top web").output.splitlines()
        assert "  0 running" in lines[1]
        assert float(lines[2].split(" wa")[0].split(",")[-1]) >= 50
        assert lines[-1].split()[7] == "D"


class TestMoves:
    """Pages that are being moved make those who use them wait (mm/migrate.c: migration_entry_wait)."""

    def busy(self, kernel: str = "current", scale: int = 50):
        line = f"{WEB} kernel={kernel} cost_scale={scale}"
        return run(typed(line, "workload web churn 60% rate=32M/s"), 3)

    def test_a_user_waits_longer_the_more_pages_are_moved_and_never_longer_than_it_takes(self):
        it = guest(self.busy())
        pfns = oldest(it.memory, Kind.ANON, 512)
        waits = []
        for count in (1, 64, 512):
            hold_up(it, pfns[:count])
            waits.append(let_go(it, 1))
            assert let_go(it, 1) == 0
        assert 0 < waits[0] < waits[1] < waits[2] < it.costs.migrate(512)

    def test_kernels_that_move_a_page_at_a_time_hold_users_up_less(self):
        waits = []
        for kernel in ("current", "2.6.16+remove"):
            it = guest(self.busy(kernel))
            hold_up(it, oldest(it.memory, Kind.ANON, 512))
            waits.append(let_go(it, 1))
        assert waits[1] < waits[0] // 10

    def test_who_has_none_of_the_pages_waits_for_nothing(self):
        session = self.busy()
        typed("workload web churn 1M rate=1M/s", session=session)
        run(session, 2)
        it = guest(session)
        hold_up(it, oldest(it.memory, Kind.ANON, 512))
        assert let_go(it, 1) > 0
        assert let_go(it, 2) == 0

    def test_a_removal_slows_programs_down_while_it_lasts(self):
        session = self.busy(scale=200)
        typed("hotplug remove web section=3", session=session)
        run(session, 8)
        snapshot = session.snapshot()
        operation = snapshot.operations[-1]
        assert operation.state == "done"
        assert operation.pages_migrated > 1000
        found = snapshot.paces(operation)
        assert found.during < found.before
        assert found.during < found.after

    def test_an_end_of_the_program_ends_its_wait(self):
        session = self.busy()
        it = guest(session)
        hold_up(it, oldest(it.memory, Kind.ANON, 512))
        typed("workload web stop", session=session)
        assert it.held_up == {}

    def test_later_memory_depends_on_it(self):
        session = self.busy()
        before = digest(session.world)
        guest(session).held_up = {1: MILLISECOND}
        assert digest(session.world) != before
        worlds = [session.world, session.world.fork(), read(write(session.world))]
        for world in worlds:
            world.run_until(world.now + SECOND)
        assert len({digest(world) for world in worlds}) == 1


class TestPaces:
    def test_seconds_before_during_and_after_are_told_apart(self):
        course = Course()
        done = 0
        for second, work in enumerate([100] * 5 + [40, 60] + [90] * 5):
            done += work
            course = course.noted(second, second + 1, (done, 0, 0), (100, 0, 0, 0, 0))
        found = paces(course, 5 * SECOND + 1, 6 * SECOND + 5, 12 * SECOND)
        assert (found.before, found.during, found.after) == (100, 50, 90)

    def test_what_is_not_over_is_not_known(self):
        course = Course().noted(0, 1, (100, 0, 0), (100, 0, 0, 0, 0))
        found = paces(course, SECOND, None, SECOND + 1)
        assert (found.before, found.during, found.after) == (100, None, None)
        assert paces(Course(), 0, SECOND, 5 * SECOND).during is None

    def test_scripts_can_check_it(self):
        session = run(typed(WEB, "workload web churn 16M rate=16M/s"), 6)
        settle(session, session.perform("hotplug remove web 16M").id)
        run(session, 3)
        found = document(session.snapshot(), session.world)
        assert lookup(found, "op.last.pace.before") == 100
        assert lookup(found, "op.last.pace.after") == 100
        typed("expect op.last.pace.during >= 90", session=session)
