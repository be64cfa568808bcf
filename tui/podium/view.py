"""What shows of a presentation: on the screen, and in a second terminal."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import attrs

from tui.keys.hints import filled
from tui.paths import presenting_file
from tui.presenting import beside
from tui.presenting.presentation import MEANS
from tui.render.whole.presented import Presented

if TYPE_CHECKING:
    from engine.snapshot import Snapshot
    from tui.asking.asking import Asking
    from tui.presenting.presentation import Presentation
    from tui.screens.main import MainScreen

NOTHING = "there is no script to present: type commands of your own, Esc goes back"
KEYS = "{presenter.mode} mode · {anywhere.help} keys"
OVER = "the script has ended · {presenter.take-over} types your own commands · {presenter.leave} leaves"
CAPITALS = "{anywhere.out}: keys act"
WAITS = "waits until it has happened · {command.pause} pauses"


class View:
    """Shows how a presentation stands.

    Args:
        screen: where.
        asking: the stop that there is.
    """

    def __init__(self, screen: MainScreen, asking: Asking) -> None:
        self._screen = screen
        self._asking = asking
        self.notes = self.clock = False
        """Whether the notes show, and whether the clock is large."""
        self.said = ""
        """What came of the last thing that was done."""
        self._began = 0.0
        """When it was shown first, by the wall clock."""
        self._written: beside.Beside | None = None

    def show(self, presentation: Presentation, picture: Snapshot) -> None:
        """Show it in a picture."""
        self._screen.present(
            Presented(
                picture,
                picture.guest(self._screen.selected),
                presentation,
                self._asking.reveal,
                self.said or filled(self._hint(presentation), self._screen.overrides),
                self.clock,
                self.notes,
                self._screen.takes_over,
            )
        )
        self._tell_beside(presentation, picture)

    def end(self) -> None:
        """Show the main screen again, and nothing beside it."""
        self._written = None
        with suppress(OSError):
            presenting_file().unlink(missing_ok=True)
        self._screen.end_presenting()

    def _tell_beside(self, presentation: Presentation, picture: Snapshot) -> None:
        """Write how it stands for a second terminal, if that is new. What fails there stops nobody here."""
        self._began = self._began or time.time()
        state, before = beside.beside(presentation, picture, self._began), self._written
        if before is None or attrs.evolve(state, virtual=before.virtual) != before:
            self._written = state
            with suppress(OSError):
                beside.write(presenting_file(), state)

    def _hint(self, presentation: Presentation) -> str:
        """Return what the keys do just now."""
        if self._asking.open and self._screen.takes_over:
            return f"{self._screen.stop.hint} · {CAPITALS}"
        if self._asking.stop is not None:
            return self._screen.stop.hint
        if presentation.over:
            return OVER if presentation.steps else NOTHING
        if presentation.by_itself:
            return WAITS
        mode = presentation.mode
        if mode == "type" and presentation.whole:
            return f"{mode}: {{presenter.run}} runs it · {KEYS}"
        return f"{mode}: {MEANS[mode]} · {KEYS}"
