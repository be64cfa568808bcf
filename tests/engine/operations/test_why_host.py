"""`why` says what a host does to its guests."""

from __future__ import annotations

from engine.session import Session
from engine.units import SECOND

GUEST = "platform=ppc64 driver=virtio min=32M"


def session_of(*lines: str) -> Session:
    session = Session(seed=3)
    for line in lines:
        session.perform(line)
        session.world.run_until(session.world.now + SECOND // 10)
    return session


def test_what_is_on_the_hosts_swap_and_what_it_keeps_in_memory():
    session = session_of(f"guest add web memory=128M {GUEST}", "host limit web 64M")
    session.world.run_until(30 * SECOND)
    facts = session.why("web").facts
    assert (
        "64M of it is on the host's swap, which keeps 64M of it in memory: it waits for what it touches"
        in facts
    )


def test_what_a_guests_due_is_and_what_it_is_owed():
    session = session_of(
        "host memory 320M",
        f"guest add web memory=160M {GUEST}",
        f"guest add db memory=144M {GUEST}",
        "host balance on policy=proportional",
    )
    session.world.run_until(20 * SECOND)
    due = [fact for fact in session.why("web").facts if fact.startswith("its due is")]
    assert due == ["its due is 158M"]


def test_a_guest_that_may_not_run_waits_for_its_host():
    session = session_of(f"guest add web memory=128M {GUEST}")
    guest = session.world.guests["web"]
    guest.blocked, guest.changes = True, guest.changes + 1
    answer = session.why("web")
    assert answer.verdict == "WAITS"
    operation = session.perform("balloon set web 100M")
    session.world.run_until(session.world.now + 3 * SECOND)
    assert session.world.operations[operation.id].waits_for == "the host, which lets web not run"
    assert guest.balloon.pages == 0


def test_a_guest_that_waits_to_boot_says_for_what():
    session = session_of(
        "host memory 320M", f"guest add web memory=224M {GUEST}", "host balance on policy=mom"
    )
    operation = session.perform(f"guest add db memory=160M {GUEST}")
    session.world.run_until(session.world.now + SECOND)
    facts = session.why(operation=operation.id).facts
    assert any("the host has 96M free" in fact for fact in facts)
