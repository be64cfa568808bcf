"""A capture becomes a guest."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from engine.capture.devices import dimms_of, lmbs_of
from engine.capture.geometry import kernel_of, layout_of, platform_of
from engine.capture.mem_maps import find_mem_maps
from engine.capture.memory_of import memory_of
from engine.capture.page_kinds import kinds_of
from engine.capture.pages import page_facts
from engine.capture.paths import KPAGEFLAGS
from engine.capture.record import Capture
from engine.capture.sections import places_of
from engine.capture.sound import check_sound
from engine.capture.unknown import unknown_of
from engine.capture.unmanaged import counts_balloon, keep_unmanaged
from engine.capture.virtio_mem import device_of, keep_out
from engine.costs import Costs
from engine.drivers import balloon_pages_of, driver_of
from engine.errors import CommandError
from engine.guest.balloon import Balloon
from engine.guest.guest import Guest, Origin
from engine.guest.virtio_mem import VirtioMem
from engine.hypervisors import HYPERVISORS
from engine.memory.kinds import Kind, SectionState
from engine.memory.layout import Rules
from engine.memory.memory import Memory
from engine.memory.runs import Runs
from engine.units import KIB, Pages

_ONLINE = {"offline": "no", "online": "kernel", "online_kernel": "kernel", "online_movable": "movable"}
"""By auto_online_blocks, where added memory goes."""
_DIVIDE = (
    *("SReclaimable", "SUnreclaim"),
    *("Active(file)", "Inactive(file)", "Active(anon)", "Inactive(anon)"),
)
"""Lines of /proc/meminfo that divide what is one kind of page here."""


@attrs.frozen(eq=False)
class Imported:
    """A guest made of a capture.

    Attributes:
        guest: it is in no world yet: it has no random streams, and nobody backs it.
        unknown: what a capture does not tell, and what was taken for it, a sentence each.
    """

    guest: Guest
    unknown: tuple[str, ...]


def guest_from(
    capture: Capture, name: str, number: int, *, lists: Literal["recorded", "rebuilt"] = "recorded"
) -> Imported:
    """Make a guest of what a kernel told of its memory.

    Args:
        capture: as it was read.
        name: the guest's.
        number: counts guests from 0 in order of arrival.
        lists: `recorded`: free lists, pageblock types and CPUs' lists as they are in the capture, where it has them;
            `rebuilt`: made of what /proc alone tells, although there is more.

    Raises:
        CommandError: the capture is of no memory that a guest can have.
    """
    if not len(capture.flags):
        why = next(
            (it for it in capture.missing if it.startswith(KPAGEFLAGS)), f"{KPAGEFLAGS}: it was not taken"
        )
        raise CommandError(f"no page's use is known ({why})", "a capture that root took")
    platform, kernel = platform_of(capture), kernel_of(capture)
    check_sound(capture)
    layout = layout_of(platform)
    kinds = kinds_of(capture)
    unplugged = keep_out(capture, layout, kinds)
    places = places_of(capture, layout, kinds)
    facts = page_facts(capture, layout, places, kinds, lists)
    balloon_managed = counts_balloon(places, facts)
    mem_maps = find_mem_maps(capture, platform, layout, places, facts)
    unmanaged = keep_unmanaged(capture, layout, places, facts, balloon=balloon_managed)
    driver = driver_of("virtio", kernel, platform, deflate_on_oom=balloon_managed)
    policy = balloon_pages_of(driver, kernel)
    rules = Rules.of(kernel, balloon_movable=policy == "migrate")
    memory = memory_of(
        capture, layout, rules, places, facts, unplugged, mem_maps, balloon_managed=balloon_managed
    )
    ballooned = np.flatnonzero(facts.kinds == Kind.BALLOON)
    page = capture.page_size
    dimms, backends = dimms_of(capture, layout)
    device = device_of(capture, layout)
    plugged = sum(dimm.count for dimm in dimms) * layout.section_pages
    swap = capture.meminfo.get("SwapTotal", 0) * KIB // page
    used = (
        max(0, swap - capture.meminfo.get("SwapFree", 0) * KIB // page)
        if "SwapFree" in capture.meminfo
        else 0
    )
    boot = capture.boot_memory // page or max(0, memory.online_count * layout.section_pages - plugged)
    guest = Guest(
        name=name,
        number=number,
        platform=platform,
        kernel=kernel,
        hypervisor=HYPERVISORS["kvm"],
        driver=driver,
        balloon_pages=policy,
        memory=memory,
        costs=Costs().with_pages(page),
        boot=boot,
        min=0,  # a kernel knows of none: it tries, and finds out
        max=_most(capture, memory, device),
        target=0,
        swap=swap,
        swapped={0: used} if used else {},
        online=_ONLINE.get(capture.auto_online, "no"),
        block_sections=max(1, capture.block_pages // layout.section_pages),
        balloon=Balloon.of([Runs.of_pfns(ballooned)] if len(ballooned) else []),
        dimms=dimms,
        backends=backends,
        lmbs=lmbs_of(capture, layout),
        virtio_mem=device,
    )
    guest.target = guest.online_pages - guest.balloon.pages
    unknown = unknown_of(capture, guest, facts, lists, unmanaged)
    counted = tuple((line, capture.meminfo[line]) for line in _DIVIDE if line in capture.meminfo)
    guest.origin = Origin(
        source=capture.source,
        release=capture.release,
        unknown=unknown,
        counted=counted,
        bounded=capture.most_memory > 0,
    )
    return Imported(guest, unknown)


def _most(capture: Capture, memory: Memory, device: VirtioMem | None) -> Pages:
    """Return how far the guest may grow: as the hypervisor lets it, or if that is not known, what there is room for.

    That is what is present and the region of a virtio-mem device.
    """
    there = memory.present_count * memory.layout.section_pages
    most = (
        capture.most_memory // capture.page_size // memory.layout.section_pages * memory.layout.section_pages
    )
    if device is not None:
        inside = memory.state[device.first : device.first + device.count] != SectionState.ABSENT
        there += (device.count - int(inside.sum())) * memory.layout.section_pages
    return max(there, most)
