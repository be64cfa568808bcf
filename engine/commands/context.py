"""What completion knows: a word that can stand somewhere, the guests, and whatever else has a name."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from engine.commands.model import SectionRange
from engine.units import MIB, Bytes

BOOT_STEP = 128 * MIB
"""Sizes to boot with: whole sections on every platform."""


@attrs.frozen
class Item:
    """A word that can stand here, and what it means."""

    word: str
    means: str


@attrs.frozen
class KnownGuest:
    """What completion knows of a guest; sizes in bytes."""

    name: str
    section_size: Bytes = BOOT_STEP
    sections: tuple[SectionRange, ...] = ()
    """Runs of sections that are online, in order."""
    offline: tuple[SectionRange, ...] = ()
    """Runs of those that are present and offline."""
    absent: tuple[SectionRange, ...] = ()
    """Runs of those that can still be added, in the order in which they are."""
    online: Bytes = 0
    present: Bytes = 0
    target: Bytes = 0
    has: Bytes = 0
    """Its online memory without the balloon."""
    platform: str = ""
    driver: str = ""
    min: Bytes = 0
    max: Bytes = 0
    bounded: bool = True
    """Whether its max is known: that of an imported guest is raised by what is added."""
    domain: int = 0
    """Its number in XenStore; 0: it has no home there."""
    device: str = ""
    """The id of its virtio-mem device, if it has one."""
    region: Bytes = 0
    device_block: Bytes = 0
    """What the device plugs and unplugs at a time."""
    dimms: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()
    """Ids of those that no DIMM uses."""


@attrs.frozen
class Context:
    """What completion knows of the simulation."""

    guests: tuple[KnownGuest, ...] = ()
    """Of each, at least what tells it from the others."""
    selected: str = ""
    operations: tuple[tuple[int, str], ...] = ()
    """Those under way: id and command."""
    lessons: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    """XenStore's, from the root, each with its value."""
    verbs: frozenset[str] | None = None
    """Commands that are answered, as grammar rows call them; None: all."""
    whole: Callable[[str], KnownGuest] | None = None
    """Asks for everything that is known of one guest; None: `guests` have it."""

    def guest(self, name: str) -> KnownGuest | None:
        """Return what is known of the guest called `name`, if it exists."""
        found = next((guest for guest in self.guests if guest.name == name), None)
        return self.whole(name) if found and self.whole else found
