"""Between keys and engine: what was asked for is done, and what came of it is shown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from engine.errors import CommandError
from tui.asking import AS_COMMAND
from tui.conductor.shown import Shown
from tui.language.doing import takes_long
from tui.language.habits import help_in_the_app, in_the_app
from tui.language.moments import moment
from tui.language.spoken import Spoken
from tui.launch import FRAME
from tui.race import asked
from tui.screens.panel import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.units import Pfn
    from tui.asking.asking import Answered
    from tui.launch import Built
    from tui.screens.body import Body
    from tui.screens.main import MainScreen
    from tui.screens.wrapped import Line
    from tui.settings import Settings

STOPPED = "say The opening stopped; you have the controls."


class Conductor(Shown):
    """Runs typed lines, and does what is pointed at; `Shown` says what it is made with."""

    def __init__(
        self,
        built: Built,
        screen: MainScreen,
        body: Body,
        settings: Settings,
        seen: Callable[[bool], None] = lambda _: None,
        answered: Answered = lambda _: None,
    ) -> None:
        super().__init__(built, screen, body, settings, seen, answered)
        session = built.session
        self._spoken = Spoken(
            lambda: session.completion(screen.selected),
            # what stands there: painting anew costs a key its time
            lambda: body.picture or session.snapshot(),
            lambda: screen.selected,
        )
        self.story = self._spoken.story
        self.commands = 0
        """Lines that were typed and understood."""
        self.kept: Callable[[], None] = lambda: None
        """Is called when a line was run."""
        screen.prompt.speak(self._spoken)

    def answer(self, lines: tuple[str, ...]) -> bool:
        """Take what was typed as the answer to the question that is open; say whether it was one."""
        if len(lines) != 1 or not self.asking.is_answer(lines[0]):
            return False
        if wanted := self.asking.answer(lines[0]):
            self.screen.prompt.say(f"{wanted}: try again")
        else:
            self._follow_stop()
        return True

    def point(self, guest: str, section: int, count: int) -> None:
        """Take a cell of the map as the answer to the question that is open."""
        self.asking.point(guest, section, count)
        self._follow_stop()

    async def run(self, lines: tuple[str, ...]) -> None:
        """Run lines one after the other, up to the first that is refused: that one stays in the prompt."""
        if self.asking.open:
            lines = tuple(line.removeprefix(AS_COMMAND) for line in lines)
        for number, line in enumerate(lines):
            if doing := takes_long(line):
                self.screen.prompt.say(doing)
                await asyncio.sleep(FRAME)  # the answer takes a moment, and nothing is painted meanwhile
            before = self.session.snapshot()
            try:
                if (time := moment(line, before.time)) is not None:
                    self.transport.seek(time)
                    continue
                self.transport.check_there()
                if command := asked(line, self.screen.selected):
                    self.race.start(command)
                    self.commands += 1
                    self.story.note(line)
                    continue
                operation = await self.session.execute(line, self.screen.selected or None)
            except CommandError as error:
                self.screen.prompt.refuse(
                    line, in_the_app(line, error, self.screen.overrides), rest=lines[number + 1 :]
                )
                break
            self.commands += 1
            self.story.note(line, operation.answer)
            if operation.view:
                self.reporter.began(operation.view, before)
            await self._leave_opening()
            if doing:
                self.screen.prompt.say("")
            if operation.answer:
                self.screen.prompt.say("")
                self.screen.open_why(line, operation.answer)
            elif operation.output:
                prose = line.split(maxsplit=1)[:1] == ["help"]
                shown = self._lesson(line, operation.output) if prose else plain(operation.output)
                self.screen.open_panel(line, line, shown, table=not prose)
            if operation.view and operation.view.command != line:
                self.screen.prompt.say(f"= {operation.view.command}")
        self.kept()
        self.screen.prompt.suggest()
        self.stir()

    def _lesson(self, line: str, output: str) -> list[Line]:
        """Return what `help` said, after the key that does what it was asked about, if one does."""
        key = help_in_the_app(line, self.screen.overrides)
        first: list[Line] = [("plain", f"In the app: {key}"), ("plain", "")] if key else []
        return [*first, *self._spoken.lesson(line, output)]

    def undo(self, number: int | None = None) -> None:
        """Write the command that takes back an operation that was asked for, or the latest."""
        self.reporter.undo(self.session.snapshot(), number)

    async def _leave_opening(self) -> None:
        """Let whoever has typed a command that was understood go on without the opening."""
        if self._opening is not None:
            left = self.session.leave(self._opening)
            self._end_opening(left=True)
            if left:
                await self.session.execute(STOPPED)

    def to_machine(self, guest: str, pfn: Pfn) -> None:
        """Show the machine's frames, the cursor on the one behind a page of a guest."""
        found = self.session.machine_page(guest, pfn)
        frame = found.frame if found else None
        self.screen.show_machine(frame)
        self.show()
        if found and frame is None:
            self.screen.prompt.say(f"nothing is behind pfn {pfn:#x} of {guest}: the host has it")

    def into_guest(self, frame: int) -> None:
        """Show the guests, the cursor on the page that a frame of the machine is behind."""
        found = self.session.guest_page(frame)
        if found is None:
            self.screen.prompt.say(f"frame {frame:#x} is behind no guest's page: go in where a letter stands")
            return
        guest, pfn = found
        self.screen.show_page(guest, pfn)
        self.screen.prompt.say(f"frame {frame:#x} is behind pfn {pfn:#x} of {guest}: Enter goes in to it")
