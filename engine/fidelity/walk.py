"""A trace walked from its first step to its last: each step predicted, held against the real one, and learnt from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.capture.record import Capture, Pfns
from engine.capture.trace import Step, Trace, open_trace
from engine.errors import CommandError, printable
from engine.fidelity.actions import requests_of
from engine.fidelity.astray import astray
from engine.fidelity.bench import Outcome
from engine.fidelity.carrying import Carried, Passed
from engine.fidelity.causes import notes_of
from engine.fidelity.kinds import Classified
from engine.fidelity.predicting import Lists, Prediction, predict_between
from engine.fidelity.requests import Request
from engine.fidelity.row import Row
from engine.fidelity.score import changed, differences, misplaced, off_marks, overlap
from engine.fidelity.seen import ORDER, Seen, bucket_text, seen_in, seen_of
from engine.fidelity.unread import WRONG, Unread, loaded, said

_CHANGES_MARKS = frozenset({"hot-add", "offline", "unplug", "DLPAR", "virtio-mem"})
_BALLOON = frozenset({"inflate", "deflate", "reclaim", "NUMA"})
_REBUILT = frozenset({"inflate"})
"""Kinds that are predicted a second time, from the counts of free blocks alone."""


def walk(trace: Trace, *, rebuilt: bool = True) -> Iterator[tuple[Step, Prediction | Unread]]:
    """Yield a prediction of each step after the first, each from what the steps before it told.

    A step whose snapshot cannot be read, or that does not follow the one before it, is yielded with the reason: what
    comes after it is predicted again from the next two snapshots.

    Args:
        trace: which.
        rebuilt: whether inflations are predicted from counts of free blocks alone, too, right behind.
    """
    carried = Carried()
    before: Capture | None = None
    skipped: tuple[Request, ...] = ()
    for at, step in enumerate(trace.steps):
        requests, after = requests_of(step, trace.page_size), loaded(trace, step)
        found: Prediction | None = None
        lacks = _lacks(trace.steps[:at], step, before)
        if isinstance(after, Unread) or (lacks and at):
            yield step, after if isinstance(after, Unread) else Unread(lacks)
        elif before is not None:
            found = _predicted(before, after, requests, carried)
            yield step, found
            if rebuilt and found.classified.kind in _REBUILT:
                yield step, _predicted(before, after, requests, carried, lists="rebuilt")
        if isinstance(after, Unread):
            before, skipped = None, skipped + requests
            continue
        guest = found.guest if found is not None and not found.problem else None
        carried = carried.after(
            Passed(requests=skipped + requests, before=None if lacks else before, after=after, guest=guest)
        )
        before, skipped = after, ()


def _lacks(earlier: Sequence[Step], step: Step, before: Capture | None) -> str:
    """Return why there is nothing that a step could be predicted from; empty: there is."""
    if not earlier:
        return "it is the first one"
    last = earlier[-1].index
    if step.index != last + 1:
        return f"the step before it is missing: step {last} is the last one recorded before it"
    return "" if before is not None else f"step {last}, from which it would be predicted, has no snapshot"


def _predicted(
    before: Capture,
    after: Capture,
    requests: tuple[Request, ...],
    carried: Carried,
    *,
    lists: Lists = "recorded",
) -> Prediction:
    """Return a prediction; where no guest can be made from a snapshot, one that says so."""
    try:
        return predict_between(before, after, requests, carried, lists=lists)
    except WRONG as error:
        refused = isinstance(error, CommandError)
        reason = f"{'no guest can be made of it' if refused else 'the simulation failed'}: {said(error)}"
        return Prediction(
            requests=requests, classified=Classified(reason=reason), before=before, real=after, lists=lists
        )


def rows_of(folder: Path, *, rebuilt: bool = True) -> tuple[Row, ...]:
    """Return the rows of a trace, in order: each step after the first has one.

    Raises:
        CommandError: the folder is no trace.
    """
    trace = open_trace(folder)
    return tuple(_row(trace, step, found) for step, found in walk(trace, rebuilt=rebuilt))


def _row(trace: Trace, step: Step, found: Prediction | Unread) -> Row:
    """Return the row of a step; where nothing can be compared, one that says so."""
    row = Row(
        trace=printable(trace.name),
        step=step.index,
        label=printable(step.label),
        release=printable(trace.release),
        architecture=trace.architecture,
        page_size=trace.page_size,
    )
    if isinstance(found, Unread):
        return attrs.evolve(row, reason=found.reason, unread=found.problem)
    row = attrs.evolve(
        row,
        lists=found.lists,
        kind=found.classified.kind,
        reason=printable(found.classified.reason or found.problem, 300),
    )
    try:
        return _compared(row, found)
    except WRONG as error:
        return attrs.evolve(row, reason=f"what came of it cannot be compared: {said(error)}")


def _compared(row: Row, prediction: Prediction) -> Row:
    """Return a row with what a prediction is off."""
    guest = prediction.guest
    if guest is None or prediction.problem:
        return row
    before, mine, real = seen_in(prediction.before), seen_of(guest), seen_in(prediction.real)
    if prediction.lists == "rebuilt":
        mine, real = mine.as_counted(), real.as_counted()
    balloon, file = (
        changed(getattr(before, of), getattr(mine, of), getattr(real, of)) for of in ("balloon", "file")
    )
    row = attrs.evolve(
        row,
        free_pages=real.free_pages,
        free_off=mine.free_pages - real.free_pages,
        misplaced_pages=misplaced(mine, real),
        differences=tuple((bucket_text(*place), off) for place, off in differences(mine, real).items()),
        astray=astray(guest, prediction.before, prediction.real),
        overlap=overlap(mine.balloon, real.balloon),
        balloon_moved=balloon.pages,
        balloon_right=balloon.right if balloon.pages else None,
        file_moved=file.pages,
        file_off=file.off,
        file_right=file.same if file.pages else None,
        outcomes=tuple(map(_printable, prediction.outcomes)),
        marks_off=off_marks(mine, real)[0] if row.kind in _CHANGES_MARKS else None,
        idle=_idle(before, prediction.before.pageblock_order),
        noise=_noise(before, real) if row.kind in _BALLOON else 0,
        guesses=prediction.guesses,
    )
    notes = (*notes_of(row, prediction), *prediction.lost)
    return attrs.evolve(row, notes=tuple(printable(note, 600) for note in notes))


def _printable(outcome: Outcome) -> Outcome:
    """Return an outcome whose words, some of which a trace says, are fit for a terminal."""
    words = (printable(text, 200) for text in (outcome.what, outcome.predicted, outcome.real))
    what, predicted, real = words
    return attrs.evolve(outcome, what=what, predicted=predicted, real=real)


def _idle(before: Seen, huge: int) -> bool:
    large = sum(
        pages for (_, _, where, order), pages in before.free.items() if where == ORDER and order >= huge
    )
    return large >= 0.9 * before.free_pages


def _noise(before: Seen, after: Seen) -> int:
    """Return the pages that were neither free nor in the balloon before and are so now, or the other way round.

    Page cache that was dropped meanwhile is no noise: it is foreseen, or not. Nor is memory that came or went.
    """
    end = 1 + max((int(pfns[-1]) for seen in (before, after) for pfns in _sets(seen) if len(pfns)), default=0)
    had, has = (_mask(end, seen.free_pfns) | _mask(end, seen.balloon) for seen in (before, after))
    there = _mask(end, before.there) & _mask(end, after.there)
    came, went = has & ~had & ~_mask(end, before.file), had & ~has & ~_mask(end, after.file)
    return int(np.count_nonzero((came | went) & there))


def _sets(seen: Seen) -> tuple[Pfns, ...]:
    return seen.free_pfns, seen.balloon, seen.there, seen.file


def _mask(end: int, pfns: Pfns) -> NDArray[np.bool_]:
    mask = np.zeros(end, bool)
    mask[pfns] = True
    return mask
