"""A resize goes in stages: what each of them does, and what is known of those before it."""

from __future__ import annotations

from typing import TypeAlias

import attrs

from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.resize.give_back import GiveBack
from engine.timeline import Ending
from engine.units import Pages

Work: TypeAlias = BalloonWork | GiveBack | TakeSections | BringSections
"""What a stage does."""


def has(guest: Guest) -> Pages:
    """Return what a guest has: its online memory without the balloon."""
    return guest.online_pages - guest.balloon.pages


@attrs.frozen
class Stage:
    """A stage that begins."""

    name: str
    work: Work
    target: Pages
    """What the guest's target is at first; sections that come and go move it with them."""
    blocks: tuple[int, ...] = ()
    """First sections of the memory blocks that it names."""


@attrs.frozen
class Past:
    """A stage that has ended."""

    name: str
    ending: Ending
    reason: str
    short: Pages
    """What the guest has less than the stage's target."""


@attrs.frozen
class Plan:
    """What a policy needs to know to say what comes next, but for the guest itself."""

    policy: str
    operation: int
    begun: Pages
    """What the guest had at first."""
    target: Pages
    """What it shall have."""
    lends: Pages = 0
    """What its host could give it now."""
    seen: tuple[str, ...] = ()
    """Names of the stages there were, each once."""
    last: Past | None = None
    """The stage before."""
    refused: tuple[int, ...] = ()
    """First sections of memory blocks that were tried and stayed."""
    failure: Past | None = None
    """The last stage that did not do all that it should."""
