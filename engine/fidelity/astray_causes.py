"""Causes that show in the state of single pages: what the kernel took for itself, and what CPUs fetched."""

from __future__ import annotations

from engine.events import counted
from engine.fidelity.predicting import Prediction
from engine.fidelity.row import Row

_MANY = 10
"""From so many misplaced pages for each page astray on, it is said that they are buddies."""


def kernels_own(row: Row, _: Prediction) -> str:
    """Say how many pages the kernel took and freed for itself, which no request of the step asked for."""
    found = row.astray
    if not row.misplaced_pages or found is None or not (found.kernel_took or found.kernel_freed):
        return ""
    return (
        f"the kernel's own: {counted(found.kernel_took, 'page')} more than predicted and {found.kernel_freed:,} "
        "fewer (slab, page tables, buffers)"
    )


def fetched(row: Row, _: Prediction) -> str:
    """Say how many pages CPUs' lists had fetched besides, for requests of others."""
    found = row.astray
    if not row.misplaced_pages or found is None or found.fetched <= found.returned:
        return ""
    return f"CPUs keep {counted(found.fetched, 'page')} that were to be on the free lists"


def buddies(row: Row, _: Prediction) -> str:
    """Say that few pages keep many apart."""
    found, off = row.astray, row.misplaced_pages or 0
    if found is None or not found.pages or off < _MANY * found.pages:
        return ""
    which = "is in another state" if found.pages == 1 else "are in another state"
    return f"only {counted(found.pages, 'page')} {which}: the others are their buddies, in blocks of another size"
