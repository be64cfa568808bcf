"""How the app is started: with what is set, and with what is remembered of earlier runs."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import attrs

from engine.errors import printable
from tui.configuration.flags import flags_of
from tui.configuration.loaded import Loaded, load
from tui.paths import history_file, journals_folder, last_recording, remembered_file, themes_folder
from tui.remembered import Remembered

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.launch import Launch

LONGEST = 300
SEEN, TOLD = "seen", "told"
"""What is remembered of the opening: that it was seen, and that it was said how to see it again."""
CUT_OFF = "the last session was cut off: ballonet --resume goes on from it"
AGAIN = "ballonet demo opening shows the opening again"


@attrs.frozen
class Configured:
    """What is set, and what is remembered."""

    loaded: Loaded
    remembered: Remembered

    @property
    def opening_plays(self) -> bool:
        """Whether the opening plays where no script is asked for."""
        wanted = self.loaded.settings.opening
        return not self.remembered.get("opening") if wanted == "once" else wanted

    @property
    def note(self) -> str:
        """What is wrong with the configuration, in one line; empty: nothing."""
        problems = self.loaded.problems
        if not problems:
            return ""
        more = f" · {len(problems) - 1} more: ballonet config show" if len(problems) > 1 else ""
        first = str(problems[0]).replace(str(self.loaded.file), self.loaded.file.name)  # a row is short
        return f"{printable(first, LONGEST)}{more}"


def on_terminal() -> bool:
    """Say whether keys come from a terminal and what is drawn goes to one; either may be closed."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def configured(asked: Namespace) -> Configured:
    """Read what is set.

    Raises:
        SyntaxRefused: there is no such file as `--config` names.
    """
    remembered = Remembered(remembered_file())
    return Configured(load(flags_of(asked), os.environ, remembered, asked.config), remembered)


def open_app(launch: Launch, configured: Configured) -> int:
    """Open the app, and return its exit code when it has been left."""
    gc.disable()  # what is made until there is a picture stays; the app has it collected from then on
    from tui.app import BallonetApp
    from tui.terminal.play import play

    settings = configured.loaded.settings
    note = configured.note or launch.note or _cut_off(launch, configured) or _again(launch, configured)
    launch = attrs.evolve(launch, settings=settings, note=note)
    history = history_file() if settings.history else None
    app = BallonetApp(launch, history, themes=themes_folder(), remembered=configured.remembered)
    app.journals, app.last = journals_folder(), last_recording()
    code = play(app)
    for problem in configured.loaded.problems:  # where it can still be read
        print(problem, file=sys.stderr)
    return code


def _cut_off(launch: Launch, configured: Configured) -> str:
    """Return how to go on from a session that was cut off, the first time that there is one."""
    from tui.keeping.journals import unfinished

    found = None if launch.resumes else unfinished(journals_folder())
    if found is None or configured.remembered.get("cut-off") == found.name:
        return ""
    configured.remembered.keep("cut-off", found.name)
    return CUT_OFF


def _again(launch: Launch, configured: Configured) -> str:
    """Return how to see the opening again, the first time that it does not play."""
    remembered = configured.remembered
    if launch.script or launch.every or configured.opening_plays or remembered.get("opening") != SEEN:
        return ""
    remembered.keep("opening", TOLD)
    return AGAIN
