"""The line above a tall band: which guest it is and what it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import short_size
from tui.render.guests.pace import pace_of
from tui.render.map.lens import Lens
from tui.render.text.rows import Row
from tui.render.text.words import fit
from tui.render.told.operations import RUNNING

if TYPE_CHECKING:
    from rich.style import Style

    from engine.units import Pages
    from tui.render.colours.palette import Palette
    from tui.render.guests.band import Band
    from tui.render.text.glyphs import Glyphs


def header_style(band: Band, palette: Palette) -> Style:
    """Only guests with an operation under way have a bright header."""
    busy = any(operation.state in RUNNING for operation in band.operations)
    return palette.text if busy else palette.muted


def title(band: Band, part: Pages, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw `─ 1 web  ppc64 · xen (watch) · 2.6.16 · 16M sections, a cell 4M ───`, with as many of the facts as fit.

    Args:
        band: what it stands above.
        part: pages in a part of a section, where its map shows parts.
        palette: the theme's styles.
        glyphs: the characters.
    """
    guest, columns = band.told, band.columns
    style = header_style(band, palette)
    row = Row(palette.ground).add(f"{glyphs.rule} ", palette.rule)
    row.add(str(band.number), palette.picked if band.picked else style).add(
        f" {guest.name:<{columns.name}}  ", style
    )
    pace = pace_of(guest)
    tail = f" {pace.words} {glyphs.rule}" if pace else ""
    end = columns.map_at + columns.map_width
    room = end - row.column
    sections = f"{short_size(guest.section_size)} sections"
    if guest.block_sections > 1:
        sections += f" in blocks of {short_size(guest.section_size * guest.block_sections)}"
    if part:
        sections += f", a cell {short_size(part * guest.page_size)}"
    driver = f"{guest.driver} ({guest.driver_learns})"
    dot = f" {glyphs.dot} "
    choices = (
        (guest.platform, driver, guest.kernel, sections),
        (guest.platform, guest.driver, guest.kernel, sections),
        (guest.platform, guest.driver, sections),
        (guest.platform, sections),
    )
    texts = [dot.join(choice) for choice in choices]
    if tail and len(texts[-1]) + len(tail) + 1 > room:
        tail = ""
    facts = next((text for text in texts if len(text) + len(tail) + bool(tail) <= room), guest.platform)
    if band.lens is not Lens.KIND:
        lens = f"lens: {band.lens.title}"
        row.add(f"{lens} ", palette.text)
        facts = fit(facts, max(0, room - len(tail) - len(lens) - 4), glyphs.more)
        facts = f"{glyphs.dot} {facts}" if facts else ""
    row.add(f"{facts} " if facts else "", palette.muted)
    if pace and tail:
        row.to(end - len(tail), glyphs.rule, palette.rule)
        row.add(tail[:-1], palette.warm if pace.slow else palette.muted)
    return row.to(end, glyphs.rule, palette.rule)
