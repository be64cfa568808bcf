"""What a balloon changes of what a kernel knows about its memory, and what only online and offline change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.guest.marks import managed_without_balloon
from engine.memory.kinds import Kind
from tests.engine.playing import said, typed

WEB = "guest add web memory=256M max=512M min=32M platform=ppc64 driver={driver} accounting={accounting}"
PC = "guest add web memory=1G max=2G min=128M platform=x86-64 driver=virtio accounting={accounting}"


def begin(accounting: str, driver: str = "virtio", row: str = WEB):
    return typed(row.format(accounting=accounting, driver=driver))


def zone(session, name: str = "Normal"):
    return next(zone for zone in session.snapshot().guests[0].zones if zone.name == name)


def figures(session, view: str) -> list[int]:
    """Return the numbers of `free`'s line on memory: total, used, free."""
    line = session.perform(f"{view} web").output.splitlines()[1]
    return [int(word) for word in line.split()[1:4]]


class TestAccounting:
    @pytest.mark.parametrize("driver", ["xen", "virtio"])
    def test_hidden_free_sees_no_change_of_the_total_and_more_in_use(self, driver):
        """Paper 5.2: free "will see no changes in the memory usage": the balloon's pages are used by its driver."""
        session = begin("hidden", driver)
        total, used, free = figures(session, "free")
        typed("balloon set web 128M", session=session)
        after = figures(session, "free")
        assert after[0] == total
        assert after[1] >= used + 128 * 1024
        assert after[2] == free - 128 * 1024
        assert "MemTotal stays as it is" in session.perform("guest show web").output

    @pytest.mark.parametrize("driver", ["xen", "virtio"])
    def test_shrink_takes_it_off_the_total(self, driver):
        session = begin("shrink", driver)
        total, used, _ = figures(session, "free")
        typed("balloon set web 128M", session=session)
        after = figures(session, "free")
        assert (after[0], after[1]) == (total - 128 * 1024, used)

    @pytest.mark.parametrize(("accounting", "shrinks"), [("hidden", False), ("shrink", True)])
    def test_meminfo_and_top_say_the_same(self, accounting, shrinks):
        session = begin(accounting)
        before = {view: session.perform(f"{view} web").output.splitlines() for view in ("meminfo", "top")}
        typed("balloon set web 128M", session=session)
        after = {view: session.perform(f"{view} web").output.splitlines() for view in ("meminfo", "top")}
        assert (before["meminfo"][0] != after["meminfo"][0]) == shrinks
        totals = [lines[3].split()[3] for lines in (before["top"], after["top"])]
        assert (totals[0] != totals[1]) == shrinks


class TestMarks:
    @pytest.mark.parametrize("accounting", ["hidden", "shrink"])
    def test_a_balloon_leaves_them_as_they_were(self, accounting):
        session = begin(accounting)
        before = zone(session)
        assert 0 <= before.min - before.recomputed[0] <= 4, "at boot there was no high mark yet to stay above"
        typed("balloon set web 64M", session=session)
        after = zone(session)
        assert (after.min, after.low, after.high) == (before.min, before.low, before.high)
        assert after.recomputed < before.recomputed
        assert not [text for text in said(session) if "watermarks" in text]
        assert "for what it has without its balloon" in session.perform("guest show web").output

    def test_both_ways_of_accounting_would_have_the_same_marks(self):
        found = set()
        for accounting in ("hidden", "shrink"):
            session = typed("balloon set web 64M", session=begin(accounting))
            found.add(zone(session).recomputed)
        assert len(found) == 1

    def test_online_and_offline_recompute_them_and_say_so_once(self):
        session = begin("shrink")
        before = zone(session)
        typed("hotplug add web 128M", session=session)
        more = zone(session)
        assert more.min > before.min
        assert more.recomputed == (more.min, more.low, more.high, more.reserve)
        typed("hotplug remove web 192M", session=session)
        less = zone(session)
        assert less.min < before.min
        assert less.recomputed == (less.min, less.low, less.high, less.reserve)
        told = [text for text in said(session) if "recomputed its watermarks" in text]
        assert len(told) == 2

    def test_reserves_are_recomputed_too(self):
        session = begin("shrink", row=PC)
        before = zone(session, "DMA").reserve
        typed("balloon set web 512M", session=session)
        assert zone(session, "DMA").reserve == before
        assert zone(session, "DMA").recomputed[3] < before
        typed("hotplug remove web 128M", session=session)
        assert zone(session, "DMA").reserve < before

    def test_scripts_can_check_both(self):
        session = typed("balloon set web 64M", session=begin("shrink"))
        typed(
            "expect web.zone.Normal.recomputed.min < 1200K",
            "expect web.zone.Normal.min > 1800K",
            session=session,
        )

    @settings(max_examples=15, deadline=None)
    @given(st.integers(1, 200), st.booleans())
    def test_what_zones_manage_without_a_balloon_is_what_shrink_leaves(self, sixteenths, aged):
        pages = []
        for accounting in ("hidden", "shrink"):
            lines = ["workload web age 50%"] if aged else []
            session = typed(
                *lines, f"balloon inflate web {sixteenths * 256}p", session=begin(accounting, row=PC)
            )
            guest = session.world.guests["web"]
            pages.append(managed_without_balloon(guest))
            held = guest.memory.counts[:, Kind.BALLOON].sum()
            assert np.array_equal(held, guest.balloon.pages)
        assert pages[0] == pages[1]
