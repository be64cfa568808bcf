"""The policy that no command carries out: the guest is shut down and booted with other memory."""

from __future__ import annotations

import pytest

from engine.costs import Costs
from engine.guest.fresh import booted_anew
from engine.units import MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import typed

WEB = "guest add web memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove"


def rebooted(*lines: str, size: str = "128M"):
    """Return the column of a reboot, and the world of its fork."""
    session = typed(WEB, *lines)
    comparison = session.compare("web", size, ("reboot",))
    compared = comparison.run()
    return compared.columns[0], comparison._lanes[0].world


def test_it_takes_as_long_as_shutting_down_and_booting():
    column, world = rebooted()
    assert column.state == "reached"
    assert column.figures.time == column.figures.downtime == Costs().shut_down() + Costs().boot()
    assert column.figures.has == 128 * MIB
    invariants.check(world)


def test_a_slow_boot_is_not_given_up():
    session = typed(
        f"{WEB} cost_scale=40", "guest add db memory=64M platform=ppc64", "workload db churn 10% rate=1M/s"
    )
    (column,) = session.compare("web", "128M", ("reboot",)).run().columns
    assert (column.state, column.figures.time) == ("reached", 40 * (Costs().shut_down() + Costs().boot()))


def test_programs_take_their_memory_again_and_the_file_cache_is_empty():
    column, world = rebooted("workload web fill 40M", "workload web fill 30M kind=file")
    (program,) = world.guests["web"].programs.values()
    assert program.command == "workload web fill 40M"
    assert column.figures.cache_lost == 30 * MIB
    assert column.figures.time > column.figures.downtime


def test_a_program_that_runs_on_runs_on_and_has_done_nothing_meanwhile():
    column, world = rebooted("workload web churn 16M rate=8M/s")
    assert [words.split()[2] for _, words in world.guests["web"].workloads] == ["churn"]
    assert 0 < column.figures.pages_worked <= 2 * 8 * MIB // 4096
    assert column.figures.worked_for >= column.figures.time + 2 * SECOND


def test_what_no_longer_fits_is_said():
    column, _ = rebooted("workload web fill 180M kind=mlocked")
    assert column.state == "reached"
    assert "less than they had" in column.reason


def test_blocks_are_whole_again_and_the_machine_gets_its_memory_in_one_piece():
    column, _ = rebooted("workload web age 60%")
    assert column.figures.unusable < 100
    assert column.figures.host_returned == 128 * MIB
    assert column.figures.host_holes == 1
    assert column.figures.pages_migrated == column.figures.swapped_out == 0


@pytest.mark.parametrize(("size", "said"), [("100M", "96M or 112M")])
def test_a_guest_boots_with_whole_sections(size, said):
    session = typed(WEB)
    (column,) = session.compare("web", size, ("reboot",)).run().columns
    assert (column.state, said in column.reason) == ("cannot", True)


def test_it_waits_for_the_machine_to_zero_what_came_back():
    session = typed("host memory 256M", WEB)
    (column,) = session.compare("web", "240M", ("reboot",)).run().columns
    assert column.state == "reached"
    assert column.figures.downtime > Costs().shut_down() + Costs().boot()


def test_a_machine_that_has_less_cannot_boot_it():
    session = typed("host memory 320M", WEB, "guest add db memory=64M platform=ppc64")
    (column,) = session.compare("web", "320M", ("reboot",)).run().columns
    assert (column.state, column.reason) == ("cannot", "without web the host has 256M: at most 256M")


def test_operations_of_the_guest_end_with_it():
    session = typed(WEB)
    session.perform("balloon set web 64M")
    session.world.step_one(2**60)
    (column,) = session.compare("web", "128M", ("reboot",)).run().columns
    assert column.state == "reached"
    assert session.world.under_way("web"), "the world's own goes on"


def test_nobody_waits_after_it_for_what_was_moved_or_paged_before():
    session = typed(WEB, "workload web churn 16M rate=8M/s", "host limit web 200M")
    guest = session.world.guests["web"]
    assert guest.memory.rules.notes_used
    guest.held_up = {1: SECOND}
    anew = booted_anew(guest, 128 * MIB // 4096)
    assert (anew.held_up, anew.paging) == ({}, None)
    assert not anew.memory.rules.notes_used
    assert not anew.memory.rules.notes_allotted
