"""The whole app: what is typed is run, and what is pressed goes where it is meant."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.events import Event, Key

from tui.app.begun import Begun
from tui.bindings import keymap
from tui.prompt.pane import PromptPane
from tui.terminal.driver import SturdyDriver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App
    from textual.screen import Screen

    from tui.terminal.crash import Circumstances

TOUR = (("tour",), ("help tour",))
"""Lines that are no commands of the engine: they show the tour."""
LEAVE = (("quit",), ("exit",), ("q",))
"""Lines that are no commands, but whoever types one means it."""


class BallonetApp(Begun):
    """The terminal app; `Begun` says what it is made with."""

    TITLE = "ballonet"
    ENABLE_COMMAND_PALETTE = False
    """Textual's; there is one of our own."""
    TOOLTIP_DELAY = 0.6
    BINDINGS: ClassVar[list[Any]] = []

    @property
    def behind(self) -> bool:
        """Whether the terminal has not yet taken what was drawn last."""
        return isinstance(self._driver, SturdyDriver) and self._driver.behind

    @property
    def drift(self) -> str:
        """What differed first from the recording that was played, in a sentence; empty: nothing."""
        return self.conductor.transport.drift if self.conductor else ""

    @property
    def overrides(self) -> Mapping[str, str]:
        """Keys by an action's id, where they are others than the table's."""
        return self.launch.settings.keys

    def get_default_screen(self) -> Screen[None]:
        """Return the main screen."""
        return self._main

    async def on_mount(self) -> None:
        """Paint first; all that takes time comes after."""
        self.set_keymap(keymap(self.launch.settings.keys))
        self.app_resume_signal.subscribe(self, self._repaint)
        if not self.is_headless:
            self.end_in_order()
            self.call_after_refresh(self.guard_terminal)
        if self._built is None:
            self.call_after_refresh(self._start)
        else:
            await self._begin(self._built, self._history.load())

    def circumstances(self) -> Circumstances:
        """Return what was so when it ended, for a report."""
        from tui.terminal.crash import Circumstances

        session = self.conductor.session if self.conductor else None
        recording = getattr(session, "recording", None)  # of a machine that is watched there is none
        return Circumstances(sys.argv[1:], (self.size.width, self.size.height), self._typed, recording)

    @on(PromptPane.Submitted)
    async def _run(self, message: PromptPane.Submitted) -> None:
        if message.lines in LEAVE:
            self.exit()
            return
        if message.lines in TOUR:
            self._main.action_tour()
            return
        if self.conductor and self.conductor.answer(message.lines):
            return
        self._typed += message.lines
        problems = [problem for line in message.lines if (problem := self._history.add(line))]
        if self.conductor is None:
            self._early.append(message.lines)
            waiting = sum(map(len, self._early))
            self._main.prompt.say(
                f"{self.launch.waiting} · lines that run as soon as that is done: {waiting}"
            )
            return
        self._main.attend()
        await self.conductor.run(message.lines)
        if problems:
            self._main.prompt.say(problems[-1])

    async def on_event(self, event: Event) -> None:
        """Let a key have the way before a comparison."""
        if isinstance(event, Key) and self.conductor:
            self.conductor.race.give_way()
        if isinstance(event, Key) and not event.is_forwarded and self._main.homeward(event.key):
            return
        await super().on_event(event)

    def _repaint(self, _: App[Any]) -> None:
        """Paint every part: the terminal has forgotten what stood there before the app was suspended."""
        watched = self.launch.every is not None
        self._main.prompt.say("back again" if watched else "back again: virtual time stood still meanwhile")
        for part in self.screen.walk_children(with_self=True):
            part.refresh()
