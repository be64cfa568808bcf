"""What the machine got back, against the same counted frame by frame."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.comparison.machine_memory import Returned, frames_of, returned
from engine.host import FRAME
from engine.units import MIB
from tests.engine.worlds import make_world

frames = st.sets(st.integers(0, 60))


def runs(held: set[int]) -> np.ndarray:
    """Return frames as their runs, ascending, neighbours joined."""
    groups = groupby(enumerate(sorted(held)), lambda pair: pair[1] - pair[0])
    stretches = [[frame for _, frame in group] for _, group in groups]
    return np.array([(part[0], part[-1] + 1) for part in stretches], np.int64).reshape(-1, 2)


@given(frames, frames)
def test_it_is_what_the_guest_had_and_has_not(before, after):
    gone = runs(before - after)
    less = max(0, len(before) - len(after))
    largest = max((int(end - start) for start, end in gone), default=0)
    expected = (
        Returned(less * FRAME, len(gone), min(less, largest) * FRAME) if len(gone) else Returned(0, 0, 0)
    )
    assert returned(runs(before), runs(after)) == expected


def test_only_the_guests_own_frames_count():
    world = make_world(web=64 * MIB, db=32 * MIB)
    held = frames_of(world.host, "db")
    assert int(np.diff(held).sum()) * FRAME == 32 * MIB
    assert len(frames_of(world.host, "nobody")) == 0
