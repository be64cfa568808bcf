"""How far a script is presented, and how its next command is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

if TYPE_CHECKING:
    from tui.presenting.course import Step

Mode: TypeAlias = Literal["type", "auto", "step"]
MODES: tuple[Mode, ...] = ("type", "auto", "step")
MEANS: dict[Mode, str] = {
    "type": "letters type, Enter the rest, Enter again runs",
    "auto": "it types and runs by itself",
    "step": "Enter runs the next line",
}


@attrs.frozen
class Presentation:
    """A place in a course. Every way on returns another one.

    Attributes:
        steps: all there is to present.
        at: the step that comes next; all of them: it is over.
        typed: characters of it that are typed.
        mode: who types.
    """

    steps: tuple[Step, ...] = ()
    at: int = 0
    typed: int = 0
    mode: Mode = "type"

    @property
    def next(self) -> Step | None:
        """The line that comes next, be it one that runs by itself; None: it is over."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    @property
    def command(self) -> Step | None:
        """The next line that the presenter types; None: there is none any more."""
        return next((step for step in self.steps[self.at :] if step.typed), None)

    @property
    def by_itself(self) -> Step | None:
        """The next line if nobody types it."""
        step = self.next
        return step if step and not step.typed else None

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.next is None

    @property
    def shown(self) -> str:
        """What stands at the prompt."""
        return self.next.typed[: self.typed] if self.next else ""

    @property
    def whole(self) -> bool:
        """Whether the next command is typed to its end."""
        return bool(self.next and self.next.typed) and self.typed >= len(self.next.typed if self.next else "")

    def type_on(self, characters: int = 1) -> Presentation:
        """Type the next characters; blanks come with the letter after them."""
        step = self.next
        if not step or not step.typed:
            return self
        typed = min(len(step.typed), self.typed + characters)
        while typed < len(step.typed) and step.typed[typed - 1] == " ":
            typed += 1
        return attrs.evolve(self, typed=typed)

    def type_whole(self) -> Presentation:
        """Type all of the line."""
        return self.type_on(len(self.next.typed)) if self.next else self

    def rub_out(self) -> Presentation:
        """Take back a character."""
        return attrs.evolve(self, typed=max(0, self.typed - 1))

    def done(self) -> Presentation:
        """Be behind the next line, which has run."""
        return attrs.evolve(self, at=min(self.at + 1, len(self.steps)), typed=0)

    def back_to(self, at: int) -> Presentation:
        """Be before a line again, of which nothing is typed."""
        return attrs.evolve(self, at=at, typed=0)

    def other_mode(self) -> Presentation:
        """Have the next mode."""
        mode = MODES[(MODES.index(self.mode) + 1) % len(MODES)]
        return attrs.evolve(self, mode=mode)

    @property
    def notes(self) -> tuple[str, ...]:
        """The speaker's notes of the next line, and of the next command."""
        steps = dict.fromkeys(step for step in (self.next, self.command) if step)
        return tuple(line for step in steps for line in step.notes)

    @property
    def position(self) -> str:
        """Where it is in its chapter, as `3 / 9`; empty where there is nothing to type."""
        step = self.next or (self.steps[-1] if self.steps else None)
        return f"{step.place} / {step.places}" if step and step.places else ""
