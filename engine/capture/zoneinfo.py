"""/proc/zoneinfo: the populated zones, their watermarks and reserves, and what each CPU keeps of them."""

from __future__ import annotations

import re
from typing import Any

from engine.capture.record import ZONES, CpuRecord, ZoneRecord
from engine.capture.text import Text
from engine.units import Pages

MOST_PFNS: Pages = 1 << 28
"""A machine that reaches further (1 TiB of 4 KiB pages) is refused: its page flags alone would take 2 GiB."""
_MOST_NODES, _MOST_CPUS = 1 << 10, 1 << 13
_HEAD = re.compile(r"Node +([0-9]{1,6}), zone +([A-Za-z0-9]{1,16})")
_OF_ZONE = frozenset({"min", "low", "high", "boost", "spanned", "present", "managed"})
_OF_CPU = frozenset({"count", "high", "batch", "high_min", "high_max"})
_NEEDED = ("free", "min", "low", "high", "spanned", "present", "start_pfn")


def zones_of(text: Text) -> tuple[ZoneRecord, ...]:
    """Read the zones that have pages; what other files tell of them (`blocks`, ...) is left empty.

    Args:
        text: of /proc/zoneinfo. The format is that of mm/vmstat.c:zoneinfo_show_print; kernels differ in what they
            print beside what is read here.

    Raises:
        CommandError: it is no such text, or its numbers are absurd.
    """
    heads = [at for at, line in enumerate(text.lines) if line.startswith("Node ")]
    if not heads:
        raise text.refuse(0, "it names no zone", "Node 0, zone ...")
    zones: list[ZoneRecord] = []
    for at, end in zip(heads, (*heads[1:], len(text.lines)), strict=True):
        zone = _zone(text, at, end)
        if zone is None:
            continue
        if any((zone.node, zone.name) == (it.node, it.name) for it in zones):
            raise text.refuse(at, f"zone {zone.name} of node {zone.node} stands here twice")
        zones.append(zone)
    if not zones:
        raise text.refuse(0, "no zone has a page")
    return tuple(zones)


def zone_named(text: Text, at: int) -> tuple[int, str]:
    """Return the node and the zone's name that a line begins with.

    Raises:
        CommandError: it names none.
    """
    found = _HEAD.match(text.lines[at])
    if found is None or found[2] not in ZONES:
        raise text.refuse(at, f"{text.lines[at]!r} names no zone", "Node 0, zone Normal")
    return text.number(at, found[1], _MOST_NODES), found[2]


def _zone(text: Text, head: int, end: int) -> ZoneRecord | None:
    node, name = zone_named(text, head)
    said: dict[str, int] = {}
    protection: tuple[int, ...] = ()
    cpus: list[dict[str, int]] = []
    paged = False
    """Whether the lines of the CPUs have begun: `high` is there twice."""
    for at in range(head + 1, end):
        words = text.lines[at].replace(":", " ").split()
        if words[:2] == ["pages", "free"] and len(words) == 3:
            said["free"] = text.number(at, words[2], MOST_PFNS)
        elif words[:1] == ["protection"]:
            protection = text.numbers(at, re.sub(r"[(),]", " ", " ".join(words[1:])).split(), MOST_PFNS)
        elif words[:1] == ["pagesets"]:
            paged = True
        elif words[:1] == ["cpu"] and len(words) == 2 and paged:
            cpus.append({"cpu": text.number(at, words[1], _MOST_CPUS)})
        elif len(words) != 2:
            continue
        elif words[0] == "start_pfn":
            said["start_pfn"] = text.number(at, words[1], MOST_PFNS)
        elif not paged and words[0] in _OF_ZONE:
            said.setdefault(words[0], text.number(at, words[1], MOST_PFNS))
        elif cpus and words[0] in _OF_CPU:
            cpus[-1].setdefault(words[0], text.number(at, words[1], MOST_PFNS))
    if not said.get("present"):
        return None
    if lacking := [key for key in _NEEDED if key not in said]:
        raise text.refuse(head, f"zone {name} lacks {', '.join(lacking)}")
    said.setdefault("managed", said["present"])  # before 3.9 it was not told
    if not said["managed"] <= said["present"] <= said["spanned"] <= MOST_PFNS - said["start_pfn"]:
        raise text.refuse(
            head,
            f"zone {name} manages {said['managed']} of {said['present']} pages that are there "
            f"of {said['spanned']} from {said['start_pfn']} on",
            f"managed <= present <= spanned, up to pfn {MOST_PFNS}",
        )
    return ZoneRecord(
        name=name,
        node=node,
        start=said["start_pfn"],
        spanned=said["spanned"],
        present=said["present"],
        managed=said["managed"],
        min=said["min"],
        low=said["low"],
        high=said["high"],
        boost=said.get("boost", 0),
        protection=protection,
        free=said["free"],
        blocks=(),
        cpus=tuple(_cpu(text, head, it) for it in cpus),
    )


def _cpu(text: Text, head: int, said: dict[str, Any]) -> CpuRecord:
    if lacking := {"count", "high", "batch"} - said.keys():
        raise text.refuse(head, f"CPU {said['cpu']} lacks {', '.join(sorted(lacking))}")
    return CpuRecord(**said)
