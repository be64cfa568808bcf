"""Guests come and go, and the host knows what they hold."""

from __future__ import annotations

import pytest

from engine.units import MIB
from tests.engine import invariants
from tests.engine.playing import WEB, refused, said, typed


def test_a_guest_is_backed_by_the_host_at_once():
    world = typed(WEB).world
    assert world.host.held("web") * 4096 == 256 * MIB
    assert world.host.bounds("web") == (64 * 256, 512 * 256)
    invariants.check(world)


def test_its_bounds_have_defaults():
    guest = typed("guest add web memory=512M platform=ppc64").world.guests["web"]
    assert (guest.min * 4096, guest.max * 4096) == (128 * MIB, 512 * MIB)


@pytest.mark.parametrize(("platform", "least"), [("ppc64", "32M"), ("x86-64", "128M")])
def test_what_an_error_calls_the_least_memory_is_enough(platform, least):
    session = typed(f"guest add web memory={least} platform={platform}")
    invariants.check(session.world)
    if least != "128M":
        error = refused(session, f"guest add small memory=16M platform={platform}")
        assert error.wanted == f"at least {least}"


def test_a_machine_that_is_full_takes_no_more_guests():
    session = typed("host memory 384M", WEB)
    error = refused(session, "guest add db memory=256M platform=ppc64")
    assert error.found == "db needs 256M, and the host has 128M free"


def test_what_a_guest_leaves_behind_is_zeroed_before_another_guest_gets_it():
    session = typed("host memory 256M", WEB)
    session.perform("guest remove web")
    host = session.world.host
    assert (host.free_frames, host.zeroing_frames) == (0, 256 * 256)
    assert "the host has nothing free and 256M in zeroing" in refused(session, WEB.replace("web", "db")).found
    session.world.run_until(10**9)
    assert (host.free_frames, host.zeroing_frames) == (256 * 256, 0)
    typed(WEB.replace("web", "db"), session=session)
    assert "Shut down: 256M go back to the host, zeroed first." in said(session, "web")


def test_at_most_256_guests_are_there():
    session = typed(*(f"guest add g{n} memory=32M platform=ppc64" for n in range(256)))
    assert refused(session, "guest add more memory=32M").found == "there are 256 guests already"


def test_a_name_can_be_used_again_and_the_new_guest_draws_other_numbers():
    fragment = "workload web fragment 20% pattern=random"
    once, again = typed(WEB, fragment), typed(WEB, "guest remove web", WEB, fragment)
    kinds = [s.world.guests["web"].memory.counts.tolist() for s in (once, again)]
    assert kinds[0] != kinds[1]


def test_a_machine_can_shrink_only_above_what_is_in_use():
    session = typed("host memory 1G", WEB)
    error = refused(session, "host memory 128M")
    assert error.found == "memory above 128M is not free, web holds 128M"
    assert error.wanted == "at least 256M"
    typed("host memory 256M", session=session)
    assert session.world.host.free_frames == 0
