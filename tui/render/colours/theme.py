"""What a theme is: a colour for each role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.colours.colour import Colour, Terminal, colour_text, has_hue

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = {
    "ground": "what everything stands on",
    "surface": "what stands before it: the palette, tooltips, notices",
    "text": "words",
    "muted": "words that can wait: names, units, keys",
    "rule": "lines between parts, frames, scroll bars",
    "warm": "words about what is refused, failed or promised too often",
    "focus": "the sigil of the line that has the keyboard, the cursor",
    "kind.free": "free pages; also the free lists",
    "kind.file": "the page cache",
    "kind.anon": "programs' own memory",
    "kind.balloon": "pages that the balloon has",
    "kind.slab": "slab caches",
    "kind.kernel": "the kernel's own, page tables among them",
    "kind.pinned": "pages that their owner pins",
    "kind.mem_map": "what describes pages",
    "state.absent": "sections that are not plugged",
    "state.offline": "sections that are offline",
}
"""Every colour that a screen asks for, and what it stands for."""


@attrs.frozen
class Theme:
    """A colour for each role.

    Attributes:
        name: what it is called.
        dark: whether its ground is darker than its text.
        colours: all of `ROLES`.
        about: one line for whoever chooses.
        file: where it was read; empty for those that come with the program.
        flat: whether cells stand on the plain ground, and not on a wash of their own colour.
    """

    name: str
    dark: bool
    colours: Mapping[str, Colour]
    about: str = ""
    file: str = ""
    flat: bool = False

    def hex(self, role: str) -> str:
        """Return the colour of `role` as theme files have it, `#RRGGBB` but for the terminal's own."""
        return colour_text(self.colours[role])

    @property
    def has_hue(self) -> bool:
        """Whether it has anything but greys."""
        return any(map(has_hue, self.colours.values()))

    @property
    def is_terminals(self) -> bool:
        """Whether the terminal decides what its ground is."""
        return isinstance(self.colours["ground"], Terminal)

    @property
    def is_colourless(self) -> bool:
        """Whether it sets no colour at all, and has the terminal's own ink and ground everywhere."""
        return all(colour in (Terminal.DEFAULT, Terminal.FAINT) for colour in self.colours.values())
