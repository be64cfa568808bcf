"""What the app is started with, and the engine that comes of it."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import attrs

from tui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.keeping import Journal
    from engine.script import Script
    from engine.session import Session
    from engine.units import Nanoseconds
    from tui.lessons.shelf import Lesson

BOOTING = "the guests are booting"
"""What is going on before the first picture, where guests are simulated."""
LAB = "lab"
"""The lesson that plays where nothing else is asked for, and no opening is wanted."""
FRAME = 1 / 30
"""Seconds between two pictures of a simulation."""
WATCHED_FRAME = 1 / 4
"""Seconds between two of a machine that is watched: it changes with a look, and drawing costs it something too."""
OPENING = "opening"
"""The lesson that plays it, and shows what can be done there."""


SO_FAR = "this session"
"""What a replay of the session that one is in is called."""
LOOKING_BACK = "what was done so far is played anew"


@attrs.frozen
class Launch:
    """What was asked for on the command line.

    Attributes:
        script: what plays; None: the opening, or the default lab.
        folder: where `source` finds the script's files.
        name: what the script is called.
        seed: of the world; None: the script's.
        settings: how it looks and behaves.
    """

    script: Script | None = None
    folder: str = ""
    name: str = OPENING
    seed: int | None = None
    settings: Settings = attrs.field(factory=Settings)
    every: float | None = None
    """Seconds between two looks at this machine, which is watched then; None: guests are simulated."""
    waiting: str = BOOTING
    """What is going on before the first picture, as part of a sentence."""
    replays: bool = False
    """Whether one can go back and forth in the script, as in a recording."""
    stands: Nanoseconds | None = None
    """When a replay stands still at first; None: it plays from its start."""
    text: str = ""
    """The script's file, for the notes in it; empty: it is not known."""
    presents: bool = False
    """Whether the script waits to be presented, line by line."""
    note: str = ""
    """What is to be said at the prompt as soon as there is a picture."""
    record: str = ""
    """The file that it is recorded into; empty: none."""
    resumes: Path | None = None
    """The journal that it goes on from; None: it begins."""
    journal: Journal | None = None
    """What was read there."""
    lesson: Lesson | None = None
    """The lesson that the script is; None: it is none."""


@attrs.frozen
class Playing:
    """A script that can be presented.

    Attributes:
        script: what was read.
        text: its file, for the notes in it.
        folder: where the files that it names are looked for.
        number: under which it plays by itself meanwhile; None: it does not.
    """

    script: Script
    text: str = ""
    folder: str = ""
    number: int | None = None


@attrs.frozen
class Built:
    """The engine with its script loaded."""

    session: Session
    opening: int | None = None
    """The opening's number, which the first command ends; None where a script plays that was asked for."""
    opening_ends: Nanoseconds = 0
    """When the opening has been seen to its end."""
    script: Script | None = None
    """What plays, where it was asked for."""
    name: str = ""
    """What places call it."""
    frame: float = FRAME
    """Seconds between two pictures at least."""
    commands: int = 0
    """Lines that were typed and understood before."""
    note: str = ""
    """What is to be said of it as soon as there is a picture."""
    recorded: bool = True
    """Whether what was done can be done again: not what a real machine did."""
    number: int | None = None
    """The script's number in the session."""
    playing: Playing | None = None
    """What can be presented; None: there is no script, or it is a recording."""
    presents: bool = False
    """Whether that begins at once."""
    clock: Callable[[], float] = monotonic
    """The time by which what is lit fades and what was said goes; a film has its own."""


def build(launch: Launch, tell: Callable[[str], None] = lambda _: None) -> Built:
    """Build the engine. It is imported whole, so this comes after the first paint.

    Args:
        launch: what was asked for.
        tell: is told how far it has come, where that takes long.
    """
    from engine.session import Session
    from tui.scripts import lesson_script, lesson_text

    if launch.every is not None:
        return _watching(launch.every)
    if launch.journal is not None:
        from tui.keeping.resuming import resume

        return resume(launch.journal, tell)
    script = launch.script or lesson_script(launch.name)
    seed = launch.seed if launch.seed is not None else script.seed
    if launch.replays:
        return _replaying(launch, script)
    session = Session(seed=seed or 0)
    session.keep_digests()
    number = None
    if not launch.presents:
        played = script if launch.seed is None else attrs.evolve(script, seed=None)
        number = session.load(played, launch.name, launch.folder)
    opens = launch.script is None and launch.name == OPENING and not launch.presents
    if not opens:
        session.set_speed(launch.settings.speed)
    text = launch.text or ("" if launch.script else lesson_text(launch.name))
    if launch.presents:
        session.follow(launch.name, text)
    return Built(
        session,
        number if opens else None,
        max(line.at or 0 for line in script.lines) if opens else 0,
        launch.script,
        launch.name,
        number=number,
        playing=Playing(script, text, launch.folder, number),
        presents=launch.presents,
    )


def _replaying(launch: Launch, script: Script) -> Built:
    """Build the engine of a recording, which plays from its start."""
    from engine.replaying import Replay
    from tui.paths import replays_folder

    session = Replay(script, Path(launch.name).name, launch.folder, seed=launch.seed, cache=replays_folder())
    session.set_speed(launch.settings.speed)
    if launch.stands is not None:
        session.pause()
        session.seek(launch.stands)
    return Built(session, script=script, name=launch.name)


def so_far(session: Session, settings: Settings) -> Launch:
    """Return how to play what was done in a session until now, standing where it stands."""
    from engine.script import read_recording

    script = read_recording(session.recording(narrated=True).encode(), SO_FAR)
    stands = session.snapshot().time
    return Launch(script, name=SO_FAR, settings=settings, replays=True, stands=stands, waiting=LOOKING_BACK)


def _watching(every: float) -> Built:
    from engine.live.kernel_files import KernelFiles
    from engine.live.session import WatchSession
    from engine.live.watcher import Watcher

    return Built(WatchSession(Watcher(KernelFiles(), every)), frame=WATCHED_FRAME, recorded=False)
