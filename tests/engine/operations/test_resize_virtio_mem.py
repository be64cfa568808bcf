"""The policy `virtio-mem` of `resize`: by its device alone, and no further."""

from __future__ import annotations

import pytest

from engine.units import MIB
from tests.engine import invariants
from tests.engine.playing import begin, last, refused, settle, typed

VM = "guest add vm memory=512M virtio_mem=1G online=movable"
PAGE = 4096


def vm(session):
    return session.world.guests["vm"]


@pytest.mark.parametrize("sizes", [(1024,), (600, 514, 512), (1536, 700)], ids=str)
def test_it_comes_to_any_size_in_subblocks(sizes):
    session = typed(VM)
    for size in sizes:
        settle(session, begin(session, f"resize vm {size}M policy=virtio-mem"))
        assert vm(session).online_pages * PAGE == size * MIB
        assert last(session).state == "done"
    invariants.check(session.world)


def test_a_balloon_keeps_what_it_has():
    session = typed(VM, "hotplug set vm 256M", "balloon set vm 704M")
    settle(session, begin(session, "resize vm 640M policy=virtio-mem"))
    assert vm(session).balloon.pages * PAGE == 64 * MIB
    assert (vm(session).online_pages - vm(session).balloon.pages) * PAGE == 640 * MIB
    invariants.check(session.world)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("resize vm 500M policy=virtio-mem", "512M of vm's memory is not vm0's"),
        ("resize vm 601M policy=virtio-mem", "no whole number of subblocks (2M)"),
    ],
)
def test_what_the_device_cannot_is_refused(line, why):
    assert why in str(refused(typed(VM), line))


def test_a_guest_without_a_device_says_so():
    session = typed("guest add db memory=512M max=1G")
    assert "has no virtio-mem device" in str(refused(session, "resize db 768M policy=virtio-mem"))


def test_it_supersedes_a_request_and_is_superseded():
    session = typed(f"{VM} cost_scale=100")
    first = begin(session, "hotplug set vm 1G")
    second = begin(session, "resize vm 768M policy=virtio-mem")
    third = begin(session, "resize vm 512M policy=balloon")
    assert [session.world.operations[n].state for n in (first, second)] == ["cancelled", "cancelled"]
    settle(session, third)


def test_compare_runs_it_beside_the_others():
    session = typed(VM, "hotplug set vm 512M")
    table = session.perform("compare vm 768M balloon,virtio-mem").output
    assert "virtio-mem" in table
    assert "resize vm 768M policy=virtio-mem" in [
        column.command for column in session.world.comparisons[-1].columns
    ]
