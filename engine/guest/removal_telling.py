"""What is told of sections that leave, or cannot."""

from __future__ import annotations

from engine.events import (
    TOLD_ONE_BY_ONE,
    BalloonReleased,
    MoreSections,
    SectionIsolated,
    SectionRefused,
    counted,
)
from engine.guest.guest import Guest
from engine.guest.memory_block import block_text, sections_of
from engine.guest.surroundings import Surroundings
from engine.timeline import Done
from engine.units import Pages


def tell_refused(world: Surroundings, guest: Guest, section: int, reason: str, following: int | None) -> None:
    """Tell of a memory block that is refused, and which is tried instead."""
    world.emit(
        SectionRefused(
            guest=guest.name,
            section=section,
            span=guest.block_sections,
            reason=reason,
            next_section=following,
        )
    )


def tell_isolated(
    world: Surroundings, guest: Guest, section: int, *, free: Pages, to_move: Pages, released: Pages
) -> None:
    """Tell of a memory block that is isolated.

    Args:
        world: where.
        guest: whose.
        section: its first section.
        free: its pages that left the allocator.
        to_move: those that are in use.
        released: balloon pages that its driver gave back for it.
    """
    world.emit(
        SectionIsolated(
            guest=guest.name,
            section=section,
            span=guest.block_sections,
            free=free,
            to_move=to_move,
        )
    )
    if released:
        world.emit(BalloonReleased(guest=guest.name, section=section, pages=released))


def tell_of_the_rest(
    world: Surroundings, guest: Guest, operation: int, went: str, quietly: tuple[int, ...]
) -> None:
    """Tell together of what was not told of one by one.

    Args:
        world: where.
        guest: whose.
        operation: it knows what was refused.
        went: what became of the others: removed, or offline.
        quietly: their sections.
    """
    section_size = guest.section_pages * guest.page_size
    refused = tuple(s for s, _ in world.operations[operation].failed_sections)[TOLD_ONE_BY_ONE:]
    for what, rest in (("cannot leave", refused), (went, quietly)):
        if rest:
            if what == "cannot leave":
                rest = tuple(part for section in rest for part in sections_of(guest, section))
            size = len(rest) * section_size
            world.emit(MoreSections(guest=guest.name, what=what, sections=tuple(sorted(rest)), size=size))


def ending(guest: Guest, need: int, gone: int, went: str, failed: tuple[tuple[int, str], ...]) -> Done:
    """Return how the operation ended.

    Args:
        guest: whose.
        need: how many sections had to go.
        gone: how many did.
        went: what became of them: removed, or offline.
        failed: the first sections of blocks that did not, each with its reason.
    """
    if gone >= need:
        return Done(f"{counted(gone, 'section')} {went}")
    why = "; ".join(f"{block_text(guest, section)}: {reason}" for section, reason in failed[:1])
    why += f"; {len(failed) - 1} more refused" if len(failed) > 1 else ""
    return Done(
        f"{gone} of {counted(need, 'section')} could leave: {why}",
        "partial" if gone else "failed",
    )
