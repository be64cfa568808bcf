"""The actions of a trace's step, read into what was asked of the guest.

Whatever a trace says more, or says otherwise, is `Unknown`: a step with such an action is not predicted.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from engine.capture.trace import Step
from engine.errors import printable
from engine.fidelity.requests import (
    Backend,
    BalloonChange,
    BlockChange,
    DevicePlugged,
    DeviceUnplugged,
    DlparRequest,
    HugePages,
    OnlinePolicy,
    Request,
    Unknown,
    VirtioMemSize,
    Workload,
)
from engine.units import SECOND, Bytes, Nanoseconds

_NO_ROOM = "page allocation failure"
_TRIED = re.compile(r"Memory hot-(remove|add) failed")
_MOST_SAID = 60
_HARMLESS = ("kids", "cat ")
"""Words for the recorder's helper that change no memory."""
_AUTO_ONLINE = "/sys/devices/system/memory/auto_online_blocks"
_HUGE_PAGES = r"(?:/proc/sys/vm|/sys/kernel/mm/hugepages/hugepages-2048kB)/nr_hugepages"
"""Where the number of huge pages is told and set; those of other sizes are not simulated."""
_EARLY_LIMIT: Nanoseconds = 20 * SECOND
_LONGEST: Nanoseconds = 300 * SECOND
"""No request is tried for longer, whatever a trace says."""


def requests_of(step: Step, page_size: Bytes) -> tuple[Request, ...]:
    """Return what a step asked for, in order; what changes no memory is left out."""
    found: list[Request] = []
    for action in step.actions:
        try:
            request = _request(action, page_size)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            request = Unknown(f"an action that cannot be read: {_said(action)}")
        if request is None:
            continue
        last = found[-1] if found else None
        if isinstance(request, HugePages) and request.asked < 0:
            # the answer to a question about how many there are now
            if isinstance(last, HugePages):
                found[-1] = attrs.evolve(last, obtained=request.obtained)
            continue
        found.append(request)
    return tuple(found)


def _request(action: dict[str, Any], page_size: Bytes) -> Request | None:
    match action["kind"]:
        case "balloon":
            return _balloon(action, page_size)
        case "block":
            return _block(action)
        case "qmp":
            return _qmp(action)
        case "guest":
            return _guest(action)
        case "dlpar":
            return DlparRequest(
                words=printable(str(action["request"]), _MOST_SAID),
                errno=int(action["errno"]),
                gone=tuple(map(int, action["blocks_gone"])),
                new=tuple(map(int, action["blocks_new"])),
                limit=_limit(action, _EARLY_LIMIT),
                refused=bool(action["errno"]) and _says_nothing_of_trying(action.get("dmesg")),
            )
        case "virtio-mem":
            requested = action.get("requested")
            return VirtioMemSize(
                requested=None if requested is None else int(requested), reached=int(action["size"])
            )
        case "event":
            return None
        case _:
            return Unknown(f"an action of kind {printable(str(action['kind']), _MOST_SAID)}")


def _balloon(action: dict[str, Any], page_size: Bytes) -> BalloonChange:
    before, actual = int(action["before"]), int(action["actual"])
    return BalloonChange(
        pages=(before - actual) // page_size,
        before=before,
        target=int(action["target"]),
        reached=bool(action["reached"]),
    )


def _block(action: dict[str, Any]) -> BlockChange:
    errno = int(action["errno"])
    said = " ".join(map(str, action.get("dmesg") or ()))
    cause = ""
    if errno and action["write"] == "offline":
        cause = {16: "unmovable", 22: "holes"}.get(errno, "")
        if errno == 4:
            cause = "no room" if _NO_ROOM in said else "pinned"
    return BlockChange(
        block=int(action["block"]),
        word=str(action["write"]),
        errno=errno,
        cause=cause,
        limit=_limit(action, max(_EARLY_LIMIT, round(float(action["seconds"]) * SECOND))),
    )


def _says_nothing_of_trying(said: list[str] | None) -> bool:
    return said is not None and not any(_TRIED.search(str(line)) for line in said)


def _limit(action: dict[str, Any], usual: Nanoseconds) -> Nanoseconds:
    """Return after how long a request was given up: as it was said, or as long as the one that was took."""
    said = action.get("limit_s")
    if said is None and int(action["errno"]) == 4:
        said = action["seconds"]
    limit = usual if said is None else round(float(said) * SECOND)
    return min(max(limit, 0), _LONGEST)


def _qmp(action: dict[str, Any]) -> Request | None:
    given = action.get("arguments") or {}
    if isinstance(action.get("result"), dict) and "error" in action["result"]:
        return None  # QEMU refused it: the guest has heard of nothing
    match action["command"]:
        case "object-add" if str(given["qom-type"]).startswith("memory-backend"):
            return Backend(id=str(given["id"]), size=int(given["size"]))
        case "device_add":
            return DevicePlugged(
                id=str(given["id"]),
                backend=str(given["memdev"]),
                node=int(given.get("node", 0)),
                driver=str(given["driver"]),
            )
        case "device_del":
            return DeviceUnplugged(id=str(given["id"]))
        case "qom-set" if given["property"] == "requested-size":
            return None  # the virtio-mem action that follows says it, and what came of it
        case command if str(command).startswith("query-"):
            return None
        case command:
            return Unknown(f"QEMU's {printable(str(command), _MOST_SAID)}")


def _guest(action: dict[str, Any]) -> Request | None:
    words = str(action["command"])
    if re.fullmatch(f"cat {_HUGE_PAGES}", words):
        return HugePages(-1, int(str(action["output"]).strip()))
    if words.startswith(_HARMLESS):
        return None
    if found := re.fullmatch(rf"write {_HUGE_PAGES} (\d+)", words):
        return HugePages(int(found[1]), None)
    if found := re.fullmatch(rf"write {_AUTO_ONLINE} (\w+)", words):
        return OnlinePolicy(found[1])
    return Workload(printable(words, _MOST_SAID))


def _said(action: object) -> str:
    return printable(str(action), _MOST_SAID)
