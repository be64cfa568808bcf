"""Presents a script: its commands when the presenter says so, the lines between them by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.podium.performing import Performing
from tui.podium.view import NOTHING
from tui.presenting.presentation import MEANS, Presentation

if TYPE_CHECKING:
    from collections.abc import Callable


TAKEN = "Esc at the empty line goes on with the script"


class Presenter(Performing):
    """What the keys of a presentation do."""

    def do(self, what: str) -> None:
        """Do what a key asks for."""
        doing: dict[str, Callable[[], None]] = {
            "turn": lambda: self.leave() if self.on else self.begin(),
            "leave": self.leave,
            "show": self._show,
            "type": self.type_on,
            "run": self.run,
            "whole": lambda: self._change(self.presentation.type_whole()),
            "rub_out": lambda: self._change(self.presentation.rub_out()),
            "back": self.back,
            "mode": self._other_mode,
            "take_over": self._take_over,
            "notes": lambda: self._turn("notes"),
            "clock": lambda: self._turn("clock"),
        }
        doing[what]()

    def begin(self) -> None:
        """Present the script, from where it is."""
        self.on = True
        if not self._begun:
            self._begun = True
            self.presentation = Presentation(self._runner.steps())
            self._choose_guest(self.presentation.command)
        self._show()
        if self.presentation.steps:
            self._start()
        else:
            self._screen.prompt.focus_at_once()
            self._screen.prompt.say(NOTHING)
        self._stir()

    def leave(self) -> None:
        """Go out to all of the map, or else have the main screen again; the script stays where it is."""
        if not self._body.bands.is_home:
            self._body.bands.action_zoom_out()
            return
        self.on = False
        self._cancel()
        self._view.end()
        self._stir()

    def close(self) -> None:
        """End what goes on by itself: the session has ended."""
        self.on = False
        self._cancel()

    def type_on(self) -> None:
        """Type the next character of the next command."""
        if self._ready:
            self._change(self.presentation.type_on())

    def run(self) -> None:
        """Run the next command; one that is not whole is typed first. At a stop, go on."""
        if self._asking.stop is not None:
            self._go_on()
        elif self._ready and (self.presentation.mode == "step" or self.presentation.whole):
            self._change(self.presentation.type_whole())
            self._restart(self._run_command)
        elif self._ready:
            self._change(self.presentation.type_whole())

    def back(self) -> None:
        """Go back to before the last command; first, what is typed of the next goes."""
        if self.presentation.typed:
            self._change(attrs.evolve(self.presentation, typed=0))
            return
        self._cancel()
        at = self._runner.back()
        if at is None:
            self._say("nothing was run yet")
        else:
            mode = self.presentation.mode
            self.presentation = attrs.evolve(
                self.presentation.back_to(at), mode="type" if mode == "auto" else mode
            )
            self._view.said = ""
            self._choose_guest(self.presentation.next)
            self._leap()
            self._stir()
        self._start()

    @property
    def _ready(self) -> bool:
        """Whether the next line is the presenter's to type."""
        return self._asking.stop is None and not self.presentation.by_itself and not self.presentation.over

    def _other_mode(self) -> None:
        self._change(self.presentation.other_mode())
        self._say(f"{self.presentation.mode}: {MEANS[self.presentation.mode]}")
        self._start()

    def _take_over(self) -> None:
        """Have the prompt for commands of the presenter's own."""
        self._screen.prompt.focus_at_once()
        self._screen.prompt.say(TAKEN)

    def _turn(self, name: str) -> None:
        setattr(self._view, name, not getattr(self._view, name))
        self._show()
