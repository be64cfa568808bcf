"""What tells one balloon driver from another: how it learns its target, how far it goes, and what MemTotal says."""

from __future__ import annotations

import attrs
import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.drivers import DRIVERS, balloon_pages_of, driver_of
from engine.guest.available import available
from engine.guest.balloon_help import deflate_on_oom
from engine.memory.kinds import Kind
from engine.platform import KERNELS, PLATFORMS
from engine.units import GIB, MIB, MILLISECOND, SECOND
from tests.engine import invariants
from tests.engine.playing import last, refused, said, settle, typed

PAGE = 4096
APP = "guest add app memory=1G min=64M swap=0K driver=vmware"
CMM = "guest add lpar memory=1G min=64M swap=0K platform=ppc64 driver=cmm"
XEN = "guest add app memory=1G min=64M swap=0K driver=xen"
VIRTIO = "guest add app memory=1G min=64M swap=0K driver=virtio"


def guest_of(session):
    [guest] = session.world.guests.values()
    return guest


def mem_total(session) -> int:
    return sum(zone.managed for zone in guest_of(session).memory.zones)


def held(session) -> int:
    """Bytes in the balloon."""
    return guest_of(session).balloon.pages * PAGE


class TestRows:
    def test_a_kernel_before_balloon_compaction_pins_or_releases(self):
        old, new = KERNELS["2.6.16+remove"], KERNELS["current"]
        fates = {
            name: (balloon_pages_of(row, old), balloon_pages_of(row, new)) for name, row in DRIVERS.items()
        }
        assert fates == {
            "xen": ("pinned", "pinned"),
            "virtio": ("pinned", "migrate"),
            "vmware": ("pinned", "migrate"),
            "cmm": ("release", "migrate"),
            "hyperv": ("pinned", "pinned"),
            "none": ("pinned", "pinned"),
        }

    def test_only_xen_of_2006_can_reach_the_oom_killer(self):
        kernels, ppc = KERNELS.values(), PLATFORMS["ppc64"]
        may = {(n, k.name) for n in DRIVERS for k in kernels if driver_of(n, k, ppc).may_oom}
        assert may == {("xen", name) for name in KERNELS if name not in ("6.1", "6.6", "6.12", "current")}

    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ("guest add a memory=1G driver=cmm", "there is no cmm balloon on x86-64, only on ppc64, s390"),
            (
                "guest add a memory=1G platform=ppc64 driver=vmware",
                "there is no vmware balloon on ppc64, only on x86-64, i386",
            ),
            (
                "guest add a memory=1G driver=xen deflate_on_oom=on",
                "deflate_on_oom is virtio's, and the driver is xen",
            ),
        ],
    )
    def test_a_driver_that_does_not_exist_there_is_refused_with_those_that_do(self, line, found):
        assert refused(typed(), line).found == found


class TestPolling:
    def test_vmware_sees_its_target_at_the_next_whole_second(self):
        session = typed(APP, "wait 6.3s")
        session.world.run_until(6 * SECOND + 300 * MILLISECOND)
        session.perform("balloon set app 900M")
        assert said(session, "app")[-1] == (
            "The target is 900M; this driver polls once a second and will see it at 00:07."
        )
        session.world.run_until(7 * SECOND - 1)
        assert held(session) == 0
        assert last(session).waits_for == "the vmware driver: its next look at the target, at 00:07"
        session.world.run_until(7 * SECOND)
        assert held(session) == guest_of(session).driver.batch * PAGE

    def test_a_target_set_as_it_polls_is_seen_a_second_later(self):
        session = typed(APP)
        session.perform("balloon set app 900M")
        session.world.run_until(SECOND - 1)
        assert held(session) == 0
        session.world.run_until(SECOND)
        assert held(session) > 0

    def test_a_target_that_is_replaced_before_the_poll_is_never_seen(self):
        session = typed(APP)
        session.perform("balloon set app 600M")
        session.perform("balloon set app 900M")
        session.world.run_until(10 * SECOND)
        assert held(session) == 124 * MIB

    @pytest.mark.parametrize("line", [APP, CMM])
    def test_a_guest_without_free_memory_is_tried_again_at_each_poll(self, line):
        session = typed(line, f"workload {line.split()[2]} fill 85%")
        name = guest_of(session).name
        number = session.perform(f"balloon set {name} 500M").id
        assert settle(session, number) == "stalled"
        before = held(session)
        again = -(-session.world.now // SECOND)
        waits = session.world.operations[number].waits_for
        assert waits is not None
        assert waits.endswith(f"tries again at 01:{again % 60:02}")
        typed(f"workload {name} free 600M", session=session)
        freed = session.world.now
        at_poll = -(-freed // SECOND) * SECOND
        session.world.run_until(at_poll - 1)
        assert held(session) == before
        session.world.run_until(at_poll)
        assert held(session) > before


class TestMemTotal:
    @pytest.mark.parametrize(
        ("line", "shrinks"),
        [(APP, False), (VIRTIO, True), (f"{VIRTIO} deflate_on_oom=on", False), (XEN, True)],
        ids=["vmware", "virtio", "virtio that helps", "xen"],
    )
    def test_it_shrinks_with_the_balloon_or_stays(self, line, shrinks):
        session = typed(line)
        before, free = mem_total(session), guest_of(session).memory.zones
        was = sum(zone.free_pages for zone in free)
        typed("balloon set app 768M", session=session)
        pages = 256 * MIB // PAGE
        assert before - mem_total(session) == (pages if shrinks else 0)
        assert was - sum(zone.free_pages for zone in free) == pages, "MemFree falls in every case"
        typed("balloon set app 1G", session=session)
        assert mem_total(session) == before
        invariants.check(session.world)


class TestLimits:
    def test_vmware_takes_65_percent_of_the_guest_at_most(self):
        session = typed(APP, "balloon set app 200M")
        assert last(session).state == "partial"
        assert last(session).reason == "vmware takes at most 65 % of the guest's 1G"
        assert held(session) == GIB // PAGE * 65 // 100 * PAGE
        guest = guest_of(session)
        assert guest.target == guest.online_pages - guest.balloon.pages, "the target is what was reached"
        assert "The balloon stays at 665M, 158M short: " in said(session, "app")[-2]

    def test_cmm_leaves_the_guest_256_mib(self):
        session = typed(CMM, "balloon set lpar 100M")
        assert (last(session).state, last(session).reason) == ("partial", "cmm leaves the guest 256M")
        assert mem_total(session) * PAGE == 256 * MIB

    def test_xen_of_today_stops_where_the_kernel_has_nothing_available_and_takes_no_more_than_that(self):
        """drivers/xen/balloon.c:balloon_thread: a step is no larger than MemAvailable."""
        session = typed(XEN, "workload app fill 700M", "balloon set app 512M")
        assert last(session).state == "partial"
        memory = guest_of(session).memory
        assert all(zone.free_pages > zone.min for zone in memory.zones if zone.present)

    def test_the_others_go_down_to_the_min_watermark(self):
        session = typed(VIRTIO, "workload app fill 700M")
        session.perform("balloon set app 512M")
        session.world.run_until(30 * SECOND)
        memory = guest_of(session).memory
        assert sum(zone.free_pages for zone in memory.zones) == sum(
            zone.min + max(zone.protection) for zone in memory.zones
        )


class TestOutOfMemory:
    def test_virtio_gives_256_pages_back_for_each_call_and_its_goal_stays(self):
        session = typed(f"{VIRTIO} deflate_on_oom=on", "balloon set app 512M")
        guest, before = guest_of(session), held(session)
        target = guest.target
        assert guest.driver.oom_pages == 256
        assert deflate_on_oom(session.world, guest, guest.driver.oom_pages) == 256
        assert before - held(session) == MIB
        assert guest.target == target
        assert said(session, "app")[-1] == (
            "Out of memory: the balloon gives back 256 pages for each call for help; it holds 511M."
        )
        invariants.check(session.world)

    def test_cmm_frees_1_mib_and_leaves_it_to_the_guest(self):
        session = typed(CMM, "balloon set lpar 512M")
        guest, before = guest_of(session), held(session)
        assert deflate_on_oom(session.world, guest, guest.driver.oom_pages) * PAGE == MIB
        assert before - held(session) == MIB
        session.world.run_until(session.world.now + 10 * SECOND)
        assert guest.wanted_balloon == guest.balloon.pages

    def test_a_host_without_a_free_frame_cannot_help(self):
        session = typed("host memory 1G", f"{VIRTIO} deflate_on_oom=on", "balloon set app 512M", "wait 2s")
        session.world.run_until(session.world.now + 2 * SECOND)
        typed("guest add db memory=512M", session=session)
        assert deflate_on_oom(session.world, session.world.guests["app"], 256) == 0


class TestCmmAndHotplug:
    def test_it_stands_still_for_five_seconds_after_a_section_went_offline(self):
        session = typed(CMM, "balloon set lpar 960M")
        gone = session.perform("hotplug remove lpar section=60").id
        assert settle(session, gone) == "done"
        left = guest_of(session).offlined
        session.perform("balloon inflate lpar 64M")
        before = guest_of(session).balloon.pages
        resumes = -(-left // SECOND) * SECOND + 6 * SECOND
        session.world.run_until(resumes - 1)
        assert guest_of(session).balloon.pages == before
        assert last(session).waits_for is not None
        assert "it pauses 5 s after a section went offline" in last(session).waits_for
        session.world.run_until(resumes)
        assert guest_of(session).balloon.pages > before

    def test_the_newest_page_is_given_back_first(self):
        session = typed(CMM, "balloon set lpar 960M")
        guest = guest_of(session)
        newest = guest.balloon.batches[-1].pfns()[-10:]
        typed("balloon deflate lpar 10p", session=session)
        assert not guest.memory.frames.hold(newest, Kind.BALLOON).any()


class TestBackOff:
    FULL = "workload app fill 900M"

    @staticmethod
    def tries(session, number, most: int) -> list[int]:
        """Return when an operation's driver tries again, counted from now, until it ended or tried often enough."""
        world, found, began = session.world, [], session.world.now
        while not world.operations[number].over and len(found) < most:
            process = world.operations[number].process
            world.run_until(dict(world.timeline.schedule().due)[process])
            found.append(world.now - began)
        return found

    def stuck(self, line: str):
        """Return a session whose balloon took what it could get, and the operation that comes after."""
        session = typed(line, self.FULL)
        guest = guest_of(session)
        guest.driver = attrs.evolve(guest.driver, may_oom=False)
        while available(guest):
            typed("workload app fill 4M", session=session)
        first = session.perform("balloon set app 300M").id
        session.world.run_until(30 * SECOND)
        if not session.world.operations[first].over:
            session.perform(f"cancel {first}")
        number = session.perform("balloon set app 300M").id
        if guest.driver.poll:
            session.world.run_until(31 * SECOND)
        return session, number

    def test_xen_of_today_sleeps_2_4_and_8_seconds_and_its_fourth_failure_ends_it(self):
        session, number = self.stuck(XEN)
        began = session.world.now
        assert self.tries(session, number, 9) == [2 * SECOND, 6 * SECOND, 14 * SECOND]
        operation = session.world.operations[number]
        assert (operation.state, operation.ended) == ("failed", began + 14 * SECOND)

    def test_xen_of_2006_sleeps_a_second_for_ever(self):
        session, number = self.stuck(f"{XEN} kernel=2.6.16")
        assert self.tries(session, number, 5) == [k * SECOND for k in range(1, 6)]

    def test_virtio_sleeps_200_ms_for_ever(self):
        session, number = self.stuck(VIRTIO)
        assert self.tries(session, number, 5) == [k * 200 * MILLISECOND for k in range(1, 6)]

    def test_vmware_looks_again_each_second(self):
        session, number = self.stuck(APP)
        assert self.tries(session, number, 5) == [k * SECOND for k in range(1, 6)]

    def test_why_says_when_it_tries_again(self):
        session, number = self.stuck(XEN)
        session.world.run_until(session.world.now + 3 * SECOND)
        answer = session.perform(f"why operation={number}").output
        short = "free memory in app: what its kernel counts as available is used up"
        assert f"{short}; xen tries again in 4 s; 2 of 4 tries failed" in answer

    def test_xen_of_today_gives_up_for_want_of_available_memory_though_it_took_pages(self):
        session = typed(XEN, self.FULL, "balloon set app 300M")
        operation = last(session)
        assert (operation.state, operation.reason) == (
            "partial",
            "xen gave up after 4 tries in a row that came short",
        )
        [sentence] = [it for it in said(session, "app") if it.startswith("The balloon gives up, ")]
        assert sentence.endswith(" short: what the kernel counts as available (MemAvailable) is used up.")

    def test_vmware_keeps_to_whole_seconds_when_a_batch_came_short(self):
        session = typed(APP, self.FULL)
        number = session.perform("balloon set app 400M").id
        operation = session.world.operations[number]
        while "tries again" not in (operation.waits_for or ""):
            session.world.run_until(session.world.timeline.next_time())
            operation = session.world.operations[number]
        due = session.world.timeline.due(operation.process)
        assert due == -(-session.world.now // SECOND) * SECOND


class TestReclaim:
    def test_xen_of_2006_reaches_the_oom_killer(self):
        session = typed(f"{XEN} kernel=2.6.16", "workload app fill 900M", "balloon set app 300M")
        assert last(session).state == "done"
        assert any(sentence.startswith("Out of memory") for sentence in said(session, "app"))

    def test_the_others_never_do(self):
        session = typed(VIRTIO, "workload app fill 900M")
        session.perform("balloon set app 300M")
        session.world.run_until(60 * SECOND)
        assert not any(sentence.startswith("Out of memory") for sentence in said(session, "app"))

    def test_a_program_out_of_memory_is_helped_by_the_balloon_that_promised_to(self):
        session = typed(f"{VIRTIO} deflate_on_oom=on", "balloon set app 600M", "workload app fill 700M")
        assert last(session).state == "done", "nobody was killed"
        assert any(
            sentence.startswith("Out of memory: the balloon gives back") for sentence in said(session, "app")
        )
        assert held(session) < 424 * MIB
        invariants.check_managed(guest_of(session))


@pytest.mark.parametrize(
    "lines",
    [
        (APP, "balloon set app 900M"),
        (f"{VIRTIO} balloon_pages=release", "balloon set app 640M", "hotplug remove app section=2"),
        ("guest add app memory=1G min=64M platform=i386 driver=xen", "balloon set app 700M"),
        (
            CMM.replace("lpar", "app"),
            "balloon set app 900M",
            "hotplug remove app 16M",
            "balloon set app 800M",
        ),
    ],
    ids=["a poll to come", "a balloon that grows again", "high memory", "a pause after hotplug"],
)
@pytest.mark.parametrize("steps", [3, 400])
def test_a_checkpoint_in_the_middle_lives_the_same_future(lines, steps):
    *before, line = lines
    session = typed(*before)
    session.perform(line)
    for _ in range(steps):
        session.world.step_one(1 << 62)
    world, twin = session.world, read(write(session.world))
    assert digest(twin) == digest(world)
    for each in (world, twin):
        each.run_until(30 * SECOND)
    assert digest(twin) == digest(world)


def test_guest_show_says_what_the_driver_does():
    for line, words in (
        (APP, "vmware; its pages are migrated when a section is to go; MemTotal stays as it is"),
        (f"{VIRTIO} reporting=on", "free blocks are reported"),
        (CMM.replace("lpar", "app"), "it helps out of memory"),
    ):
        assert words in typed(line).perform("guest show app").output
