"""What is known of the one who shares the machine's memory out."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.host.arbitration import FreeState
from engine.units import Bytes, Nanoseconds

BalancePolicy = Literal["proportional", "esx", "mom"]


@attrs.frozen
class Entitled:
    """One guest in the balance. Amounts in bytes."""

    guest: str
    shares: int
    entitled: Bytes
    """What the policy wants it to have."""
    active: int
    """How much of what it holds it is thought to use, in thousandths."""
    owed: Bytes
    """What it has yet to get."""
    blocked: bool
    """Whether it may not run, because memory has all but ended and it has more than it is entitled to."""


@attrs.frozen
class Balancing:
    """Memory moves between guests by a policy. It is replaced, never changed."""

    process: int
    """The number of the process that does it."""
    policy: BalancePolicy
    since: Nanoseconds
    state: FreeState = "high"
    """Of the machine's free memory."""
    guests: tuple[Entitled, ...] = ()
    """In order of arrival; guests without a balloon have no part in it."""
    line: tuple[str, ...] = ()
    """To whom memory is owed, in the order in which they get it; also guests that wait to boot."""
    moves: int = 0
    """Targets that were set so far."""
    given: Bytes = 0
    taken: Bytes = 0
    """By how much targets were raised and lowered so far, all together."""
