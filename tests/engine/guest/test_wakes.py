"""How often a balloon driver wakes, what that takes, and how soon it sees a new target (paper 5.1)."""

from __future__ import annotations

import pytest

from engine.checkpoint import read, write
from engine.costs import Costs
from engine.units import MICROSECOND, MILLISECOND, SECOND
from tests.engine.playing import last, typed

XEN = "guest add g memory=512M min=64M swap=0K driver=xen"
ESX = "guest add g memory=512M min=64M swap=0K driver=vmware"
VIRTIO = "guest add g memory=512M min=64M swap=0K driver=virtio"
HYPERV = "guest add g memory=512M min=64M swap=0K driver=hyperv"


def facts(session) -> dict:
    [guest] = session.document()["guests"]
    return guest["balloon"]


def woken(session) -> int:
    return facts(session)["wakeups"]


def at(session, seconds: float):
    session.world.run_until(round(seconds * SECOND))
    return session


class TestCount:
    def test_a_driver_that_polls_wakes_every_second_since_boot(self):
        assert woken(at(typed(ESX), 9.9)) == 9
        late = at(typed("wait 3500ms", ESX), 9.9)
        assert late.world.guests["g"].wakes.since == 3_500 * MILLISECOND
        assert woken(late) == 6, "at 4, 5, 6, 7, 8 and 9 s"

    def test_a_target_does_not_wake_it_besides(self):
        session = typed(ESX, "balloon set g 384M", "balloon set g 500M")
        assert woken(at(session, 20)) == 20

    def test_a_watch_wakes_for_each_change_of_the_key_and_never_else(self):
        session = at(typed(XEN), 3600)
        assert woken(session) == 0
        typed("balloon set g 384M", "balloon set g 400M", "xenstore write memory/x 1 by=g", session=session)
        assert woken(session) == 2
        typed("xenstore write /local/domain/1/memory/target plenty", session=session)
        assert woken(session) == 3

    def test_hotplug_moves_the_key_and_wakes_the_driver_for_nothing(self):
        session = typed(f"{XEN} max=1G", "hotplug add g 256M")
        assert woken(session) == 2, "once for each section of 128M"

    def test_an_interrupt_wakes_once_for_a_target(self):
        session = typed(VIRTIO, "balloon set g 384M", "balloon set g 512M")
        assert woken(at(session, 100)) == 2

    def test_a_driver_that_tries_again_wakes_for_that(self):
        session = typed(XEN, "workload g fill 80%", "balloon set g 64M")
        assert last(session).state == "partial"
        assert woken(session) == 5, (
            "its target, after 2, 4 and 8 s, and the key that has what was reached then"
        )

    def test_status_is_posted_each_second_from_45_s_on(self):
        session = typed(HYPERV)
        assert [woken(at(session, seconds)) for seconds in (44.9, 45.9, 46, 60.5)] == [0, 0, 1, 15]


class TestCost:
    def test_polling_takes_a_hundred_thousandth_of_a_cpu(self):
        session = at(typed(ESX), 1000)
        assert facts(session)["cpu_time"] == pytest.approx(1000 * 10e-6)
        assert facts(session)["cpu_share"] == pytest.approx(1e-5)

    def test_a_machine_that_is_a_hundred_times_as_slow_still_spends_a_thousandth(self):
        session = at(typed(f"{ESX} cost_scale=100"), 1000)
        assert facts(session)["cpu_share"] == pytest.approx(1e-3)

    def test_a_guest_that_just_booted_has_spent_nothing(self):
        assert facts(typed(ESX))["cpu_share"] == 0.0

    def test_guest_show_says_it(self):
        session = at(typed(ESX, "wait 300ms", "balloon set g 384M"), 10)
        assert "  driver     woke 10 times, which took 0.001 % of a CPU; it saw its last target in 0.7s" in (
            session.perform("guest show g").output.splitlines()
        )
        assert "never woke yet" in typed(XEN).perform("guest show g").output
        assert "woke" not in typed("guest add g memory=512M driver=none").perform("guest show g").output


class TestReaction:
    def test_nobody_asked_nobody_reacted(self):
        assert facts(typed(ESX))["reaction"] is None

    @pytest.mark.parametrize("line", [XEN, VIRTIO, HYPERV])
    def test_who_is_told_looks_at_once(self, line):
        session = typed(line, "wait 300ms", "balloon set g 384M")
        assert facts(session)["reaction_ns"] == Costs().wake(1) == 50 * MICROSECOND

    def test_who_polls_looks_when_it_polls(self):
        session = typed(ESX, "wait 300ms", "balloon set g 384M")
        assert facts(session)["reaction_ns"] == 700 * MILLISECOND + Costs().poll(1)

    def test_a_target_that_was_replaced_before_anybody_looked_counts_from_the_new_one(self):
        session = typed(ESX)
        session.perform("balloon set g 384M")
        at(session, 0.4)
        typed("balloon set g 400M", session=session)
        assert facts(session)["reaction_ns"] == 600 * MILLISECOND + Costs().poll(1)


def test_a_checkpoint_and_a_fork_go_on_counting():
    session = typed(ESX, "balloon set g 384M")
    for again in (read(write(session.world)), session.world.fork()):
        assert again.guests["g"].wakes == session.world.guests["g"].wakes
