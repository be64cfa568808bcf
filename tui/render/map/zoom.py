"""Inside a section: its pageblocks as cells, a pageblock's pages as letters. Buddies can be seen to merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.memory.kinds import Kind, MigrateType
from tui.render.colours.inks import INK_OF_KIND, INKS, TYPE_LETTERS, Ink
from tui.render.colours.palette import LIT
from tui.render.map.bodies import body_glyphs
from tui.render.map.cells import COUNTED, bodies
from tui.render.map.inspect import free_block, has_types, kind_words, moves, program_of
from tui.render.map.lens import PLAIN, Lens, Seen
from tui.render.map.over import CURSOR, FAINT, cell_styles, underline
from tui.render.text.glyphs import PAGE_LETTERS
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView, PagesView
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

BLOCKS_A_ROW = 32
PAGES_A_ROW = 64
_INKS = np.array([INK_OF_KIND[kind] for kind in Kind], np.intp)
_LETTERS = np.array(PAGE_LETTERS)
_TYPES = np.array([TYPE_LETTERS[each] for each in MigrateType])
_ORDERS = np.array([*"0123456789", *"X" * 118])


def per_row(columns: int, cell_width: int) -> int:
    """Return how many cells stand in a row: 8, 16, 32 or 64, so that rows start at round numbers."""
    most = min(columns, PAGES_A_ROW) // cell_width
    return max(1, 1 << most.bit_length() - 1 if most else 1)


def window(position: int, cells: int, in_row: int, rows: int) -> int:
    """Return the first row to draw so that `position` is among `rows`; it moves by half of them."""
    all_rows = -(-cells // in_row)
    if all_rows <= rows or rows < 1:
        return 0
    half = max(1, rows // 2)
    return min(max(0, (position // in_row // half - 1) * half), all_rows - rows)


def labelled(guest: GuestView) -> int:
    """Return the most cells that a zoomed map of `guest` numbers: pageblocks of a section, or pages of one."""
    return max(
        guest.section_pages >> guest.pageblock_order, min(guest.section_pages, 1 << guest.pageblock_order)
    )


def in_sight(drawn: list[tuple[int, Row]], cells: int, in_row: int) -> str:
    """Return which of `cells` the rows `drawn` show, as `0-159 of 512`; nothing where they show all."""
    if not drawn:
        return ""
    first, end = drawn[0][0], min(cells, drawn[-1][0] + in_row)
    return f"{first}-{end - 1} of {cells}" if end - first < cells else ""


def block_rows(
    guest: GuestView,
    pages: PagesView,
    columns: int,
    rows: int,
    palette: Palette,
    glyphs: Glyphs,
    cursor: int | None,
    position: int,
    seen: Seen = PLAIN,
) -> list[tuple[int, Row]]:
    """Draw the pageblocks of a section, each with the letter of its migrate type, where the kernel has such types.

    Args:
        guest: whose section.
        pages: its pages.
        columns: room for the cells.
        rows: how many rows there are.
        palette: the theme's styles.
        glyphs: the characters.
        cursor: the pageblock to draw the cursor on.
        position: the pageblock that must be in sight.
        seen: how it is looked at.

    Returns:
        Rows, each with the number of its first pageblock.
    """
    if seen.lens is not Lens.KIND:
        from tui.render.map.lens_signs import block_signs

        signs = block_signs(guest, pages, seen, glyphs)
        text = np.stack([signs.body, signs.mark], axis=1).ravel()
        codes = np.repeat(np.where(signs.code < 0, len(palette.cells) + FAINT, signs.code), 2)
        return _rows(text, codes, per_row(columns, 2), 2, rows, palette, cursor, position)
    blocks = len(pages.block_types)
    inks = _INKS[pages.kinds]
    block_pages = max(1, len(inks) // max(blocks, 1))
    table = inks[: blocks * block_pages].reshape(blocks, block_pages)
    counts = np.stack([(table == ink).sum(axis=1) for ink in COUNTED], axis=1).astype(np.int64)
    body = bodies(counts)
    types = _TYPES[pages.block_types] if has_types(guest) else np.full(blocks, " ")
    text = np.stack([body_glyphs(guest, glyphs)[body], types], axis=1).ravel()
    codes = np.repeat(body % len(Ink), 2)
    return _rows(text, codes, per_row(columns, 2), 2, rows, palette, cursor, position)


def page_rows(
    guest: GuestView,
    pages: PagesView,
    block: int,
    columns: int,
    rows: int,
    palette: Palette,
    glyphs: Glyphs,
    cursor: int | None,
    position: int,
    lit: tuple[int, int] = (0, 0),
    turned: bytes = b"",
) -> list[tuple[int, Row]]:
    """Draw a pageblock's pages as letters; the head of a free block shows its order, the rest of it dots.

    Args:
        guest: whose section.
        pages: its pages.
        block: which pageblock, counted from the section's first; all pages of the section if negative.
        columns: room for the letters.
        rows: how many rows there are.
        palette: the theme's styles.
        glyphs: the characters.
        cursor: the page to draw the cursor on, counted from the first one drawn.
        position: the page that must be in sight.
        lit: the first page with a line under it and the one behind the last, counted in the section.
        turned: which pages of the section have just changed, a byte each, to be lit.

    Returns:
        Rows, each with the number of its first page.
    """
    size = 1 << guest.pageblock_order
    part = slice(None) if block < 0 else slice(block * size, (block + 1) * size)
    kinds, orders = pages.kinds[part], pages.orders[part]
    inks = _INKS[kinds]
    letters = np.where(inks == Ink.FREE, glyphs.free, _LETTERS[inks])
    if guest.balloon_pages_are == "pinned":
        letters = np.where(kinds == Kind.BALLOON, "B", letters)
    letters = np.where((inks == Ink.FREE) & (orders >= 0), _ORDERS[np.maximum(orders, 0)], letters)
    codes, first = inks.copy(), part.start or 0
    if len(turned) == len(pages.kinds):
        codes[np.frombuffer(turned, np.bool_)[part]] += INKS * LIT
    underline(codes[max(0, lit[0] - first) : max(0, lit[1] - first)], len(palette.cells))
    return _rows(letters, codes, per_row(columns, 1), 1, rows, palette, cursor, position)


def _rows(
    text: NDArray[np.str_],
    codes: NDArray[np.intp],
    in_row: int,
    cell_width: int,
    rows: int,
    palette: Palette,
    cursor: int | None,
    position: int,
) -> list[tuple[int, Row]]:
    codes = codes.copy()
    if cursor is not None:
        codes[cursor * cell_width : (cursor + 1) * cell_width] = len(palette.cells) + CURSOR
    styles = cell_styles(palette)
    cells = len(text) // cell_width
    first = window(position, cells, in_row, rows)
    drawn = []
    for start in range(first * in_row, min(cells, (first + rows) * in_row), in_row):
        part = slice(start * cell_width, (start + in_row) * cell_width)
        drawn.append(
            (start, Row(palette.ground).runs("".join(text[part].tolist()), codes[part].tolist(), styles))
        )
    return drawn


def block_note(pages: PagesView, guest: GuestView, block: int) -> str:
    """Return what one pageblock is: `s5 pageblock 3 of 8  movable  pfn 0x5600-0x57ff`."""
    if not 0 <= block < len(pages.block_types):
        return f"s{pages.section}"
    first = pages.first_pfn + (block << guest.pageblock_order)
    last = first + (1 << guest.pageblock_order) - 1
    kind = f"  {MigrateType(int(pages.block_types[block])).name.lower()}" if has_types(guest) else ""
    return f"s{pages.section} pageblock {block} of {len(pages.block_types)}{kind}  pfn {first:#x}-{last:#x}"


def page_note(pages: PagesView, guest: GuestView, block: int, page: int) -> str:
    """Return what one page is: `pfn 0x5612  page table of httpd[412], stays`, `pfn 0x5610  free, in a block of ...`."""
    at = (block << guest.pageblock_order) + page
    if not 0 <= at < len(pages.kinds):
        return f"s{pages.section}"
    kind = Kind(int(pages.kinds[at]))
    words = kind_words(kind)
    if kind is Kind.FREE:
        if found := free_block(pages, at):
            words += f", in a block of order {found[1]} from {pages.first_pfn + found[0]:#x}"
    elif program := program_of(guest, pages, at):
        words += f" of {program.title}"
    if moves(guest, kind).startswith("no:"):
        words += ", stays"
    return f"pfn {pages.first_pfn + at:#x}  {words}"
