"""The two glyph sets: block elements, and ASCII only. Each glyph is one column wide."""

from __future__ import annotations

import attrs

from engine.errors import printable


@attrs.frozen
class Glyphs:
    """Every character that a screen draws and that is not a word."""

    bodies: tuple[str, ...]
    """By Ink."""
    pinned_balloon: str
    """The body of a balloon page that cannot be migrated."""
    mixed: str
    absent_mark: str
    """The second column of an absent section."""
    marks: tuple[str, ...]
    """By Mark."""
    eighths: tuple[str, ...]
    """A column filled to 1/8 ... 7/8."""
    full: str
    """A full column."""
    types: dict[str, str]
    """What fills the bar of a free list, by the type names of `ZoneView.free_area`."""
    bar: str
    unbar: str
    rule: str
    corners: str
    """Of a frame: above left and right, below left and right."""
    edge: str
    """Between two guests of the host bar."""
    zeroing: str
    free: str
    min: str
    target: str
    becomes: str
    """Between what is and what shall be."""
    running: str
    stopped: str
    operation: str
    done: str
    partial: str
    cancelled: str
    failed: str
    more: str
    dot: str
    """Between words of a title."""
    at_least: str
    step: str
    """Between the steps of a path."""
    unknown: str
    """Time of a recording whose course is not known yet."""
    forked: str
    """Time since a recording was left for another course."""
    playhead: str
    chapters: tuple[str, str]
    """Where one begins: to come, and passed."""
    ticks: tuple[str, str]
    """Where an operation begins: to come, and passed."""
    plainer: dict[int, str] = attrs.field(factory=dict)
    """What stands for characters of sentences that this set does not have."""
    ascii: bool = False
    """Whether it has no character beyond ASCII."""
    spells: bool = False
    """Whether a mixed cell is the letter of what there is most of, for no hue tells."""

    @property
    def mixes(self) -> tuple[str, ...]:
        """What a mixed cell shows, by the ink of what there is most of."""
        return PAGE_LETTERS if self.spells else (self.mixed,) * len(self.bodies)

    def words(self, text: str, limit: int = 200) -> str:
        """Return text from a file, a user or the engine in characters that can be shown."""
        return printable(text, limit).translate(self.plainer)


UNICODE = Glyphs(
    bodies=("█", "▤", "◆", "▓", "○", "▒", "░", "·", " ", "□", "╌"),
    pinned_balloon="○",
    mixed="▞",
    absent_mark="╌",
    marks=(" ", ":", "B", "P", "M", "S", "K", "+", "▴", "▾", "×"),
    eighths=("▁", "▂", "▃", "▄", "▅", "▆", "▇"),
    full="█",
    types={
        "unmovable": "█",
        "highatomic": "█",
        "reclaimable": "▓",
        "movable": "▒",
        "cma": "▒",
        "any": "▪",
        "isolate": "╱",
    },
    bar="━",
    unbar="╌",
    rule="─",
    corners="┌┐└┘",
    edge="│",
    zeroing="≈",
    free="·",
    min="¦",
    target="▼",
    becomes="▸",
    running="▶",
    stopped="‖",
    operation="●",
    done="✓",
    partial="!",
    cancelled="–",
    failed="×",
    more="…",
    dot="·",
    at_least="≥",
    step="›",
    unknown="·",
    forked="═",
    playhead="◆",
    chapters=("┼", "┿"),
    ticks=("┴", "┻"),
)

ASCII = Glyphs(
    bodies=("K", "M", "P", "S", "b", "a", "f", ".", " ", "o", "_"),
    pinned_balloon="B",
    mixed="%",
    absent_mark="_",
    marks=(" ", ":", "B", "P", "M", "S", "K", "+", "^", "v", "x"),
    eighths=("_", "_", ".", ".", ":", ":", ";"),
    full="#",
    types={
        "unmovable": "#",
        "highatomic": "#",
        "reclaimable": "=",
        "movable": "+",
        "cma": "+",
        "any": "#",
        "isolate": "/",
    },
    bar="#",
    unbar="-",
    rule="-",
    corners="++++",
    edge="|",
    zeroing="~",
    free=".",
    min=":",
    target="v",
    becomes=">",
    running=">",
    stopped="=",
    operation="*",
    done="+",
    partial="!",
    cancelled="-",
    failed="x",
    more="~",
    dot="-",
    at_least=">=",
    step=">",
    unknown=".",
    forked="=",
    playhead="@",
    chapters=("+", "+"),
    ticks=("'", "'"),
    ascii=True,
    plainer={
        ord(rich): plain for rich, plain in zip("▴▾×○●□·▸→←↑↓≥…≈│–—’✓›", "^vxb*o->><^v>~~|--'+>", strict=True)
    },
)

PAGE_LETTERS = ("K", "M", "P", "S", "b", "a", "f", ".", " ", "o", "_")
"""Zoomed to pages every page is a letter, by Ink: lower case can move, upper case cannot."""

TYPE_ORDER = ("unmovable", "highatomic", "reclaimable", "movable", "cma", "any", "isolate")
"""From the bottom of a free list's bar to its top."""


def glyphs(ascii_only: bool, hue: bool = True) -> Glyphs:
    """Return the set to draw with.

    Args:
        ascii_only: whether there is nothing but ASCII to draw with.
        hue: whether the theme has any.
    """
    own = ASCII if ascii_only else UNICODE
    return own if hue else attrs.evolve(own, spells=True)
