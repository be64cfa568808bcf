"""What is answered to `whatif`: plain and frozen, so that it can be printed, written as JSON and compared."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds, Pages, Pfn
from engine.whatif.outlook import InTheWay, Result
from engine.whatif.standing import Standing


@attrs.frozen(kw_only=True)
class Asked:
    """One memory block that the command asked to go offline or to leave.

    Attributes:
        block: its number.
        result: what came of it.
        reason: why not, in words; where it is done, what could have come between.
        in_way: the pages that keep it, where it is kept.
        stops_at: the page at which the kernel ends its search, where that is why.
    """

    block: int
    result: Result
    reason: str = ""
    in_way: tuple[InTheWay, ...] = ()
    stops_at: Pfn | None = None


@attrs.frozen(kw_only=True)
class Landing:
    """Where pages arrived that were moved.

    Attributes:
        block: the number of a memory block.
        zone: of its pages.
        pages: that were movable or the balloon's, more than before.
    """

    block: int
    zone: str
    pages: Pages


@attrs.frozen(kw_only=True)
class Certainty:
    """How far to trust an answer.

    Attributes:
        kind: the kind of step that it was held against, as `inflate`; empty: there is no record of such steps.
        kernel: of the record, as `6.1`; nearest: of this one nothing was recorded, and that is the nearest.
        steps: how many recorded steps the figures are of.
        misplaced: (median, worst) pages in a wrong list, in percent of the free pages.
        overlap: (median, worst) of the balloon's pages that were the right ones, in percent; None: no balloon moved.
        outcomes: of requests whose outcome was foretold, (right, all).
        unknown: what this capture does not tell, each a sentence; with what would have to be known.
    """

    kind: str = ""
    kernel: str = ""
    steps: int = 0
    misplaced: tuple[float, float] | None = None
    overlap: tuple[float, float] | None = None
    outcomes: tuple[int, int] | None = None
    unknown: tuple[str, ...] = ()
    nearest: bool = False


@attrs.frozen(kw_only=True)
class Answer:
    """What one command would do.

    Attributes:
        command: in its native form.
        state: how it ends: done, partial, failed, cancelled; refused: by the language or a limit, and nothing changed;
            will retry: it had not ended when it was given up.
        reason: why it did not end well, or what it waits for.
        took: virtual time.
        moved: pages that were migrated.
        before, after: how the guest's memory stands.
        asked: memory blocks that were to leave, in the order in which they were tried.
        landing: where moved pages arrived.
        arrived: memory blocks that came online.
        certainty: how far to trust it.
    """

    command: str
    state: str
    reason: str = ""
    took: Nanoseconds = 0
    moved: Pages = 0
    before: Standing
    after: Standing
    asked: tuple[Asked, ...] = ()
    landing: tuple[Landing, ...] = ()
    arrived: tuple[int, ...] = ()
    certainty: Certainty = Certainty()
