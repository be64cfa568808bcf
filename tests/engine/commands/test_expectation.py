import json

import pytest

from engine.commands.expectation import check, compare, describe, lookup
from engine.commands.parse import parse
from engine.errors import SyntaxRefused
from engine.units import GIB, MIB

DOCUMENT = json.loads("""{
  "format": "ballonet.snapshot/1", "time": 12.5, "time_ns": 12500000000, "seed": 7, "digest": "sha256:12",
  "host": {"total": 8589934592, "free": 1073741824},
  "guests": [{
    "name": "web", "platform": "ppc64", "kernel": "2.6.16+remove", "page_size": 4096, "section_size": 16777216,
    "memory": {"online": 268435456, "free": 67108864},
    "balloon": {"pages": 16384, "target_pages": 16384},
    "zones": [{"name": "Normal", "node": 0, "min": 256, "managed": 65000,
               "free_area": {"movable": [5, 3, 1], "unmovable": [0, 0, 2]}}],
    "sections": [{"index": 4, "state": "online", "removable": true, "zones": ["Normal"], "pages": {"free": 16},
                  "blockers": [{"kind": "page_table", "pages": 3, "first_pfn": 88064}]}],
    "fragmentation": {"unusable_free_index": [0, 250], "largest_free_block": 1048576}
  }],
  "operations": [
    {"id": 2, "guest": "web", "state": "failed", "started": 1.0, "ended": 2.5, "pages_migrated": 3, "progress": [1, 4]},
    {"id": 3, "guest": "web", "state": "running", "started": 12.000000001, "ended": null, "waits_for": null}],
  "expectations": {"passed": 6, "failed": 0}}""")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("web.memory.free", 64 * MIB),
        ("web.platform", "ppc64"),
        ("web.section[4].state", "online"),
        ("web.section[4].removable", True),
        ("web.section[4].pages.free", 16),
        ("web.section[4].zones[0]", "Normal"),
        ("web.section[4].blockers[0].kind", "page_table"),
        ("web.section[5].state", "absent"),
        ("web.zone.Normal.free_area.movable[2]", 1),
        ("web.fragmentation.unusable_free_index[1]", 250),
        ("host.free", GIB),
        ("op.last.state", "running"),
        ("op[2].state", "failed"),
        ("op.last.ended", None),
        ("op[2].progress[1]", 4),
        ("expectations.passed", 6),
        ("time", 12.5),
        ("time_ns", 12_500_000_000),
        ("seed", 7),
    ],
)
def test_a_path_leads_to_a_value(path, value):
    assert lookup(DOCUMENT, path) == value


@pytest.mark.parametrize(
    "text",
    [
        "web.memory.free == 64M",
        "web.memory.free == 16384p",
        "web.memory.free < 65M",
        "web.memory.free == 67108864",
        "web.balloon.pages == 16384",
        "web.balloon.pages == 64M",
        "web.balloon.pages == 16384p",
        "web.section[4].pages.free == 64K",
        "web.section[4].blockers[0].pages == 3p",
        "web.zone.Normal.min == 1M",
        "web.fragmentation.largest_free_block == 1M",
        "web.kernel == 2.6.16+remove",
        "web.section[4].state == online",
        "web.section[4].state != absent",
        "web.section[4].removable == true",
        "op[2].pages_migrated == 12K",
        "op[2].ended == 2.5s",
        "op[2].ended > 1.0",
        "op.last.started == 12.000000001s",
        "op.last.ended == none",
        "op.last.ended != 2.5s",
        "op.last.waits_for == none",
        "time == 12500ms",
        "time >= 12.5s",
        "expectations.failed == 0",
        "host.free >= 1G",
    ],
)
def test_what_holds(text):
    assert check(DOCUMENT, parse(f"expect {text}"))[0]


@pytest.mark.parametrize(
    "text",
    [
        "web.memory.free != 64M",
        "web.memory.free == 65M",
        "web.section[4].state == offline",
        "op.last.ended == 2.5s",
        "op.last.ended < 100s",
        "op.last.started <= 12s",
        "time > 12.5s",
    ],
)
def test_what_does_not_hold(text):
    assert not check(DOCUMENT, parse(f"expect {text}"))[0]


def test_a_time_is_compared_by_its_nanoseconds_where_they_are_known():
    late = {**DOCUMENT, "time": 9007199.254740993, "time_ns": 9007199254740993}
    assert check(late, parse("expect time == 9007199.254740993s"))[0]
    assert not check(late, parse("expect time == 9007199.254740992s"))[0]


@pytest.mark.parametrize(
    ("path", "column", "length", "message"),
    [
        ("wbe.memory.free", 8, 3, "there is no guest wbe: did you mean web?"),
        ("web.memory.fre", 19, 3, "web.memory has no 'fre': did you mean free?"),
        ("web.sections[4].state", 12, 8, "web has no 'sections': did you mean section or section_size?"),
        ("web.section[5].pages.free", 23, 5, "web.section[5] has no 'pages': state"),
        ("web.zone.Movable.min", 17, 7, "web.zone has no 'Movable': Normal"),
        (
            "web.zone.Normal.free_area.movable[3]",
            42,
            1,
            "web.zone.Normal.free_area.movable has no '3': 0, 1 or 2",
        ),
        ("op[9].state", 11, 1, "op has no '9': 2, 3 or last"),
        ("web.memory", 12, 6, "web.memory is more than one value: one of its parts: online or free"),
        ("web.memory.free.deep", 24, 4, "web.memory.free has no 'deep': it has nothing yet"),
    ],
)
def test_an_unknown_path_is_refused_at_the_part_that_is_unknown(path, column, length, message):
    with pytest.raises(SyntaxRefused) as caught:
        check(DOCUMENT, parse(f"expect {path} == 1"))
    assert str(caught.value) == message
    assert (caught.value.place.column, caught.value.place.length) == (column, length)


def test_a_script_without_operations_has_no_last_one():
    with pytest.raises(SyntaxRefused, match="op has no 'last'"):
        lookup({**DOCUMENT, "operations": []}, "op.last.state")


@pytest.mark.parametrize(
    "text",
    [
        "web.memory.free == online",
        "web.memory.free == 5s",
        "web.section[4].state == 64M",
        "web.section[4].state < online",
        "web.section[4].removable == 1",
        "time == 64M",
        "seed == 7K",
        "web.zone.Normal.free_area.movable[0] == 5p",
        "host.free == 5p",
    ],
)
def test_values_of_different_sorts_are_refused(text):
    with pytest.raises(SyntaxRefused) as caught:
        check(DOCUMENT, parse(f"expect {text}"))
    assert caught.value.place.column == len(f"expect {text}".rsplit(" ", 1)[0]) + 2


def test_compare_takes_the_operator_apart_from_the_expectation():
    expected = parse("expect web.memory.free == 64M")
    assert compare(lookup(DOCUMENT, "web.memory.free"), "<=", expected)
    assert not compare(lookup(DOCUMENT, "web.memory.free"), "<", expected)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("web.memory.free", "64M"),
        ("web.balloon.pages", "16384 pages"),
        ("op.last.started", "12.000000001s"),
        ("op.last.ended", "none"),
        ("web.section[4].removable", "true"),
        ("web.platform", "ppc64"),
        ("seed", "7"),
    ],
)
def test_a_value_can_be_said(path, text):
    assert describe(lookup(DOCUMENT, path)) == text


def test_a_name_that_only_looks_like_one_is_answered_with_all_names():
    with pytest.raises(SyntaxRefused) as caught:
        lookup({"guests": [{"name": "web", "oom": 0, "free": 1}], "operations": []}, "web.foo")
    assert caught.value.wanted == "name, oom or free"
