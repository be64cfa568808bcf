"""`resize`: what is refused at once, and what becomes of the guest."""

from __future__ import annotations

import pytest

from engine.units import MIB
from tests.engine import invariants
from tests.engine.playing import WEB, begin, last, refused, settle, typed


def has(session, guest: str = "web") -> int:
    it = session.world.guests[guest]
    return (it.online_pages - it.balloon.pages) * it.page_size


@pytest.mark.parametrize("policy", ["balloon", "hotplug"])
def test_the_guest_has_what_it_shall_have(policy):
    session = typed(WEB, f"resize web 192M policy={policy}")
    assert last(session).state == "done"
    assert has(session) == 192 * MIB == session.world.guests["web"].target * 4096
    assert (last(session).done, last(session).total, last(session).unit) == (16384, 16384, "pages")
    invariants.check(session.world)


def test_hotplug_refuses_what_is_no_whole_number_of_sections_with_the_nearest():
    error = refused(typed(WEB), "resize web 200M policy=hotplug")
    assert "the nearest are 192M and 208M" in str(error)


def test_a_new_size_supersedes_the_one_before():
    session = typed(WEB)
    first = begin(session, "resize web 128M policy=balloon")
    session.world.step_one(2**60)
    session.world.step_one(2**60)
    second = begin(session, "resize web 240M policy=balloon")
    assert session.world.operations[first].reason == f"superseded by {second}"
    assert settle(session, second) == "done"
    assert has(session) == 240 * MIB


def test_a_resize_waits_for_its_turn_and_reaches_its_size_then():
    session = typed(WEB)
    first = begin(session, "hotplug remove web 32M")
    second = begin(session, "resize web 192M policy=hotplug")
    session.world.step_one(2**60)
    session.world.step_one(2**60)
    assert session.world.operations[second].waits_for == f"op {first}, which changes web's sections"
    assert settle(session, second) == "done"
    assert has(session) == 192 * MIB


def test_sections_leave_down_to_the_guests_min_where_the_balloon_lets_go_of_its_pages():
    """The guest has its min already, and loses nothing more with pages that the balloon held."""
    session = typed(
        "guest add web memory=256M max=512M min=64M platform=ppc64 driver=virtio",
        "workload web fill 150M",
        "workload web age 5%",
        "resize web 64M policy=unified",
    )
    web = session.world.guests["web"]
    assert last(session).state == "done"
    assert web.memory.online_count <= 5
    assert not last(session).failed_sections
    invariants.check(session.world)


def test_sections_leave_where_the_driver_leaves_the_guest_more_than_it_shall_have():
    """pHYP's driver takes nothing below 256M (cmm.c:cmm_get_mpp); sections with free blocks can go all the same."""
    session = typed(
        "guest add web memory=256M max=384M min=32M platform=ppc64 hypervisor=phyp",
        "workload web fill 100M",
        "workload web age 5%",
        "resize web 96M policy=unified",
    )
    assert last(session).state == "done"
    assert has(session) == 96 * MIB
    invariants.check(session.world)


class TestAdvice:
    """What a refusal advises is not refused in its turn."""

    @pytest.mark.parametrize("options", ["", " policy=balloon"])
    def test_a_kernel_that_can_add_nothing_needs_another_kernel(self, options):
        session = typed("guest add a memory=512M max=1G kernel=2.6.13 platform=ppc64")
        error = refused(session, f"resize a 600M{options}")
        assert error.wanted == (
            "at most 512M, or a guest with a kernel that can add memory: 2.6.14 or later, built with SPARSEMEM"
        )

    def test_a_guest_without_a_balloon_driver_is_shown_no_policy_that_needs_one(self):
        session = typed("guest add a memory=512M max=1G driver=none")
        assert refused(session, "resize a 300M").wanted == "the nearest are 256M and 384M"
        assert "policy" not in refused(session, "resize a 700M").wanted

    def test_one_that_can_neither_balloon_nor_remove_needs_another_kernel(self):
        session = typed("guest add a memory=512M driver=none kernel=2.6.16 platform=ppc64")
        assert refused(session, "resize a 256M").wanted == "a guest with kernel=2.6.16+remove, or a later one"
