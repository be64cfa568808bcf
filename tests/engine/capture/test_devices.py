"""What a hypervisor says of its devices: virtio-mem's memory that is not plugged, and a pseries guest's LMBs."""

from __future__ import annotations

import attrs
import numpy as np

from engine.capture.geometry import layout_of, platform_of
from engine.capture.imported import guest_from
from engine.capture.record import BlockRecord, DeviceRecord
from engine.capture.virtio_mem import device_of, keep_out
from engine.guest.lmbs import Lmbs
from engine.memory.kinds import Kind
from engine.memory.unplugged import Unplugged
from engine.units import GIB, LARGEST, MIB
from tests.engine.fidelity.states import capture, zone

REGION = DeviceRecord(
    id="vm0",
    kind="virtio-mem",
    address=128 * MIB,
    size=64 * MIB,
    region=256 * MIB,
    block=2 * MIB,
    requested=64 * MIB,
)


def with_device(**changes):
    """A machine of 128 MiB beside whose memory a device has a region of 256 MiB."""
    return capture(devices=(attrs.evolve(REGION, **changes),))


class TestVirtioMem:
    def test_a_region_is_sections_and_blocks_are_pages(self):
        found = with_device()
        device = device_of(found, layout_of(platform_of(found)))
        assert (device.first, device.count, device.block, device.requested) == (1, 2, 512, 16384)

    def test_a_region_that_cuts_a_memory_block_is_none_that_can_be_simulated(self):
        found = with_device(address=64 * MIB)
        assert device_of(found, layout_of(platform_of(found))) is None

    def test_offline_pages_of_its_region_are_not_plugged_and_others_are_the_balloons(self):
        found = with_device()
        kinds = np.full(3 * 32768, Kind.FREE, np.uint8)
        kinds[100:200] = Kind.BALLOON
        kinds[32768 + 512 : 32768 + 1536] = Kind.BALLOON
        kinds[65536 : 65536 + 300] = Kind.BALLOON
        assert keep_out(found, layout_of(platform_of(found)), kinds) == {1: Unplugged(0b110)}
        assert np.flatnonzero(kinds == Kind.UNPLUGGED).tolist() == list(range(32768 + 512, 32768 + 1536))
        assert np.count_nonzero(kinds == Kind.BALLOON) == 400

    def test_a_machine_without_one_has_none(self):
        found = capture()
        assert device_of(found, layout_of(platform_of(found))) is None
        assert keep_out(found, layout_of(platform_of(found)), np.zeros(8, np.uint8)) == {}


def pseries(*, page=4096, pageblock=9, **more):
    """A pseries guest of 16 MiB at boot."""
    there = zone("Normal")
    found = capture(there, flags=np.zeros(4096, np.uint64), blocks=(BlockRecord(block=0, state="online"),))
    return attrs.evolve(
        found,
        architecture="ppc64le",
        page_size=page,
        section_pages=4096,
        block_pages=4096,
        max_order=12,
        pageblock_order=pageblock,
        **more,
    )


class TestPseries:
    def test_lmbs_of_dimms_begin_at_the_next_gib(self):
        """QEMU's hw/ppc/spapr.c: memory at boot and the gap behind it are reserved."""
        guest = guest_from(pseries(boot_memory=1536 * MIB, most_memory=4 * GIB), "g", 0).guest
        assert guest.lmbs == Lmbs(first=128, end=128 + 160)

    def test_without_a_hypervisor_that_was_asked_there_are_none(self):
        assert guest_from(pseries(), "g", 0).guest.lmbs is None

    def test_how_far_they_go_and_who_is_told_may_be_known(self):
        guest = guest_from(pseries(boot_memory=GIB, told_of_dimms=False), "g", 0).guest
        assert guest.lmbs == Lmbs(first=64, end=LARGEST, told=False)

    def test_sections_share_the_mem_map_that_a_page_of_the_mmu_holds(self):
        """With the radix MMU 2 MiB: 8 sections of 16 MiB with pages of 4 KiB, 128 of them with pages of 64 KiB."""
        platform = platform_of(pseries())
        assert (platform.mem_map_pages, platform.mem_map_sections, platform.mem_map_order) == (512, 8, 9)
        found = attrs.evolve(
            pseries(page=65536, pageblock=5), section_pages=256, block_pages=4096, max_order=8
        )
        platform = platform_of(found)
        assert (platform.mem_map_pages, platform.mem_map_sections, platform.mem_map_order) == (32, 128, 5)
