"""What kind of step a step is, and whether the simulator can predict it at all."""

from __future__ import annotations

import attrs

from engine.capture.record import Capture, ZoneRecord
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
from engine.units import Pages

KINDS = (
    "inflate",
    "deflate",
    "reclaim",
    "NUMA",
    "hot-add",
    "offline",
    "unplug",
    "virtio-mem",
    "huge pages",
    "DLPAR",
)
"""Kinds of steps, in the order of the table."""


@attrs.frozen
class Classified:
    """What a step is.

    Attributes:
        kind: one of KINDS; empty where it is not predicted.
        reason: why it is not predicted.
    """

    kind: str = ""
    reason: str = ""


def classify(requests: tuple[Request, ...], before: Capture) -> Classified:
    """Say what a step is, from what was asked and what the guest had before."""
    for request in requests:
        if isinstance(request, Workload):
            return Classified(reason=f"a workload: {request.words}")
        if isinstance(request, Unknown):
            return Classified(reason=request.words)
    for sort, kind in _BY_REQUEST:
        if any(isinstance(request, sort) for request in requests):
            return Classified(kind)
    blocks = [request for request in requests if isinstance(request, BlockChange)]
    if blocks:
        return Classified("offline" if any(it.word == "offline" for it in blocks) else "hot-add")
    moves = [request for request in requests if isinstance(request, BalloonChange)]
    if any(move.pages for move in moves):
        return Classified(_balloon_kind(moves, before))
    if moves:
        return Classified(reason="the balloon was asked for what it had, or for more than there was")
    if any(isinstance(request, (Backend, OnlinePolicy)) for request in requests):
        return Classified(reason="nothing was asked that changes memory")
    return Classified(reason="nothing was asked")


_BY_REQUEST: tuple[tuple[type[Request], str], ...] = (
    (DlparRequest, "DLPAR"),
    (VirtioMemSize, "virtio-mem"),
    (HugePages, "huge pages"),
    (DevicePlugged, "hot-add"),
    (DeviceUnplugged, "unplug"),
)
"""What makes a step one of a kind, the strongest first."""


def _balloon_kind(moves: list[BalloonChange], before: Capture) -> str:
    grows = max(0, *(move.pages for move in moves)) if len(moves) > 1 else max(0, moves[0].pages)
    if grows > spare_pages(before):
        return "reclaim"
    if len({zone.node for zone in before.zones if zone.managed}) > 1:
        return "NUMA"
    return "inflate" if grows else "deflate"


def spare_pages(capture: Capture) -> Pages:
    """Return the free pages that lie above the low watermarks, those on per-CPU lists too.

    What is asked beyond them wakes kswapd (mm/page_alloc.c:get_page_from_freelist with ALLOC_WMARK_LOW).
    """
    return sum(max(0, zone.free + _parked(zone) - zone.low - zone.boost) for zone in capture.zones)


def _parked(zone: ZoneRecord) -> Pages:
    return sum(cpu.count for cpu in zone.cpus)
