"""What F1 says: how the pane with the keyboard is used, and all keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys import KEYS, NO_OVERRIDES, ONLY_THERE, help_keys
from tui.keys.names import renamed
from tui.keys.table import HEADINGS, Key, Pane, Where
from tui.render.glyphs import UNICODE
from tui.render.legend import legend_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tui.render.glyphs import Glyphs
    from tui.screens.panel import Line

NARROW = 55
"""Columns of a panel on the smallest screen, beside its scrollbar."""
ABOUT: dict[Pane, tuple[str, ...]] = {
    "prompt": (
        "Type a command, Enter runs it; Esc gives the keyboard back to the prompt.",
        "Tab completes and says what fits; → takes the suggestion.",
        "While the line is empty, every key that is not a letter acts.",
        "What is wrong is marked below the line, and the line stays.",
        "All commands: help. One of them: help balloon set.",
    ),
    "map": (
        "A cell is a section. First character: what it holds, the more ink the",
        "harder to take back. Second: what happens to it (▴ ▾ + ×), or what",
        "keeps it (K kernel, S slab, M mem_map, P pinned, B balloon).",
        "No mark: it can leave. A row begins at each zone, node and hole.",
        "Enter goes in: to pageblocks, each with its migrate type, then to",
        "pages. A free block is its order and dots; buddies become one.",
        "w asks why; other letters write a command, Enter there runs it.",
    ),
    "guests": (
        "Every guest once: in the strip a cell each, the most urgent first",
        "(× failed, ! swaps, ▴ ▾ a section comes or goes, ○ balloon at work,",
        "· nothing), under it a row each, or cards where there is room.",
        "Enter shows the selected one large, Esc comes back. The order",
        "holds for a second, so that rows can be read and clicked.",
    ),
    "filter": (
        "Guests that have every word are shown: a part of the name; the",
        "beginning of platform, driver or kernel; or what happens: failed,",
        "swapping, moving, growing, shrinking, balloon, waiting, slow, quiet.",
        "It changes what is shown; commands mean what they always mean.",
        "s23 and Enter goes to section 23 of the selected guest.",
    ),
    "themes": (
        "What is chosen is worn at once by all that is on the screen, and the",
        "memory goes on living meanwhile. Enter keeps it for the next run too.",
        "The signs beside a name are its page kinds: free, file, anon,",
        "balloon, slab, kernel, mem_map, pinned; then what keeps a section.",
        "A theme of your own is a file in the themes folder of your",
        "configuration; what is wrong with one is said below the list.",
    ),
    "events": (
        "What happened, newest last, each sentence with its reason.",
        "While it is scrolled back, new sentences do not move it.",
        "/ searches them from the newest back, n goes on to the one before;",
        "f shows the selected guest's alone, ! warnings alone. Esc ends a",
        "search. y copies what is in sight, e writes all that is shown.",
    ),
    "operations": (
        "What is under way, and what failed or is just done: number, command,",
        "how far, what is left or what it waits for. Failed ones stay until",
        "they are dismissed; their sections are marked in the map meanwhile.",
    ),
    "plots": (
        "Each guest over virtual time, a column a second. has and balloon",
        "are drawn of max; work is what programs finish, of what they would",
        "finish if they never had to wait; swap and free of their highest.",
        "Above them the guest's operations, from start to end, each with its",
        "number and what came of it; ! is a warning. The last row says how",
        "programs got on before, during and after an operation.",
    ),
    "compare": (
        "The same change of one guest under each policy, on copies of the",
        "world that began alike; the world itself goes on. The map is the",
        "guest on that copy. What ends in … is not final. When the last",
        "one has ended, ● marks the best value of those that got there.",
        "Enter takes the policy: its command stands in the prompt.",
    ),
    "host": (
        "The machine's memory, from its first frame to its last. A letter is",
        "the guest that holds most of the cell; in the colour of what is",
        "free, an eighth or more of it is free. Holes are what to count: a",
        "balloon gives back single pages from everywhere, a section that is",
        "removed gives back one piece.",
    ),
}
_TITLES: dict[Pane, str] = {
    "themes": "the themes",
    "prompt": "the prompt",
    "map": "the section map",
    "guests": "many guests",
    "filter": "the filter",
    "operations": "the operations",
    "events": "the events",
    "host": "the host map",
    "plots": "the plots",
    "compare": "a comparison",
}


def pane_help(
    pane: Pane,
    glyphs: Glyphs = UNICODE,
    zoomed: bool = False,
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> tuple[str, list[Line]]:
    """Return title and lines for the pane that has the keyboard, with the legend of the signs drawn.

    Args:
        pane: the pane.
        glyphs: the characters.
        zoomed: whether the map shows what is inside a section: then its letters come first.
        overrides: keys by an action's id, where they are others than the table's.
    """
    lines: list[Line] = [("plain", text) for text in ABOUT[pane]]
    keys: list[Line] = [("plain", ""), *_rows(help_keys(pane, overrides))]
    signs: list[Line] = [("plain", ""), *(("plain", row) for row in legend_rows(glyphs, NARROW, zoomed))]
    if zoomed and pane == "map":
        lines = [*signs[1:], ("plain", ""), *lines, *keys]
    else:
        lines += signs + keys if pane == "map" else keys + signs
    lines += [("plain", ""), ("muted", "F1 again: all keys")]
    return f"F1 · {_TITLES[pane]}", lines


def legend_help(
    pane: Pane,
    glyphs: Glyphs = UNICODE,
    zoomed: bool = False,
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> tuple[str, list[Line]]:
    """Return the same as `pane_help`, the signs first."""
    lines: list[Line] = [("plain", row) for row in legend_rows(glyphs, NARROW, zoomed)]
    keys = _rows(help_keys(pane, overrides))
    return "? · what the signs mean", [
        *lines,
        ("plain", ""),
        *keys,
        ("plain", ""),
        ("muted", "F1: how it is used"),
    ]


def all_keys(overrides: Mapping[str, str] = NO_OVERRIDES) -> tuple[str, list[Line]]:
    """Return title and lines of every key, see `pane_help`."""
    lines: list[Line] = []
    wheres: tuple[Where, ...] = tuple(HEADINGS)
    rows = renamed(KEYS, overrides)
    for where in wheres:
        lines += [("heading", HEADINGS[where]), *_rows(key for key in rows if key.where == where)]
    return "F1 · all keys", lines


def _rows(keys: Iterable[Key]) -> list[Line]:
    rows = [(key.shown or ONLY_THERE, key.means) for key in keys]
    width = max(len(shown) for shown, _ in rows)
    return [("plain", f"  {shown:<{width}}  {means}") for shown, means in rows]
