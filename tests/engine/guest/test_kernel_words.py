"""Of a guest that was made of a capture it is said what its kernel would answer: EINVAL, EBUSY, or that it retries."""

from __future__ import annotations

import pytest

from engine.guest.guest import Origin
from tests.engine.playing import last, said, step_until, typed

WEB = "guest add web memory=1G max=2G platform=x86-64 swap=0K min=128M"
SMALL = "guest add web memory=256M max=512M min=16M platform=ppc64 driver=virtio swap=0K"


def captured(*lines, imported=True):
    session = typed(*lines)
    if imported:
        session.world.guests["web"].origin = Origin(source="by hand", release="6.1.0")
    return session


@pytest.mark.parametrize(("imported", "says"), [(True, "EINVAL: "), (False, "")])
def test_holes_are_einval(imported, says):
    session = captured(WEB, imported=imported)
    typed("section offline web 0", session=session)
    reason = last(session).reason
    assert reason.startswith(f"0 of 1 section could leave: s0: {says}")
    assert ("EINVAL" in reason) == imported


def test_an_unmovable_page_is_ebusy_and_the_first_one_is_named():
    session = captured(SMALL, "workload web fill 8M kind=slab")
    memory = session.world.guests["web"].memory
    held = memory.held[next(kind for kind in memory.held if kind.name == "SLAB")].entries()
    section = int(held[0]) >> 12
    typed(f"section offline web {section}", session=session)
    assert "EBUSY: " in last(session).reason
    assert (
        f"page 0x{int(held[held >> 12 == section].min()):x} is the first that refuses" in last(session).reason
    )


def test_without_room_it_will_retry():
    session = captured(SMALL, "workload web fill 100%")
    number = session.perform("section offline web 5").id
    step_until(session, lambda: session.world.operations[number].waits_for is not None)
    waits = session.world.operations[number].waits_for
    assert waits.startswith("s5: will retry until a signal ends it (EINTR): no room to move")


class TestWhy:
    def why(self, *lines, section):
        return captured(*lines).perform(f"why web section={section}").output

    def test_says_what_its_kernel_would_answer(self):
        assert "memory0: its kernel would answer EINVAL at once: " in self.why(WEB, section=0)
        busy = self.why(SMALL, "workload web fill 230M", "workload web fill 1M kind=slab", section=15)
        assert "EBUSY at once, at page 0x" in busy
        room = self.why(SMALL, "workload web fill 8M", section=1)
        assert "memory1: its kernel would take it offline: " in room
        full = self.why(SMALL, "workload web fill 100%", section=5)
        assert "memory5: its kernel would retry until a signal ends it (EINTR): no room: " in full

    def test_says_what_that_depends_on(self):
        session = captured(SMALL, "workload web fill 40M")
        assert (
            "at risk: pages that a device or io_uring has pinned"
            in session.perform("why web section=1").output
        )

    def test_says_nothing_of_the_kind_of_other_guests(self):
        session = captured(SMALL, "workload web fill 40M", imported=False)
        assert "its kernel" not in session.perform("why web section=1").output
        assert not any("EBUSY" in sentence for sentence in said(session))
