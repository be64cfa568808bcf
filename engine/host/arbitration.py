"""Who shall have how much of the machine: pure arithmetic over what guests claim. Amounts are in frames.

All of it is whole numbers, so that the same claims come to the same shares on every machine.

Sources: Waldspurger, OSDI 2002, sections 5 and 6 (shares, min-funding revocation, idle memory tax, four states of free
memory); oVirt's Memory Overcommitment Manager, doc/balloon.rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import attrs

from engine.units import Pages

TAX = 75
"""Percent of what idle memory would be worth that it is taxed."""
ALL = 1000
"""Activity is in thousandths of what a guest holds."""
FreeState = Literal["high", "soft", "hard", "low"]
THRESHOLDS: tuple[tuple[FreeState, int], ...] = (("high", 6), ("soft", 4), ("hard", 2), ("low", 1))
"""Percent of the machine's memory that is free: below each, its state begins; the state above it begins again only
where that one's own threshold is reached."""
_SHIFT = 40
"""Bits behind the point while shares are worked out."""


@attrs.frozen(kw_only=True)
class Claim:
    """What one guest may ask for."""

    name: str
    shares: int
    lo: Pages
    """What it has in any case: its min, or what its balloon driver leaves it."""
    hi: Pages
    """What it can use at most."""
    active: int = ALL
    """How much of what it holds it uses, in thousandths."""


def shares_per_page(shares: int, pages: Pages, active: int, tax: int = TAX) -> Fraction:
    """Return what a guest pays for a page: rho = S / (P (f + k (1 - f))), k = 1 / (1 - tax); idle pages cost k times.

    Args:
        shares: S.
        pages: P, what it holds.
        active: f, in thousandths.
        tax: in percent, below 100.
    """
    f = Fraction(active, ALL)
    k = Fraction(100, 100 - tax)
    return shares / (pages * (f + k * (1 - f)))


def entitlements(claims: Sequence[Claim], pool: Pages, tax: int = 0) -> dict[str, Pages]:
    """Return what each guest is entitled to of a pool, within its bounds.

    It is what is left when, from all having their most, a page is revoked again and again from whoever pays least for
    one (min-funding revocation): all that are not at a bound pay the same then. Where the pool is less than what all
    have in any case, they are entitled to that.

    Args:
        claims: of all guests.
        pool: frames that there are for them.
        tax: on idle memory, in percent; 0: shares alone count.
    """
    weights = [shares_per_page(claim.shares, 1, claim.active, tax) for claim in claims]
    whole = [int(weight * (1 << _SHIFT)) for weight in weights]

    def at(level: int) -> list[Pages]:
        pairs = zip(claims, whole, strict=True)
        return [min(claim.hi, max(claim.lo, level * weight >> 2 * _SHIFT)) for claim, weight in pairs]

    low, high = 0, 1
    most = sum(claim.hi for claim in claims)
    while sum(at(high)) < min(pool, most):
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum(at(middle)) <= pool else (low, middle)
    found = at(high) if sum(at(high)) <= pool else at(low)
    left = pool - sum(found)
    for number, claim in enumerate(claims):
        more = max(0, min(left, claim.hi - found[number], len(claims)))
        found[number] += more
        left -= more
    return {claim.name: pages for claim, pages in zip(claims, found, strict=True)}


def free_state(was: FreeState, free: Pages, total: Pages) -> FreeState:
    """Return the state of the machine's free memory.

    Args:
        was: the state before: it gets better only at the better one's own threshold.
        free: frames that are free.
        total: of the machine.
    """
    names = [name for name, _ in THRESHOLDS]
    at = names.index(was)
    while at < len(names) - 1 and free * 100 < THRESHOLDS[at + 1][1] * total:
        at += 1
    while at > 0 and free * 100 >= THRESHOLDS[at - 1][1] * total:
        at -= 1
    return names[at]


def below_threshold(state: FreeState, total: Pages) -> Pages:
    """Return how many free frames a state's threshold is, rounded up."""
    return -(-dict(THRESHOLDS)[state] * total // 100)


@attrs.frozen(kw_only=True)
class Reading:
    """What the Memory Overcommitment Manager reads of a guest; averages over its last samples."""

    now: Pages
    """balloon_cur: what the guest has."""
    average: Pages
    unused: Pages
    """Its free memory (mem_unused), averaged."""
    lo: Pages
    hi: Pages


PRESSURE = 20
"""Percent of the machine: with less free memory, it is under pressure (pressure_threshold)."""
CRITICAL = 5
"""With no more than this, guests are made to swap (pressure_critical)."""
GUEST_FREE = 20
"""Percent of a guest's memory that is to be free while nothing presses (min_guest_free_percent)."""
LARGEST_CHANGE = 5
"""Percent of a guest's memory that it changes by at most in a round, but to have that (max_balloon_change_percent)."""
SMALLEST_CHANGE = 400
"""Changes of no more than one part in so many are left alone (min_balloon_change_percent)."""


def overcommitment_target(reading: Reading, free: Pages, total: Pages) -> Pages | None:
    """Return what a guest shall have from now on, by the rules of balloon.rules; None: it is left as it is.

    Args:
        reading: of the guest.
        free: free frames of the machine, averaged.
        total: all of them.
    """
    wanted = _shrunk(reading, free, total) if free * 100 < PRESSURE * total else _grown(reading)
    return wanted if wanted is not None and is_large_enough(wanted, reading.now) else None


def is_large_enough(wanted: Pages, now: Pages) -> bool:
    """Say whether a change is worth it (change_big_enough)."""
    return abs(wanted - now) * SMALLEST_CHANGE > now


def _shrunk(reading: Reading, free: Pages, total: Pages) -> Pages | None:
    spare = reading.now * free // total
    if free * 100 <= CRITICAL * total:
        spare -= reading.now * LARGEST_CHANGE // 100
    least = max(reading.lo, reading.average - reading.unused + spare)
    wanted = max(reading.now * (100 - LARGEST_CHANGE) // 100, least)
    return wanted if wanted <= reading.now else None


def _grown(reading: Reading) -> Pages | None:
    if reading.now >= reading.hi:
        return None
    used = reading.average - reading.unused
    least = max(reading.lo, used + reading.now * GUEST_FREE // 100)
    return min(reading.hi, max(reading.now * (100 + LARGEST_CHANGE) // 100, least))
