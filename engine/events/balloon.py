"""What happens to a balloon."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event, counted
from engine.units import MILLISECOND, SECOND, Bytes, Nanoseconds, Pages, clock_text, short_size


@attrs.frozen(kw_only=True)
class TargetSet(Event):
    """The host told a guest what it shall have."""

    target: Bytes
    balloon: Bytes
    driver: str
    host: str = "Xen"
    """The hypervisor, as people call it."""
    seen: Nanoseconds | None = None
    """When a driver that polls will see it."""

    def sentence(self) -> str:
        """Say it."""
        told = {
            "xen": f"{self.host} wrote memory/target = {short_size(self.target)}: the watch woke the driver at once.",
            "virtio": f"The device asks for a balloon of {short_size(self.balloon)}: an interrupt woke the driver.",
            "hyperv": f"{self.host} asks for a balloon of {short_size(self.balloon)}: a message woke the driver.",
            "cmm": f"{self.host} asks for {short_size(self.balloon)} (SMSG): cmm_pages is set, and woke the thread.",
        }
        plain = f"The target is {short_size(self.target)}"
        if self.seen is not None:
            return f"{plain}; this driver polls once a second and will see it at {clock_text(self.seen)}."
        return told.get(self.driver, f"{plain} now.")


@attrs.frozen(kw_only=True)
class BalloonReached(Event):
    """A balloon has the size that was wanted."""

    before: Bytes
    after: Bytes
    pages: Pages
    singles: Pages
    """How many of the pages came one by one."""
    late: Nanoseconds = 0
    """How much later that is than the host wanted it."""

    def sentence(self) -> str:
        """Say it."""
        late = f", {self.late / SECOND:.3g} s late" if self.late else ""
        text = f"Balloon {short_size(self.before)} → {short_size(self.after)}{late}"
        if self.after < self.before:
            return f"{text}: its pages are the guest's again."
        if not self.pages:
            return f"Balloon stays at {short_size(self.after)}: it holds what the target asks for."
        share = 100 * self.singles // max(1, self.pages)
        if share < 25:
            return f"{text}: {share} % of its pages came from free blocks of order 0, the others out of larger ones."
        return (
            f"{text}: {share} % of its pages came one by one (order 0), so the small free blocks went first."
        )


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
    at_available: bool
    """Whether it stops at what the kernel estimates as available, which is above the min watermark."""

    def sentence(self) -> str:
        """Say it."""
        short = f"{short_size(self.missing)} short"
        why = (
            "what the kernel counts as available (MemAvailable) is used up"
            if self.at_available
            else "nothing above the min watermark is free"
        )
        if self.gives_up:
            return f"The balloon gives up, {short}: {why}."
        again = -(-self.back_off // MILLISECOND) * MILLISECOND / SECOND
        return f"The balloon is stuck, {short}: {why}; it tries again in {again:g} s."


@attrs.frozen(kw_only=True)
class BalloonTooSlow(Event):
    """A balloon has not got by a time what the host wanted by then."""

    level: ClassVar[str] = "warning"
    wanted: Bytes
    reached: Bytes
    within: Nanoseconds
    why: str

    def sentence(self) -> str:
        """Say it, with the rate that was asked for and the one that was reached."""
        asked, reached = (short_size(size * SECOND // self.within) for size in (self.wanted, self.reached))
        why = f": the guest {self.why}" if self.why and not self.why.startswith("the ") else ""
        return (
            f"The host wanted {short_size(self.wanted)} within {self.within / SECOND:.3g} s, which is {asked}/s. "
            f"The balloon has moved {short_size(self.reached)} by now, {reached}/s{why}."
        )


@attrs.frozen(kw_only=True)
class TooLittle(Event):
    """A guest is to have less than it needs."""

    level: ClassVar[str] = "warning"
    has: Bytes
    """What it is to have."""
    used: Bytes
    stays: Bytes
    kept: Bytes

    def sentence(self) -> str:
        """Say it."""
        needs = short_size(self.used + self.stays + self.kept)
        return (
            f"With {short_size(self.has)} it will swap: it needs about {needs}. Programs use {short_size(self.used)}, "
            f"{short_size(self.stays)} cannot be reclaimed, and the kernel keeps {short_size(self.kept)} free."
        )


@attrs.frozen(kw_only=True)
class BalloonLimited(Event):
    """A balloon is as large as its driver lets it be."""

    level: ClassVar[str] = "warning"
    balloon: Bytes
    missing: Bytes
    why: str

    def sentence(self) -> str:
        """Say it."""
        return (
            f"The balloon stays at {short_size(self.balloon)}, {short_size(self.missing)} short: {self.why}."
        )


@attrs.frozen(kw_only=True)
class BalloonHelped(Event):
    """A balloon gave pages back to a guest that was out of memory."""

    level: ClassVar[str] = "warning"
    pages: Pages
    left: Bytes
    """What the balloon holds then."""

    def sentence(self) -> str:
        """Say it."""
        pages, left = counted(self.pages, "page"), short_size(self.left)
        return f"Out of memory: the balloon gives back {pages} for each call for help; it holds {left}."


@attrs.frozen(kw_only=True)
class BalloonReleased(Event):
    """A balloon gave back what it held of a section that is to go."""

    section: int
    pages: Pages

    def sentence(self) -> str:
        """Say it."""
        return (
            f"The balloon gave back its {counted(self.pages, 'page')} of s{self.section}, which is to go; "
            "it takes others elsewhere."
        )


@attrs.frozen(kw_only=True)
class BlocksReported(Event):
    """A guest told its host of free memory."""

    size: Bytes

    def sentence(self) -> str:
        """Say it."""
        return f"Reported {short_size(self.size)} of free blocks: the host has their frames, the guest keeps the pages."
