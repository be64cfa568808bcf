"""The page at the cursor: whose it is, whether it moves and why, and the buddy that it would merge with."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs
import numpy as np

from engine.memory.kinds import MOVABLE_KINDS, Kind, MigrateType
from engine.units import short_size
from tui.render.text.words import plural, stamp

if TYPE_CHECKING:
    from engine.machine_view import MachinePage
    from engine.snapshot import GuestView, PagesView, ProgramView
    from engine.units import Pfn

Fact: TypeAlias = tuple[str, str]
"""A heading, and words."""
FACTS = 4
"""What has to be said of a page; since when a program has it comes after that."""
MOVES: dict[Kind, str] = {
    Kind.HOLE: "there is no page",
    Kind.FREE: "nothing has to: it is free",
    Kind.PER_CPU: "nothing has to: it is free, and goes back from its CPU's list",
    Kind.FILE: "yes: copied elsewhere, or dropped",
    Kind.FILE_DIRTY: "yes: copied elsewhere, or written back and dropped",
    Kind.ANON: "yes: copied elsewhere, and the page tables follow",
    Kind.MLOCKED: "yes: copied elsewhere; it is only never swapped out",
    Kind.PINNED: "no: a device uses it by its address; that shows only when it is tried",
    Kind.HUGETLB: "yes: as a whole, where another huge page is free",
    Kind.SLAB: "no: the kernel has pointers into it",
    Kind.PAGE_TABLE: "no: the MMU walks it by its address",
    Kind.KERNEL: "no: the kernel uses it by its address",
    Kind.RESERVED: "no: kept since boot",
    Kind.MEM_MAP: "no: it goes when the pages that it describes go",
    Kind.UNPLUGGED: "nothing has to: the host has it, and virtio-mem keeps it from everybody",
}
"""Whether a page of each kind moves, and why; the balloon's is the driver's to say."""
_BALLOON = {
    "pinned": "no: this driver never moves what it took",
    "migrate": "yes: the driver takes another page and gives this one back",
    "release": "yes: the driver gives it back when its section is to go",
}
_DRIVERS = {Kind.BALLOON: "the balloon driver", Kind.UNPLUGGED: "the virtio-mem driver"}
_OF_PROGRAMS = MOVABLE_KINDS | {Kind.PINNED, Kind.PAGE_TABLE}
"""Kinds that are some program's, or were."""
_NAMES = {
    Kind.UNPLUGGED: "not plugged",
    Kind.MEM_MAP: "mem_map",
    Kind.FILE_DIRTY: "dirty file",
    Kind.PER_CPU: "free, on a CPU's list",
}


def kind_words(kind: Kind) -> str:
    """Return what a page holds, in words."""
    return _NAMES.get(kind, kind.name.lower().replace("_", " "))


def moves(guest: GuestView, kind: Kind) -> str:
    """Return whether a page of a kind moves, and why."""
    return _BALLOON[guest.balloon_pages_are] if kind is Kind.BALLOON else MOVES[kind]


def program_of(guest: GuestView, pages: PagesView, at: int) -> ProgramView | None:
    """Return the program that has the page at a position of a section; None where it is nobody's."""
    number = int(pages.owners[at]) if pages.owners is not None else 0
    return next((program for program in guest.programs if number and program.owner == number), None)


def free_block(pages: PagesView, at: int) -> tuple[int, int] | None:
    """Return the head and the order of the free block that the page at a position is in; None where it is in none."""
    heads = np.flatnonzero(pages.orders[: at + 1] >= 0)
    if not len(heads):
        return None
    head = int(heads[-1])
    order = int(pages.orders[head])
    return (head, order) if head + (1 << order) > at else None


@attrs.frozen
class Behind:
    """The machine's side of one page of a guest."""

    guest: str
    pfn: Pfn
    page: MachinePage

    @property
    def words(self) -> str:
        """Which machine frames back it, or why none does."""
        if self.page.paged_out:
            return "none: it is on the host's swap, and whoever touches it waits for the host"
        if self.page.frame is None:
            return "none: the host has it, or never gave it"
        first, count = self.page.frame, self.page.frames
        return f"{first:#x}" if count == 1 else f"{first:#x}–{first + count - 1:#x}"


_FREED = frozenset({Kind.SLAB, Kind.PAGE_TABLE, Kind.KERNEL, Kind.PINNED, Kind.HUGETLB, Kind.MLOCKED})
"""Kinds that programs have, and give back when they are told to."""


def frees(guest: GuestView, kind: Kind) -> str:
    """Return the command that has pages of a kind leave which do not move; empty where none does."""
    if kind is Kind.BALLOON and guest.balloon_pages_are == "pinned":
        return f"balloon deflate {guest.name} {short_size(guest.balloon)}"
    return f"workload {guest.name} free kind={kind.name.lower()}" if kind in _FREED else ""


def place_words(guest: GuestView, first: Pfn, count: int) -> str:
    """Return where pages lie: by their numbers, and by their addresses in the guest's memory."""
    size = guest.page_size
    low, end = first * size, (first + count) * size - 1
    pfns = f"pfn {first:#x}" if count == 1 else f"pfn {first:#x}–{first + count - 1:#x}"
    return f"{pfns}, {short_size(count * size)} at {low:#x}–{end:#x}"


def has_types(guest: GuestView) -> bool:
    """Say whether a guest's kernel tells pageblocks apart by migrate type, and that is known."""
    return not any("any" in zone.free_area for zone in guest.zones)


def own_facts(guest: GuestView, pages: PagesView, at: int, acts: bool) -> list[Fact]:
    """Return where the page at a position of a section is, what it holds, and in which kind of pageblock.

    Args:
        guest: whose page it is.
        pages: its section's.
        at: the position.
        acts: whether commands can change the guest: then that which has the page leave is named.
    """
    if not 0 <= at < len(pages.kinds):
        return []
    kind = Kind(int(pages.kinds[at]))
    words = kind_words(kind)
    if kind is Kind.FREE:
        if found := free_block(pages, at):
            pages_in = plural(1 << found[1], "page")
            words += f", in a block of order {found[1]} ({pages_in}) from {pages.first_pfn + found[0]:#x}"
    elif kind is not Kind.HOLE:
        words += ", in use"
    block = at >> guest.pageblock_order
    if block < len(pages.block_types) and has_types(guest):
        words += f"; its pageblock is {MigrateType(int(pages.block_types[block])).name.lower()}"
    facts = [("place", place_words(guest, pages.first_pfn + at, 1)), ("kind", words)]
    if not acts or kind in (Kind.FREE, Kind.PER_CPU, Kind.HOLE):
        return facts
    stays = moves(guest, kind).startswith("no")
    by = frees(guest, kind) if stays else f"section offline {guest.name} {pages.section}"
    return [*facts, ("to move", by)] if by else facts


def page_facts(guest: GuestView, pages: PagesView, at: int, behind: Behind | None = None) -> list[Fact]:
    """Return what there is to say of the page at a position of a section, as pairs of a heading and words.

    Args:
        guest: whose page it is.
        pages: its section's.
        at: the position.
        behind: the machine's side of a page; it is left out if that is another one.
    """
    if not 0 <= at < len(pages.kinds):
        return []
    kind = Kind(int(pages.kinds[at]))
    program = program_of(guest, pages, at)
    facts = []
    if program:
        facts.append(("owner", f"{kind_words(kind)} of {program.title}"))
    elif kind not in (Kind.FREE, Kind.HOLE):
        facts.append(("owner", _owner(guest, kind)))
    facts.append(("moves?", moves(guest, kind)))
    if behind and (behind.guest, behind.pfn) == (guest.name, pages.first_pfn + at):
        facts.append(("machine", behind.words))
    if kind is not Kind.HOLE:
        facts.append(("buddy", _buddy(guest, pages, at)))
    if program:
        facts.append(("since", f"{stamp(program.since, with_minutes=True)} · {program.command}"))
    return facts


def buddy_span(guest: GuestView, pages: PagesView, at: int) -> tuple[int, int]:
    """Return the buddy of a page, or of the free block that it is in: its first page and the one behind its last.

    Counted in the section; both are the same where there is none.
    """
    head, order = free_block(pages, at) or (at, 0)
    buddy = head ^ 1 << order
    inside = order < guest.max_order and 0 <= buddy < len(pages.kinds) and pages.kinds[at] != Kind.HOLE
    return (buddy, buddy + (1 << order)) if inside else (0, 0)


def _owner(guest: GuestView, kind: Kind) -> str:
    """Return whose a page is that no program is known to have: of a real machine nobody tells."""
    if kind in _OF_PROGRAMS:
        return "no program that is still there" if guest.programs else "not known: no program is told of"
    return _DRIVERS.get(kind, "no program: the kernel's own")


def _buddy(guest: GuestView, pages: PagesView, at: int) -> str:
    """Return where the buddy of a page or of its free block is, and what it waits for."""
    head, order = free_block(pages, at) or (at, 0)
    if order >= guest.max_order:
        return "none: its block has the largest order"
    buddy = head ^ 1 << order
    where = f"{pages.first_pfn + buddy:#x}"
    kinds = pages.kinds[buddy : buddy + (1 << order)]
    in_use = kinds[kinds != Kind.FREE]
    if pages.kinds[at] != Kind.FREE:
        if len(in_use):
            return f"{where} in use ({kind_words(Kind(int(in_use[0])))})"
        found = free_block(pages, buddy)
        return f"{where} free (order {found[1] if found else 0}), waits for this page"
    if not len(in_use):
        return f"{where} free, but in smaller blocks or of another kind of pageblock"
    what = kind_words(Kind(int(in_use[0])))
    if order == 0:
        return f"{where} in use ({what}): when it comes free, both are one block of order 1"
    block = f"{where}, {plural(1 << order, 'page')}"
    return f"{block}: waits for {len(in_use):,} of them ({what} first), then order {order + 1}"
