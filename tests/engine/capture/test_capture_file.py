"""A capture file tells all that the kernel's texts say, and names what is missing."""

from __future__ import annotations

import gzip
import hashlib

import numpy as np
import pytest

from engine.capture.capture_file import open_capture
from engine.capture.capture_lines import is_capture
from engine.capture.opened import load_capture
from engine.errors import CommandError
from engine.memory.kinds import MigrateType
from tests.engine.capture.machine_texts import TEXTS, capture_text, page_flags, write_capture

UNMOVABLE, MOVABLE = int(MigrateType.UNMOVABLE), int(MigrateType.MOVABLE)


@pytest.fixture
def loaded(tmp_path):
    return open_capture(write_capture(tmp_path / "machine.ballonet", capture_text(flags=page_flags())))


def without(*names, flags=None):
    return capture_text({name: text for name, text in TEXTS.items() if name not in names}, flags)


def test_the_machine_is_named(loaded):
    assert (loaded.release, loaded.architecture) == ("6.12.107+deb13-cloud-amd64", "x86_64")
    assert (loaded.page_size, loaded.section_pages, loaded.block_pages) == (4096, 32768, 32768)
    assert (loaded.pageblock_order, loaded.max_order) == (9, 10)
    assert (loaded.cmdline, loaded.auto_online, loaded.huge_pages) == (
        "console=ttyS0 quiet",
        "offline",
        "madvise",
    )
    assert loaded.missing == ()


def test_page_flags_come_back_as_they_were(loaded):
    assert np.array_equal(loaded.flags, page_flags())


def test_a_zone_has_its_span_watermarks_boost_and_reserves(loaded):
    dma, first, second = loaded.zones
    assert [(it.node, it.name) for it in loaded.zones] == [(0, "DMA"), (0, "DMA32"), (1, "DMA32")]
    assert (dma.start, dma.spanned, dma.present, dma.managed) == (1, 4095, 3998, 3840)
    assert (first.min, first.low, first.high, first.boost, first.free) == (300, 375, 450, 100, 24576)
    assert dma.protection == (0, 200, 200)
    assert second.start == 32768


def test_each_cpu_has_what_it_keeps(loaded):
    cpus = loaded.zones[1].cpus
    assert [(it.cpu, it.count, it.high, it.batch) for it in cpus] == [(0, 41, 54, 9), (1, 0, 54, 9)]
    assert (cpus[0].high_min, cpus[0].high_max) == (54, 540)


def test_free_blocks_are_told_per_order_and_type(loaded):
    zone = loaded.zones[0]
    assert zone.blocks == (0,) * 10 + (3,)
    assert zone.blocks_of_type == {UNMOVABLE: (0,) * 11, MOVABLE: (0,) * 10 + (3,)}
    assert zone.pageblocks_of_type[UNMOVABLE] == 1


def test_where_the_kernel_stopped_counting_one_type_it_has_the_rest_of_all(loaded):
    assert loaded.zones[1].blocks_of_type[MOVABLE][0] == 1024 - 6


def test_blocks_have_state_zones_and_node(loaded):
    first, second = loaded.blocks
    assert (first.block, first.state, first.valid_zones, first.node) == (0, "online", ("none",), 0)
    assert (second.block, second.valid_zones, second.node) == (1, ("DMA32",), 1)


def test_sizes_counters_and_devices_are_told(loaded):
    assert loaded.meminfo == {"MemTotal": 255360, "MemFree": 110600}
    assert loaded.vmstat["pgfree"] == 123456
    assert loaded.interrupts == ("i8042", "virtio1", "virtio0-inflate")
    assert loaded.iomem[2] == "  01000000-01ffffff : Kernel code"


def test_it_may_be_unpacked_or_packed_in_several_pieces(tmp_path):
    text = capture_text(flags=page_flags()).encode()
    plain, pieces = tmp_path / "plain", tmp_path / "pieces"
    plain.write_bytes(text)
    pieces.write_bytes(gzip.compress(text[:1000]) + gzip.compress(text[1000:]))
    assert open_capture(plain).zones[0].start == open_capture(pieces).zones[0].start == 1
    assert is_capture(plain)
    assert is_capture(pieces)


@pytest.mark.parametrize(
    "content", [b"", b"ballonet 1 seed=7\n", b"\x1f\x8b", gzip.compress(b"PNG", mtime=0)]
)
def test_other_files_are_no_captures(tmp_path, content):
    path = tmp_path / "other"
    path.write_bytes(content)
    assert not is_capture(path)
    assert not is_capture(tmp_path)
    assert not is_capture(tmp_path / "nowhere")


def test_what_could_not_be_had_is_named_with_its_reason(tmp_path):
    text = without("/proc/pagetypeinfo", "/proc/swaps").replace(
        "end\n", "! /proc/kpageflags permission denied\n! /proc/pagetypeinfo permission denied\nend\n"
    )
    loaded = open_capture(write_capture(tmp_path / "machine.ballonet", text))
    assert len(loaded.flags) == 0
    assert loaded.zones[0].blocks_of_type is None
    assert loaded.missing == (
        "/proc/swaps: it was not taken",
        "/proc/pagetypeinfo: permission denied",
        "/proc/kpageflags: permission denied",
        "pageblock order: the usual one, 9, is taken",
    )


def test_without_root_iomem_tells_no_address(tmp_path):
    texts = TEXTS | {"/proc/iomem": "00000000-00000000 : Reserved\n00000000-00000000 : System RAM"}
    loaded = open_capture(write_capture(tmp_path / "machine.ballonet", capture_text(texts, page_flags())))
    assert loaded.missing == ("/proc/iomem: addresses are shown to root only",)


def test_a_page_size_that_is_not_told_follows_from_memtotal(tmp_path):
    loaded = open_capture(
        write_capture(tmp_path / "machine.ballonet", without("page_size", flags=page_flags()))
    )
    assert loaded.page_size == 4096
    assert loaded.missing[-1].startswith("page size: 4096 bytes, from MemTotal")


def test_an_old_kernel_without_blocks_boost_and_managed_loads(tmp_path):
    texts = {name: text for name, text in TEXTS.items() if "/memory/" not in name}
    old = "\n".join(
        line
        for line in TEXTS["/proc/zoneinfo"].split("\n")
        if line.split()[:1] not in (["boost"], ["managed"])
    )
    texts["/proc/zoneinfo"] = old
    loaded = open_capture(write_capture(tmp_path / "machine.ballonet", capture_text(texts, page_flags())))
    assert loaded.zones[0].managed == 3998
    assert (loaded.blocks, loaded.block_pages) == ((), 32768)
    assert "/sys/devices/system/memory: no memory block is there" in loaded.missing


def test_a_part_that_is_not_known_is_skipped(tmp_path):
    text = capture_text(flags=page_flags()).replace("end\n", "/proc/loadavg\n 0.1 0.2\nend\n")
    assert open_capture(write_capture(tmp_path / "machine.ballonet", text)).zones


def test_a_capture_is_opened_by_its_content_and_has_no_steps(tmp_path):
    path = write_capture(tmp_path / "machine.anything", capture_text(flags=page_flags()))
    opened = load_capture(path)
    assert opened.step is None
    assert opened.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(CommandError, match="is a capture, of one time, and has no step"):
        load_capture(path, step=1)
    (tmp_path / "script").write_text("guest add web memory=256M\n")
    with pytest.raises(CommandError, match="is no capture"):
        load_capture(tmp_path / "script")


def test_a_counter_that_ran_below_zero_is_read_as_the_kernel_prints_it(tmp_path):
    texts = TEXTS | {"/proc/vmstat": "nr_free_pages 27650\nnr_dirty 18446744073709551615\n"}
    loaded = open_capture(write_capture(tmp_path / "machine.ballonet", capture_text(texts, page_flags())))
    assert loaded.vmstat["nr_dirty"] == 2**64 - 1
