"""What happened, as values: each says itself in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import attrs

from engine.units import Bytes, Nanoseconds, Pages, short_size

TOLD_ONE_BY_ONE = 3
"""Of many sections of one operation so many are told of singly; the others share a sentence."""


def counted(number: int, what: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 page`, `20,480 pages`."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def sections_text(sections: Sequence[int], most: int = 4) -> str:
    """Return sections as words, neighbours as a range: `s4`, `s4–s6 s9`."""
    parts: list[str] = []
    runs: list[list[int]] = []
    for section in sections:
        if runs and section == runs[-1][1] + 1:
            runs[-1][1] = section
        else:
            runs.append([section, section])
    for first, last in runs[:most]:
        parts.append(f"s{first}" if first == last else f"s{first}–s{last}")
    if len(runs) > most:
        parts.append("…")
    return " ".join(parts)


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened in a guest (or, without one, on the host) at a time."""

    level: ClassVar[str] = "info"
    time: Nanoseconds = 0
    guest: str = ""

    def sentence(self) -> str:
        """Say it: what happened, a number, and after a colon the reason."""
        raise NotImplementedError


@attrs.frozen(kw_only=True)
class GuestBooted(Event):
    """A guest is there."""

    memory: Bytes
    platform: str
    section_size: Bytes
    driver: str

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Booted with {short_size(self.memory)} on {self.platform}: sections of {short_size(self.section_size)}, "
            f"{self.driver} balloon."
        )


@attrs.frozen(kw_only=True)
class GuestGone(Event):
    """A guest was shut down."""

    memory: Bytes

    def sentence(self) -> str:
        """Say it."""
        return f"Shut down: {short_size(self.memory)} go back to the host, zeroed first."


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
            return f"{text}: its pages are the guest's again, newest first."
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


@attrs.frozen(kw_only=True)
class HostShort(Event):
    """A guest that grows must wait for the host."""

    level: ClassVar[str] = "warning"
    wants: Bytes
    shortage: str

    def sentence(self) -> str:
        """Say it."""
        return f"Waits for {short_size(self.wants)}: {self.shortage}."


@attrs.frozen(kw_only=True)
class SectionAdded(Event):
    """A section is present."""

    section: int
    size: Bytes
    mem_map: Bytes
    paid_by: tuple[int, ...]

    def sentence(self) -> str:
        """Say it."""
        return (
            f"s{self.section} added: {short_size(self.size)} present but offline; "
            f"its mem_map took {short_size(self.mem_map)} from {sections_text(self.paid_by)}."
        )


@attrs.frozen(kw_only=True)
class SectionWentOnline(Event):
    """A section joined a zone."""

    section: int
    zone: str
    blocks: int
    block: Bytes
    at_head: bool

    def sentence(self) -> str:
        """Say it."""
        where = "the head, so they are used first" if self.at_head else "the tail, so they are used last"
        return (
            f"s{self.section} online in {self.zone.upper()}: {counted(self.blocks, 'block')} of "
            f"{short_size(self.block)} joined {where}."
        )


@attrs.frozen(kw_only=True)
class SectionRefused(Event):
    """A section cannot leave."""

    level: ClassVar[str] = "warning"
    section: int
    reason: str
    next_section: int | None

    def sentence(self) -> str:
        """Say it."""
        tail = f" Trying s{self.next_section} instead." if self.next_section is not None else ""
        return f"s{self.section} cannot leave: {self.reason}.{tail}"


@attrs.frozen(kw_only=True)
class SectionIsolated(Event):
    """A section's free pages left the allocator."""

    section: int
    free: Pages
    to_move: Pages

    def sentence(self) -> str:
        """Say it."""
        return (
            f"s{self.section} isolated: {counted(self.free, 'free page')} left MemFree; "
            f"{counted(self.to_move, 'page')} must move."
        )


@attrs.frozen(kw_only=True)
class SectionLeft(Event):
    """A section is offline, and perhaps gone."""

    section: int
    size: Bytes
    moved: Pages
    removed: bool
    mem_map: Bytes

    def sentence(self) -> str:
        """Say it."""
        moved = f"{counted(self.moved, 'page')} moved away" if self.moved else "nothing had to move"
        if self.removed:
            return (
                f"s{self.section} removed: {short_size(self.size)} back to the host, {moved}; "
                f"its mem_map of {short_size(self.mem_map)} is free again."
            )
        return f"s{self.section} offline: {moved}."


@attrs.frozen(kw_only=True)
class MoreSections(Event):
    """More sections went the way of those that were told of one by one."""

    what: str
    sections: tuple[int, ...]
    size: Bytes

    def sentence(self) -> str:
        """Say it."""
        number = counted(len(self.sections), "more section")
        return f"{number} {self.what}, {short_size(self.size)} in all: {sections_text(self.sections)}."


@attrs.frozen(kw_only=True)
class SectionUndone(Event):
    """A section that was to leave stays."""

    level: ClassVar[str] = "warning"
    section: int
    reason: str

    def sentence(self) -> str:
        """Say it."""
        return f"s{self.section} stays: {self.reason}; its isolation is undone."


@attrs.frozen(kw_only=True)
class WorkloadNoted(Event):
    """A workload did something worth a line."""

    text: str

    def sentence(self) -> str:
        """Say it."""
        return self.text


@attrs.frozen(kw_only=True)
class OperationEnded(Event):
    """An operation ended otherwise than done."""

    level: ClassVar[str] = "warning"
    operation: int
    command: str
    state: str
    reason: str

    def sentence(self) -> str:
        """Say it."""
        word = {"failed": "failed", "partial": "is partly done", "cancelled": "was cancelled"}[self.state]
        return f"op {self.operation} ({self.command}) {word}: {self.reason}."


@attrs.frozen(kw_only=True)
class OperationStalled(Event):
    """An operation made no progress for long."""

    level: ClassVar[str] = "warning"
    operation: int
    command: str
    waits_for: str

    def sentence(self) -> str:
        """Say it."""
        return f"op {self.operation} ({self.command}) is stalled: it waits for {self.waits_for or 'memory'}."


@attrs.frozen(kw_only=True)
class Said(Event):
    """A script narrates."""

    level: ClassVar[str] = "say"
    words: str

    def sentence(self) -> str:
        """Say it."""
        return self.words


@attrs.frozen(kw_only=True)
class Expected(Event):
    """An expectation was checked."""

    level: ClassVar[str] = "expect"
    claim: str

    def sentence(self) -> str:
        """Say it."""
        return f"as expected, {self.claim}"


@attrs.frozen(kw_only=True)
class NotAsExpected(Expected):
    """An expectation does not hold."""

    level: ClassVar[str] = "error"
    found: str

    def sentence(self) -> str:
        """Say it."""
        return f"expected {self.claim}, but it is {self.found}"


def expected(claim: str, passed: bool, found: str) -> Expected:
    """Return what became of an expectation."""
    return Expected(claim=claim) if passed else NotAsExpected(claim=claim, found=found)


@attrs.frozen(kw_only=True)
class Printed(Event):
    """A script asked a question, and this is the answer."""

    level: ClassVar[str] = "view"
    command: str
    output: str

    def sentence(self) -> str:
        """Say that it was asked; the answer itself may be long."""
        lines = self.output.splitlines()
        return lines[0] if len(lines) == 1 else f"{self.command} printed {counted(len(lines), 'line')}."


@attrs.frozen(kw_only=True)
class LineFailed(Event):
    """A line of a script did not do what it must."""

    level: ClassVar[str] = "error"
    place: str
    reason: str

    def sentence(self) -> str:
        """Say it."""
        return f"{self.place} {self.reason}".strip()


@attrs.frozen(kw_only=True)
class PaceAsked(Event):
    """A script asked for a pause, for a speed, or to go on."""

    pause: bool | None = None
    speed: float | None = None

    def sentence(self) -> str:
        """Say it."""
        if self.speed is not None:
            return f"The script asks for {self.speed:g}x."
        return "The script pauses here: Space goes on." if self.pause else "The script goes on."
