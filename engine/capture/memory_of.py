"""A capture's sections, pages, lists and zones as a guest's memory."""

from __future__ import annotations

import numpy as np

from engine.capture.huge_pages import huge_pages_of_programs
from engine.capture.last_marks import managed_at_last_marks, protection_of
from engine.capture.mem_maps import MemMaps
from engine.capture.pages import PageFacts
from engine.capture.parked_lists import keep_bounds, let_tune
from engine.capture.record import Capture
from engine.capture.sections import Places
from engine.capture.unmanaged import NOT_MANAGED
from engine.memory.build import build_memory
from engine.memory.frames import MIXED
from engine.memory.kinds import TYPES, Kind, MigrateType, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.memory import HELD_KINDS, Memory
from engine.memory.state import MemoryState, ZoneState
from engine.memory.unplugged import Unplugged
from engine.memory.watermarks import THP_LEAST
from engine.units import Pages


def memory_of(
    capture: Capture,
    layout: Layout,
    rules: Rules,
    places: Places,
    facts: PageFacts,
    unplugged: dict[int, Unplugged],
    mem_maps: MemMaps,
    *,
    balloon_managed: bool,
) -> Memory:
    """Build it.

    Args:
        capture: what the kernel told.
        layout: its geometry.
        rules: its kernel's.
        places: its sections and zones.
        facts: of its pages.
        unplugged: by section, which pageblocks a virtio-mem device has not plugged.
        mem_maps: by section, where its mem_map lies.
        balloon_managed: whether the balloon's pages count as managed.
    """
    pages = facts.kinds.reshape(places.count, layout.section_pages)
    types = facts.types.reshape(places.count, layout.section_pageblocks)
    low = pages.min(axis=1, initial=len(Kind))
    alike = (low == pages.max(axis=1, initial=0)) & (types == types[:, :1]).all(axis=1)
    alike &= ~np.isin(low, (*HELD_KINDS, Kind.FREE, Kind.PER_CPU))
    alike |= ~np.isin(places.state, (SectionState.ONLINE,))
    uniform = np.where(alike, low, MIXED).astype(np.uint8)
    uniform[places.state != SectionState.ONLINE] = Kind.HOLE
    node_of_cpu = _nodes_of_cpus(capture, places, len(facts.parked[0]))
    usual, huge_pages = _at_last_marks(capture, layout, rules, places, facts)
    managed = _managed(places, facts, mem_maps, balloon=balloon_managed)
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
            zones=tuple(_zones(layout, rules, places, facts, node_of_cpu, usual, managed)),
            held={kind: _held(facts, kind, layout) for kind in HELD_KINDS},
            nodes=places.nodes,
            node_of_cpu=node_of_cpu,
            parts=places.parts,
            own_mem_map={},
            unplugged=unplugged,
            huge_pages=huge_pages,
            mem_map_of=mem_maps,
            boot_mem_map=(),
            thp=huge_pages_of_programs(capture, facts.kinds),
        )
    )


def _nodes_of_cpus(capture: Capture, places: Places, cpus: int) -> tuple[int, ...]:
    """Return the node of each CPU: as many in a row on each node, where it is not known."""
    if len(capture.node_of_cpu) >= cpus and max(capture.node_of_cpu) < places.nodes:
        return capture.node_of_cpu[:cpus]
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
    managed: list[Pages],
) -> list[ZoneState]:
    """Return the zones; `usual` is what each had to manage when its marks were computed, `managed` what it has now."""
    present = _counts(facts, len(places.zones), facts.kinds != Kind.HOLE)
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
                managed=managed[number],
                start=record.start if record else 0,
                end=record.start + record.spanned if record else 0,
                min=record.min - record.boost if record else 0,
                low=record.low - record.boost if record else 0,
                high=record.high - record.boost if record else 0,
                boost=record.boost if record else 0,
                urgent=sum(
                    len(pfns) << order for (t, order), pfns in lists.items() if t == MigrateType.HIGHATOMIC
                ),
                protection=protection_of(number, places.zones, usual),
                reclaiming=False,
                cpus=facts.parked[number],
                entries=np.concatenate([pfns for row in ordered for pfns in row]),
                lengths=np.array([[len(pfns) for pfns in row] for row in ordered], np.int64),
            )
        )
    return found


_NONE = np.zeros(0, np.int64)


def _managed(places: Places, facts: PageFacts, mem_maps: MemMaps, *, balloon: bool) -> list[Pages]:
    """Return what each zone manages: mem_maps of added memory too, and the balloon's pages where those count."""
    away = (Kind.HOLE, *NOT_MANAGED, *(() if balloon else (Kind.BALLOON,)))
    found: list[Pages] = _counts(facts, len(places.zones), ~np.isin(facts.kinds, away)).tolist()
    for runs in mem_maps.values():
        for first, pages in runs:
            found[int(facts.zone_at[first])] += pages
    return found


def _counts(facts: PageFacts, zones: int, mask: np.ndarray) -> np.ndarray:
    return np.bincount(facts.zone_at[mask], minlength=256)[:zones]
