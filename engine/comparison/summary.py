"""Many comparisons of the same change, one a seed: how often each policy gets there, and what is usual."""

from __future__ import annotations

from statistics import median_low

import attrs

from engine.compared import Column, Compared
from engine.comparison.measures import MEASURES
from engine.comparison.table import grid, wrapped
from engine.units import short_size

ALONE = ("balloon", "hotplug")
"""What the combinations are held against: either alone."""
COMBINED = "unified"


@attrs.frozen
class Held:
    """How one policy does against another, on the seeds on which that one gets there.

    Attributes:
        policy, other: their names.
        seeds: on how many the other gets there.
        reached: on how many of these the policy does too.
        largest: on how many of these its largest free block is no smaller.
        unusable: on how many of these no more of free memory is unusable for a pageblock.
        orders: on how many of these the same is true of every order.
    """

    policy: str
    other: str
    seeds: int
    reached: int
    largest: int
    unusable: int
    orders: int

    @property
    def everywhere(self) -> bool:
        """Whether it is no worse on any seed."""
        return self.reached == self.largest == self.unusable == self.seeds


def held(comparisons: list[Compared], policy: str, other: str) -> Held:
    """Hold a policy against another."""
    pairs = [(compared.column(policy), compared.column(other)) for compared in comparisons]
    both = [(one, two) for one, two in pairs if one is not None and two is not None and two.reached]
    there = [(one.figures, two.figures) for one, two in both if one.reached]
    figures = [(one, two) for one, two in there if one is not None and two is not None]
    return Held(
        policy,
        other,
        len(both),
        len(there),
        sum(one.largest_free_block >= two.largest_free_block for one, two in figures),
        sum(one.unusable <= two.unusable for one, two in figures),
        sum(
            all(a <= b for a, b in zip(one.unusable_free_index, two.unusable_free_index, strict=True))
            for one, two in figures
        ),
    )


def summary(comparisons: list[Compared], seeds: list[int]) -> str:
    """Return the table over all seeds: how often each policy gets there, and the median of each measure."""
    first = comparisons[0]
    policies = [column.policy for column in first.columns]
    columns = {name: [it for one in comparisons if (it := one.column(name))] for name in policies}
    head = (
        f"compare {first.guest} {short_size(first.size)}   from {short_size(first.had)}, "
        f"medians of {_seeds(seeds)}"
    )
    rows = [(f"reached {short_size(first.size)}", [_often(columns[name]) for name in policies])]
    for measure in MEASURES:
        cells = [_median(columns[name], measure.name) for name in policies]
        if any(cell not in ("-", "0") for cell in cells) and measure.better:
            rows.append((measure.label, cells))
    rows.append(("least largest block", [_least(columns[name]) for name in policies]))
    rows.append(("most unusable", [_most(columns[name]) for name in policies]))
    lines = [head, *grid(policies, rows)]
    if COMBINED in policies:
        lines.append("")
        for other in ALONE:
            if other in policies:
                lines += wrapped(_claim(held(comparisons, COMBINED, other)))
    reasons = {name: _reasons(columns[name]) for name in policies}
    for name, reason in reasons.items():
        if reason:
            lines += wrapped(f"{name}: {reason}")
    return "\n".join(lines)


def _seeds(seeds: list[int]) -> str:
    return f"{len(seeds)} seeds, {seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"seed {seeds[0]}"


def _claim(found: Held) -> str:
    if not found.seeds:
        return f"{found.other} gets there on no seed."
    return (
        f"Where {found.other} gets there ({found.seeds} seeds), {found.policy} does on {found.reached}; its largest "
        f"free block is no smaller on {found.largest}, and no more of free memory is unusable for a pageblock on "
        f"{found.unusable}, for a block of any order on {found.orders}."
    )


def _often(columns: list[Column]) -> str:
    if all(column.state == "cannot" for column in columns):
        return "cannot"
    return f"{sum(column.reached for column in columns)} of {len(columns)}"


def _median(columns: list[Column], name: str) -> str:
    """Return the text of the column whose value is the median of those that have one."""
    measure = next(it for it in MEASURES if it.name == name)
    figures = [column.figures for column in columns if column.figures is not None]
    values = {index: value for index, it in enumerate(figures) if (value := measure.value(it)) is not None}
    if not values:
        return "-"
    middle = median_low(values.values())
    return measure.text(figures[next(index for index, value in values.items() if value == middle)])


def _least(columns: list[Column]) -> str:
    found = [column.figures.largest_free_block for column in columns if column.figures is not None]
    return short_size(min(found)) if found else "-"


def _most(columns: list[Column]) -> str:
    found = [column.figures.unusable for column in columns if column.figures is not None]
    return f"{max(found) / 10:.1f} %" if found else "-"


def _reasons(columns: list[Column]) -> str:
    """Return why a policy did not get there on the first seed on which it did not."""
    return next((column.reason for column in columns if not column.reached and column.reason), "")
