"""Worlds under random programs: whatever happens, a fork and a reloaded checkpoint live the same future."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from engine.checkpoint import read, write
from engine.commands.line import parse_line
from engine.digest import DigestCache, digest
from engine.errors import CommandError
from engine.operations.scripts import run_typed
from engine.world import World
from tests.engine.invariants import check
from tests.engine.miniatures import ROWS, small_world

PATIENCE = 10**12
RESIZE = [
    "balloon set {g} {pages}p",
    "balloon inflate {g} {few}p",
    "balloon deflate {g} {few}p",
    "xenstore write /local/domain/{domain}/memory/target {kib}",
    "hotplug add {g} {amount}p",
    "hotplug add {g} {amount}p online=movable",
    "hotplug add {g} {amount}p node=1 online=auto-movable",
    "hotplug add {g} {amount}p online=no",
    "hotplug remove {g} {amount}p retries=2",
    "hotplug remove {g} section={block} timeout=200ms",
    "hotplug remove {g} node=1 retries=1",
    "section offline {g} {block}",
    "section online {g} {block}",
    "section online {g} {block} as=movable",
    "section online {g} size={amount}p",
    "section offline {g} size={amount}p",
    "hotplug add {g} {amount}p partly=undo",
    "hotplug add {g} {amount}p device=dimm{op}:mem{op}",
    "hotplug remove {g} {amount}p order=lowest partly=undo retries=2",
    "hotplug remove {g} device=dimm{op}",
    "hotplug set {g} {device}p",
    "hotplug set {g} 0p",
    "host memory {host}M",
    "resize {g} {pages}p",
    "resize {g} {pages}p policy=unified",
    "resize {g} {pages}p policy=balloon+remove",
    "resize {g} {pages}p policy=balloon+add",
    "resize {g} {amount}p policy=hotplug",
]
WORK = [
    "workload {g} fill {few}p kind={kind}",
    "workload {g} fill {few}p kind={kind} rate=1M/s",
    "workload {g} free kind={kind}",
    "workload {g} free {few}p kind={kind} rate=1M/s",
    "workload {g} churn {few}p kind={kind} rate=2M/s",
    "workload {g} pin {few}p",
    "workload {g} fragment {few}p pattern=random",
    "workload {g} fragment {few}p",
    "workload {g} age {few}p",
]
END = [
    "workload {g} stop",
    "cancel {op}",
    "cancel all",
    "at 20ms balloon set {g} {pages}p",
    "at 70ms try cancel all",
    "wait {g}",
    "guest remove {g}",
]
COMMANDS = [*RESIZE, *RESIZE, *RESIZE, *WORK, *WORK, *END]
NUMBERS = st.fixed_dictionaries(
    {
        "g": st.integers(0, 1),
        "pages": st.integers(512, 2100),
        "few": st.integers(1, 700),
        "sections": st.integers(1, 3),
        "section": st.integers(0, 13),
        "kind": st.sampled_from(
            ["anon", "anon", "file", "mlocked", "hugetlb", "slab", "page_table", "kernel"]
        ),
        "host": st.integers(16, 26),
        "op": st.integers(0, 3),
    }
)
TOLD = st.tuples(st.sampled_from(COMMANDS), NUMBERS)
TOLD_WORK = st.tuples(st.sampled_from(WORK), NUMBERS)
GUESTS = st.fixed_dictionaries(
    {
        "row": st.sampled_from(list(ROWS)),
        "kernel": st.sampled_from(["current", "6.6", "2.6.16+remove"]),
        "driver": st.sampled_from(["virtio", "xen", "vmware", "cmm", "hyperv"]),
        "nodes": st.sampled_from([1, 1, 2]),
        "start": st.sampled_from([0, 0, 5]),
        "percpu": st.booleans(),
        "reporting": st.booleans(),
        "balloon_pages": st.sampled_from([None, None, "pinned", "migrate", "release"]),
        "block_sections": st.sampled_from([1, 1, 2]),
        "online": st.sampled_from(["kernel", "movable", "auto-movable"]),
        "region": st.sampled_from([0, 4]),
    }
)


def command(world: World, text: str, numbers: dict) -> str:
    """Execute a command for one of the guests and operations that there are, and return why it is refused."""
    guests, under_way = list(world.guests) or ["web"], [op.id for op in world.under_way()] or [1]
    name = guests[numbers["g"] % len(guests)]
    chosen: dict[str, object] = {"block": 0, "amount": 1, "device": 0, "host": numbers.get("host", 1)}
    chosen |= {"domain": numbers["g"] + 1, "kib": 4 * numbers.get("pages", 1)}
    chosen |= {"g": name, "op": under_way[numbers["op"] % len(under_way)]}
    if name in world.guests and "section" in numbers:
        guest = world.guests[name]
        span = guest.block_sections
        first = numbers["section"] // span * span
        chosen["block"] = f"{first}-{first + span - 1}" if span > 1 else f"{first}"
        chosen["amount"] = f"{numbers['sections'] * guest.block_pages}"
        size = guest.memory.layout.pageblock_pages
        chosen["device"] = numbers["few"] * size % (4 * guest.section_pages)
        chosen["host"] = numbers["host"] * world.host.total_frames // 5000
    line = parse_line(text.format(**{**numbers, **chosen}))
    assert line is not None
    try:
        run_typed(world, line)
    except CommandError as error:
        return str(error)
    return ""


class Futures(RuleBasedStateMachine):
    """One world, and others that came from it: all are told the same and stay the same."""

    @initialize(guests=st.lists(GUESTS, min_size=1, max_size=2), past=st.lists(TOLD_WORK, max_size=5))
    def begin(self, guests, past):
        self.worlds = [small_world(*guests)]
        self.cache = DigestCache()
        for told in past:
            command(self.worlds[0], *told)
        self.fork(0)
        self.reload(0)
        self.run(200)

    @rule(told=TOLD)
    def tell(self, told):
        assert len({command(world, *told) for world in self.worlds}) == 1
        self.agree()

    @rule(steps=st.integers(1, 6))
    def step(self, steps):
        for _ in range(steps):
            assert len({world.step_one(PATIENCE) for world in self.worlds}) == 1
            self.agree()

    @rule(milliseconds=st.integers(1, 500))
    def run(self, milliseconds):
        for world in self.worlds:
            world.run_until(world.now + milliseconds * 10**6)
        self.agree()

    @rule(number=st.integers(0, 2))
    def fork(self, number):
        self.join(self.worlds[number % len(self.worlds)].fork())

    @rule(number=st.integers(0, 2))
    def reload(self, number):
        self.join(read(write(self.worlds[number % len(self.worlds)])))

    @rule(told=TOLD, steps=st.integers(1, 30), back=st.booleans())
    def go_astray(self, told, steps, back):
        """A fork that does something else, or the world that it was forked from, does not disturb the other."""
        before, stray = self.worlds[0], self.worlds[0].fork()
        if back:
            self.worlds[0], stray = stray, before
        command(stray, *told)
        for _ in range(steps):
            stray.step_one(PATIENCE)
        check(stray)
        self.agree()

    @rule()
    def cancel_each(self):
        """Whatever is cancelled now leaves everything consistent."""
        for operation in self.worlds[0].under_way():
            stray = self.worlds[0].fork()
            stray.cancel(operation.id, "cancelled")
            check(stray)
        self.agree()

    def join(self, world):
        self.worlds = [*self.worlds, world][-3:]
        self.agree()

    def agree(self):
        first, *others = self.worlds
        check(first)
        expected = digest(first)
        assert digest(first, self.cache) == expected
        for other in others:
            assert digest(other) == expected
            assert other.operations == first.operations


TestFutures = Futures.TestCase
TestFutures.settings = settings(max_examples=10, stateful_step_count=20)

LIVES = [
    ["workload web fill 900p kind=file", "balloon set web 600p"],
    ["workload web fill 900p", "balloon set web 600p", "balloon set web 2000p"],
    ["hotplug add web 512p"],
    ["workload web fill 1200p", "hotplug remove web 768p retries=2"],
    ["balloon set web 1400p", "hotplug remove web section=1-2 retries=2"],
    ["workload web fill 300p kind=hugetlb", "section offline web 5", "section online web 5"],
    ["workload web fill 900p", "workload web pin 40p", "hotplug remove web section=3-6 retries=2"],
    ["workload web fragment 1200p", "resize web 1000p policy=unified", "resize web 2300p policy=unified"],
    ["workload web fragment 1200p", "balloon set web 1300p", "resize web 900p policy=unified"],
    ["workload web fragment 900p", "resize web 1000p policy=balloon+remove", "resize web 1900p"],
    ["balloon set web 1700p", "resize web 2300p policy=balloon+add"],
    ["workload web fragment 700p", "workload web age 300p", "workload web free 100p rate=1M/s"],
]


NOW = {"row": "SMALL", "kernel": "current", "driver": "virtio"}
DEVICE = {**NOW, "region": 4}
THEN = {"row": "ONE_BLOCK", "kernel": "2.6.16+remove", "driver": "xen"}


LIVES_OF_A_DEVICE = [
    ["hotplug set web 400p", "hotplug set web 896p", "hotplug set web 96p"],
    ["hotplug set web 768p", "workload web fill 1500p", "hotplug set web 256p"],
    ["hotplug set web 512p", "workload web fill 900p kind=slab", "hotplug set web 0p", "cancel all"],
    ["hotplug set web 512p", "workload web fill 1600p", "workload web pin 40p", "hotplug set web 0p"],
    ["hotplug set web 400p", "section offline web 9", "section online web 9", "hotplug set web 32p"],
]


@pytest.mark.parametrize(
    ("guest", "lines"),
    [
        *(pytest.param(guest, lines) for guest in (NOW, THEN) for lines in LIVES),
        *(pytest.param(DEVICE, lines) for lines in LIVES_OF_A_DEVICE),
    ],
)
def test_whatever_is_cancelled_at_any_event_leaves_everything_consistent(lines, guest):
    world = small_world(guest)
    for line in lines:
        assert not command(world, line, {"g": 0, "op": 0})
        steps = 0
        while world.under_way() and steps < 60:
            for operation in world.under_way():
                stray = world.fork()
                stray.cancel(operation.id, "cancelled")
                check(stray)
            world.step_one(PATIENCE)
            steps += 1
    check(world)


def test_how_time_is_sliced_changes_nothing():
    at_once, sliced = small_world(NOW), small_world(NOW)
    for world in (at_once, sliced):
        for line in ("workload web churn 300p rate=2M/s", "balloon set web 900p", "hotplug add web 512p"):
            assert not command(world, line, {"g": 0, "op": 0})
    for millisecond in range(1, 300, 7):
        sliced.run_until(millisecond * 10**6)
        sliced.fork()
    for world in (at_once, sliced):
        world.run_until(10**9)
    assert digest(sliced) == digest(at_once)
