"""Finds the value at a path of the snapshot's JSON."""

from __future__ import annotations

from typing import Any

from engine.commands.names import ROOTS, listing, nearest
from engine.commands.paths import Step, steps
from engine.errors import CommandError, Place, SyntaxRefused, quoted
from engine.units import SECOND, Bytes, Nanoseconds

_COUNTS = frozenset(
    (
        *("block", "expectations", "first_pfn", "free_area", "id", "index", "node", "pace", "percent"),
        *("progress", "second", "seed", "slot", "time_ns", "udev", "unusable_free_index"),
        *("began_ns", "free_blocks", "host_holes", "pageblock_order", "sections_emptied", "stuck"),
        *("unusable", "work_rate", "wakeups", "reaction_ns"),
        *("kills", "deadline_ns"),
        *("active", "holes", "holes_by_size", "moves", "pieces", "shares"),
    )
)
"""Names under which a whole number is neither bytes nor pages."""
_TIMES = ("time", "started", "ended", "deadline", "began", "downtime", "worked_for", "cpu_time", "reaction")
_OF_ZONES = ("min", "low", "high", "managed", "free", "reserve")
"""What a zone counts in pages, as /proc/zoneinfo prints it."""


class Amount(int):
    """Memory in a snapshot: a number that knows what one of it is.

    Attributes:
        one: bytes that it counts by: 1, or a page.
        page_size: of the guest whose memory it is; 0 for the host's.
    """

    one: Bytes
    page_size: Bytes

    def __new__(cls, number: int, one: Bytes, page_size: Bytes) -> Amount:
        """Return `number` times `one` bytes."""
        amount = super().__new__(cls, number)
        amount.one, amount.page_size = one, page_size
        return amount


class Seconds(float):
    """A time in a snapshot, which knows its exact nanoseconds."""

    nanoseconds: Nanoseconds

    def __new__(cls, seconds: float, nanoseconds: Nanoseconds) -> Seconds:
        """Return `seconds`, which are exactly `nanoseconds`."""
        time = super().__new__(cls, seconds)
        time.nanoseconds = nanoseconds
        return time


Value = int | float | str | bool | None
"""What a path can lead to; memory and times are `Amount` and `Seconds`."""


def lookup(document: dict[str, Any], path: str) -> Value:
    """Return the value at `path`: guests and zones by name, sections by index, operations by id or `last`.

    A section that is not there has one value, `state`, which is `absent`.

    Raises:
        SyntaxRefused: an unknown path; its place is the unknown part, counted from the path's start.
    """
    try:
        way = steps(path)
    except CommandError as error:
        raise SyntaxRefused(error.found, error.wanted, error.place) from None
    parent: Any = None
    node: Any = _roots(document)
    for step in way:
        parent, node = node, _child(node, step, path)
    if isinstance(node, dict | list):
        found = f"{path} is more than one value"
        raise _unknown(way[-1], found, f"one of its parts: {listing(map(str, _keys(node)))}")
    page_size = _page_size(document, way)
    return _measured(node, parent, [step.key for step in way], page_size)


def _roots(document: dict[str, Any]) -> dict[str | int, Any]:
    """Return what the first word of a path can be."""
    operations: dict[str | int, Any] = {operation["id"]: operation for operation in document["operations"]}
    if operations:
        operations["last"] = operations[max(operations)]
    return {
        **{name: document[name] for name in ROOTS if name in document},
        "op": operations,
        "compare": _last_comparison(document),
        **{guest["name"]: guest for guest in document["guests"]},
    }


def _last_comparison(document: dict[str, Any]) -> dict[str, Any]:
    """Return the last comparison, its policies by name beside what it was asked for."""
    if not document.get("comparisons"):
        return {}
    last: dict[str, Any] = document["comparisons"][-1]
    return {**last["policies"], **{name: value for name, value in last.items() if name != "policies"}}


def _child(node: Any, step: Step, path: str) -> Any:
    """Return what `step` leads to from `node`."""
    key = step.key
    if _is_guest(node) and key == "section":
        return _Sections({section["index"]: section for section in node["sections"]})
    if _is_guest(node) and key == "zone":
        return {zone["name"]: zone for zone in node["zones"]}
    if isinstance(node, _Sections) and isinstance(key, int):
        return node.get(key, {"state": "absent"})
    keys = _keys(node)
    if key in keys:
        return node[key]
    owner = path[: step.start].rstrip(".[")
    found = f"{owner} has no {quoted(str(key))}" if owner else f"there is no guest {key}"
    names = [str(known) for known in keys]
    # names are short: one that only looks like it, as oom for foo, is no slip of the finger
    near = [name for name in nearest(str(key), names) if name[0] == str(key)[0]]
    wanted = f"did you mean {listing(near)}?" if near else listing(names) if names else "it has nothing yet"
    raise _unknown(step, found, wanted)


class _Sections(dict[int, Any]):
    """A guest's sections by index, so that one that is absent can be told from a wrong name."""


def _is_guest(node: Any) -> bool:
    return isinstance(node, dict) and "sections" in node and "zones" in node


def _keys(node: Any) -> list[str | int]:
    """Return the steps that lead on from `node`."""
    if _is_guest(node):
        return [*(key for key in node if key not in ("sections", "zones")), "section", "zone"]
    if isinstance(node, dict):
        return list(node)
    return list(range(len(node))) if isinstance(node, list) else []


def _unknown(step: Step, found: str, wanted: str) -> SyntaxRefused:
    return SyntaxRefused(found, wanted, Place(step.start + 1, step.end - step.start))


def _page_size(document: dict[str, Any], way: tuple[Step, ...]) -> Bytes:
    """Return the page size of the guest that a path is about, 0 for none."""
    name = way[0].key
    if name == "compare":
        return int(_last_comparison(document).get("page_size", 0))
    if name == "op":
        name = _child(_child(_roots(document), way[0], ""), way[1], "").get("guest")
    return next((guest["page_size"] for guest in document["guests"] if guest["name"] == name), 0)


def _measured(value: Any, parent: Any, names: list[str | int], page_size: Bytes) -> Value:
    """Return `value` as an Amount or Seconds where its names say that it is one."""
    last = [name for name in names if isinstance(name, str)][-1]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None if value is None else value
    if last in _TIMES:
        exact = parent.get(f"{last}_ns") if isinstance(parent, dict) else None
        return Seconds(value, round(value * SECOND) if exact is None else exact)
    if isinstance(value, float) or not _COUNTS.isdisjoint(names):
        return value
    in_pages = last.endswith("pages") or last.startswith("pages_") or "pages" in names
    if in_pages or ("zone" in names and last in _OF_ZONES):
        return Amount(value, page_size, page_size)
    return Amount(value, 1, page_size)
