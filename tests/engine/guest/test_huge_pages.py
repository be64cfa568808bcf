"""Huge pages by nr_hugepages: free ones first, then those that compaction makes, then what page cache gives."""

from __future__ import annotations

import numpy as np

from engine.guest.huge_pages import gap, obtain_huge_pages
from engine.memory.huge_pages import huge_pages_obtainable
from engine.memory.kinds import Kind
from tests.engine import invariants
from tests.engine.playing import typed

GUEST = "guest add web memory=256M max=512M min=64M platform=x86-64 driver=virtio swap=0K"


def guest_after(*lines):
    session = typed(GUEST, *lines)
    return session.world, session.world.guests["web"]


def pageblocks(guest):
    return guest.memory.layout.pageblock_pages


def test_an_idle_guest_gives_what_is_free_above_its_marks():
    world, guest = guest_after()
    expected = huge_pages_obtainable(guest.memory)
    assert expected > 90
    assert obtain_huge_pages(guest, world.host, 1000) == expected
    invariants.check(world)


def test_compaction_makes_room_in_a_guest_full_of_holes_until_no_more_than_its_gap_is_free():
    world, guest = guest_after("workload web fragment 60% pattern=checkerboard")
    free = sum(zone.free_pages for zone in guest.memory.zones)
    anon = guest.memory.total(Kind.ANON)
    least = huge_pages_obtainable(guest.memory)
    got = obtain_huge_pages(guest, world.host, 1000)
    left = sum(zone.free_pages for zone in guest.memory.zones)
    assert got > least + 10
    assert free - left == got * pageblocks(guest)
    assert guest.memory.total(Kind.ANON) == anon
    invariants.check(world)


def test_a_pageblock_with_a_page_of_the_kernels_own_is_left_alone():
    world, guest = guest_after("workload web fragment 60% pattern=checkerboard")
    kernel = [
        np.flatnonzero(guest.memory.frames.kinds_of(section) == Kind.KERNEL).tolist()
        for section in guest.memory.online_sections().tolist()
    ]
    obtain_huge_pages(guest, world.host, 1000)
    now = [
        np.flatnonzero(guest.memory.frames.kinds_of(section) == Kind.KERNEL).tolist()
        for section in guest.memory.online_sections().tolist()
    ]
    assert now == kernel


def test_page_cache_is_dropped_for_huge_pages_and_programs_are_not_touched():
    world, guest = guest_after("workload web fill 50% kind=file", "workload web fill 20%")
    anon, file = guest.memory.total(Kind.ANON), guest.memory.total(Kind.FILE)
    least = huge_pages_obtainable(guest.memory)
    got = obtain_huge_pages(guest, world.host, 1000)
    assert got > least + file // pageblocks(guest) // 2
    assert guest.memory.total(Kind.FILE) == 0
    assert guest.memory.total(Kind.ANON) == anon
    assert gap(guest) == 2 * pageblocks(guest)
    invariants.check(world)


def test_no_more_are_had_than_are_asked_for():
    world, guest = guest_after("workload web fragment 60% pattern=checkerboard")
    assert obtain_huge_pages(guest, world.host, 3) == 3
    assert guest.memory.held[Kind.HUGETLB].count == 3
