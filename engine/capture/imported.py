"""A capture becomes a guest."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from engine.capture.geometry import kernel_of, layout_of, platform_of, release_of
from engine.capture.last_marks import managed_at_last_marks, protection_of
from engine.capture.page_kinds import kinds_of
from engine.capture.pages import PageFacts, Which, page_facts
from engine.capture.parked_lists import keep_bounds, let_tune
from engine.capture.paths import KPAGEFLAGS
from engine.capture.record import Capture
from engine.capture.sections import Places, places_of
from engine.capture.virtio_mem import device_of, keep_out
from engine.costs import Costs
from engine.drivers import balloon_pages_of, driver_of
from engine.errors import CommandError
from engine.events import counted
from engine.guest.balloon import Balloon
from engine.guest.dimm import Backend, Dimm
from engine.guest.guest import Guest, Origin
from engine.guest.lmbs import Lmbs
from engine.hypervisors import HYPERVISORS
from engine.memory.build import build_memory
from engine.memory.frames import MIXED
from engine.memory.kinds import TYPES, Kind, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.memory import HELD_KINDS, Memory
from engine.memory.runs import Runs
from engine.memory.state import MemoryState, ZoneState
from engine.memory.unplugged import Unplugged
from engine.memory.watermarks import THP_LEAST
from engine.platform import Kernel
from engine.units import GIB, KIB, LARGEST, Pages

_ONLINE = {"offline": "no", "online": "kernel", "online_kernel": "kernel", "online_movable": "movable"}
"""By auto_online_blocks, where added memory goes."""
_NOT_MANAGED = (Kind.RESERVED, Kind.MEM_MAP, Kind.UNPLUGGED, Kind.BALLOON)


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
    driver = driver_of("virtio", kernel, platform)
    policy = balloon_pages_of(driver, kernel)
    layout = layout_of(platform)
    kinds = kinds_of(capture)
    unplugged = keep_out(capture, layout, kinds)
    places = places_of(capture, layout, kinds)
    facts = page_facts(capture, layout, places, kinds, lists)
    rules = Rules.of(kernel, balloon_movable=policy == "migrate")
    memory = _memory(capture, layout, rules, places, facts, unplugged)
    ballooned = np.flatnonzero(facts.kinds == Kind.BALLOON)
    page = capture.page_size
    dimms, backends = _dimms(capture, layout)
    plugged = sum(dimm.count for dimm in dimms) * layout.section_pages
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
        min=layout.section_pages,
        max=2 * memory.present_count * layout.section_pages,
        target=0,
        swap=capture.meminfo.get("SwapTotal", 0) * KIB // page,
        online=_ONLINE.get(capture.auto_online, "no"),
        block_sections=capture.block_pages // layout.section_pages,
        balloon=Balloon.of([Runs.of_pfns(ballooned)] if len(ballooned) else []),
        dimms=dimms,
        backends=backends,
        lmbs=_lmbs(capture, layout),
        virtio_mem=device_of(capture, layout),
    )
    guest.target = guest.online_pages - guest.balloon.pages
    unknown = tuple(_unknown(capture, kernel, facts, lists))
    guest.origin = Origin(source=capture.source, release=capture.release, unknown=unknown)
    return Imported(guest, unknown)


def _memory(
    capture: Capture,
    layout: Layout,
    rules: Rules,
    places: Places,
    facts: PageFacts,
    unplugged: dict[int, Unplugged],
) -> Memory:
    pages = facts.kinds.reshape(places.count, layout.section_pages)
    types = facts.types.reshape(places.count, layout.section_pageblocks)
    low = pages.min(axis=1, initial=len(Kind))
    alike = (low == pages.max(axis=1, initial=0)) & (types == types[:, :1]).all(axis=1)
    alike &= ~np.isin(low, (*HELD_KINDS, Kind.FREE, Kind.PER_CPU))
    alike |= ~np.isin(places.state, (SectionState.ONLINE,))
    uniform = np.where(alike, low, MIXED).astype(np.uint8)
    uniform[places.state != SectionState.ONLINE] = Kind.HOLE
    node_of_cpu = _nodes_of_cpus(places, len(facts.parked[0]))
    usual, huge_pages = _at_last_marks(capture, layout, rules, places, facts)
    return build_memory(
        MemoryState(
            layout=layout,
            rules=rules,
            state=places.state,
            section_zone=places.section_zone,
            section_node=places.section_node,
            uniform=uniform,
            uniform_types=types[:, 0].copy(),
            kinds=pages[uniform == MIXED],
            types=types[uniform == MIXED],
            zones=tuple(_zones(layout, rules, places, facts, node_of_cpu, usual)),
            held={kind: _held(facts, kind, layout) for kind in HELD_KINDS},
            nodes=places.nodes,
            node_of_cpu=node_of_cpu,
            parts=places.parts,
            own_mem_map={},
            unplugged=unplugged,
            huge_pages=huge_pages,
            mem_map_of={},
            boot_mem_map=(),
        )
    )


def _nodes_of_cpus(places: Places, cpus: int) -> tuple[int, ...]:
    """Return the node of each CPU: as many in a row on each node, as it is not known."""
    return tuple(cpu * places.nodes // cpus for cpu in range(cpus))


def _held(facts: PageFacts, kind: Kind, layout: Layout) -> np.ndarray:
    """Return the pages of a kind, ascending: in which order they were used is not known."""
    pfns = np.flatnonzero(facts.kinds == kind).astype(np.int64)
    return pfns[:: layout.pageblock_pages] if kind is Kind.HUGETLB else pfns


def _at_last_marks(
    capture: Capture, layout: Layout, rules: Rules, places: Places, facts: PageFacts
) -> tuple[list[Pages], bool]:
    """Return of how many pages in each zone marks and reserves were computed, and whether THP is on.

    Where the marks are nobody's but a user's, it is what the zones manage with an empty balloon, and what is recorded
    of transparent huge pages, or that large guests boot with them.
    """
    managed = [record.managed if record else 0 for _, _, record in places.zones]
    ballooned = _counts(facts, len(places.zones), facts.kinds == Kind.BALLOON).tolist()
    if found := managed_at_last_marks(places.zones, managed, ballooned, layout, rules):
        return found
    empty = [pages + more for pages, more in zip(managed, ballooned, strict=True)]
    if capture.huge_pages:
        return empty, capture.huge_pages != "never"
    return empty, sum(empty) * capture.page_size >= THP_LEAST


def _zones(
    layout: Layout,
    rules: Rules,
    places: Places,
    facts: PageFacts,
    node_of_cpu: tuple[int, ...],
    usual: list[Pages],
) -> list[ZoneState]:
    """Return the zones; `usual` is what each had to manage when its marks were computed."""
    present = _counts(facts, len(places.zones), facts.kinds != Kind.HOLE)
    kept = _counts(facts, len(places.zones), np.isin(facts.kinds, _NOT_MANAGED))
    found = []
    for number, (name, node, record) in enumerate(places.zones):
        if rules.tunes_per_cpu:
            sharing = node_of_cpu.count(node) or len(node_of_cpu)
            for parked in facts.parked[number]:
                let_tune(parked, usual[number] // sharing, (record.low if record else 0) // sharing)
            for cpu in record.cpus if record else ():
                keep_bounds(facts.parked[number][cpu.cpu], cpu)
        lists = facts.lists[number]
        orders = range(layout.max_order + 1)
        ordered = [[lists.get((t, k), _NONE) for k in orders] for t in range(TYPES)]
        found.append(
            ZoneState(
                name=name,
                node=node,
                present=int(present[number]),
                managed=int(present[number] - kept[number]),
                start=record.start if record else 0,
                end=record.start + record.spanned if record else 0,
                min=record.min - record.boost if record else 0,
                low=record.low - record.boost if record else 0,
                high=record.high - record.boost if record else 0,
                boost=record.boost if record else 0,
                protection=protection_of(number, places.zones, usual),
                reclaiming=False,
                cpus=facts.parked[number],
                entries=np.concatenate([pfns for row in ordered for pfns in row]),
                lengths=np.array([[len(pfns) for pfns in row] for row in ordered], np.int64),
            )
        )
    return found


_NONE = np.zeros(0, np.int64)


def _counts(facts: PageFacts, zones: int, mask: np.ndarray) -> np.ndarray:
    return np.bincount(facts.zone_at[mask], minlength=256)[:zones]


def _dimms(capture: Capture, layout: Layout) -> tuple[tuple[Dimm, ...], tuple[Backend, ...]]:
    section = layout.section_pages * capture.page_size
    dimms, backends = [], []
    for slot, device in enumerate(it for it in capture.devices if it.kind == "dimm"):
        first, count = device.address // section, device.size // section
        dimms.append(Dimm(device.id, f"mem-{device.id}", slot, device.node, first, count))
        backends.append(Backend(f"mem-{device.id}", count * layout.section_pages))
    return tuple(dimms), tuple(backends)


def _lmbs(capture: Capture, layout: Layout) -> Lmbs | None:
    """Return what QEMU keeps of a pseries guest's LMBs; it took all back that are not there, as far as is known.

    Where it plugs memory: hw/ppc/spapr.c:spapr_machine_init.
    """
    if not capture.architecture.startswith("ppc64") or not capture.boot_memory:
        return None
    section = layout.section_pages * capture.page_size
    first = -(-capture.boot_memory // GIB) * GIB // section
    more = max(0, capture.most_memory - capture.boot_memory) // section
    return Lmbs(first=first, end=first + more if more else LARGEST, told=capture.told_of_dimms)


def _unknown(capture: Capture, kernel: Kernel, facts: PageFacts, lists: Which) -> list[str]:
    found = list(capture.missing)
    if release_of(capture)[:2] != kernel.release[:2]:
        found.append(f"the rules are those of {kernel.name}: there are none of {capture.release}")
    if lists == "rebuilt" or any(zone.lists is None for zone in capture.zones):
        found.append("the order of the free lists: blocks stand in it by address")
    if slab := int(np.count_nonzero(facts.kinds == Kind.SLAB)):
        found.append(f"which of {counted(slab, 'slab page')} reclaim could empty: none is taken to be")
    found += [f"{pages} pages: {what}" for what, pages in sorted(facts.blurred.items())]
    return found
