"""Causes that are known for what a prediction is off, each recognised from the data, never by a trace's name."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from engine.events import counted
from engine.fidelity.astray_causes import buddies, fetched, kernels_own
from engine.fidelity.list_causes import emptied, lowered
from engine.fidelity.memory_causes import drained_under_reclaim, moved_meanwhile, slab_given_up
from engine.fidelity.predicting import Prediction
from engine.fidelity.reclaim_causes import direct_reclaim, last_pass
from engine.fidelity.row import Row


@attrs.frozen
class Cause:
    """One cause.

    Attributes:
        says: what it is, as a note; empty where it does not apply.
    """

    name: str
    says: Callable[[Row, Prediction], str]


def notes_of(row: Row, prediction: Prediction) -> tuple[str, ...]:
    """Return what is known of why a row is off, and of how it came about."""
    return tuple(said for cause in CAUSES if (said := cause.says(row, prediction)))


def _best_guess(row: Row, _: Prediction) -> str:
    return f"nobody could know on which CPU it ran: the best of {row.guesses}" if row.guesses > 1 else ""


def _followed(row: Row, _: Prediction) -> str:
    blocks = [it.what for it in row.outcomes if it.followed]
    return (
        f"{', '.join(blocks)} was to go and stayed: put back where it was before what follows in the same step was done"
        if blocks
        else ""
    )


def _by_others(row: Row, prediction: Prediction) -> str:
    if not row.misplaced_pages or not row.noise:
        return ""
    moved = moved_meanwhile(prediction)
    said = []
    if moved:
        said.append(
            f"{counted(moved, 'page')} of programs moved meanwhile, each off at two places "
            "(mm/compaction.c:compaction_alloc)"
        )
    if others := row.noise - 2 * moved:
        said.append(
            f"{counted(others, 'page')} {'was' if others == 1 else 'were'} taken or freed by others meanwhile"
        )
    return "; ".join(said)


def _pinned(row: Row, _: Prediction) -> str:
    """Say of an offline that failed on pins why nobody could foresee it."""
    blocks = [it.what for it in row.outcomes if it.sort == "offline" and not it.right and "pinned" in it.real]
    return (
        f"{', '.join(blocks)}: a pin (FOLL_LONGTERM) leaves no flag that a snapshot could show"
        if blocks
        else ""
    )


CAUSES: tuple[Cause, ...] = (
    Cause("a guess", _best_guess),
    Cause("followed", _followed),
    Cause("others", _by_others),
    Cause("lists emptied", emptied),
    Cause("limit lowered", lowered),
    Cause("slab", slab_given_up),
    Cause("kswapd", drained_under_reclaim),
    Cause("kernel's own", kernels_own),
    Cause("fetched", fetched),
    Cause("a pin", _pinned),
    Cause("buddies", buddies),
    Cause("last pass", last_pass),
    Cause("direct reclaim", direct_reclaim),
)
"""In the order in which they are told."""
