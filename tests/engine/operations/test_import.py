"""`guest import` and `reset`: a real machine's memory becomes a guest, and that guest becomes so again."""

from __future__ import annotations

import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.memory.kinds import Kind
from engine.units import short_size
from tests.engine.capture.captures import capture_of, write_trace
from tests.engine.invariants import check
from tests.engine.playing import play, refused, replayed, said, typed

USED = {
    (300, 200): "LRU ANON SWAPBACKED",
    (600, 300): "LRU UPTODATE",
    (1000, 64): "OFFLINE",
    (1200, 9): "SLAB",
}


@pytest.fixture
def trace(tmp_path):
    """A folder with a trace of two steps, the second with more in use."""
    return write_trace(tmp_path / "two steps", capture_of(), capture_of(USED))


def path_of(trace) -> str:
    return str(trace).replace(" ", "%20")


@pytest.fixture
def session(trace):
    return typed(f"guest import real {path_of(trace)}")


class TestImport:
    def test_a_step_of_a_trace_becomes_a_guest(self, session):
        guest = session.world.guests["real"]
        check(session.world)
        assert guest.balloon.pages == 64
        assert guest.memory.total(Kind.ANON) == 200
        assert guest.kernel.name == "6.1"
        assert guest.memory.normal.cpus

    def test_the_last_step_is_taken_unless_one_is_named(self, trace):
        found = typed(f"guest import a {path_of(trace)} step=0", f"guest import b {path_of(trace)} step=1")
        check(found.world)
        pages = [guest.memory.total(Kind.ANON) for guest in found.world.guests.values()]
        assert pages == [0, 200]

    def test_a_step_that_there_is_none_of_is_refused(self, trace):
        error = refused(typed(), f"guest import real {path_of(trace)} step=7")
        assert "has no step 7" in str(error)
        assert error.wanted == "0 to 1"

    def test_it_says_where_the_guest_comes_from_and_what_is_not_known(self, session):
        output = session.perform("guest show real").output
        assert "made of    two steps, step 1, Linux 6.1.0-powerpc64le" in output
        assert "NOT KNOWN FROM THE CAPTURE" in output

    def test_one_sentence_tells_what_it_is_what_can_go_and_what_is_unknown(self, session):
        (sentence,) = said(session, "real")
        free = short_size(session.world.guests["real"].memory.normal.free_pages * 65536)
        assert sentence.startswith(
            f"Made of two steps, step 1: Linux 6.1.0-powerpc64le (rules of 6.1), 128M, {free} free. "
            "8 memory blocks of 16M: 6 can go, 2 not (EBUSY). Unknown: "
        )
        assert sentence.endswith(" more (`guest show real`).")

    def test_blocks_that_are_refused_at_once_are_counted_apart(self, tmp_path):
        capture = capture_of({(0, 64): "NOPAGE", (256, 1792): "LRU ANON"})
        session = typed(f"guest import real {write_trace(tmp_path / 'full', capture)}")
        assert (
            "8 memory blocks of 16M: 0 can go, 7 have no room to move to (retried), 1 not (EINVAL)."
            in "".join(said(session, "real"))
        )

    def test_the_host_grows_where_it_has_no_room(self, trace):
        session = typed("host memory 64M", f"guest import real {path_of(trace)}")
        check(session.world)
        assert session.world.host.total_frames * 4096 > 128 << 20
        assert "The host was given" in said(session, "real")[0]

    def test_how_far_it_may_grow_is_not_known_and_what_is_added_raises_it(self, trace):
        session = typed("host memory 64M", f"guest import real {path_of(trace)}", "hotplug add real 32M")
        guest = session.world.guests["real"]
        check(session.world)
        assert guest.max == guest.present_pages == 160 * 16
        assert guest.online_pages == 128 * 16
        assert any("How far it may grow is not known: 160M is its max" in it for it in said(session, "real"))
        assert replayed(session).digest() == session.digest()

    def test_its_work_takes_longer_if_that_is_wanted(self, trace):
        file = path_of(trace)
        session = typed(f"guest import a {file}", f"guest import b {file} cost_scale=8")
        a, b = session.world.guests.values()
        assert b.costs == a.costs.scaled(8)
        assert "All takes 8 times as long" in said(session, "b")[0]

    def test_what_can_be_done_to_guests_can_be_done_to_it(self, session):
        typed(
            "balloon set real 96M",
            "workload real fill 4M kind=file",
            "hotplug remove real 16M",
            "hotplug add real 16M",
            "balloon set real 112M",
            session=session,
        )
        check(session.world)
        assert [op.state for op in session.world.operations.values()] == ["done"] * 6
        assert session.perform("why real section=3").output


class TestRecording:
    def test_a_replay_comes_to_the_same(self, session):
        typed("balloon set real 96M", session=session)
        again = replayed(session)
        assert again.exit_code == 0
        assert again.digest() == session.digest()

    def test_a_file_beside_the_script_is_found(self, trace):
        found = play(f"guest import real {trace.name.replace(' ', '%20')} step=0", folder=str(trace.parent))
        assert found.exit_code == 0

    def test_a_recording_that_went_with_its_file_finds_it(self, session, trace, tmp_path):
        text = session.recording()
        (tmp_path / "elsewhere").mkdir()
        trace.rename(tmp_path / "elsewhere" / trace.name)
        again = play(text, folder=str(tmp_path / "elsewhere"))
        assert again.exit_code == 0

    def test_a_file_that_is_not_what_it_was_is_refused(self, session, trace):
        text = session.recording()
        said_of_it = trace / "scenario.json"
        said_of_it.write_text(said_of_it.read_text().replace("step 1", "step one"))
        again = play(text)
        assert again.exit_code == 1
        assert "is not what it was: its SHA-256 begins with" in " ".join(said(again))


class TestReset:
    def test_it_is_again_as_it_came(self, session):
        kinds = [pages.tolist() for pages in session.world.guests["real"].memory.counts]
        lists = session.world.guests["real"].memory.lists()
        typed(
            "balloon set real 96M",
            "workload real fill 8M kind=anon",
            "hotplug remove real 16M",
            session=session,
        )
        typed("reset real", session=session)
        check(session.world)
        guest = session.world.guests["real"]
        assert [pages.tolist() for pages in guest.memory.counts] == kinds
        assert guest.memory.lists() == lists
        assert not guest.programs

    def test_it_can_be_done_again(self, session):
        typed("reset real", "balloon set real 96M", "reset real", session=session)
        check(session.world)
        assert session.world.guests["real"].balloon.pages == 64

    def test_what_is_under_way_is_cancelled(self, session):
        session.perform("workload real churn 10% rate=1M/s")
        session.perform("balloon set real 32M")
        session.perform("reset real")
        check(session.world)
        assert [op.state for op in session.world.operations.values()][2:] == ["cancelled", "done"]
        assert session.world.guests["real"].workloads == ()

    def test_sections_that_came_later_are_gone(self, session):
        typed("hotplug add real 32M", "reset real", session=session)
        check(session.world)
        assert len(session.world.guests["real"].memory.present_sections()) == 8

    def test_a_guest_that_was_booted_has_nothing_to_go_back_to(self, session):
        typed("guest add web memory=256M", session=session)
        error = refused(session, "reset web")
        assert error.found == "web was not imported: there is nothing to go back to"
        assert error.wanted == "imported are real"

    def test_a_replay_comes_to_the_same(self, session):
        typed("balloon set real 96M", "reset real", "balloon set real 64M", session=session)
        assert replayed(session).digest() == session.digest()


class TestKept:
    def test_a_fork_goes_its_own_way(self, session):
        before = digest(session.world)
        twin = session.world.fork()
        assert digest(twin) == before
        typed("balloon set real 96M", "reset real", session=session)
        check(twin)
        assert digest(twin) == before

    def test_a_checkpoint_has_it_and_what_it_was(self, session):
        typed("balloon set real 96M", session=session)
        again = read(write(session.world))
        check(again)
        assert digest(again) == digest(session.world)
        kept = again.guests["real"].as_imported
        assert kept is not None
        assert kept.balloon.pages == 64
        assert again.guests["real"].origin == session.world.guests["real"].origin
