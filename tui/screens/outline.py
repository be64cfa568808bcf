"""What stands there before the first picture: where the parts will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.layout import frame
from tui.render.rows import Row
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

WORDS = "The guests are booting."


class Outline(Rows):
    """The rules between the parts, and what is being waited for."""

    def draw(self) -> Sequence[Strip]:
        """Draw the rules of this size's plan."""
        width, height = self.size
        plan = frame(width, height)
        rows = [Row(self.palette.ground) for _ in range(height)]
        for part in (plan.operations, plan.events) if plan.form == "full" else ():
            rows[part.y].to(width, self.glyphs.rule, self.palette.rule)
        if plan.bands.height:
            middle = plan.bands.y + plan.bands.height // 2
            rows[middle].to(max(0, width - len(WORDS)) // 2).add(WORDS, self.palette.muted)
        return [row.strip(width) for row in rows]
