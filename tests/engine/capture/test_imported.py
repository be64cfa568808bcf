"""A guest that is made of a capture is what the capture tells, page by page and list by list."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.capture.imported import guest_from
from engine.capture.record import BlockRecord, Capture, CpuRecord
from engine.memory.kinds import Kind, MigrateType, SectionState
from tests.engine.capture.captures import PAGES, SECTION, capture_of, with_zone
from tests.engine.invariants import check_managed, check_memory

PAGE_KINDS = {
    "": Kind.KERNEL,
    "HEAD": Kind.KERNEL,
    "MMAP": Kind.KERNEL,
    "NOPAGE": Kind.HOLE,
    "BUDDY": Kind.FREE,
    "OFFLINE": Kind.BALLOON,
    "RESERVED": Kind.RESERVED,
    "RESERVED MMAP": Kind.RESERVED,
    "ZERO RESERVED": Kind.RESERVED,
    "RESERVED PRIVATE": Kind.MEM_MAP,
    "SLAB": Kind.SLAB,
    "SLAB ANON KSM": Kind.SLAB,
    "PGTABLE": Kind.PAGE_TABLE,
    "LRU UPTODATE": Kind.FILE,
    "UPTODATE": Kind.FILE,
    "LRU UPTODATE DIRTY": Kind.FILE_DIRTY,
    "LRU UPTODATE WRITEBACK": Kind.FILE_DIRTY,
    "LRU ANON SWAPBACKED": Kind.ANON,
    "ANON SWAPBACKED": Kind.ANON,
    "LRU ANON SWAPBACKED SWAPCACHE DIRTY": Kind.ANON,
    "LRU UPTODATE SWAPBACKED DIRTY": Kind.ANON,
    "LRU ANON SWAPBACKED UNEVICTABLE MLOCKED": Kind.MLOCKED,
    "LRU UPTODATE DIRTY UNEVICTABLE": Kind.PINNED,
    "LRU UPTODATE UNEVICTABLE": Kind.MLOCKED,
    "LRU UPTODATE DIRTY SWAPBACKED UNEVICTABLE": Kind.MLOCKED,
    "ANON SWAPBACKED MLOCKED": Kind.MLOCKED,
    "POISONED LRU ANON": Kind.KERNEL,
}


def kinds_of(capture: Capture) -> np.ndarray:
    memory = guest_from(capture, "real", 0).guest.memory
    return np.concatenate([memory.frames.kinds_of(section) for section in range(memory.frames.sections)])


def lists_of(capture: Capture, **how: str) -> dict[tuple[int, int], list[int]]:
    """Return the lists of zone Normal that have something."""
    memory = guest_from(capture, "real", 0, **how).guest.memory
    zone = memory.normal
    return {
        (t, order): found
        for t, row in enumerate(zone.lists)
        for order, pages in enumerate(row)
        if (found := memory.expanded(pages).tolist())
    }


def recorded(capture: Capture) -> dict[tuple[int, int], list[int]]:
    lists = capture.zones[0].lists
    assert lists is not None
    return {key: pfns.tolist() for key, pfns in lists.items() if len(pfns)}


class TestPages:
    @pytest.mark.parametrize(("names", "kind"), PAGE_KINDS.items())
    def test_flags_tell_what_a_page_is(self, names, kind):
        assert kinds_of(capture_of({(100, 1): names}))[99:102].tolist() == [Kind.FREE, kind, Kind.FREE]

    @pytest.mark.parametrize(
        ("names", "kind"),
        [
            ("LRU ANON THP", Kind.ANON),
            ("SLAB", Kind.SLAB),
            ("LRU ANON UNEVICTABLE", Kind.MLOCKED),
            ("", Kind.KERNEL),
        ],
    )
    def test_tails_are_what_their_head_is(self, names, kind):
        capture = capture_of({(256, 1): f"HEAD {names}", (257, 31): "TAIL THP"})
        assert set(kinds_of(capture)[256:288].tolist()) == {kind}

    def test_huge_pages_stand_by_their_first_page(self):
        capture = capture_of({(256, 1): "HEAD HUGE", (257, 31): "TAIL HUGE"})
        held = guest_from(capture, "real", 0).guest.memory.held[Kind.HUGETLB]
        assert held.entries().tolist() == [256]

    def test_what_is_kept_and_no_ram_is_a_hole(self):
        capture = capture_of(
            {(1000, 24): "RESERVED"},
            iomem=("0-3e7ffff : System RAM", "4000000-7ffffff : System RAM"),
        )
        assert set(kinds_of(capture)[1000:1024].tolist()) == {Kind.HOLE}

    def test_without_addresses_what_is_kept_is_ram(self):
        capture = capture_of({(1000, 24): "RESERVED"}, iomem=("00000000-00000000 : System RAM",))
        assert set(kinds_of(capture)[1000:1024].tolist()) == {Kind.RESERVED}

    def test_the_balloon_holds_its_pages(self):
        guest = guest_from(capture_of({(300, 20): "OFFLINE", (600, 5): "OFFLINE"}), "real", 0).guest
        assert guest.balloon.pages == 25
        assert guest.wanted_balloon == 25
        assert sorted(guest.balloon.joined()[0].pfns().tolist()) == [*range(300, 320), *range(600, 605)]


class TestLists:
    def test_they_stand_as_recorded(self):
        capture = capture_of({(n, 1): "LRU ANON" for n in range(300, 800, 7)})
        assert lists_of(capture) == recorded(capture)

    def test_without_a_record_they_are_rebuilt_by_address(self):
        capture = capture_of({(n, 1): "LRU ANON" for n in range(300, 800, 7)})
        wanted = {key: sorted(pfns) for key, pfns in recorded(capture).items()}
        assert lists_of(capture, lists="rebuilt") == wanted
        assert lists_of(with_zone(capture, lists=None)) == wanted

    def test_a_list_counts_more_than_flags(self):
        """Flags are read a moment later: here 300 had come free, and 301 was taken."""
        capture = capture_of({(300, 1): "BUDDY", (301, 1): "SLAB"})
        earlier = capture_of({(300, 1): "SLAB", (301, 1): "BUDDY"})
        found = with_zone(capture, lists=earlier.zones[0].lists)
        assert kinds_of(found)[300:302].tolist() == [Kind.KERNEL, Kind.FREE]
        assert any("1 page is" in what for what in guest_from(found, "real", 0).unknown)

    def test_isolation_of_which_nothing_is_under_way_is_undone(self):
        capture = capture_of({(512, 32): "LRU ANON"})
        lists = recorded(capture)
        whole = lists[MigrateType.MOVABLE, 8]
        lists[MigrateType.MOVABLE, 8] = [pfn for pfn in whole if pfn != 1024]
        lists[MigrateType.ISOLATE, 8] = [1024]
        isolated = with_zone(capture, lists={key: np.array(pfns, np.int64) for key, pfns in lists.items()})
        assert lists_of(isolated)[MigrateType.MOVABLE, 8] == [*[pfn for pfn in whole if pfn != 1024], 1024]

    @given(st.data())
    @settings(max_examples=12, deadline=None)
    def test_whatever_is_in_use_the_lists_are_the_recorded_ones(self, data):
        used = data.draw(st.lists(st.tuples(st.integers(64, PAGES - 40), st.integers(1, 33)), max_size=30))
        words = data.draw(st.lists(st.sampled_from([*PAGE_KINDS][4:]), min_size=30, max_size=30))
        capture = capture_of(dict(zip(used, words, strict=False)))
        guest = guest_from(capture, "real", 0).guest
        assert lists_of(capture) == recorded(capture)
        check_memory(guest.memory)
        check_managed(guest)


class TestCpus:
    def test_each_keeps_what_it_kept(self):
        taken = {(300, 4): "", (312, 8): "", (400, 1): ""}
        lists = {1: np.array([301, 300], np.int64), 4: np.array([302], np.int64)}
        other = {0: np.array([400], np.int64), 10: np.array([312], np.int64)}
        cpus = (
            CpuRecord(cpu=0, count=4, high=40, batch=3, lists=lists),
            CpuRecord(cpu=1, count=9, high=41, batch=4, lists=other),
        )
        memory = guest_from(with_zone(capture_of(taken), cpus=cpus), "real", 0).guest.memory
        check_memory(memory)
        kept = memory.normal.cpus
        assert [{n: pfns.tolist() for n, pfns in cpu.lists.items()} for cpu in kept] == [
            {1: [301, 300], 4: [302]},
            {0: [400], 10: [312]},
        ]
        assert [(cpu.count, cpu.high, cpu.batch) for cpu in kept] == [(4, 40, 3), (9, 41, 4)]

    def test_what_cannot_stand_there_is_counted(self):
        """A page twice, a page that is free elsewhere, one that is no page, and a block that is not aligned."""
        lists = {1: np.array([300, 300, 900, 99999], np.int64), 4: np.array([303], np.int64)}
        cpus = (CpuRecord(cpu=0, count=5, high=40, batch=3, lists=lists),)
        found = guest_from(with_zone(capture_of({(300, 1): "", (303, 2): ""}), cpus=cpus), "real", 0)
        check_memory(found.guest.memory)
        assert found.guest.memory.normal.cpus[0].lists[1].tolist() == [300]
        assert any(what.startswith("5 pages") for what in found.unknown)


class TestSections:
    def test_blocks_are_in_their_states(self):
        states = ["online", "online", "offline", "online", "going-offline", "online", "online"]
        capture = capture_of(
            {(2 * SECTION, SECTION): "NOPAGE", (7 * SECTION, SECTION): "NOPAGE"},
            blocks=tuple(
                BlockRecord(block=n, state=state, valid_zones=("Normal",)) for n, state in enumerate(states)
            ),
        )
        guest = guest_from(capture, "real", 0).guest
        wanted = {"offline": SectionState.OFFLINE}
        assert guest.memory.state.tolist() == [
            *(wanted.get(state, SectionState.ONLINE) for state in states),
            SectionState.ABSENT,
        ]
        check_memory(guest.memory)
        check_managed(guest)

    def test_a_memory_block_can_be_several_sections(self):
        blocks = tuple(BlockRecord(block=n, state="online", valid_zones=("Normal",)) for n in range(2))
        guest = guest_from(capture_of(block_pages=4 * SECTION, blocks=blocks), "real", 0).guest
        assert guest.block_sections == 4

    def test_a_section_can_belong_to_two_zones(self):
        capture = capture_of(max_order=7)
        whole = capture.zones[0]
        low = attrs.evolve(whole, name="DMA32", spanned=SECTION + 128, lists=None)
        high = attrs.evolve(whole, start=SECTION + 128, spanned=PAGES - SECTION - 128, lists=None)
        guest = guest_from(attrs.evolve(capture, zones=(low, high)), "real", 0).guest
        assert guest.memory.parts == {1: ((SECTION, 0), (SECTION + 128, 1))}
        check_memory(guest.memory)

    def test_where_zones_span_each_other_sysfs_tells(self):
        blocks = tuple(
            BlockRecord(block=n, state="online", valid_zones=("Movable" if n == 4 else "Normal",))
            for n in range(PAGES // SECTION)
        )
        capture = capture_of(blocks=blocks)
        whole = attrs.evolve(capture.zones[0], lists=None)
        movable = attrs.evolve(whole, name="Movable", start=4 * SECTION, spanned=SECTION)
        guest = guest_from(attrs.evolve(capture, zones=(whole, movable)), "real", 0).guest
        names = [guest.memory.zones[at].name for at in guest.memory.section_zone.tolist()]
        assert names == ["Normal"] * 4 + ["Movable"] + ["Normal"] * 3


class TestRules:
    @pytest.mark.parametrize(
        ("release", "kernel"),
        [
            ("6.1.0-56-cloud-amd64", "6.1"),
            ("6.12.107+deb13", "6.12"),
            ("6.9.1", "6.6"),
            ("5.15.0-91-generic", "6.1"),
            ("4.19.0", "6.1"),
            ("3.10.0", "2.6.24"),
            ("6.19.2", "current"),
        ],
    )
    def test_they_are_of_the_nearest_kernel_at_or_below(self, release, kernel):
        found = guest_from(capture_of(release=release), "real", 0)
        assert found.guest.kernel.name == kernel
        other = not release.startswith(kernel)
        assert other == any("rules are those of" in what for what in found.unknown)

    def test_marks_and_sizes_are_those_that_were_recorded(self):
        guest = guest_from(capture_of(meminfo={"SwapTotal": 1024}), "real", 0).guest
        zone = guest.memory.normal
        assert (zone.min, zone.low, zone.high) == (16, 20, 24)
        assert (guest.swap, guest.online, guest.page_size) == (16, "no", 65536)
