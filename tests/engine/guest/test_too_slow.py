"""A balloon that cannot give memory fast enough, and a guest that is to have less than it needs (paper 5.1, 5.2)."""

from __future__ import annotations

from engine.checkpoint import read, write
from engine.digest import digest
from engine.guest.needs import needs
from engine.memory.kinds import Kind
from engine.units import MIB, SECOND
from tests.engine.playing import last, refused, replayed, said, settle, typed

WEB = "guest add web memory=256M max=512M min=32M platform=ppc64 driver=virtio"
SLOW = f"{WEB} cost_scale=10"
FULL = "workload web fill 200M"


def run(session, seconds: float):
    session.world.run_until(session.world.now + int(seconds * SECOND))
    return session


def view(session):
    return session.snapshot().guests[0]


class TestDeadline:
    def test_free_memory_is_there_in_time(self):
        session = run(typed(SLOW), 1)
        settle(session, session.perform("balloon set web 128M within=3s").id)
        run(session, 5)
        assert not [text for text in said(session) if "late" in text or "The host wanted" in text]
        typed("expect op.last.late == false", "expect op.last.rate.reached > 20M", session=session)

    def test_memory_of_programs_comes_too_slowly_and_it_is_said_how_slowly(self):
        session = run(typed(SLOW, FULL), 1)
        number = session.perform("balloon set web 128M within=1s").id
        settle(session, number)
        (late,) = [text for text in said(session) if "The host wanted" in text]
        assert late.startswith("The host wanted 128M within 1 s, which is 128M/s. The balloon has moved ")
        assert late.endswith("/s: the guest swaps programs out.")
        assert [text for text in said(session) if "s late: " in text]
        operation = session.snapshot().operations[-1]
        assert operation.late
        assert operation.state == "done"
        asked, reached = session.snapshot().rates(operation)
        assert asked == 128 * MIB
        assert reached < asked // 4
        typed("expect op.last.rate.reached < 32M", "expect op.last.late == true", session=session)

    def test_why_says_what_is_asked_for_and_what_comes(self):
        session = run(typed(SLOW, FULL), 1)
        number = session.perform("balloon set web 128M within=2s").id
        run(session, 1)
        assert "the host asks for 64M/s, by 3." in session.perform(f"why operation={number}").output
        run(session, 2)
        assert (
            "the host asks for 64M/s, it is late; it gets "
            in session.perform(f"why operation={number}").output
        )

    def test_it_changes_nothing_that_memory_depends_on(self):
        digests = set()
        for within in ("", " within=1s"):
            session = run(typed(SLOW, FULL), 1)
            settle(session, session.perform(f"balloon set web 128M{within}").id)
            digests.add(digest(session.world))
        assert len(digests) == 1

    def test_a_cancelled_operation_is_not_late(self):
        session = run(typed(SLOW, FULL), 1)
        session.perform("balloon set web 128M within=1s")
        session.perform("cancel all")
        run(session, 5)
        assert not [text for text in said(session) if "The host wanted" in text]
        assert not session.snapshot().operations[-2].late

    def test_original_fork_reloaded_checkpoint_and_replay_agree(self):
        session = run(typed(SLOW, FULL), 1)
        session.perform("balloon set web 128M within=1s")
        worlds = [session.world, session.world.fork(), read(write(session.world))]
        for world in worlds:
            world.run_until(world.now + 3 * SECOND)
        late = [[op.late for op in world.operations.values()] for world in worlds]
        assert late[0] == late[1] == late[2]
        assert late[0][-1]
        assert replayed(session).digest() == session.digest()


class TestNeeds:
    def test_they_are_working_sets_what_stays_and_what_is_kept_free(self):
        session = run(typed(WEB, "workload web churn 100M", "workload web fill 10M kind=mlocked"), 3)
        guest = session.world.guests["web"]
        found = needs(guest)
        program = guest.programs[1]
        assert found.used == program.uses
        assert 50 * MIB <= found.used * 4096 <= 100 * MIB
        assert found.stays >= sum(
            guest.memory.total(kind) for kind in (Kind.MLOCKED, Kind.RESERVED, Kind.MEM_MAP, Kind.PAGE_TABLE)
        )
        assert found.kept == sum(zone.high for zone in guest.memory.zones)
        assert view(session).needs == found.pages * 4096
        assert f"{view(session).working_set // MIB}M" in session.perform("guest show web").output

    def test_a_target_below_them_is_warned_of_and_one_above_is_not(self):
        session = run(typed(WEB, "workload web churn 150M"), 3)
        typed("balloon set web 250M", session=session)
        assert not [text for text in said(session) if "it will swap" in text]
        typed("balloon set web 64M", session=session)
        (warning,) = [text for text in said(session) if "it will swap" in text]
        assert warning.startswith("With 64M it will swap: it needs about ")

    def test_so_is_a_removal(self):
        session = run(typed(WEB, "workload web churn 200M"), 3)
        session.perform("hotplug remove web 160M")
        assert [text for text in said(session) if text.startswith("With 96M it will swap")]

    def test_so_is_a_resize_and_none_that_gives_more(self):
        session = run(typed(WEB, "workload web churn 200M"), 3)
        settle(session, session.perform("resize web 96M policy=balloon").id)
        settle(session, session.perform("resize web 112M policy=balloon").id)
        assert len([text for text in said(session) if "it will swap" in text]) == 1

    def test_what_was_said_comes_true(self):
        session = run(typed(f"{WEB} cost_scale=4", "workload web churn 150M rate=64M/s"), 3)
        settle(session, session.perform("balloon set web 200M").id)
        run(session, 20)
        calm = view(session).swapped_in
        settle(session, session.perform("balloon set web 64M").id)
        run(session, 20)
        assert calm == 0
        assert view(session).swapped_in > 10 * MIB

    def test_no_program_needs_nothing_of_note(self):
        session = typed(WEB, "workload web fill 50M", "balloon set web 48M")
        assert not [text for text in said(session) if "it will swap" in text]


class TestBounds:
    def test_both_ends_are_enforced_with_what_would_be_right(self):
        session = typed(WEB)
        assert "below its min of 32M" in refused(session, "balloon set web 16M").found
        assert "at least 32M" in refused(session, "balloon set web 16M").wanted
        assert "balloon only gives back what it took" in refused(session, "balloon set web 300M").found
        assert "max" in refused(session, "hotplug add web 512M").found
        assert "min" in refused(session, "hotplug remove web 240M").found

    def test_a_min_below_what_it_needs_is_shown(self):
        session = run(typed(WEB, "workload web churn 100M"), 3)
        assert "; its min is " in session.perform("guest show web").output
        assert " less" in session.perform("guest show web").output


class TestOutOfMemory:
    """A balloon can drive a guest into it: Xen's of 2006 does, others stop before; virtio may give pages back."""

    NO_SWAP = "guest add web memory=256M min=16M platform=ppc64 swap=0K {}"

    def after(self, options: str):
        session = run(typed(self.NO_SWAP.format(options), "workload web fill 150M"), 1)
        number = session.perform("balloon set web 48M").id
        run(session, 60)
        return session, session.world.operations[number]

    def test_xen_of_2006_has_a_program_killed_and_reaches_its_target(self):
        session, operation = self.after("driver=xen kernel=2.6.16")
        assert (view(session).oom_kills, operation.state) == (1, "done")
        typed("expect web.oom.kills == 1", session=session)
        assert "1 program killed" in session.perform("guest show web").output

    def test_xen_of_today_stops_at_what_is_available(self):
        session, operation = self.after("driver=xen")
        assert view(session).oom_kills == 0
        assert operation.state == "partial"

    def test_virtio_waits(self):
        session, operation = self.after("driver=virtio")
        assert view(session).oom_kills == 0
        assert not operation.over

    def test_virtio_gives_back_256_pages_for_each_call_where_that_was_switched_on(self):
        line = self.NO_SWAP.format("driver=virtio deflate_on_oom=on")
        session = typed(line, "balloon set web 100M", "workload web churn 150M")
        run(session, 5)
        assert view(session).oom_kills == 0
        helped = view(session).oom_helped
        assert helped > 0
        assert helped % MIB == 0
        assert last(session).state
        typed("expect web.oom.helped > 1M", session=session)
