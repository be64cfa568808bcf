"""What happens in XenStore."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event
from engine.units import Bytes, short_size


@attrs.frozen(kw_only=True)
class KeyWritten(Event):
    """Somebody wrote a key by hand."""

    key: str
    value: str
    by: str
    """A guest's name, or nothing for Domain-0."""

    def sentence(self) -> str:
        """Say it."""
        return f"XenStore: {self.by or 'Domain-0'} wrote {self.key} = {self.value}."


@attrs.frozen(kw_only=True)
class WatchFired(Event):
    """A watch that somebody set tells of a change: what `xenstore watch` prints."""

    level: ClassVar[str] = "view"
    key: str
    """What has changed."""
    value: str | None
    """What it is now; None: it is gone."""
    by: str
    """Whose watch it is."""
    left: int | None

    def sentence(self) -> str:
        """Say it."""
        now = "is gone" if self.value is None else f"is {self.value or 'there'}"
        last = "; it has told for the last time" if self.left == 0 else ""
        return f"The watch of {self.by or 'Domain-0'} fires: {self.key} {now}{last}."


@attrs.frozen(kw_only=True)
class TargetNotRead(Event):
    """A balloon driver made nothing, or something else, of the target that it found."""

    level: ClassVar[str] = "warning"
    value: str
    target: Bytes
    """What it works towards."""
    why: str

    def sentence(self) -> str:
        """Say it."""
        return f"memory/target is {self.value}: {self.why}; the target is {short_size(self.target)}."
