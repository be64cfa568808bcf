"""What was asked of a recorded guest, and what kind of step that makes."""

from __future__ import annotations

import pytest

from engine.fidelity.actions import requests_of
from engine.fidelity.kinds import classify
from engine.fidelity.requests import (
    Backend,
    BalloonChange,
    BlockChange,
    DevicePlugged,
    DlparRequest,
    HugePages,
    OnlinePolicy,
    Unknown,
    VirtioMemSize,
    Workload,
)
from tests.engine.fidelity.states import capture, step, zone

MIB = 1 << 20


def balloon(before, actual):
    return {
        "kind": "balloon",
        "before": before * MIB,
        "actual": actual * MIB,
        "target": actual * MIB,
        "reached": True,
        "pages": 0,
        "seconds": 0.1,
    }


def block(word, errno=0, dmesg=(), number=3, seconds=0.1):
    return {
        "kind": "block",
        "block": number,
        "write": word,
        "errno": errno,
        "seconds": seconds,
        "dmesg": dmesg,
    }


def guest(words, output=""):
    return {"kind": "guest", "command": words, "errno": 0, "output": output}


def qmp(command, **arguments):
    return {"kind": "qmp", "command": command, "arguments": arguments, "result": {}}


def refused(command, **arguments):
    return {**qmp(command, **arguments), "result": {"error": {"class": "GenericError", "desc": "no slot"}}}


def kind(*actions, before=None):
    found = classify(requests_of(step(*actions), 4096), before or capture())
    return found.kind or found.reason


class TestKinds:
    def test_a_balloon_that_fits_is_an_inflation(self):
        assert kind(balloon(1024, 1023)) == "inflate"

    def test_one_that_does_not_fit_above_the_low_watermarks_reclaims(self):
        assert kind(balloon(1024, 1020), before=capture(zone(free=1123, low=100))) == "reclaim"
        assert kind(balloon(1024, 1020), before=capture(zone(free=1124, low=100))) == "inflate"

    def test_what_cpus_keep_is_free_too(self):
        assert kind(balloon(1024, 1020), before=capture(zone(free=124, parked=1000))) == "inflate"

    def test_on_several_nodes_it_is_numa(self):
        nodes = capture(zone(), zone(node=1))
        assert kind(balloon(1024, 1023), before=nodes) == "NUMA"
        assert kind(balloon(1023, 1024), before=nodes) == "NUMA"

    def test_the_other_kinds(self):
        assert kind(balloon(1023, 1024)) == "deflate"
        assert kind(block("offline", 16)) == "offline"
        assert kind(block("online_movable"), block("online")) == "hot-add"
        dimm = qmp("device_add", driver="pc-dimm", id="d0", memdev="m0")
        assert kind(dimm, block("online")) == "hot-add"
        assert kind(qmp("device_del", id="d0")) == "unplug"
        assert kind({"kind": "virtio-mem", "requested": 0, "size": 0}) == "virtio-mem"
        assert kind(guest("write /proc/sys/vm/nr_hugepages 600")) == "huge pages"
        request = {"kind": "dlpar", "request": "memory add count 1", "errno": 0, "limit_s": 16}
        assert kind({**request, "blocks_gone": [], "blocks_new": [4]}) == "DLPAR"

    @pytest.mark.parametrize(
        "words", ["start w holes 600 1 500 1", "kill w", "readfile /mnt/f0 128", "mount ramfs /r ramfs -"]
    )
    def test_a_workload_is_not_predicted_and_says_so(self, words):
        assert kind(guest(words)) == f"a workload: {words}"
        assert kind(balloon(1024, 1023), guest(words)) == f"a workload: {words}"

    def test_nothing_is_left_out_silently(self):
        assert kind() == "nothing was asked"
        assert kind({"kind": "event", "event": "BALLOON_CHANGE", "data": {}}) == "nothing was asked"
        assert kind(guest("kids")) == "nothing was asked"
        assert "had" in kind(balloon(1024, 1024))
        assert kind({"kind": "warp"}) == "an action of kind warp"
        assert kind(qmp("stop")) == "QEMU's stop"


class TestRequests:
    def of(self, *actions, page_size=4096):
        return requests_of(step(*actions), page_size)

    def test_a_balloon_counts_in_pages_of_its_kernel(self):
        (found,) = self.of(balloon(1024, 896), page_size=65536)
        assert found == BalloonChange(2048, 1024 * MIB, 896 * MIB, True)

    def test_a_signal_that_came_for_lack_of_room_is_told_from_pages_that_stay(self):
        room = "init: page allocation failure: order:0"
        causes = [
            self.of(block("offline", 4, [said]))[0].cause for said in (room, "migrating pfn 11f84 failed")
        ]
        assert causes == ["no room", "pinned"]

    def test_a_request_is_given_up_when_the_real_one_was(self):
        assert self.of(block("offline", 4, seconds=8.25))[0].limit == 8_250_000_000
        assert self.of(block("offline", seconds=1.5))[0].limit == 20_000_000_000

    def test_huge_pages_are_obtained_as_the_next_look_says(self):
        asked = guest("write /proc/sys/vm/nr_hugepages 600")
        seen = guest("cat /proc/sys/vm/nr_hugepages", "411\n")
        assert self.of(asked, seen) == (HugePages(600, 411),)
        assert self.of(asked) == (HugePages(600, None),)
        assert self.of(seen) == ()

    def test_devices_and_settings(self):
        found = self.of(
            guest("write /sys/devices/system/memory/auto_online_blocks online_movable"),
            qmp("object-add", **{"qom-type": "memory-backend-ram"}, id="m0", size=MIB),
            qmp("device_add", driver="pc-dimm", id="d0", memdev="m0", node=1),
            qmp("qom-set", property="requested-size", value=5),
            {"kind": "virtio-mem", "requested": 5, "size": 4},
        )
        assert found == (
            OnlinePolicy("online_movable"),
            Backend("m0", MIB),
            DevicePlugged("d0", "m0", 1, "pc-dimm"),
            VirtioMemSize(5, 4),
        )

    @pytest.mark.parametrize(
        "action",
        [
            {},
            {"kind": None},
            {"kind": "block"},
            {"kind": "balloon", "before": "x", "actual": 1, "target": 1, "reached": True},
            {"kind": "dlpar", "request": "\x1b[2J", "errno": "?"},
            {"kind": "qmp", "command": "device_add", "arguments": None},
            {"kind": "guest", "command": "cat /proc/sys/vm/nr_hugepages", "output": "many"},
        ],
    )
    def test_an_odd_action_is_unknown_and_harms_nobody(self, action):
        (found,) = self.of(action)
        assert isinstance(found, Unknown)
        assert found.words.isprintable()

    def test_words_of_a_trace_are_printable(self):
        assert self.of(guest("start \x1b[2J")) == (Workload("start \\x1b[2J"),)

    def test_a_dlpar_request_has_its_limit(self):
        action = {"kind": "dlpar", "request": "memory remove count 2", "errno": 22, "limit_s": 16}
        (found,) = self.of({**action, "blocks_gone": [], "blocks_new": []})
        assert found == DlparRequest("memory remove count 2", 22, (), (), 16_000_000_000)

    def test_the_outcome_of_a_block_is_its_errno_and_cause(self):
        outcomes = [self.of(block("offline", errno))[0].outcome for errno in (0, 16, 22, 4, 99)]
        assert outcomes == ["ok", "EBUSY unmovable", "EINVAL holes", "EINTR pinned", "errno 99"]
        assert isinstance(self.of(block("online", 22))[0], BlockChange)
        assert self.of(block("online", 22))[0].outcome == "EINVAL"


def test_huge_pages_may_be_asked_for_by_their_size():
    sized = "/sys/kernel/mm/hugepages/hugepages-{}kB/nr_hugepages"
    assert (
        kind(guest(f"write {sized.format(2048)} 5"), guest(f"cat {sized.format(2048)}", "4")) == "huge pages"
    )
    assert kind(guest(f"write {sized.format(1048576)} 1")).startswith("a workload: ")


def test_what_the_hypervisor_refused_the_guest_never_heard_of():
    assert kind(refused("device_add", driver="pc-dimm", id="d", memdev="m")) == "nothing was asked"
