"""The last row of a replay: its keys, where a click does the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from tui.keys import KEYS, NO_OVERRIDES
from tui.keys.hints import filled
from tui.render.replay.words import speed_words
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.snapshot import Snapshot
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

_MOVES = (
    "command.start",
    "command.chapter-before",
    "command.operation-before",
    "command.back",
    "command.pause",
    "command.step",
    "command.operation-after",
    "command.chapter-after",
    "command.finish",
)
_ACTIONS = {f"{row.where}.{each.name}": each.action for row in KEYS for each in row.bound}
APART = 4
"""Columns between two groups."""


@attrs.frozen
class Button:
    """A key with what it does.

    Attributes:
        column: where it begins.
        text: the key, and a word where it does not speak for itself.
        action: as Textual writes it; empty: it is only a hint.
    """

    column: int
    text: str
    action: str = ""


def buttons(
    snapshot: Snapshot, width: int, glyphs: Glyphs, overrides: Mapping[str, str] = NO_OVERRIDES
) -> list[Button]:
    """Return the keys that have room, whole groups of them.

    Args:
        snapshot: what is shown.
        width: columns there are.
        glyphs: the characters.
        overrides: keys by an action's id, where they are others than the table's.
    """
    sign = glyphs.stopped if snapshot.paused else glyphs.running
    forked = snapshot.replay is not None and snapshot.replay.fork is not None
    groups: list[list[tuple[str, str]]] = [
        [(name, f" {sign}" if name == "command.pause" else "") for name in _MOVES],
        [("command.slower", ""), ("", speed_words(snapshot.speed)), ("command.faster", "")],
        [("replay.compare", " compare fork"), ("replay.leave-fork", " back to the recording")]
        if forked
        else [("replay.loop", " loop")],
        [("", "drag: seek")],
    ]
    placed: list[Button] = []
    column = 1
    for number, group in enumerate(groups):
        apart = 2 if number in (0, 2) else 1
        texts = [(_text(name, said, glyphs, overrides), _ACTIONS.get(name, "")) for name, said in group]
        texts = [(text, action) for text, action in texts if text]
        columns = sum(cell_len(text) + apart for text, _ in texts) - apart
        if column + columns > width:
            continue
        for text, action in texts:
            placed.append(Button(column, text, action))
            column += cell_len(text) + apart
        column += APART - apart
    return placed


def _text(name: str, said: str, glyphs: Glyphs, overrides: Mapping[str, str]) -> str:
    """Return what stands there; empty where the action has no key and no word."""
    key = glyphs.words(filled(f"{{{name}}}", overrides)) if name else ""
    return f"{key}{said}".strip()


def buttons_row(placed: list[Button], palette: Palette) -> Row:
    """Draw keys."""
    row = Row(palette.ground)
    for each in placed:
        row.to(each.column)
        key, space, rest = each.text.partition(" ")
        row.add(key, palette.text if each.action else palette.muted).add(f"{space}{rest}", palette.muted)
    return row


def button_at(placed: list[Button], x: int) -> Button | None:
    """Return the key at a column that does something."""
    return next(
        (each for each in placed if each.action and each.column <= x < each.column + cell_len(each.text)),
        None,
    )
