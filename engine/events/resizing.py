"""What a resize says when a stage of it begins."""

from __future__ import annotations

import attrs

from engine.events.event import Event, counted, sections_text
from engine.units import Bytes, short_size


@attrs.frozen(kw_only=True)
class SectionsFirst(Event):
    """Whole sections are to leave, and the balloon takes what they do not give (paper 6.2)."""

    count: int
    size: Bytes
    rest: Bytes

    def sentence(self) -> str:
        """Say it."""
        left = f", then the balloon takes {short_size(self.rest)}" if self.rest else ""
        return f"Whole sections first: {counted(self.count, 'section')} ({short_size(self.size)}){left}."


@attrs.frozen(kw_only=True)
class BalloonTakesRest(Event):
    """What sections did not give, the balloon takes."""

    size: Bytes
    kept: tuple[int, ...]
    """Sections that could not leave."""
    alone: bool = False
    """Whether there was no section to try at all."""

    def sentence(self) -> str:
        """Say it."""
        if self.alone:
            return f"There is no section that could leave: the balloon takes {short_size(self.size)}."
        its = "its" if len(self.kept) == 1 else "their"
        size = short_size(self.size)
        if self.kept:
            return f"{sections_text(sorted(self.kept))} cannot leave, so the balloon takes {its} {size}."
        return f"The balloon takes the rest, {size}."


@attrs.frozen(kw_only=True)
class SurplusToBalloon(Event):
    """The last section that came is more than was asked for."""

    size: Bytes

    def sentence(self) -> str:
        """Say it."""
        return f"The last section brought {short_size(self.size)} too much: the balloon takes it."


@attrs.frozen(kw_only=True)
class BalloonFirst(Event):
    """The balloon takes all that is asked for before sections leave (paper 6.3)."""

    size: Bytes

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Less than that is free, so the balloon takes {short_size(self.size)} first: "
            "then whole sections take its place."
        )


@attrs.frozen(kw_only=True)
class BalloonMakesWay(Event):
    """The balloon gives back what it takes to empty a section that it holds a part of (paper 6.3)."""

    section: int
    span: int = 1
    """Sections of the memory block."""
    lets_go: Bytes
    elsewhere: Bytes

    def sentence(self) -> str:
        """Say it."""
        block = sections_text(tuple(range(self.section, self.section + self.span)))
        return (
            f"{block} is next: {short_size(self.lets_go)} of it is the balloon's, which gives back "
            f"{short_size(self.elsewhere)} elsewhere, to move the others to."
        )


@attrs.frozen(kw_only=True)
class BalloonGivesBack(Event):
    """A guest grows, and its balloon gives back first."""

    size: Bytes
    then: Bytes
    """What has to come in sections after that."""

    def sentence(self) -> str:
        """Say it."""
        after = f"; beyond that, {short_size(self.then)} must come in sections" if self.then else ""
        return f"The balloon gives {short_size(self.size)} back{after}."


@attrs.frozen(kw_only=True)
class SectionsToCome(Event):
    """Nothing is left in the balloon, and sections come (paper 6.1)."""

    sections: tuple[int, ...]
    back: int
    """How many of them were there at boot."""

    def sentence(self) -> str:
        """Say it."""
        came = [f"{sections_text(self.sections[: self.back])} back"] if self.back else []
        came += [f"{sections_text(self.sections[self.back :])} new"] if self.back < len(self.sections) else []
        number = counted(len(self.sections), "section")
        come = "comes" if len(self.sections) == 1 else "come"
        return f"The balloon has nothing left to give: {number} {come} instead, {' and '.join(came)}."
