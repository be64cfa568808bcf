"""What happens to a balloon."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event
from engine.units import Bytes, Nanoseconds, Pages, short_size


@attrs.frozen(kw_only=True)
class TargetSet(Event):
    """The host told a guest what it shall have."""

    target: Bytes
    balloon: Bytes
    driver: str

    def sentence(self) -> str:
        """Say it."""
        told = {
            "xen": f"Xen wrote memory/target = {short_size(self.target)}: the watch woke the driver at once.",
            "virtio": f"The device asks for a balloon of {short_size(self.balloon)}: an interrupt woke the driver.",
        }
        return told.get(self.driver, f"The target is {short_size(self.target)} now.")


@attrs.frozen(kw_only=True)
class BalloonReached(Event):
    """A balloon has the size that was wanted."""

    before: Bytes
    after: Bytes
    pages: Pages
    singles: Pages
    """How many of the pages came one by one."""

    def sentence(self) -> str:
        """Say it."""
        text = f"Balloon {short_size(self.before)} → {short_size(self.after)}"
        if self.after < self.before:
            return f"{text}: its pages are the guest's again."
        share = 100 * self.singles // max(1, self.pages)
        why = ", so the small free blocks went first" if share >= 25 else ""
        return f"{text}: {share} % of its pages came one by one (order 0){why}."


@attrs.frozen(kw_only=True)
class BalloonAtWatermark(Event):
    """A balloon used up what lies above the low watermark."""

    level: ClassVar[str] = "warning"
    free: Bytes
    file: Bytes

    def sentence(self) -> str:
        """Say it."""
        if self.file:
            return "Out of free memory at its low watermark: the balloon now makes the guest drop file cache."
        return f"Out of free memory at its low watermark, {short_size(self.free)}, and there is no file cache to drop."


@attrs.frozen(kw_only=True)
class BalloonStuck(Event):
    """A balloon driver got nothing and sleeps."""

    level: ClassVar[str] = "warning"
    missing: Bytes
    back_off: Nanoseconds
    gives_up: bool

    def sentence(self) -> str:
        """Say it."""
        if self.gives_up:
            return f"The balloon gives up, {short_size(self.missing)} short: nothing above the min watermark is free."
        return (
            f"The balloon is stuck, {short_size(self.missing)} short: nothing above the min watermark is free; "
            f"it tries again in {self.back_off / 1e9:g} s."
        )
