"""What `why` found out, as rows in a frame: the verdict, the pageblocks, who is in the way, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.render.colours.inks import BLOCKERS_OF_MARK, INK_OF_KIND
from tui.render.colours.palette import STUCK
from tui.render.text.rows import Row
from tui.render.text.words import fit, plural
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.answer import Answer, Block, Blocker
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

WIDEST = 86
"""Columns of the panel, frame and all."""
FRAME = 4
"""Columns that the frame takes."""
BLOCKS_A_ROW = 32
MOST_MAP_ROWS = 8
MOST_FACTS = 6
_LETTERS = {kind: (mark, kinds) for mark, kinds in BLOCKERS_OF_MARK for kind in kinds}


def why_rows(
    answer: Answer, width: int, chosen: int, palette: Palette, glyphs: Glyphs
) -> tuple[list[Row], dict[int, int]]:
    """Draw an answer in `width` columns, without its frame.

    Args:
        answer: what was found out.
        width: columns there are.
        chosen: the position of the remedy that Enter takes.
        palette: the theme's styles.
        glyphs: the characters.

    Returns:
        The rows, and for each row that shows a remedy the position of that remedy.
    """
    verdict = palette.strong if answer.verdict == "YES" else palette.warm
    rows = []
    for i, text in enumerate(wrap(glyphs.words(f"{answer.verdict}: {answer.sentence}.", 400), width)):
        row = Row(palette.ground)
        if i == 0:
            row.add(answer.verdict, verdict)
            text = text[len(answer.verdict) :]
        rows.append(row.add(text))
    if answer.blocks:
        rows += [Row(palette.ground), *_map_rows(answer, width, palette, glyphs)]
    for blocker in answer.blockers:
        rows += _blocker_rows(blocker, width, palette, glyphs)
    for fact in answer.facts[:MOST_FACTS]:
        rows += [Row(palette.ground).add(text) for text in wrap(glyphs.words(fact, 400), width)]
    remedies, offered = _remedy_rows(answer, width, chosen, palette, glyphs)
    if remedies:
        rows.append(Row(palette.ground))
        offered = {len(rows) + at: which for at, which in offered.items()}
        rows += remedies
    if answer.paper:
        rows += [
            Row(palette.ground).add(text, palette.muted)
            for text in wrap(glyphs.words(f"{answer.paper}.", 400), width)
        ]
    return rows, offered


def _map_rows(answer: Answer, width: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw the section's pageblocks, the stuck ones inverse with the letter of what keeps them."""
    blocks = answer.blocks
    per_row = min(BLOCKS_A_ROW, max(8, width // 2 // 8 * 8))
    rows = []
    for start in range(0, min(len(blocks), per_row * MOST_MAP_ROWS), per_row):
        row = Row(palette.ground)
        for block in blocks[start : start + per_row]:
            ink = INK_OF_KIND[block.kind]
            look = STUCK if block.culprit is not None else 0
            row.add(glyphs.bodies[ink] + _letter(block, glyphs), palette.cell(ink, look))
        rows.append(row)
    beside = [plural(len(blocks), "pageblock"), _where(answer, per_row * MOST_MAP_ROWS)]
    for row, text in zip(rows, beside, strict=False):
        if text and 2 * per_row + 3 + len(text) <= width:
            row.to(2 * per_row + 3).add(text, palette.muted)
    return rows


def _where(answer: Answer, shown: int) -> str:
    """Return which pageblock is the culprit, or how many are, or that not all are shown."""
    if len(answer.blocks) > shown:
        return f"the first {shown}"
    stuck = [i for i, block in enumerate(answer.blocks) if block.culprit is not None]
    if len(stuck) == 1:
        return f"{stuck[0]} is the one"
    return f"{len(stuck)} are stuck" if stuck else "none is stuck"


def _letter(block: Block, glyphs: Glyphs) -> str:
    if block.culprit is None or block.culprit not in _LETTERS:
        return " "
    return glyphs.marks[_LETTERS[block.culprit][0]]


def _blocker_rows(blocker: Blocker, width: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw `K page-table  3 pages  in pageblock 40  0xb8a12: a page table`; what does not fit stands below."""
    row = Row(palette.ground)
    if blocker.kind in _LETTERS:
        ink = INK_OF_KIND[blocker.kind]
        row.add(glyphs.marks[_LETTERS[blocker.kind][0]], palette.cell(ink, STUCK))
    row.add(f" {blocker.name:<10} ").add(f"{plural(blocker.pages, 'page'):<12} ")
    where = (
        f"in pageblock {blocker.pageblock}"
        if blocker.pageblocks == 1
        else f"in {blocker.pageblocks} pageblocks"
    )
    row.add(f"{where:<17} ")
    said = glyphs.words(f"{blocker.pfn:#x}: {blocker.owner}")
    goes = glyphs.words(blocker.goes, 400)
    below = [] if row.column + cell_len(said) <= width else wrap(said, width - 2)
    if not below:
        row.add(said, palette.muted)
    below += wrap(goes, width - 2) if goes else []
    return [row, *(Row(palette.ground).to(2).add(text, palette.muted) for text in below)]


def _remedy_rows(
    answer: Answer, width: int, chosen: int, palette: Palette, glyphs: Glyphs
) -> tuple[list[Row], dict[int, int]]:
    """Draw what would help, the chosen one marked; what came of a trial stands beside it or below."""
    if not answer.remedies:
        return [], {}
    head = Row(palette.ground).add("What would help, cheapest first", palette.text)
    hint = "Enter puts it in the prompt"
    if width - head.column > len(hint):
        head.to(width - len(hint)).add(hint, palette.muted)
    rows, offered = [head], {}
    commands = ["; ".join(remedy.commands) for remedy in answer.remedies]
    wide = max(map(cell_len, commands))
    beside = wide + 5 + max(cell_len(remedy.means) for remedy in answer.remedies) <= width
    for i, (command, remedy) in enumerate(zip(commands, answer.remedies, strict=True)):
        row = Row(palette.ground).add(f"{glyphs.becomes} " if i == chosen else "  ", palette.warm)
        row.add(fit(glyphs.words(command, 300), width - 2, glyphs.more), palette.text)
        offered[len(rows)] = i
        rows.append(row)
        means = glyphs.words(remedy.means, 300)
        if beside:
            row.to(wide + 5).add(means, palette.muted)
        else:
            offered[len(rows)] = i
            rows.append(Row(palette.ground).to(4).add(fit(means, width - 4, glyphs.more), palette.muted))
    return rows, offered


def framed(
    title: str, hint: str, rows: Sequence[Row], width: int, palette: Palette, glyphs: Glyphs
) -> list[Row]:
    """Draw a frame of `width` columns around rows, with a title in its upper edge and a hint in its lower one."""
    top = Row(palette.ground).add(f"{glyphs.corners[0]}{glyphs.rule} ", palette.rule)
    top.add(fit(glyphs.words(title), width - 6, glyphs.more), palette.text).add(" ", palette.rule)
    top.to(width - 1, glyphs.rule, palette.rule).add(glyphs.corners[1], palette.rule)
    drawn = [top]
    for row in rows:
        inner = Row(palette.ground).add(f"{glyphs.edge} ", palette.rule).join(row.cut(width - FRAME))
        drawn.append(inner.to(width - 2).add(f" {glyphs.edge}", palette.rule))
    low = Row(palette.ground).add(glyphs.corners[2], palette.rule)
    low.to(width - len(hint) - 4, glyphs.rule, palette.rule).add(f" {hint} ", palette.muted)
    return [*drawn, low.to(width - 1, glyphs.rule, palette.rule).add(glyphs.corners[3], palette.rule)]
