"""What a real kernel would answer to a request to take memory offline: said of guests that were made of a capture."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.guest.offline_outcome import OfflineOutcome, outcome_of_offline


def with_errno(guest: Guest, section: int, reason: str) -> str:
    """Return why a memory block is refused, with the error that the write to its `state` would come back with.

    Args:
        guest: one that a scenario made has no kernel that answers: there the reason stays as it is.
        section: the block's first section.
        reason: in words.
    """
    if guest.origin is None:
        return reason
    found = outcome_of_offline(guest, section, pins_known=False)
    if found.outcome not in ("EINVAL", "EBUSY"):
        return reason
    refuses = f"; page 0x{found.refuses:x} is the first that refuses" if found.refuses is not None else ""
    return f"{found.outcome}: {reason}{refuses}"


def will_retry(guest: Guest, stuck: str) -> str:
    """Return what keeps pages from moving; a real kernel goes on trying, until a signal ends it with EINTR."""
    return stuck if guest.origin is None else f"will retry until a signal ends it (EINTR): {stuck}"


def kernels_answer(guest: Guest, section: int) -> tuple[str, ...]:
    """Return what the kernel would answer, and what that depends on, a sentence each; nothing for other guests."""
    if guest.origin is None:
        return ()
    first = section // guest.block_sections * guest.block_sections
    found = outcome_of_offline(guest, first, pins_known=False)
    block = first // guest.block_sections
    return (f"memory{block}: {_sentence(found)}", *(f"at risk: {risk}" for risk in found.at_risk))


def _sentence(found: OfflineOutcome) -> str:
    match found.outcome:
        case "ok":
            return (
                f"its kernel would take it offline: {found.to_move:,} pages to move, room for {found.room:,}"
            )
        case "retry":
            return f"its kernel would retry until a signal ends it (EINTR): {found.reason}"
        case "EINVAL":
            return f"its kernel would answer EINVAL at once: {found.reason}"
    ways = ", ".join(f"0x{it.first:x}+{it.pages} {it.name}" for it in found.in_the_way[:_SHOWN])
    more = len(found.in_the_way) - _SHOWN
    return f"its kernel would answer EBUSY at once, at page 0x{found.refuses or 0:x}: {ways}" + (
        f" and {more} more stretches" if more > 0 else ""
    )


_SHOWN = 4
"""Stretches of pages in the way that a sentence names."""
