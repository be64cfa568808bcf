"""Balloon drivers: which pages they take and give back, how far they go, and what they do when they are stuck."""

from __future__ import annotations

import attrs
import pytest

from engine.memory.kinds import Kind
from engine.units import MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import WEB, last, said, settle, typed

PAGE = 4096
XEN, VIRTIO = f"{WEB} driver=xen swap=0K", f"{WEB} driver=virtio swap=0K"
OF_2006 = f"{WEB} driver=xen kernel=2.6.16+remove swap=0K"
CMM = f"{WEB} driver=cmm swap=0K"
FIRST_FREE = 3072
"""In a fresh guest: the first pfn behind the kernel and its mem_map, and the start of the smallest free block."""


def web(session):
    return session.world.guests["web"]


def in_balloon(session) -> set[int]:
    memory = web(session).memory
    kinds = [memory.frames.kinds_of(section) for section in range(memory.frames.sections)]
    return {
        s * 4096 + at for s, part in enumerate(kinds) for at in (part == Kind.BALLOON).nonzero()[0].tolist()
    }


def pfns(*ranges: tuple[int, int]) -> set[int]:
    """Pfns counted from the first free one, both ends of each range meant."""
    return {FIRST_FREE + at for first, end in ranges for at in range(first, end + 1)}


class TestOrder:
    def test_virtio_gives_the_last_batch_back_first_each_in_the_order_it_was_taken(self):
        """W11: batches of 256, 256, 256 and 232 pages; then 300 go back."""
        session = typed(VIRTIO, "balloon inflate web 1000p")
        assert in_balloon(session) == pfns((0, 999))
        typed("balloon deflate web 300p", session=session)
        assert in_balloon(session) == pfns((0, 511), (580, 767))
        typed("balloon deflate web 700p", session=session)
        assert web(session).memory.normal.blocks_per_order()[10] == 1
        invariants.check(session.world)

    def test_xen_of_2006_gives_the_newest_page_back_first(self):
        session = typed(OF_2006, "balloon inflate web 1000p", "balloon deflate web 300p")
        assert in_balloon(session) == pfns((0, 699))

    def test_xen_of_today_gives_its_last_batch_back_first_as_virtio_does(self):
        """Batches of 512 and 488 pages; unmovable requests claim the largest block, which is the next section."""
        session = typed(XEN, "balloon inflate web 1000p", "balloon deflate web 300p")
        assert in_balloon(session) == pfns((1024, 1535), (1836, 2023))

    @pytest.mark.parametrize(
        ("line", "order"),
        [
            (XEN, [1536, 1537, 1538, 1539]),
            (OF_2006, [999, 998, 997, 996]),
            (VIRTIO, [768, 769, 770, 771]),
            (CMM, [999, 998, 997, 996]),
        ],
        ids=["xen", "xen of 2006", "virtio", "cmm"],
    )
    def test_the_order_in_which_a_drivers_pages_leave(self, line, order):
        session = typed(line)
        web(session).driver = attrs.evolve(web(session).driver, keeps=0)
        typed("balloon inflate web 1000p", session=session)
        before = in_balloon(session)
        left = []
        for _ in order:
            typed("balloon deflate web 1p", session=session)
            [gone] = before - in_balloon(session)
            left.append(gone - FIRST_FREE)
            before = in_balloon(session)
        assert left == order

    @pytest.mark.parametrize("kernel", ["2.6.16", "current"])
    def test_xen_populates_low_memory_first_and_high_memory_in_the_order_it_came(self, kernel):
        session = typed(f"guest add web memory=1G min=64M platform=i386 driver=xen kernel={kernel}")
        memory = web(session).memory
        high = next(zone for zone in memory.zones if zone.name == "HighMem")
        typed("balloon set web 700M", session=session)
        assert high.free_pages <= high.low
        taken = web(session).balloon
        [oldest, *_] = taken.last
        low = sum(batch.pages for batch in taken.batches)
        assert taken.pages > low > 0
        typed(f"balloon deflate web {low}p", session=session)
        assert taken.batches == []
        typed("balloon deflate web 8p", session=session)
        assert not memory.frames.hold(oldest.pfns()[:8], Kind.BALLOON).any()
        assert memory.frames.hold(oldest.pfns()[8:], Kind.BALLOON).all()
        invariants.check_balloon(session.world, web(session))

    def test_xen_asks_for_pages_that_cannot_move(self):
        """Its pages are unmovable allocations: today's kernel claims large blocks for them, W10."""
        session = typed(XEN, "workload web fragment 40M", "balloon inflate web 16M")
        assert web(session).memory.normal.blocks_per_order()[0] > 5000, "the single pages were left alone"
        session = typed(VIRTIO, "workload web fragment 40M", "balloon inflate web 16M")
        assert web(session).memory.normal.blocks_per_order()[0] < 1100

    def test_only_movable_balloon_pages_may_lie_in_the_movable_zone(self):
        for guest, expected in ((VIRTIO, True), (XEN, False)):
            session = typed(guest, "hotplug add web 64M online=movable", "balloon inflate web 96M")
            assert bool(web(session).memory.counts[16:, Kind.BALLOON].any()) is expected

    def test_a_page_that_moved_is_the_first_to_go_back(self):
        session = typed(VIRTIO, "balloon inflate web 2000p", "hotplug remove web section=1")
        moved = in_balloon(session) - pfns((0, 1023))
        typed(f"balloon deflate web {len(moved)}p", session=session)
        assert in_balloon(session) == pfns((0, 1023))
        invariants.check(session.world)


class TestAccounting:
    def test_ballooned_pages_are_no_longer_managed(self):
        session = typed(WEB)
        [normal, _] = web(session).memory.zones
        managed, marks = normal.managed, (normal.min, normal.low, normal.high)
        typed("balloon set web 192M", session=session)
        assert normal.managed == managed - 64 * MIB // PAGE
        assert (normal.min, normal.low, normal.high) == marks, "a balloon does not recompute watermarks"
        assert normal.present * PAGE == 256 * MIB

    def test_hotplug_recomputes_them(self):
        session = typed(WEB)
        low = web(session).memory.normal.low
        typed("hotplug add web 64M", session=session)
        assert web(session).memory.normal.low > low

    def test_the_target_says_what_the_balloon_should_hold(self):
        session = typed(WEB, "balloon set web 200M")
        assert web(session).wanted_balloon == web(session).balloon.pages == 56 * MIB // PAGE


class TestPressure:
    FULL = "workload web fill 200M"

    def test_clean_file_pages_are_dropped_oldest_first(self):
        session = typed(WEB, "workload web fill 100M kind=file", "workload web fill 100M kind=file")
        memory = web(session).memory
        oldest = memory.held[Kind.FILE].entries()[:1000]
        typed("balloon set web 160M", session=session)
        assert last(session).state == "done"
        assert Kind.FILE not in {memory.kind(pfn) for pfn in oldest.tolist()}

    def test_it_never_goes_below_the_min_watermark(self):
        session = typed(VIRTIO, self.FULL)
        session.perform("balloon set web 128M")
        session.world.run_until(5 * SECOND)
        normal = web(session).memory.normal
        assert normal.free_pages == normal.min
        short = "free memory in web: all of it lies below the min watermark"
        assert last(session).waits_for == f"{short}; virtio tries again in 0.2 s"

    def test_some_drivers_try_for_ever(self):
        session, tries_again = typed(VIRTIO, self.FULL), 0.2
        number = session.perform("balloon set web 128M").id
        assert settle(session, number) == "stalled"
        assert f"it tries again in {tries_again:g} s." in " ".join(said(session, "web"))
        before = web(session).balloon.pages
        session.world.run_until(session.world.now + 100 * SECOND)
        assert web(session).balloon.pages == before
        typed("workload web free 100M", session=session)
        session.world.run_until(session.world.now + int(tries_again * SECOND) + SECOND // 10)
        assert web(session).balloon.pages * PAGE == 128 * MIB
        assert session.world.operations[number].state == "done"

    def test_xen_of_2006_has_a_program_killed(self):
        """[Xen06]: its allocations are ordinary ones (GFP_HIGHUSER), which can reach the OOM killer."""
        session = typed(OF_2006, self.FULL, "balloon set web 128M")
        assert last(session).state == "done"
        assert not web(session).memory.total(Kind.ANON)
        (sentence,) = [sentence for sentence in said(session, "web") if "was killed" in sentence]
        assert "the balloon wanted memory" in sentence
        invariants.check(session.world)

    def test_xen_of_today_sleeps_2_4_and_8_seconds_and_gives_up(self):
        session = typed(XEN, self.FULL)
        started = session.world.now
        number = session.perform("balloon set web 128M").id
        assert settle(session, number) == "partial"
        guest = web(session)
        assert 14 * SECOND < session.world.now - started < 15 * SECOND
        assert guest.target == guest.online_pages - guest.balloon.pages, "the target is what was reached"
        assert any(sentence.startswith("The balloon gives up, ") for sentence in said(session, "web"))

    def test_the_balloon_says_once_that_it_is_stuck(self):
        session = typed(VIRTIO, self.FULL)
        session.perform("balloon set web 128M")
        session.world.run_until(30 * SECOND)
        assert sum("is stuck" in sentence for sentence in said(session, "web")) == 1

    def test_a_program_that_runs_meanwhile_slows_it_down_and_does_not_stop_it(self):
        session = typed(VIRTIO, "workload web churn 40M rate=200M/s", "balloon set web 128M")
        assert last(session).state == "done"
        invariants.check(session.world)


class TestDeflating:
    def test_what_the_host_has_is_taken_at_once_and_the_rest_is_waited_for(self):
        db = WEB.replace("web", "db")
        session = typed("host memory 512M", WEB, db, "balloon set web 128M", "hotplug add db 96M")
        number = session.perform("balloon set web 256M").id
        session.world.run_until(session.world.now + SECOND)
        assert web(session).balloon.pages * PAGE == 96 * MIB
        assert "Waits for 96M: the host has nothing free." in said(session, "web")
        typed("host memory 1G", session=session)
        assert settle(session, number) == "done"

    def test_it_takes_its_pages_back_as_the_host_zeroes_them(self):
        session = typed("host memory 512M", WEB, WEB.replace("web", "db"), "balloon set web 128M")
        session.world.run_until(session.world.now + SECOND)
        typed("hotplug add db 128M", session=session)
        growing = session.perform("balloon set web 192M").id
        session.perform("guest remove db")
        assert settle(session, growing) == "done"
        invariants.check(session.world)


@pytest.mark.parametrize("guest", [XEN, VIRTIO, OF_2006])
def test_there_and_back_again_leaves_a_fresh_guest_as_it_was(guest):
    session = typed(guest)
    memory = web(session).memory
    before = memory.normal.blocks_per_order(), memory.counts.tolist()
    typed("balloon set web 96M", "balloon set web 256M", session=session)
    assert (memory.normal.blocks_per_order(), memory.counts.tolist()) == before
    invariants.check(session.world)
