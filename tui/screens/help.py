"""What F1 says: how the pane with the keyboard is used, and all keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys import KEYS, NO_OVERRIDES, ONLY_THERE, help_keys
from tui.keys.hints import filled
from tui.keys.names import renamed
from tui.keys.table import HEADINGS
from tui.render.map.legend import legend_rows, painted_signs, signs_rows
from tui.render.text.glyphs import UNICODE
from tui.screens.help_texts import ABOUT, COPYING, MORE, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tui.keys.table import Key, Pane, Where
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs
    from tui.screens.panel import Paints
    from tui.screens.wrapped import Line

NARROW = 55
"""Columns of a panel on the smallest screen, beside its scrollbar."""
OWN_SIGNS = frozenset({"guests", "host", "plots", "fork", "compare", "themes"})
"""Panes with signs of their own, which their help explains."""


def pane_help(
    pane: Pane,
    glyphs: Glyphs = UNICODE,
    zoomed: bool = False,
    overrides: Mapping[str, str] = NO_OVERRIDES,
    width: int = NARROW,
    about: tuple[str, tuple[str, ...]] | None = None,
) -> tuple[str, list[Line]]:
    """Return title and lines for the pane that has the keyboard, with the legend of the signs drawn.

    Args:
        pane: the pane.
        glyphs: the characters.
        zoomed: whether the map shows what is inside a section: then its letters come first.
        overrides: keys by an action's id, where they are others than the table's.
        width: columns of the legend.
        about: what is to be explained there first, and what that is called; None: the pane itself.
    """
    title, paragraphs = about or (TITLES[pane], ABOUT[pane])
    lines: list[Line] = [("plain", text) for text in paragraphs]
    keys: list[Line] = [("plain", ""), *_rows(help_keys(pane, overrides))]
    signs: list[Line] = [("plain", ""), *(("plain", row) for row in legend_rows(glyphs, width, zoomed))]
    if zoomed and pane == "map":
        lines = [*signs[1:], ("plain", ""), *lines, *keys]
    else:
        lines += signs + keys if pane == "map" else keys + signs
    lines += [("plain", ""), ("plain", COPYING), ("muted", filled(MORE, overrides))]
    return filled(f"{{anywhere.help}} · {title}", overrides), lines


def legend_help(
    pane: Pane,
    glyphs: Glyphs = UNICODE,
    zoomed: bool = False,
    overrides: Mapping[str, str] = NO_OVERRIDES,
    lens: str = "",
    width: int = NARROW,
) -> tuple[str, list[Line]]:
    """Return what the signs mean, and then the keys, see `pane_help`.

    Args:
        pane: the pane.
        glyphs: the characters.
        zoomed: whether the map shows what is inside a section.
        overrides: keys by an action's id, where they are others than the table's.
        lens: what the signs of the lens mean that the maps are seen through; empty: through none.
        width: columns of the legend.
    """
    first = ABOUT[pane] if pane in OWN_SIGNS else (lens,) if lens else ()
    own: list[Line] = [line for text in first for line in (("plain", text), ("plain", ""))]
    signs: list[Line] = [("plain", row) for row in legend_rows(glyphs, width, zoomed)]
    keys = _rows(help_keys(pane, overrides))
    title = filled("{command.legend} · what the signs mean", overrides)
    more = filled("{anywhere.help}: how it is used", overrides)
    return title, [*own, *signs, ("plain", ""), *keys, ("plain", ""), ("muted", more)]


def sign_paints(palette: Palette, glyphs: Glyphs, width: int = NARROW) -> Paints:
    """Return the colours of the legend's signs, by row, as the panel takes them."""
    return {row.text: painted_signs(row, palette, glyphs) for row in signs_rows(glyphs, width)}


def all_keys(overrides: Mapping[str, str] = NO_OVERRIDES) -> tuple[str, list[Line]]:
    """Return title and lines of every key, see `pane_help`."""
    lines: list[Line] = []
    wheres: tuple[Where, ...] = tuple(HEADINGS)
    rows = renamed(KEYS, overrides)
    for where in wheres:
        lines += [("heading", HEADINGS[where]), *_rows(key for key in rows if key.where == where)]
    return filled("{anywhere.help} · all keys", overrides), lines


def _rows(keys: Iterable[Key]) -> list[Line]:
    rows = [(key.shown or ONLY_THERE, key.means) for key in keys]
    width = max(len(shown) for shown, _ in rows)
    return [("plain", f"  {shown:<{width}}  {means}") for shown, means in rows]
