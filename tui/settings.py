"""What can be set: in the configuration file, in the environment, by a flag of the command line.

The class below is the one table. What reads, shows and explains settings follows from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from tui.configuration.kinds import SWITCH, Folder, OneOf, Whole, about, switch_or
from tui.configuration.theme_names import ThemeName

if TYPE_CHECKING:
    from collections.abc import Mapping

Motion: TypeAlias = Literal["full", "calm"]
"""`calm`: nothing flashes; what would have is marked until its operation ends."""
Once: TypeAlias = bool | Literal["once"]
"""`once`: until it was seen."""
SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0, 1000.0)
"""Those of the command `speed`; it would take long to import them before the first paint."""


@attrs.frozen
class Settings:
    """Every setting, at its default: what it may be, and a line that says what it means."""

    theme: str = attrs.field(
        default="auto",
        metadata=about(ThemeName(), "a theme's name; auto: the one that suits the terminal"),
    )
    motion: Motion = attrs.field(
        default="full",
        metadata=about(
            OneOf({"full": "full", "calm": "calm"}),
            "calm: nothing flashes; what would have is marked until its operation ends",
        ),
    )
    ascii: bool | None = attrs.field(
        default=None,
        metadata=about(
            switch_or("auto", None),
            "whether to draw with ASCII alone; auto: where the terminal can do no better",
        ),
    )
    mouse: bool = attrs.field(
        default=True,
        metadata=about(SWITCH, "whether the mouse is the app's; false leaves it to the terminal"),
    )
    fps: int = attrs.field(
        default=30, metadata=about(Whole(1, 30), "pictures a second at most; fewer for a slow line")
    )
    notifications: bool = attrs.field(
        default=True, metadata=about(SWITCH, "whether operations that end are told of in a corner, too")
    )
    exports: str = attrs.field(
        default="",
        metadata=about(Folder(), "the folder that exported files go to; empty: where ballonet was started"),
    )
    speed: float = attrs.field(
        default=1.0,
        metadata=about(
            OneOf({f"{speed:g}": speed for speed in SPEEDS}),
            "seconds of virtual time a second, to begin with",
        ),
    )
    opening: Once = attrs.field(
        default="once",
        metadata=about(
            switch_or("once", "once"),
            "whether ballonet without a script shows its opening; once: until it was seen",
        ),
    )
    tour: Once = attrs.field(
        default="once",
        metadata=about(
            switch_or("once", "once"), "whether the tour is offered at the start; once: until it was seen"
        ),
    )
    history: bool = attrs.field(
        default=True, metadata=about(SWITCH, "whether typed commands are kept for the next run")
    )
    keys: Mapping[str, str] = attrs.field(factory=dict)
    """Keys of an action by its id, as `map.left`, where they are others than the table's."""
