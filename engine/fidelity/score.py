"""How far a prediction is off, in numbers."""

from __future__ import annotations

import attrs
import numpy as np

from engine.capture.record import Pfns
from engine.fidelity.seen import Bucket, Seen, ZoneName
from engine.units import Pages


def misplaced(predicted: Seen, real: Seen) -> Pages:
    """Return the pages that lie elsewhere than predicted: half of what differs, by zone, order and per-CPU list."""
    return (sum(abs(pages) for pages in differences(predicted, real).values()) + 1) // 2


def differences(predicted: Seen, real: Seen) -> dict[Bucket, Pages]:
    """Return by how many pages more was predicted, where it differs; a CPU's pages as a whole where no more is told."""
    if not (predicted.listed and real.listed):
        predicted, real = predicted.as_counted(), real.as_counted()
    places = sorted(predicted.free.keys() | real.free.keys())
    found = {place: predicted.free[place] - real.free[place] for place in places}
    return {place: pages for place, pages in found.items() if pages}


def overlap(predicted: Pfns, real: Pfns) -> float:
    """Return the share of pages that both have, of the larger set; 1 where both have none."""
    most = max(len(predicted), len(real))
    return len(np.intersect1d(predicted, real, assume_unique=True)) / most if most else 1.0


def moved(before: Pfns, after: Pfns) -> tuple[Pfns, Pfns]:
    """Return the pages that came, and those that went."""
    return (
        np.setdiff1d(after, before, assume_unique=True),
        np.setdiff1d(before, after, assume_unique=True),
    )


@attrs.frozen
class Changed:
    """How a set of pages changed, and how it was to.

    Attributes:
        pages: that came or went; `off`: how many more were to.
        right: the share that both agree on, of the larger number.
        same: the same of the smaller number: whether those are right of which there are enough.
    """

    pages: Pages
    right: float
    off: Pages = 0
    same: float = 1.0


def changed(before: Pfns, predicted: Pfns, real: Pfns) -> Changed:
    """Compare which pages came and went."""
    came, went = moved(before, real)
    foreseen_came, foreseen_went = moved(before, predicted)
    both = len(np.intersect1d(came, foreseen_came, assume_unique=True))
    both += len(np.intersect1d(went, foreseen_went, assume_unique=True))
    pages, foreseen = len(came) + len(went), len(foreseen_came) + len(foreseen_went)
    most, least = max(pages, foreseen), min(pages, foreseen)
    return Changed(pages, both / most if most else 1.0, foreseen - pages, both / least if least else 1.0)


def off_marks(predicted: Seen, real: Seen) -> tuple[Pages, ZoneName | None]:
    """Return by how many pages a watermark is off at most, and in which zone; a zone that only one has counts whole."""
    none = (0, 0, 0)
    worst: tuple[Pages, ZoneName | None] = (0, None)
    for zone in sorted(predicted.marks.keys() | real.marks.keys()):
        mine, theirs = predicted.marks.get(zone, none), real.marks.get(zone, none)
        off = max(abs(a - b) for a, b in zip(mine, theirs, strict=True))
        if off > worst[0]:
            worst = off, zone
    return worst
