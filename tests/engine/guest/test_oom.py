"""Out of memory: the balloon helps first, then the largest program is killed, and it is said who and why."""

from __future__ import annotations

import pytest

from engine.guest.allocation import obtain
from engine.guest.oom import badness, out_of_memory
from engine.memory.kinds import Kind
from engine.units import MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import WEB, last, replayed, said, typed

NO_SWAP = f"{WEB} swap=0K"


def guest(session):
    return session.world.guests["web"]


def killed(session) -> list[str]:
    return [line for line in said(session, "web") if line.startswith("Out of memory: ") and "killed" in line]


def test_who_has_most_is_killed_and_it_is_said_with_how_much_and_for_whom():
    session = typed(NO_SWAP, "workload web fill 60M", "workload web fill 100%", "workload web churn 40M")
    small, large, churning = session.snapshot().guests[0].programs
    session.world.run_until(session.world.now + 5 * SECOND)
    (line,) = killed(session)
    assert line.startswith(f"Out of memory: {large.title} was killed, which held 182M, the most of all: ")
    assert f"{churning.title} wanted memory, and nothing could be reclaimed." in line
    assert [program.title for program in session.snapshot().guests[0].programs] == [
        small.title,
        churning.title,
    ]
    invariants.check(session.world)


def test_its_memory_comes_free_and_who_wanted_it_gets_on():
    session = typed(NO_SWAP, "workload web fill 100%", "workload web churn 40M")
    session.world.run_until(session.world.now + 5 * SECOND)
    assert guest(session).memory.total(Kind.ANON) == 40 * MIB // 4096
    assert guest(session).exiting == ()


def test_what_it_has_on_swap_counts_and_comes_free():
    session = typed(f"{WEB} swap=64M", "workload web fill 100%", "workload web fill 50M")
    large = session.snapshot().guests[0].programs[0]
    assert large.swapped > 30 * MIB
    typed("workload web churn 60M", session=session)
    session.world.run_until(session.world.now + 10 * SECOND)
    (line,) = killed(session)
    assert f"{large.title} was killed" in line
    assert " of swap, the most of all" in line
    assert guest(session).swapped.keys() <= {2, 3}
    invariants.check(session.world)


def test_an_operation_that_is_killed_fails_with_the_reason():
    session = typed(f"{NO_SWAP} driver=xen kernel=2.6.16+remove", "wait 1s")
    number = session.perform("workload web fill 80% rate=20M/s").id
    typed("wait 4s", "balloon set web 64M", session=session)
    operation = session.world.operations[number]
    (line,) = killed(session)
    program = line.split(" ")[3]
    assert operation.state == "failed"
    assert operation.reason == f"{program} was killed: the guest was out of memory"
    assert "the balloon wanted memory" in line
    assert last(session).state == "done"
    assert guest(session).balloon.pages == 192 * MIB // 4096
    invariants.check(session.world)


def test_a_program_that_keeps_to_its_amount_has_nobody_killed():
    session = typed(NO_SWAP, "workload web churn 30M", "wait 3s", "workload web fill 100%")
    session.world.run_until(session.world.now + 10 * SECOND)
    assert last(session).state == "partial"
    assert killed(session) == []


def test_a_program_that_runs_on_can_be_the_one_and_then_runs_no_more():
    session = typed(NO_SWAP, "workload web fill 140M kind=kernel", "workload web churn 200M rate=100M/s")
    program = session.snapshot().guests[0].programs[1]
    session.world.run_until(session.world.now + 20 * SECOND)
    (line,) = killed(session)
    assert line.count(program.title) == 2, "it was killed for itself"
    assert guest(session).workloads == ()
    assert guest(session).memory.total(Kind.ANON) == guest(session).memory.total(Kind.PAGE_TABLE) == 0
    invariants.check(session.world)
    assert session.world.timeline.next_time() is None


def test_where_nobody_can_be_killed_nothing_comes_free():
    session = typed(NO_SWAP, "workload web fill 100% kind=kernel")
    assert out_of_memory(session.world, guest(session), "the balloon") == "none"
    assert killed(session) == []


def test_only_one_is_killed_at_a_time():
    session = typed(NO_SWAP, "workload web fill 60M", "workload web fill 50M")
    for _ in range(3):
        assert out_of_memory(session.world, guest(session), "the balloon") == "coming"
    assert len(killed(session)) == 1


@pytest.mark.parametrize("kind", ["file", "slab", "kernel", "hugetlb"])
def test_what_is_not_a_programs_own_makes_it_no_larger(kind):
    session = typed(NO_SWAP, f"workload web fill 40M kind={kind}", "workload web fill 2M")
    assert badness(guest(session), 1) == 0
    assert badness(guest(session), 2) == 512


def test_a_balloon_that_promised_to_help_helps_first():
    session = typed(
        f"{NO_SWAP} driver=virtio deflate_on_oom=on",
        "balloon set web 200M",
        "workload web fill 190M",
        "workload web churn 20M",
    )
    before = guest(session).balloon.pages
    session.world.run_until(session.world.now + 5 * SECOND)
    assert killed(session) == []
    assert guest(session).balloon.pages < before
    assert guest(session).memory.total(Kind.ANON) > 200 * MIB // 4096
    invariants.check(session.world)


def test_huge_pages_are_refused_and_nobody_is_killed_for_them():
    session = typed(NO_SWAP, "workload web fill 80%", "workload web churn 100M kind=hugetlb")
    session.world.run_until(session.world.now + 2 * SECOND)
    assert killed(session) == []
    program = session.snapshot().guests[0].programs[1]
    held = program.holds.get(Kind.HUGETLB, 0) // MIB
    told = f"{program.title} is refused memory: it goes on with {held}M of 100M."
    assert [line for line in said(session, "web") if "refused" in line] == [told]
    session = typed(NO_SWAP, "workload web fill 80%", "workload web fill 100M kind=hugetlb")
    assert last(session).state in ("partial", "failed")


def test_a_recording_of_it_plays_again():
    session = typed(NO_SWAP, "workload web fill 100%", "workload web churn 40M", "wait 2s")
    assert killed(session)
    again = replayed(session)
    assert killed(again) == killed(session)
    assert again.digest() == session.digest()


def test_the_number_of_a_program_that_exits_is_nobodys_yet():
    session = typed(f"{NO_SWAP} cost_scale=100", "workload web fill 100%", "workload web churn 40M")
    while not guest(session).exiting:
        assert session.world.run_instant()
    ((exiting, _),) = guest(session).exiting
    while guest(session).memory.frames.owned.total(exiting):
        assert session.world.run_instant()
    assert guest(session).exiting, "it has freed all and has not ended yet"
    session.perform("workload web fill 20M")
    assert {number for number, it in guest(session).programs.items() if it.busy} == {2, 3}
    session.world.run_until(session.world.now + 60 * SECOND)
    assert guest(session).exiting == ()
    assert guest(session).memory.frames.owned.of(3)[Kind.ANON] == 20 * MIB // 4096
    typed("workload web fill 1M", session=session)
    assert guest(session).programs.keys() == {1, 2, 3}, "now it is used again"


def test_what_an_operation_began_ends_with_it():
    session = typed(NO_SWAP, "wait 1ms")
    number = session.perform("workload web age").id
    while sum(guest(session).memory.frames.owned.total(owner) for owner in range(1, 10)) < 20_000:
        assert session.world.run_instant()
    assert sum(program.busy for program in guest(session).programs.values()) == 9
    assert out_of_memory(session.world, guest(session), "the balloon") == "coming"
    assert session.world.operations[number].state == "failed"
    assert not any(program.busy for program in guest(session).programs.values())
    session.world.run_until(session.world.now + 5 * SECOND)
    assert guest(session).exiting == ()
    invariants.check(session.world)


def test_who_is_helped_by_a_balloon_tries_again_at_once_and_pays_for_it():
    session = typed(
        f"{NO_SWAP} driver=virtio deflate_on_oom=on",
        "balloon set web 100M",
        "workload web churn 200M rate=1G/s",
    )
    started = session.world.now
    while guest(session).memory.total(Kind.ANON) < 200 * MIB // 4096:
        assert session.world.run_instant()
    helps = (156 * MIB // 4096 - guest(session).balloon.pages) // 256
    assert helps > 100
    took = session.world.now - started
    assert guest(session).costs.deflate(256) * helps < took < SECOND
    assert killed(session) == []
    invariants.check(session.world)


@pytest.mark.parametrize("boost", [3000, 20_000])
def test_who_is_far_below_min_reclaims_as_long_as_that_gets_anywhere(boost):
    """Isolation and raised marks can leave less than min free; the next single page is no reason to kill for."""
    session = typed(f"{WEB} swap=256M", "workload web fill 100%")
    it = guest(session)
    it.memory.zones[0].boost = boost
    found = obtain(session.world, it, 1, Kind.ANON, 1)
    assert found.pages == 1
    assert found.cost > 0
    invariants.check(session.world)
