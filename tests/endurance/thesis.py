"""The paper's thesis on one aged guest of 4G that is shrunk to half, from 20 seeds: together better than either alone.

    python3 -m tests.endurance.thesis [seeds]

Prints the table that the README has, and ends with 1 where the unified policy is worse than the balloon on a seed, or
worse than hotplug on one on which hotplug gets there too. It is `ballonet compare aged db 2G balloon,hotplug,unified`
with a verdict.
"""

from __future__ import annotations

import sys

from engine.comparison.summary import ALONE, held, summary
from engine.trials import Trial, run_trial
from tui.scripts import lessons
from tui.verbs.spread import cores, spread

SEEDS = 20
COMMAND = "compare db 2G balloon,hotplug,unified"


def trials(seeds: int) -> list[Trial]:
    """Return the default aged guest, once for each seed."""
    data = lessons()["aged"].read_bytes()
    return [Trial(seed=seed, data=data, name="aged.bal", command=COMMAND) for seed in range(1, seeds + 1)]


def main() -> int:
    """Compare, print, and say whether the claim holds."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    tried = spread(run_trial, trials(seeds), cores(), "seeds")
    comparisons = [one.compared for one in tried]
    print(summary(comparisons, [one.trial.seed for one in tried]))
    return 0 if all(held(comparisons, "unified", other).everywhere for other in ALONE) else 1


if __name__ == "__main__":
    sys.exit(main())
