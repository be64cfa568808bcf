"""Runs a script for somebody who presents it: its commands when they say so, the lines between by themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import attrs

from engine.commands.model import Compare, Wait
from engine.errors import CommandError
from tui.presenting.course import course, remaining, subjects
from tui.presenting.presentation import MEANS, Presentation
from tui.render.map.cursor import Cursor
from tui.render.whole.presented import Presented
from tui.screens.panel import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from engine.bookmark import Bookmark
    from engine.commands.line import Line
    from engine.handle import Operation
    from engine.snapshot import Snapshot
    from tui.asking.asking import Asking
    from tui.launch import Playing
    from tui.presenting.course import Step
    from tui.screens.body import Body
    from tui.screens.main import MainScreen

LETTER = 0.045
"""Seconds between two letters that type themselves."""
BREATH = 0.7
"""Seconds between a line that has typed itself and its run."""
READ_AT_LEAST, LETTERS_A_SECOND = 1.5, 18
"""How long what is said stands before the next line types itself."""
NOTHING = "there is no script to present: type commands of your own, Esc goes back"
OVER = "the script has ended · {keys}"
KEYS = "M mode · T take over · n notes · Esc leave"
WAITS = "waits until it has happened · Space pauses"
TAKEN = "Esc at the empty line goes on with the script"


@runtime_checkable
class Presentable(Protocol):
    """A session in which lines can be presented, as `Session`; a machine that is watched is none."""

    def present(self, line: Line, folder: str = "") -> Operation:
        """Execute a line."""

    def bookmark(self) -> Bookmark:
        """Return a place to come back to."""

    def return_to(self, bookmark: Bookmark) -> None:
        """Go back."""

    def lines_left(self, script: int) -> tuple[Line, ...]:
        """Return what of a script has not run."""

    def leave(self, script: int) -> bool:
        """End a script where it is."""

    async def wait_for(self, number: int) -> str:
        """Wait for an operation's end."""


@attrs.frozen
class Mark:
    """Where the presentation was before a command, and all else with it."""

    at: int
    bookmark: Bookmark


class Presenter:
    """What the keys of a presentation do.

    Args:
        session: the engine.
        screen: where the prompt is.
        body: the part of it that shows pictures.
        asking: the stop that there is.
        stir: shows what was done.
        go_on: ends a stop, or lets time go on or stand.
        compare: begins a comparison, and shows it.
        playing: the script; None: there is none.
    """

    def __init__(
        self,
        session: object,
        screen: MainScreen,
        body: Body,
        asking: Asking,
        stir: Callable[[], None],
        go_on: Callable[[], None],
        compare: Callable[[Compare], None],
        playing: Playing | None,
    ) -> None:
        self._session = session if isinstance(session, Presentable) else None
        self._screen = screen
        self._body = body
        self._asking = asking
        self._stir = stir
        self._go_on = go_on
        self._compare = compare
        self._playing = playing
        self.presentation = Presentation()
        self._begun = self.on = False
        self._marks: list[Mark] = []
        self._task: asyncio.Task[None] | None = None
        self._chain: int | None = None
        """The operation that lines which run by themselves wait for."""
        self._waits: int | None = None
        """The operation of a `wait`: nothing runs before it has ended."""
        self._unstopped = asyncio.Event()
        self._unstopped.set()
        self._notes = self._clock = False
        self._said = ""
        self._pinned = False
        """Whether the presenter chose the guest."""

    # -- what keys do

    def do(self, what: str) -> None:
        """Do what a key asks for."""
        doing: dict[str, Callable[[], None]] = {
            "turn": self.turn,
            "leave": self.leave,
            "type": self.type_on,
            "run": self.run,
            "on": self.run_on,
            "whole": lambda: self._change(self.presentation.type_whole()),
            "rub_out": lambda: self._change(self.presentation.rub_out()),
            "back": self.back,
            "mode": self._other_mode,
            "take_over": self._take_over,
            "notes": lambda: self._turn("_notes"),
            "clock": lambda: self._turn("_clock"),
        }
        doing[what]()

    def turn(self) -> None:
        """Present, or have the main screen again."""
        self.leave() if self.on else self.begin()

    def begin(self) -> None:
        """Present the script, from where it is."""
        self.on = True
        if not self._begun:
            self._begin()
        picture = self._body.picture
        if picture is not None:
            self._screen.present(self._view(picture))
        if self.presentation.steps:
            self._start()
        else:
            self._screen.prompt.focus_at_once()
            self._screen.prompt.say(NOTHING)
        self._stir()

    def _begin(self) -> None:
        """Take what there is of the script; what plays already goes on by the presenter's hand alone."""
        self._begun = True
        playing, session = self._playing, self._session
        if playing is None or session is None:
            return
        lines = playing.script.lines
        if playing.number is not None:
            lines = remaining(lines, session.lines_left(playing.number))
            session.leave(playing.number)
        self.presentation = Presentation(course(lines, playing.text))

    def leave(self) -> None:
        """Have the main screen again; the script stays where it is."""
        self.on = False
        self._cancel()
        self._screen.end_presenting()
        self._stir()

    def type_on(self) -> None:
        """Type the next character of the next command."""
        if self._ready:
            self._change(self.presentation.type_on())

    def run(self) -> None:
        """Run the next command; one that is not whole is typed first. At a stop, go on."""
        if self._asking.stop is not None:
            self._go_on()
            return
        presentation = self.presentation
        if not self._ready:
            return
        if presentation.mode != "step" and not presentation.whole:
            self._change(presentation.type_whole())
            return
        self._change(presentation.type_whole())
        self._restart(self._run_command())

    def run_on(self) -> None:
        """Do the next thing, as a remote control asks for it."""
        self.run()

    def back(self) -> None:
        """Go back to before the last command; first, what is typed of the next goes."""
        if self.presentation.typed:
            self._change(attrs.evolve(self.presentation, typed=0))
            return
        if not self._marks or self._session is None:
            self._say("nothing was run yet")
            return
        self._cancel()
        mark = self._marks.pop()
        self._session.return_to(mark.bookmark)
        self._chain = self._waits = None
        presentation = self.presentation.back_to(mark.at)
        self.presentation = attrs.evolve(
            presentation, mode="type" if presentation.mode == "auto" else presentation.mode
        )
        self._said = ""
        self._stir()
        self._start()

    def _take_over(self) -> None:
        """Have the prompt for commands of the presenter's own."""
        self._screen.prompt.focus_at_once()
        self._screen.prompt.say(TAKEN)

    def _other_mode(self) -> None:
        self._change(self.presentation.other_mode())
        self._say(f"{self.presentation.mode}: {MEANS[self.presentation.mode]}")
        self._start()

    def _turn(self, name: str) -> None:
        setattr(self, name, not getattr(self, name))
        self._show()

    # -- what happens by itself

    @property
    def _ready(self) -> bool:
        """Whether the next line is the presenter's to type."""
        return self._asking.stop is None and not self.presentation.by_itself and not self.presentation.over

    def _start(self) -> None:
        """Let what runs by itself run, as far as it goes."""
        self._restart(self._play())

    def _restart(self, doing: Coroutine[None, None, None]) -> None:
        self._cancel()
        self._task = asyncio.create_task(doing)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _play(self) -> None:
        """Run the lines that nobody types; in auto mode all of them, at a pace at which one can read."""
        while True:
            await self._run_by_themselves()
            if self.presentation.mode != "auto" or self.presentation.over:
                return
            await self._read()
            while not self.presentation.whole:
                self._change(self.presentation.type_on())
                await asyncio.sleep(LETTER)
            await asyncio.sleep(BREATH)
            await self._perform_next()

    async def _run_command(self) -> None:
        await self._perform_next()
        await self._play()

    async def _run_by_themselves(self) -> None:
        await self._settled()
        while step := self.presentation.by_itself:
            await self._end_of(self._chain)
            self._chain = None
            await self._perform(step)
            await self._settled()

    async def _settled(self) -> None:
        """Wait for the end of a stop, and of a `wait`."""
        await self._unstopped.wait()
        await self._end_of(self._waits)
        self._waits = None

    async def _end_of(self, operation: int | None) -> None:
        if operation is not None and self._session is not None:
            await self._session.wait_for(operation)

    async def _read(self) -> None:
        caption = self._body.picture.caption if self._body.picture else ""
        await asyncio.sleep(READ_AT_LEAST + len(caption) / LETTERS_A_SECOND)
        step = self.presentation.next
        if step and step.after and self._session is not None:
            from engine.commands.line import parse_line
            from engine.units import duration_text

            line = parse_line(f"wait {duration_text(step.after)}")
            assert line is not None, "it is no comment"
            await self._end_of(self._session.present(line).id)

    async def _perform_next(self) -> None:
        """Run the next command."""
        step = self.presentation.next
        if step is None or self._session is None:
            return
        await self._settled()
        self._marks.append(Mark(self.presentation.at, self._session.bookmark()))
        self._pinned = False
        await self._perform(step)

    async def _perform(self, step: Step) -> None:
        """Run one line."""
        if self._session is None or self._playing is None:
            return
        if not step.typed:
            self._choose_guest(step)
        self.presentation = self.presentation.done()
        self._said = ""
        command = step.line.command
        try:
            if isinstance(command, Compare):
                self._compare(command)
                self._stir()
                return
            operation = self._session.present(step.line, self._playing.folder)
        except CommandError as error:
            self._say(f"refused: {error.found}")
            return
        if isinstance(command, Wait):
            self._waits = operation.id
        elif not step.line.background and step.line.at is None:
            self._chain = operation.id
        if not operation.passed:
            self._say(f"not as expected: {step.line.text}")
        self._stir()
        if self._asking.stop is not None:
            self._unstopped.clear()
        if operation.answer:
            self._screen.open_why(step.typed, operation.answer)
        elif operation.output:
            self._screen.open_panel(step.typed, step.typed, plain(operation.output), table=True)
        if step.typed and self.on:
            self._screen.go_on_presenting()

    # -- what shows

    def follow(self, picture: Snapshot) -> None:
        """Show how it stands in another picture, and go on if a stop has ended."""
        if picture.stop is None:
            self._unstopped.set()
        else:
            self._unstopped.clear()
        if not self.on:
            return
        self._screen.present(self._view(picture))
        if self._asking.open and not self._screen.takes_over:
            self._screen.prompt.focus_at_once()
        elif self._asking.stop is not None and not self._asking.open and self._screen.takes_over:
            self._screen.go_on_presenting()

    def pick(self) -> None:
        """Keep the guest that was chosen until the next command."""
        self._pinned = True

    def _choose_guest(self, step: Step) -> None:
        """Show the only guest that a line is about, unless the presenter chose one."""
        picture = self._body.picture
        if picture is None or self._pinned:
            return
        names = subjects(step, [guest.name for guest in picture.guests])
        guest = picture.guest(names[0]) if len(names) == 1 else None
        if guest is not None and guest.name != self._body.selected:
            self._body.bands.go(Cursor.first(guest))

    def _change(self, presentation: Presentation) -> None:
        if presentation.typed and not self.presentation.typed and presentation.next:
            self._choose_guest(presentation.next)
        self.presentation = presentation
        self._show()

    def _say(self, text: str) -> None:
        self._said = text
        self._show()

    def _show(self) -> None:
        if self._body.picture is not None and self.on:
            self._screen.present(self._view(self._body.picture))

    def _view(self, picture: Snapshot) -> Presented:
        return Presented(
            picture,
            picture.guest(self._body.selected),
            self.presentation,
            self._asking.reveal,
            self._said or self._hint(),
            self._clock,
            self._notes,
            self._screen.takes_over,
        )

    def _hint(self) -> str:
        """Return what the keys do just now."""
        if self._asking.stop is not None:
            return self._screen.stop.hint
        if self.presentation.over:
            return OVER.format(keys=KEYS) if self.presentation.steps else NOTHING
        if self.presentation.by_itself:
            return WAITS
        mode = self.presentation.mode
        if mode == "type" and self.presentation.whole:
            return f"{mode}: Enter runs it · {KEYS}"
        return f"{mode}: {MEANS[mode]} · {KEYS}"
