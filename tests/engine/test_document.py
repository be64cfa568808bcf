import json
from typing import Any

import pytest

from engine.commands.expectation import check, describe, lookup
from engine.commands.parse import parse
from engine.document import document, excerpt
from engine.errors import CommandError
from engine.memory.holdings import acquire
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.picture import Painter
from engine.units import GIB, MIB, SECOND
from engine.world import World
from tests.engine.worlds import add_guest, add_sections, make_world, set_target, take_section

SHAPE: dict[str, Any] = {
    "format": str,
    "time": float,
    "time_ns": int,
    "seed": int,
    "digest": str,
    "host": {
        "total": int,
        "free": int,
        "zeroing": int,
        "committed": int,
        "runs": [[str, int, int]],
        "fragmentation": {
            "holes": int,
            "largest_hole": int,
            "holes_by_size": [int],
            "free_blocks": [int],
            "unusable_free_index": [int],
        },
        "balance": {
            "policy": str,
            "state": str,
            "moves": int,
            "given": int,
            "taken": int,
            "line": [str],
            "guests": {},
        },
        "guests": dict.fromkeys(
            ("web", "db"),
            dict.fromkeys(("held", "pieces", "largest_piece", "holes", "in_holes", "largest_hole"), int),
        ),
    },
    "guests": [
        {
            "name": str,
            "platform": str,
            "kernel": str,
            "memory_model": str,
            "driver": str,
            "hypervisor": str,
            "can": {"balloon": bool, "add": bool, "remove": bool},
            "page_size": int,
            "section_size": int,
            "memory": {
                "boot": int,
                "min": int,
                "max": int,
                "target": int,
                "present": int,
                "online": int,
                "managed": int,
                "free": int,
                "file_dirty": int,
                "balloon": int,
                "swap_total": int,
                "swap_used": int,
                "mem_map": int,
                "swapped_in": int,
                "swapped_out": int,
                "working_set": int,
                "needs": int,
                "unplugged": int,
            },
            "host_paging": {
                "limit": (int, type(None)),
                "out": int,
                "ever_out": int,
                "ever_in": int,
                "double": int,
                "overwritten": int,
            },
            "balloon": {
                "pages": int,
                "target_pages": int,
                "wakeups": int,
                "cpu_time": float,
                "cpu_share": float,
                "reaction": (float, type(None)),
                "reaction_ns": (int, type(None)),
            },
            "zones": [
                {
                    "name": str,
                    "node": int,
                    "min": int,
                    "low": int,
                    "high": int,
                    "managed": int,
                    "free_area": {
                        "unmovable": [int],
                        "movable": [int],
                        "reclaimable": [int],
                        "isolate": [int],
                    },
                    "reserve": int,
                    "recomputed": {"min": int, "low": int, "high": int, "reserve": int},
                    "start_pfn": int,
                    "spanned": int,
                }
            ],
            "sections": [
                {
                    "index": int,
                    "block": int,
                    "state": str,
                    "zones": [str],
                    "node": int,
                    "removable": bool,
                    "blockers": [{"kind": str, "pages": int, "first_pfn": int}],
                    "pages": {
                        "free": int,
                        "per_cpu": int,
                        "file": int,
                        "anon": int,
                        "mlocked": int,
                        "pinned": int,
                        "hugetlb": int,
                        "slab": int,
                        "page_table": int,
                        "kernel": int,
                        "reserved": int,
                        "mem_map": int,
                        "balloon": int,
                        "hole": int,
                        "unplugged": int,
                    },
                }
            ],
            "fragmentation": {"unusable_free_index": [int], "largest_free_block": int},
            "programs": [
                {
                    "name": str,
                    "pid": int,
                    "command": str,
                    "since": float,
                    "since_ns": int,
                    "running": bool,
                    "holds": {},
                    "swapped": int,
                    "rate": int,
                    "work": int,
                    "waits_for": (str, type(None)),
                }
            ],
            "devices": [
                {"id": str, "memdev": str, "slot": int, "node": int, "address": int, "size": int},
            ],
            "work": {"rate": int, "wanted": int, "percent": int, "done": int},
            "seconds": {
                "second": [int],
                "work": [int],
                "swapped_in": [int],
                "swapped_out": [int],
                "wanted": [int],
                "free": [int],
                "online": [int],
                "balloon": [int],
                "unusable": [int],
            },
            "oom": {"kills": int, "helped": int},
            "udev": {"add": int, "online": int, "offline": int, "remove": int},
            "virtio_mem": type(None),
            "imported": type(None),
        }
    ],
    "operations": [
        {
            "id": int,
            "guest": str,
            "command": str,
            "state": str,
            "started": float,
            "started_ns": int,
            "ended": (float, type(None)),
            "ended_ns": (int, type(None)),
            "progress": [int],
            "pages_migrated": int,
            "waits_for": (str, type(None)),
            "reason": str,
            "deadline": (float, type(None)),
            "deadline_ns": (int, type(None)),
            "late": bool,
            "rate": {"asked": (int, type(None)), "reached": (int, type(None))},
            "pace": {
                "before": (int, type(None)),
                "during": (int, type(None)),
                "after": (int, type(None)),
            },
        }
    ],
    "expectations": {"passed": int, "failed": int},
    "comparisons": [{}],
}
"""What a reader of the JSON may rely on: every key and the type of its value, in order."""


def assert_shape(value: Any, shape: Any, path: str = "") -> None:
    if isinstance(shape, dict):
        assert list(value) == list(shape), path
        for key, part in shape.items():
            assert_shape(value[key], part, f"{path}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), path
        parts = shape if len(shape) > 1 else shape * len(value)
        for place, (item, part) in enumerate(zip(value, parts, strict=True)):
            assert_shape(item, part, f"{path}[{place}]")
    else:
        assert type(value) in (shape if isinstance(shape, tuple) else (shape,)), f"{path}: {type(value)}"


def busy_world() -> World:
    """Return two guests in the midst of changes: a balloon that fills, a section that comes, one that goes."""
    world = make_world(web=128 * MIB, db=64 * MIB)
    memory = world.guests["web"].memory
    acquire(memory, 2000, Kind.ANON)
    acquire(memory, 300, Kind.FILE)
    acquire(memory, 200, Kind.FILE_DIRTY)
    acquire(memory, 70, Kind.SLAB)
    acquire(memory, 1, Kind.PINNED)
    world.record("", "host memory 8G")
    set_target(world, "web", 100 * MIB)
    add_sections(world, "db", 1, online="no")
    take_section(world, "web", 1)
    world.run_until(2_500_000)
    return world


def written(world: World, digest: str | None = None) -> dict[str, Any]:
    snapshot = Painter().paint(world, paused=True, speed=1, reached=0)
    return document(snapshot, world, digest)


def guest(world: World, name: str = "web") -> dict[str, Any]:
    return next(each for each in written(world)["guests"] if each["name"] == name)


class TestTheWholeDocument:
    def test_every_key_is_there_with_its_type(self):
        world = busy_world()
        del world.operations[1]
        found = written(world, "sha256:12")
        assert found["format"] == "ballonet.snapshot/1"
        assert found["operations"]
        assert any(section["blockers"] for section in found["guests"][0]["sections"])
        assert_shape(found, SHAPE)

    def test_it_is_json_and_reads_back_the_same(self):
        found = written(busy_world())
        assert json.loads(json.dumps(found, allow_nan=False)) == found

    def test_an_empty_world_has_everything_but_guests(self):
        found = written(World(seed=3))
        assert (found["time"], found["seed"], found["digest"]) == (0, 3, None)
        assert (found["guests"], found["operations"]) == ([], [])
        assert found["host"]["runs"] == [["free", 0, 64 * GIB // 4096]]

    def test_times_are_seconds_and_exact_nanoseconds(self):
        world = World()
        world.run_until(SECOND // 4)
        world.record("", "host memory 8G")
        world.run_until(12 * SECOND + 1)
        found = written(world)
        assert (found["time"], found["time_ns"]) == (12.000000001, 12_000_000_001)
        (operation,) = found["operations"]
        assert (operation["started"], operation["ended"], operation["ended_ns"]) == (0.25, 0.25, SECOND // 4)
        assert operation["guest"] is None

    def test_host_runs_cover_the_machine(self):
        world = busy_world()
        host = written(world)["host"]
        assert sum(frames for _, _, frames in host["runs"]) * 4096 == host["total"]
        assert host["free"] + host["zeroing"] + host["committed"] == host["total"]


class TestSections:
    def test_pages_of_online_sections_add_up_and_free_equals_the_lists(self):
        for each in written(busy_world())["guests"]:
            online = [s for s in each["sections"] if s["state"] != "offline"]
            assert {sum(section["pages"].values()) for section in online} == {4096}
            areas = [area for zone in each["zones"] for area in zone["free_area"].values()]
            listed = sum(blocks << order for area in areas for order, blocks in enumerate(area))
            assert listed == sum(section["pages"]["free"] for section in each["sections"])

    def test_an_offline_section_has_no_zone_and_no_pages(self):
        world = busy_world()
        world.run_until(SECOND)
        added = guest(world, "db")["sections"][-1]
        assert (added["index"], added["state"], added["zones"], added["removable"]) == (
            4,
            "offline",
            [],
            False,
        )
        assert set(added["pages"].values()) == {0}

    def test_absent_sections_are_left_out(self):
        world = make_world(web=64 * MIB)
        world.guests["web"].memory.make_present(7)
        assert [section["index"] for section in guest(world)["sections"]] == [0, 1, 2, 3, 7]

    def test_file_is_clean_and_dirty(self):
        world = make_world(web=64 * MIB)
        acquire(world.guests["web"].memory, 30, Kind.FILE)
        acquire(world.guests["web"].memory, 12, Kind.FILE_DIRTY)
        found = guest(world)
        assert sum(section["pages"]["file"] for section in found["sections"]) == 42
        assert found["memory"]["file_dirty"] == 12 * 4096

    def test_blockers_say_what_how_many_and_where_first(self):
        world = make_world(web=64 * MIB)
        memory = world.guests["web"].memory
        memory.take(2 * 4096, MigrateType.MOVABLE, Kind.ANON)
        page_tables = memory.take(3, MigrateType.UNMOVABLE, Kind.PAGE_TABLE).pfns().tolist()
        section = page_tables[0] // 4096
        found = guest(world)["sections"][section]
        assert found["blockers"] == [{"kind": "page_table", "pages": 3, "first_pfn": min(page_tables)}]
        assert found["removable"] is False

    def test_a_section_is_removable_if_it_is_online_and_nothing_blocks_it(self):
        world = make_world(web=64 * MIB)
        assert [section["removable"] for section in guest(world)["sections"]] == [False, True, True, True]
        world.guests["web"].memory.set_state(3, SectionState.GOING_OFFLINE)
        going = guest(world)["sections"][3]
        assert (going["state"], going["removable"], going["zones"]) == ("going-offline", False, ["Normal"])

    @pytest.mark.parametrize(("driver", "removable"), [("virtio", True), ("xen", False)])
    def test_balloon_pages_block_where_they_are_pinned(self, driver, removable):
        world = World(host_memory=GIB)
        memory = add_guest(world, memory=64 * MIB, driver=driver).memory
        memory.take(2 * 4096, MigrateType.UNMOVABLE, Kind.BALLOON)
        found = guest(world)["sections"][1]
        assert (found["pages"]["balloon"], found["removable"]) == (4096, removable)
        assert [b["kind"] for b in found["blockers"]] == ([] if removable else ["balloon"])


PATHS = (
    *("web.memory.balloon", "web.memory.online", "web.memory.target", "web.memory.free"),
    *("db.memory.balloon", "web.section[3].state", "web.section[999].state"),
    *("web.section[0].blockers[0].first_pfn", "web.section[1].pages.free", "web.section[0].zones[0]"),
    *("web.zone.Normal.free_area.movable[10]", "web.zone.Normal.managed"),
    *("web.fragmentation.unusable_free_index[1]", "web.fragmentation.largest_free_block"),
    *("web.kernel", "host.free", "host.runs[0][0]", "op.last.state", "op.last.waits_for"),
    *("op[2].started", "op[2].progress[1]", "op[2].ended_ns", "time", "time_ns", "seed"),
    "expectations.passed",
)


class TestPaths:
    @pytest.mark.parametrize("path", PATHS)
    def test_a_path_finds_the_same_in_an_excerpt(self, path):
        world = busy_world()
        snapshot = Painter().paint(world, paused=True, speed=1, reached=0)
        whole = lookup(document(snapshot, world), path)
        part = lookup(excerpt(snapshot, world, path), path)
        assert (part, describe(part)) == (whole, describe(whole))

    @pytest.mark.parametrize(
        "path",
        [
            *("wbe.memory.free", "web.memory.fre", "web.sections[4].state", "web.section[1].pages.fee"),
            *(
                "web.section[999].pages.free",
                "web.section.first",
                "web.section",
                "web.section[1]",
                "web",
                "host.fre",
            ),
            *(
                "op[99].state",
                "op.last.what",
                "web.zone.Normal.free_area.movable[40]",
                "host.runs[9999][0]",
                "web.nodes",
            ),
        ],
    )
    def test_a_wrong_path_is_refused_alike_in_an_excerpt(self, path):
        world = busy_world()
        snapshot = Painter().paint(world, paused=True, speed=1, reached=0)
        with pytest.raises(CommandError) as whole:
            lookup(document(snapshot, world), path)
        with pytest.raises(CommandError) as part:
            lookup(excerpt(snapshot, world, path), path)
        assert (str(part.value), part.value.place) == (str(whole.value), whole.value.place)

    def test_an_excerpt_has_one_guest_and_one_section_of_it(self):
        world = busy_world()
        snapshot = Painter().paint(world, paused=True, speed=1, reached=0)
        found = excerpt(snapshot, world, "web.section[2].state")
        assert [section["index"] for section in found["guests"][0]["sections"]] == [2]
        assert list(found["guests"][1]) == ["name", "page_size"]
        assert excerpt(snapshot, world, "web.memory.free")["guests"][0]["sections"] == []

    @pytest.mark.parametrize(
        "line",
        [
            "expect web.memory.online == 128M",
            "expect web.memory.target == 25600p",
            "expect web.balloon.target_pages == 28M",
            "expect web.section[0].removable == false",
            "expect web.section[999].state == absent",
            "expect op[1].started == 0s",
            "expect op[1].guest == none",
            "expect time == 2500us",
        ],
    )
    def test_an_expectation_holds(self, line):
        assert check(written(busy_world()), parse(line))[0]
