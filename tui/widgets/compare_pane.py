"""A comparison under way: a column a policy. Left and right choose one, Enter writes its command into the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.bindings import bindings
from tui.widgets.selectable import Selectable
from tui.widgets.sheet import Sheet, SheetName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from engine.comparison.picture import ColumnPicture, ComparisonPicture
    from engine.snapshot import Snapshot
    from tui.export.extract import Extract
    from tui.render.sheets.compare import Abreast


class ComparePane(Selectable, Sheet, can_focus=True):
    """The table of a comparison."""

    NAME: ClassVar[SheetName] = "compare"
    LARGE = True
    BINDINGS: ClassVar[list[BindingType]] = bindings("compare")
    picture: ComparisonPicture | None = None
    chosen = 0
    """As `ordered` has the columns."""
    _first = 0
    _top = 0

    def show(self, snapshot: Snapshot) -> None:
        """The simulation itself does not show here."""

    def start(self, picture: ComparisonPicture) -> None:
        """Show another comparison from its beginning."""
        self.chosen, self._first, self._top = 0, 0, 0
        self.show_comparison(picture)

    def show_comparison(self, picture: ComparisonPicture) -> None:
        """Show how every policy stands now."""
        self.picture = picture
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw the table."""
        if self.picture is None:
            return ()
        from tui.render.sheets.compare import compare_rows

        width, height = self.size
        self._first = self._abreast(self.picture).first
        rows = compare_rows(
            self.picture,
            width,
            height,
            self.palette,
            self.glyphs,
            chosen=self.chosen,
            focused=self.has_focus,
            first=self._first,
            top=self._top,
        )
        return [row.strip(width) for row in rows]

    def extract(self, snapshot: Snapshot) -> Extract | None:
        """Return the table of all policies, those out of sight too."""
        from tui.export.sheets import comparison

        return comparison(self.picture, snapshot.seed) if self.picture else None

    @property
    def column(self) -> ColumnPicture | None:
        """The chosen policy."""
        from tui.render.sheets.compare import ordered

        return ordered(self.picture)[self.chosen] if self.picture and self.picture.columns else None

    def action_move(self, right: int, down: int) -> None:
        """Choose another policy, or scroll the measures."""
        from tui.render.sheets.compare import shown_measures, table_room

        if self.picture is None:
            return
        self.chosen = min(max(self.chosen + right, 0), max(0, len(self.picture.columns) - 1))
        hidden = len(shown_measures(self.picture)) - table_room(self.size.height)[1]
        self._top = min(max(self._top + down, 0), max(0, hidden))
        self.redraw()

    def action_end(self, last: int) -> None:
        """Choose the first or the last policy."""
        many = len(self.picture.columns) if self.picture else 0
        self.action_move(many if last else -many, 0)

    def action_take(self) -> None:
        """Write the command of the chosen policy."""
        if self.column and self.column.column.command:
            self.post_message(self.CommandOffered(self.column.column.command))

    def on_click(self, event: events.Click) -> None:
        """Choose the policy that is clicked; a double click takes its command."""
        from tui.render.sheets.compare import LABEL

        if self.picture is None or event.x < LABEL:
            return
        abreast = self._abreast(self.picture)
        at = abreast.first + (event.x - LABEL) // abreast.width
        if at < min(abreast.first + abreast.count, len(self.picture.columns)):
            self.chosen = at
            self.redraw()
            if event.chain == 2:
                self.action_take()

    def _abreast(self, picture: ComparisonPicture) -> Abreast:
        from tui.render.sheets.compare import Abreast

        return Abreast.of(picture, self.size.width, self.chosen, self._first)
