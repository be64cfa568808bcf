"""The app as far as it keeps what is done in it: a journal always, a recording where one is wanted."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable
from tui.bindings import hinted
from tui.lessons.playing import Playing

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.conductor import Conductor
    from tui.keeping.keeper import Keeper
    from tui.launch import Built

LONGEST = 300
"""Characters of a path that are said."""
NOTHING_YET = "there is nothing to record yet: the first picture is still to come"


class Kept(Playing):
    """The app that keeps what is done in it."""

    journals: Path | None = None
    """The folder of journals; None: none is kept."""
    last: Path | None = None
    """Where the recording of the session that was left last lies; None: it is not kept."""
    keeper: Keeper | None = None
    kept_problem = ""
    """Why nothing is kept, to be said with the first picture; empty: it is."""
    _looks: Timer | None = None
    _asked_to_quit = False

    def keep(self, built: Built, conductor: Conductor) -> None:
        """Keep what is done in a session from now on."""
        from tui.keeping.keeper import Keeper

        recorded = self.keeper.recording if self.keeper else None
        if self.end_keeping() and recorded:
            self._say(f"recorded: {printable(str(recorded.path), LONGEST)} · what plays now is not")
        self.kept_problem = ""
        if not built.recorded:
            return
        conductor.commands = built.commands
        self.keeper = Keeper(
            built.session,
            self.journals,
            self._tell,
            opening=built.opening is not None,
            start=self.launch.journal.head.start if self.launch.journal else "",
        )
        start = self.keeper.start
        self._main.recording = lambda: built.session.recording(start)
        if wanted := self.launch.record:
            try:
                self.keeper.record(Path(wanted))
            except SyntaxRefused as error:
                self._tell(str(error))
        if self.journals is not None or self.keeper.recording:
            conductor.kept = self._look
            self._begin_to_look()
        resumed = self.launch.resumes
        if resumed and self.keeper.path and resumed.parent == self.journals:
            with suppress(OSError):  # all that is in it is in the new one
                resumed.unlink()

    def _begin_to_look(self) -> None:
        from tui.keeping.keeper import LOOKS

        if self.conductor:
            self.conductor.kept = self._look
        if self._looks is None:
            self._looks = self.set_interval(LOOKS, self._look)
        self._look()

    def _look(self) -> None:
        if self.keeper and self.conductor:
            self.keeper.commands = self.conductor.commands
        if self.keeper:
            self.keeper.look()

    def _tell(self, text: str) -> None:
        """Say what went wrong; before there is a picture, with it."""
        if self.conductor is None:
            self.kept_problem = text
        else:
            self._say(text)

    def _say(self, text: str) -> None:
        self.call_after_refresh(self._main.prompt.say, text)

    def action_recording(self) -> None:
        """Begin to record into a file, or end that."""
        if self.launch.every is not None:
            self._say("a real machine's past cannot be played again: there is nothing to record")
        elif self.keeper is None or self.conductor is None:
            self._say(NOTHING_YET)
        elif self.keeper.recording:
            path = self.keeper.end_recording()
            if path:
                self._say(f"recorded: {printable(str(path), LONGEST)} · ballonet replay plays it")
            self.conductor.stir()
        elif self.keeper.replaying:
            self._say("this is a recording: what you do from a command on can be recorded")
        else:
            self._record(self.keeper)
            self.conductor.stir()

    def _record(self, keeper: Keeper) -> None:
        from tui.export.extract import time_name

        folder = Path(self.launch.settings.exports or ".").expanduser()
        name = f"ballonet-recording-{time_name(keeper.time)}"
        for number in range(1, 1000):
            path = folder / f"{name}{f'-{number}' if number > 1 else ''}.bal"
            if not path.exists():
                break
        try:
            keeper.record(path)
        except SyntaxRefused as error:
            self._say(str(error))
            return
        self._begin_to_look()
        end = hinted(self, "{anywhere.recording} ends it")
        self._say(f"recording into {printable(str(path), LONGEST)} · {end} · from the start on")

    async def action_quit(self) -> None:
        """Leave; while something is recorded, only if that is asked for twice."""
        if self.keeper and self.keeper.recording and not self._asked_to_quit:
            self._asked_to_quit = True
            name = printable(self.keeper.recording.path.name, LONGEST)
            again = hinted(self, "{anywhere.quit} again ends that, and leaves")
            self._say(f"this is being recorded: {again} · {name}")
            return
        self.exit()

    def end_keeping(self) -> Path | None:
        """Note that the session is left in order; return where its recording is, if it is kept."""
        keeper, self.keeper = self.keeper, None
        return keeper.end(self.last) if keeper else None
