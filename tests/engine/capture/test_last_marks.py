"""What marks and reserves were computed of, and which a guest that is made of a capture has."""

from __future__ import annotations

import attrs
import pytest

from engine.capture.imported import guest_from
from engine.capture.last_marks import managed_at_last_marks, protection_of
from engine.capture.record import CpuRecord, ZoneRecord
from engine.memory.layout import NO_END, Layout, Rules
from tests.engine.capture.captures import capture_of, with_zone

PC = Layout(4096, 32768, 10, 9, (("DMA", 4096), ("DMA32", 1 << 20), ("Normal", NO_END)))
RULES = Rules(fallback="v6.6", khugepaged=True, movable_shares_marks=True)


def zone(name: str, managed: int, marks: tuple[int, int, int], **more: object):
    low_min, low, high = marks
    record = ZoneRecord(
        name=name,
        node=0,
        start=0,
        spanned=managed,
        present=managed,
        managed=managed,
        min=low_min,
        low=low,
        high=high,
        free=0,
        blocks=(),
        **more,
    )
    return name, 0, record


AFTER_BOOT = (zone("DMA", 3840, (188, 235, 282)), zone("DMA32", 228_484, (11_075, 13_843, 16_611)))
"""As a guest of 1 GiB was seen after it had booted (trace b1)."""
PUT_ONLINE = (zone("DMA", 3840, (186, 232, 278)), zone("DMA32", 228_484, (11_077, 13_846, 16_615)))
"""The same after blocks had gone offline and come back (trace g1)."""


class TestWhatMarksWereComputedOf:
    def test_after_boot_it_is_less_for_the_kernel_gave_back_what_it_needed_for_booting(self):
        (dma, dma32), huge_pages = managed_at_last_marks(AFTER_BOOT, (3840, 228_484), (0, 0), PC, RULES)
        assert (dma, huge_pages) == (3840, True)
        assert dma32 // 256 == pytest.approx(882, abs=2), "a balloon was seen to stop at 235 + 882"

    def test_a_balloon_leaves_it_as_it_was(self):
        alone = managed_at_last_marks(PUT_ONLINE, (3840, 228_484), (0, 0), PC, RULES)
        assert alone == ([3840, 228_484], True)
        assert managed_at_last_marks(PUT_ONLINE, (345, 35_371), (3495, 193_113), PC, RULES) == alone

    def test_the_high_marks_in_force_before_may_have_moved_them_by_a_few_pages(self):
        """Trace j1: four blocks went offline one after the other, each time from higher marks."""
        zones = (zone("DMA", 3840, (190, 237, 284)), zone("DMA32", 97_412, (4826, 6032, 7238)))
        assert managed_at_last_marks(zones, (3840, 97_412), (0, 0), PC, RULES) == ([3840, 97_412], True)

    def test_where_marks_fit_both_the_limits_of_lists_tell_whether_the_balloon_was_empty(self):
        layout, rules = Layout(4096, 4096, 12, 9), attrs.evolve(RULES, tunes_per_cpu=True)
        for high, expected in ((9_000, 143_907), (26_322, 242_211)):
            cpu = CpuRecord(cpu=0, count=0, high=high, batch=63)
            one = (zone("Normal", 143_907, (5_632, 7_040, 8_448), cpus=(cpu,)),)
            found = managed_at_last_marks(one, (143_907,), (98_304,), layout, rules)
            assert found == ([expected], True), "trace p03-4k"

    def test_marks_of_a_user_s_tell_nothing(self):
        odd = (AFTER_BOOT[0], zone("DMA32", 228_484, (5, 6, 7)))
        assert managed_at_last_marks(odd, (3840, 228_484), (0, 0), PC, RULES) is None


class TestReserves:
    def test_they_follow_from_what_the_marks_were_computed_of(self):
        zones = (*AFTER_BOOT, ("Normal", 0, None), ("Movable", 0, None))
        assert protection_of(0, zones, (3840, 225_900, 0, 0)) == (0, 882, 882, 882, 882)
        assert protection_of(1, zones, (3840, 225_900, 0, 0)) == (0,) * 5

    def test_those_that_were_recorded_are_taken(self):
        recorded = zone("DMA", 3840, (188, 235, 282), protection=(0, 881, 881, 1393, 1393))
        zones = (recorded, AFTER_BOOT[1], ("Normal", 0, None), ("Movable", 0, None))
        assert protection_of(0, zones, (3840, 1, 1, 1)) == (0, 881, 881, 881, 1393)


def test_marks_are_read_with_a_boost_and_kept_without_it():
    capture = with_zone(capture_of(), min=116, low=120, high=124, boost=100)
    zone = guest_from(capture, "real", 0).guest.memory.normal
    assert (zone.min, zone.low, zone.high, zone.boost) == (16, 20, 24, 100)


def test_a_kernel_that_tunes_its_lists_has_the_bounds_that_it_told_or_those_of_its_zone_s_size():
    tuned = attrs.evolve(with_zone(capture_of(), min=5), release="6.12.1")
    [kept] = guest_from(tuned, "real", 0).guest.memory.normal.cpus
    managed = tuned.zones[0].managed
    assert (kept.tuning.least, kept.tuning.most) == (20, managed // 8)
    cpu = CpuRecord(cpu=0, count=0, high=40, batch=3, high_min=30, high_max=90, lists={})
    [kept] = guest_from(with_zone(tuned, cpus=(cpu,)), "real", 0).guest.memory.normal.cpus
    assert (kept.tuning.least, kept.tuning.most) == (30, 90)
