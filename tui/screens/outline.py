"""What stands there before the first picture: where the parts will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.render.layout import frame
from tui.render.text.rows import Row
from tui.render.text.words import fit
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs


class Outline(Rows):
    """The rules between the parts, and what is being waited for.

    Args:
        palette: colours.
        glyphs: what is drawn with.
        waiting: what is going on, as part of a sentence.
        id: the part's.
    """

    def __init__(self, palette: Palette, glyphs: Glyphs, waiting: str, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(palette, glyphs, id=id)
        self._words = f"{waiting[:1].upper()}{waiting[1:]}."

    def draw(self) -> Sequence[Strip]:
        """Draw the rules of this size's plan."""
        width, height = self.size
        plan = frame(width, height)
        rows = [Row(self.palette.ground) for _ in range(height)]
        for part in (plan.operations, plan.events) if plan.form == "full" else ():
            rows[part.y].to(width, self.glyphs.rule, self.palette.rule)
        if plan.bands.height:
            middle = plan.bands.y + plan.bands.height // 2
            words = fit(self._words, width)
            rows[middle].to((width - cell_len(words)) // 2).add(words, self.palette.muted)
        return [row.strip(width) for row in rows]
