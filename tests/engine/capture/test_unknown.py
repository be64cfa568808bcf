"""What a capture does not tell is said, and what does not fit together is resolved in one way and counted."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.capture.imported import guest_from
from engine.capture.record import CpuRecord, DeviceRecord
from engine.errors import CommandError
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark
from engine.operations.guests.imported import admit_imported
from engine.session import Session
from engine.units import MIB
from tests.engine.capture.captures import PAGE, PAGES, SECTION, capture_of, with_zone
from tests.engine.invariants import check_managed, check_memory

X86 = {"architecture": "x86_64", "page_size": 4096}


class TestUnknown:
    def test_what_no_capture_tells_is_always_said(self):
        found = guest_from(capture_of({(300, 9): "LRU ANON"}), "real", 0).unknown
        assert any(what.startswith("which pages are pinned") for what in found)
        assert any(what.startswith("which pages were used last") for what in found)

    def test_only_what_is_not_there_is_said(self):
        capture = capture_of(balloon=0, boot_memory=128 * MIB, most_memory=256 * MIB)
        assert guest_from(capture, "real", 0).unknown == ()

    @pytest.mark.parametrize(
        ("changes", "beginning"),
        [
            ({"balloon": None}, "whether it has a balloon driver"),
            ({"boot_memory": 0}, "what of its memory was plugged"),
            (
                {"most_memory": 0},
                "how far it may grow: 128M is taken for its max, which `hotplug add` raises",
            ),
            ({"release": "6.3.1"}, "how Linux 6.3.1 does it: the rules are those of 6.1"),
            ({"missing": ("/proc/swaps: not there",)}, "not in the capture: /proc/swaps: not there"),
            ({"pageblock_types": None}, "what pageblocks are for"),
        ],
    )
    def test_each_thing_is_a_sentence(self, changes, beginning):
        known = {"balloon": 0, "boot_memory": 128 * MIB, "most_memory": 256 * MIB}
        found = guest_from(capture_of(**{**known, **changes}), "real", 0).unknown
        assert [what.startswith(beginning) for what in found] == [True]

    def test_control_characters_of_a_file_reach_nobody(self):
        found = guest_from(capture_of(release="9.1\x1b[2J", missing=("\x07",)), "real", 0).unknown
        assert all(what.isprintable() for what in found)

    def test_without_page_flags_there_is_no_guest(self):
        with pytest.raises(CommandError, match="use is known"):
            guest_from(capture_of(flags=np.zeros(0, np.uint64)), "real", 0)


class TestOddMachines:
    @pytest.mark.parametrize("architecture", ["riscv64", "loongarch64", "aarch64", "s390x", "i686", "ppc64"])
    def test_whatever_the_architecture_it_is_what_the_capture_says(self, architecture):
        guest = guest_from(capture_of(architecture=architecture), "real", 0).guest
        check_memory(guest.memory)
        assert guest.page_size == PAGE
        assert guest.section_pages == SECTION

    def test_without_memory_blocks_sections_with_pages_are_online(self):
        capture = capture_of({(3 * SECTION, SECTION): "NOPAGE"}, blocks=(), block_pages=0)
        guest = guest_from(capture, "real", 0).guest
        check_memory(guest.memory)
        assert guest.memory.state.tolist() == [3, 3, 3, 0, 3, 3, 3, 3]
        assert guest.block_sections == 1

    def test_what_is_on_swap_is_nobodys(self):
        guest = guest_from(capture_of(meminfo={"SwapTotal": 1024, "SwapFree": 512}), "real", 0).guest
        assert (guest.swap, guest.swapped) == (16, {0: 8})

    def test_free_pages_that_nobody_gets_are_said(self):
        capture = capture_of()
        lists = dict(capture.zones[0].lists or {})
        lists[MigrateType.HIGHATOMIC, 8] = lists[MigrateType.MOVABLE, 8][:1]
        lists[MigrateType.MOVABLE, 8] = lists[MigrateType.MOVABLE, 8][1:]
        found = guest_from(with_zone(capture, lists=lists), "real", 0)
        assert any("256 free pages of pageblocks for urgent requests" in what for what in found.unknown)


class TestNodes:
    def two_nodes(self, cpus: int, **changes: object):
        whole = attrs.evolve(
            capture_of().zones[0],
            lists=None,
            cpus=tuple(CpuRecord(cpu=cpu, count=0, high=9, batch=1) for cpu in range(cpus)),
        )
        low = attrs.evolve(whole, spanned=4 * SECTION)
        high = attrs.evolve(whole, node=1, start=4 * SECTION, spanned=4 * SECTION)
        return guest_from(capture_of(zones=(low, high), **changes), "real", 0)

    def test_cpus_are_where_they_are_known_to_be(self):
        assert self.two_nodes(4, node_of_cpu=(1, 0, 1, 0)).guest.memory.node_of_cpu == (1, 0, 1, 0)

    def test_else_as_many_in_a_row_are_on_each_node_and_that_is_said(self):
        found = self.two_nodes(4)
        assert found.guest.memory.node_of_cpu == (0, 0, 1, 1)
        assert any(what.startswith("which CPU is on which node") for what in found.unknown)


class TestManaged:
    def test_pages_that_are_not_managed_and_tell_nothing_are_reserved(self):
        capture = capture_of({(SECTION, 2 * SECTION): "", (1000, 5): ""})
        managed = capture.zones[0].managed
        found = guest_from(with_zone(capture, managed=managed - 2 * SECTION), "real", 0)
        check_memory(found.guest.memory)
        check_managed(found.guest)
        assert found.guest.memory.normal.managed == managed - 2 * SECTION
        assert set(found.guest.memory.frames.kinds_of(1).tolist()) == {Kind.RESERVED}
        assert found.unknown[0].startswith("why 512 pages without any flag are not managed (32M): perhaps")

    def test_page_frames_that_are_not_made_yet_are_told_by_what_the_kernel_counts(self):
        capture = capture_of({(SECTION, 2 * SECTION): ""})
        managed = capture.zones[0].managed
        late = attrs.evolve(capture, meminfo={"MemTotal": managed * PAGE // 1024})
        (said, *_) = guest_from(with_zone(late, managed=managed - 2 * SECTION), "real", 0).unknown
        assert said.startswith(
            "what 512 pages hold that no zone manages yet, although MemTotal has them (32M)"
        )
        assert "EBUSY" in said

    def test_a_few_that_are_not_managed_are_no_sign_of_that(self):
        capture = capture_of({(SECTION, 32): ""})
        found = guest_from(with_zone(capture, managed=capture.zones[0].managed - 32), "real", 0)
        assert found.unknown[0] == "why 32 pages are not managed: they are reserved here"

    def test_a_balloon_that_helps_out_of_memory_counts_as_managed(self):
        capture = capture_of({(SECTION, 200): "OFFLINE"})
        guest = guest_from(with_zone(capture, managed=capture.zones[0].managed + 200), "real", 0).guest
        check_managed(guest)
        assert guest.driver.accounting == "hidden"
        assert guest.memory.normal.managed == capture.zones[0].managed + 200


class TestMemMaps:
    def test_whole_silent_pageblocks_describe_plugged_memory(self):
        """Sections of 128 pages of 16 KiB with pageblocks of 2 pages: struct pages of a section fill one."""
        capture = capture_of({(2, 2): "", (20, 2): "", (22, 2): ""})
        types = {first: np.ones(256, np.uint8) for first in range(0, 2048, 512)}
        types[0][:16] = 0
        plugged = attrs.evolve(
            capture,
            **{**X86, "page_size": 16384},
            section_pages=512,
            block_pages=512,
            pageblock_order=1,
            max_order=8,
            blocks=(),
            pageblock_types=types,
            boot_memory=1024 * 16384,
            devices=(DeviceRecord(id="d", kind="dimm", address=1024 * 16384, size=2 << 23, region=2 << 23),),
            iomem=("0-1ffffff : System RAM",),
        )
        guest = guest_from(plugged, "real", 0).guest
        assert guest.memory.mem_map_of == {2: ((20, 2),), 3: ((22, 2),)}
        assert guest.memory.frames.kinds_of(0)[[2, 20, 22]].tolist() == [
            Kind.KERNEL,
            Kind.MEM_MAP,
            Kind.MEM_MAP,
        ]
        check_managed(guest)
        assert guest.page_size != PAGE


def test_pages_for_urgent_requests_are_out_of_reach():
    """A request stops before the low mark by as much as is free of HighAtomic (__zone_watermark_unusable_free)."""
    capture = capture_of()
    lists = dict(capture.zones[0].lists or {})
    whole = lists[MigrateType.MOVABLE, 8]
    lists[MigrateType.HIGHATOMIC, 8], lists[MigrateType.MOVABLE, 8] = whole[:2], whole[2:]
    left = []
    for found in (capture, with_zone(capture, lists=lists)):
        memory = guest_from(found, "real", 0).guest.memory
        memory.take(PAGES, MigrateType.MOVABLE, Kind.BALLOON, mark=Mark.LOW)
        check_memory(memory)
        left.append(memory.normal.free_pages)
    batch = 3
    assert abs(left[1] - left[0] - (2 << 8)) <= batch


class TestCounted:
    def test_free_pages_that_differ_from_what_was_counted_are_said(self):
        whole = capture_of()
        zone = whole.zones[0]
        odd = attrs.evolve(zone, blocks=(zone.blocks[0] + 7, *zone.blocks[1:]))
        found = guest_from(attrs.evolve(whole, zones=(odd, *whole.zones[1:])), "real", 0).unknown
        assert any("differs from /proc/buddyinfo in 7 free pages" in what for what in found)

    def test_recorded_splits_are_kept_by_what_the_views_say(self):
        lines = {"SwapTotal": 0, "SReclaimable": 300, "SUnreclaim": 100}
        capture = capture_of({(300, 8): "SLAB"}, meminfo=lines)
        session = Session()
        admit_imported(session.world, guest_from(capture, "real", 0))
        printed = session.perform("meminfo real").output.split("\n")
        kib = {line.split()[0]: int(line.split()[1]) for line in printed}
        assert (kib["Slab:"], kib["SReclaimable:"], kib["SUnreclaim:"]) == (512, 384, 128)
