"""What can be set: in the configuration file, in the environment, by a flag of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

Motion: TypeAlias = Literal["full", "calm"]
"""`calm`: nothing flashes; what would have is marked until its operation ends."""


@attrs.frozen
class Settings:
    """Every setting, at its default.

    Attributes:
        theme: a theme's name; `auto`: the one that suits the terminal, see `tui.themes.suited`.
        motion: see `Motion`.
        ascii: whether to draw with ASCII alone; None: where the terminal can do no better.
        mouse: whether the mouse is the app's.
        fps: pictures a second at most.
        notifications: whether operations that end are told of in a corner, too.
        exports: the folder that exported files go to; empty: where the program was started.
        keys: keys of an action by its id, as `map.left`, where they are others than the table's.
    """

    theme: str = "auto"
    motion: Motion = "full"
    ascii: bool | None = None
    mouse: bool = True
    fps: int = 30
    notifications: bool = True
    exports: str = ""
    keys: Mapping[str, str] = attrs.field(factory=dict)
