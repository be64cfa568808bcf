"""Programs have pages, and each page can say whose it is."""

from __future__ import annotations

import pytest

from engine.guest.programs import owner_of
from engine.memory.kinds import Kind
from engine.memory.owners import OWNERS
from engine.units import MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import DB, WEB, typed


def guest(session, name="web"):
    return session.world.guests[name]


def a_page(session, kind: Kind, name="web") -> int:
    return int(guest(session, name).memory.held[kind].entries()[0])


def test_a_page_says_whose_it_is_since_when_and_where_it_came_from():
    session = typed(WEB, "wait 1s", "workload web fill 10M")
    owner = owner_of(guest(session), a_page(session, Kind.ANON))
    (program,) = session.snapshot().guests[0].programs
    assert owner.words == f"anon of {program.title}"
    assert (owner.program, owner.since) == (program.title, SECOND)
    assert owner.command == "workload web fill 10M"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("file", "file cache of "),
        ("slab", "slab of "),
        ("page_table", "page table of "),
        ("kernel", "kernel memory of "),
        ("hugetlb", "huge page of "),
        ("mlocked", "locked memory of "),
    ],
)
def test_pages_of_every_kind_have_an_owner(kind, words):
    session = typed(WEB, f"workload web fill 32M kind={kind}")
    assert owner_of(guest(session), a_page(session, Kind[kind.upper()])).words.startswith(words)
    (program,) = session.snapshot().guests[0].programs
    assert program.holds == {Kind[kind.upper()]: 32 * MIB}


@pytest.mark.parametrize(("pfn", "words"), [(0, "reserved at boot"), (2048, "mem_map"), (60000, "free")])
def test_what_is_nobodys_says_what_it_holds(pfn, words):
    owner = owner_of(guest(typed(WEB)), pfn)
    assert (owner.words, owner.program, owner.since) == (words, "", None)


def test_a_pinned_page_stays_its_owners():
    session = typed(WEB, "workload web fill 64M", "workload web pin 1M")
    program = session.snapshot().guests[0].programs[0]
    assert owner_of(guest(session), a_page(session, Kind.PINNED)).program == program.title
    assert program.holds == {Kind.ANON: 63 * MIB, Kind.PINNED: MIB}


@pytest.mark.parametrize("kind", ["anon", "hugetlb"])
def test_pages_that_migrate_stay_their_owners(kind):
    session = typed(DB, f"workload db fill 64M kind={kind}")
    typed("hotplug remove db section=2", session=session)
    (program,) = session.snapshot().guests[0].programs
    assert program.holds == {Kind[kind.upper()]: 64 * MIB}
    invariants.check(session.world)


def test_what_ends_and_holds_nothing_is_forgotten_and_its_number_used_again():
    session = typed(WEB, "workload web fill 1M kind=slab", "workload web fill 1M kind=file")
    typed("workload web free kind=slab", "workload web fill 1M", session=session)
    assert [program.holds for program in session.snapshot().guests[0].programs] == [
        {Kind.ANON: MIB},
        {Kind.FILE: MIB},
    ]


def test_more_programs_than_numbers_share_them():
    session = typed(WEB, *["workload web fill 1p"] * (OWNERS + 5))
    assert len(session.snapshot().guests[0].programs) == OWNERS - 1
    assert guest(session).memory.total(Kind.ANON) == OWNERS + 5
    invariants.check(session.world)


def test_an_aged_guest_has_programs():
    session = typed("guest add web memory=512M", "workload web age")
    programs = session.snapshot().guests[0].programs
    assert len({program.name for program in programs}) == len(programs) > 5
    assert sum(program.holds.get(Kind.ANON, 0) for program in programs) == session.snapshot().guests[0].kind(
        Kind.ANON
    )
    invariants.check(session.world)


def test_the_same_seed_has_the_same_programs():
    lines = (WEB, "workload web age", "workload web churn 10%")
    assert typed(*lines).snapshot().guests[0].programs == typed(*lines).snapshot().guests[0].programs
