"""The scripts of a session: those that run, and one that somebody presents."""

from __future__ import annotations

import attrs

from engine.commands.line import Line
from engine.operations.judgement import LEFT, leave_script
from engine.operations.left import lines_left
from engine.operations.scripts import start_script
from engine.script import Script
from engine.session.placed import Placed
from engine.snapshot.script import ScriptView


class Scripted(Placed):
    """A world in which scripts run.

    For the bases above: `_script` is the script that was begun last, by its number; 0: it runs line by line, as
    somebody says.
    """

    _script: tuple[int, ScriptView] | None = None

    def load(self, script: Script, name: str = "script", folder: str = "") -> int:
        """Let a script run from now, and return its number; its seed holds if no guest is there yet.

        Args:
            script: what was read.
            name: what messages call it.
            folder: where the files that it names are looked for.
        """
        self.finish_instant()
        if script.seed is not None and not self.world.guests_ever:
            self.world.seed = script.seed
        self._came("script", script.text, name, folder)
        number = start_script(self.world, script, name, folder)
        self._script = number, ScriptView(name, script.text)
        self._woken.set()
        return number

    def lines_left(self, script: int) -> tuple[Line, ...]:
        """Return the lines of a script that have not run: those that run one after the other, then those with times."""
        return lines_left(self.world, script)

    def script_state(self, script: int) -> str:
        """Return how a script that was loaded stands: running, done, failed, left or bad; empty: there is none."""
        state = self.world.scripts.get(script)
        if state and state.reason == LEFT:
            return "left"
        return state.state if state else ""

    def leave(self, script: int) -> bool:
        """End a script where it is, and what it has begun goes on; say whether it was still running."""
        self._came("left", str(script))
        left = leave_script(self.world, script)
        self._settle()
        return left

    @property
    def exit_code(self) -> int:
        """What the scripts came to: 0, 1 when something failed, 2 when one was no script at all."""
        states = {script.state for script in self.world.scripts.values()}
        if "bad" in states:
            return 2
        return 1 if "failed" in states or self.world.failed else 0

    def follow(self, name: str, text: str) -> None:
        """Have pictures show a script whose lines run as somebody presents them.

        Args:
            name: what it is called.
            text: the whole file.
        """
        self._script = 0, ScriptView(name, text)

    def _followed(self) -> ScriptView | None:
        if self._script is None:
            return None
        number, view = self._script
        state = self.world.scripts.get(number)
        return attrs.evolve(view, line=state.line) if state else view
