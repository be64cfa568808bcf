"""The paper's thesis (section 6): balloon and hotplug together do better than either alone, on a guest that has aged.

`python3 -m tests.endurance.thesis` holds it on 20 seeds; here is one of them, and smaller guests.
"""

from __future__ import annotations

import pytest

from engine.comparison.summary import ALONE, held
from engine.trials import Trial, run_trial
from tests.endurance.thesis import trials

SMALL = "guest add db memory=1G min=256M max=2G\nworkload db age\n"
OLD = "guest add db memory=512M min=128M platform=ppc64 kernel=2.6.16+remove\nworkload db age 60%\n"


def compared(trial: Trial):
    found = run_trial(trial)
    assert not found.problem
    return found.compared


def as_much_in_blocks_of_every_order(found, other: str) -> bool:
    """Whether unified leaves no less memory in free blocks of every order and above.

    A share of free memory can be the greater where more lies free in large blocks, if more is free altogether: of the
    mem_map of sections that left, for one.
    """
    ours, theirs = (found.column(name).figures.free_blocks for name in ("unified", other))
    return all(_from(ours, order) >= _from(theirs, order) for order in range(len(theirs)))


def _from(blocks: tuple[int, ...], least: int) -> int:
    return sum(count << order for order, count in enumerate(blocks) if order >= least)


def small(script: str, size: str, seed: int) -> Trial:
    command = f"compare db {size} balloon,hotplug,unified"
    return Trial(seed=seed, data=script.encode(), name="small.bal", command=command)


@pytest.mark.parametrize(
    "trial",
    [
        *(pytest.param(trial, id="the default aged guest") for trial in trials(1)),
        pytest.param(small(SMALL, "512M", 3), id="of 1G, where more is free after unified"),
        *(pytest.param(small(OLD, "256M", seed), id=f"of 2006, seed {seed}") for seed in range(1, 2)),
    ],
)
def test_unified_gets_there_where_either_does_and_leaves_free_memory_no_worse(trial):
    found = compared(trial)
    for other in ALONE:
        against = held([found], "unified", other)
        assert against.reached == against.largest == against.seeds, against
        assert against.everywhere or as_much_in_blocks_of_every_order(found, other), against
