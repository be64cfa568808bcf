"""Finding one's way: the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.panes import Panes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from tui.keys.table import Where
    from tui.screens.palette_entries import Entry

REMEMBERED = 8
"""Entries of the palette that come first because they were chosen lately."""


class Finding(Panes):
    """Ways to everything there is."""

    _lately: Sequence[str] = ()
    """What was chosen in the palette, the latest first."""

    def action_palette(self) -> None:
        """Offer every action, guest and command."""
        from tui.screens.palette import PaletteScreen
        from tui.screens.palette_entries import entries

        picture = self.body.picture if self.body else None
        offered = entries(
            [guest.name for guest in picture.guests] if picture else (), self.verbs, self._lately
        )
        self.app.push_screen(PaletteScreen(offered, *self.look), self._do)

    async def _do(self, entry: Entry | None) -> None:
        """Do what was chosen in the palette."""
        if entry is None:
            return
        self._lately = [entry.name, *(name for name in self._lately if name != entry.name)][:REMEMBERED]
        if entry.guest:
            self.go_to_guest(entry.guest)
        elif entry.line:
            self.prompt.write(entry.line)
        elif part := self._part(entry.where):
            if part is not self:
                part.focus()
            await self.app.run_action(entry.action, part)

    def _part(self, where: Where) -> Widget | None:
        """Return the part whose actions those of a place are, in sight; None before there is a picture."""
        match where:
            case "prompt":
                return self.prompt
            case "anywhere" | "command" | "pane" | "panel" | "palette" | "export":
                return self
            case _ if self.body is None:
                return None
            case "host" | "compare" | "plots":
                sheet = self.body.sheet
                return sheet if sheet and where == sheet.NAME else self.open_sheet(self.body, where)
            case "map" | "events":
                self.action_main()
                return self.body.events if where == "events" else self.body.bands
