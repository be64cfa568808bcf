"""A trace walked from its first step to its last: each step predicted, held against the real one, and learnt from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.capture.record import Capture, Pfns
from engine.capture.trace import Trace, open_trace
from engine.errors import CommandError, printable
from engine.fidelity.astray import astray
from engine.fidelity.bench import Outcome
from engine.fidelity.carrying import Carried, Passed
from engine.fidelity.causes import notes_of
from engine.fidelity.kinds import Classified
from engine.fidelity.predicting import Lists, Prediction, predict_between
from engine.fidelity.requests import Request, requests_of
from engine.fidelity.row import Row
from engine.fidelity.score import changed, differences, misplaced, off_marks, overlap
from engine.fidelity.seen import ORDER, Seen, bucket_text, seen_in, seen_of

_CHANGES_MARKS = frozenset({"hot-add", "offline", "unplug", "DLPAR", "virtio-mem"})
_BALLOON = frozenset({"inflate", "deflate", "reclaim", "NUMA"})
_REBUILT = frozenset({"inflate"})
"""Kinds that are predicted a second time, from the counts of free blocks alone."""


def walk(trace: Trace, *, rebuilt: bool = True) -> Iterator[Prediction]:
    """Yield a prediction of each step after the first, each from what the steps before it told.

    Args:
        trace: which.
        rebuilt: whether inflations are predicted from counts of free blocks alone, too, right behind.

    Raises:
        CommandError: a snapshot cannot be read.
    """
    carried = Carried()
    before: Capture | None = None
    for step in trace.steps:
        after = trace.load(step.index)
        requests = requests_of(step, trace.page_size)
        found: Prediction | None = None
        if before is not None:
            found = _predicted(before, after, requests, carried)
            yield found
            if rebuilt and found.classified.kind in _REBUILT:
                yield _predicted(before, after, requests, carried, lists="rebuilt")
        guest = found.guest if found is not None and not found.problem else None
        carried = carried.after(Passed(requests=requests, before=before, after=after, guest=guest))
        before = after


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
    except (CommandError, ArithmeticError, LookupError, ValueError, TypeError, AssertionError) as error:
        reason = f"no guest can be made of it: {printable(str(error) or repr(error), 200)}"
        return Prediction(
            requests=requests, classified=Classified(reason=reason), before=before, real=after, lists=lists
        )


def rows_of(folder: Path, *, rebuilt: bool = True) -> tuple[Row, ...]:
    """Return the rows of a trace, in order.

    Raises:
        CommandError: the folder is no trace, or one of its files is not as it should be.
    """
    trace = open_trace(folder)
    rows: list[Row] = []
    at = 0
    for prediction in walk(trace, rebuilt=rebuilt):
        at += prediction.lists == "recorded"
        step = trace.steps[at]
        rows.append(row_of(trace, step.index, step.label, prediction))
    return tuple(rows)


def row_of(trace: Trace, index: int, label: str, prediction: Prediction) -> Row:
    """Return the row of one prediction."""
    row = Row(
        trace=printable(trace.name),
        step=index,
        label=printable(label),
        release=printable(trace.release),
        architecture=trace.architecture,
        page_size=trace.page_size,
        lists=prediction.lists,
        kind=prediction.classified.kind,
        reason=printable(prediction.classified.reason or prediction.problem, 300),
    )
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
    return attrs.evolve(row, notes=tuple(printable(note, 600) for note in notes_of(row, prediction)))


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
