"""What the app is started with, and the engine that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from engine.script import Script
    from engine.session import Session

LAB = "lab"
"""The lesson that plays where nothing else is asked for."""


@attrs.frozen
class Launch:
    """What was asked for on the command line.

    Attributes:
        script: what plays; None: the default lab.
        folder: where `source` finds the script's files.
        name: what the script is called.
        seed: of the world; None: the script's.
        theme: a theme's name.
    """

    script: Script | None = None
    folder: str = ""
    name: str = LAB
    seed: int | None = None
    theme: str = "ballonet-dark"


def build(launch: Launch) -> Session:
    """Return a session with the script loaded. It imports all of the engine, so it is called after the first paint."""
    from engine.session import Session
    from tui.scripts import lesson_script

    script = launch.script or lesson_script(LAB)
    seed = launch.seed if launch.seed is not None else script.seed
    session = Session(seed=seed or 0)
    session.load(
        script if launch.seed is None else attrs.evolve(script, seed=None), launch.name, launch.folder
    )
    return session
