"""The lines of a presented script run, by themselves or as they are asked for, and what came of them shows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from engine.commands.model import Compare
from engine.errors import CommandError
from tui.podium.runner import Runner
from tui.podium.view import View
from tui.presenting.course import subjects
from tui.presenting.presentation import Presentation
from tui.render.map.cursor import Cursor
from tui.screens.panel import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.worker import Worker

    from engine.handle import Operation
    from engine.snapshot import Snapshot
    from engine.snapshot.stop import StopView
    from tui.asking.asking import Asking, Reveal
    from tui.launch import Playing
    from tui.presenting.course import Step
    from tui.race import Race
    from tui.screens.body import Body
    from tui.screens.main import MainScreen

LETTER = 0.045
"""Seconds between two letters that type themselves."""
BREATH = 0.7
"""Seconds between a line that has typed itself and its run."""
READ_AT_LEAST, LETTERS_A_SECOND = 1.5, 18
"""How long what is said stands before the next line types itself."""
GROUP = "presenter"
"""Of its worker."""


class Performing:
    """Runs the lines of a presentation, and shows how it stands.

    For the base above: `_begun` says whether it was presented before, `_go_on` ends a stop, `_leap` makes ready for a
    picture that does not follow from the last.

    Args:
        session: the engine.
        screen: where the prompt is.
        body: the part of it that shows pictures.
        asking: the stop that there is.
        stir: shows what was done.
        leap: makes ready for a picture that does not follow from the last.
        go_on: ends a stop, or lets time go on or stand.
        race: begins comparisons, and shows them.
        playing: the script; None: there is none.
    """

    def __init__(
        self,
        session: object,
        screen: MainScreen,
        body: Body,
        asking: Asking,
        stir: Callable[[], None],
        leap: Callable[[], None],
        go_on: Callable[[], None],
        race: Race,
        playing: Playing | None,
    ) -> None:
        self._runner = Runner(session, playing)
        self._view = View(screen, asking)
        self._screen, self._body, self._asking = screen, body, asking
        self._stir, self._leap, self._go_on, self._race = stir, leap, go_on, race
        self.presentation = Presentation()
        self.on = self._begun = False
        self._worker: Worker[None] | None = None
        self._pinned = False
        """Whether the presenter chose the guest."""
        self._asked: StopView | None = None
        """The question that the prompt was given the keyboard for."""
        self._revealed: Reveal | None = None
        """The answer that the keyboard was given back for."""

    def _start(self) -> None:
        """Let what runs by itself run, as far as it goes."""
        self._restart(self._play)

    def _restart(self, doing: Callable[[], Coroutine[None, None, None]]) -> None:
        self._cancel()
        self._worker = self._screen.run_worker(doing, group=GROUP)

    def _cancel(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    async def _run_command(self) -> None:
        await self._run_next()
        await self._play()

    async def _play(self) -> None:
        """Run the lines that nobody types; in auto mode all of them, at a pace at which one can read."""
        while True:
            await self._runner.settled()
            while step := self.presentation.by_itself:
                await self._race.ended()
                await self._runner.chained()
                self._run(step)
                await self._runner.settled()
            if self.presentation.mode != "auto" or self.presentation.over:
                return
            await self._read()
            while not self.presentation.whole:
                await self._runner.settled()
                self._change(self.presentation.type_on())
                await asyncio.sleep(LETTER)
            await asyncio.sleep(BREATH)
            await self._run_next()

    async def _read(self) -> None:
        """Wait until what is said was read, and it is time for the next line if that has one."""
        caption = self._body.picture.caption if self._body.picture else ""
        await asyncio.sleep(READ_AT_LEAST + len(caption) / LETTERS_A_SECOND)
        step = self.presentation.next
        if step and step.after:
            await self._runner.pass_time(step.after)

    async def _run_next(self) -> None:
        """Run the next command."""
        if step := self.presentation.next:
            await self._runner.settled()
            self._runner.mark(self.presentation.at)
            self._pinned = False
            self._run(step)

    def _run(self, step: Step) -> None:
        """Run one line, and show what came of it."""
        if not step.typed:
            self._choose_guest(step)
        self.presentation = self.presentation.done()
        self._view.said = ""
        command, operation = step.line.command, None
        try:
            if isinstance(command, Compare):
                self._race.start(command)
                self._screen.go_on_presenting()
            else:
                operation = self._runner.run(step)
        except CommandError as error:
            self._say(f"refused: {error.found}")
            return
        self._stir()
        self._runner.stopped(self._asking.stop is not None)
        if operation is not None:
            self._show_answer(step, operation)

    def _show_answer(self, step: Step, operation: Operation) -> None:
        if not operation.passed:
            self._say(f"not as expected: {step.line.text}")
        if operation.answer:
            self._screen.open_why(step.typed, operation.answer)
        elif operation.output:
            self._screen.open_panel(step.typed, step.typed, plain(operation.output), table=True)
        if step.typed and self.on:
            self._screen.go_on_presenting()

    def follow(self, picture: Snapshot) -> None:
        """Show how it stands in another picture, and go on if a stop has ended."""
        self._runner.stopped(
            picture.stop is not None or (picture.paused and self.presentation.mode == "auto")
        )
        if not self.on:
            return
        self._view.show(self.presentation, picture)
        if self._asking.open and self._asking.stop is not self._asked:
            self._asked = self._asking.stop
            self._screen.prompt.focus_at_once()
        elif self._asking.reveal is not self._revealed:
            self._revealed = self._asking.reveal
            self._screen.go_on_presenting()

    def pick(self) -> None:
        """Keep the guest that was chosen until the next command."""
        self._pinned = True

    def _choose_guest(self, step: Step | None) -> None:
        """Show the only guest that a line is about, unless the presenter chose one."""
        picture = self._body.picture
        if picture is None or step is None or self._pinned:
            return
        names = subjects(step, [guest.name for guest in picture.guests])
        guest = picture.guest(names[0]) if len(names) == 1 else None
        if guest is not None and guest.name != self._body.selected:
            self._body.bands.go(Cursor.first(guest))

    def _change(self, presentation: Presentation) -> None:
        if presentation.typed and not self.presentation.typed:
            self._screen.action_main()  # what was compared has been seen
            self._choose_guest(presentation.next)
        self.presentation = presentation
        self._show()

    def _say(self, text: str) -> None:
        self._view.said = text
        self._show()

    def _show(self) -> None:
        if self._body.picture is not None and self.on:
            self._view.show(self.presentation, self._body.picture)
