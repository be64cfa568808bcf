"""Finding one's way: the palette, and jump mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys import KEYS
from tui.render.map.cursor import Cursor, Zoom
from tui.render.told.links import Link
from tui.screens.gathering import Gathering
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from tui.keys.table import Key, Where
    from tui.render.whole.jump import Spot
    from tui.screens.palette_entries import Entry

REMEMBERED = 8
"""Entries of the palette that come first because they were chosen lately."""

SCREEN_KEYS = tuple(f"f{number}" for number in range(2, 10))
"""Keys that show a screen; jump mode has their digits."""


class Finding(Gathering):
    """Ways to everything there is."""

    _lately: Sequence[str] = ()
    """What was chosen in the palette, the latest first."""

    def action_palette(self) -> None:
        """Offer every action, guest and command."""
        from tui.screens.palette import PaletteScreen
        from tui.screens.palette_entries import entries

        picture = self.body.picture if self.body else None
        offered = entries(
            [guest.name for guest in picture.guests] if picture else (),
            self.verbs,
            self._lately,
            self.overrides,
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
        else:
            await self.act(entry.where, entry.action)

    async def act(self, where: Where, action: str) -> None:
        """Do what a key does in a place, and give that pane the keyboard."""
        if part := self._part(where):
            if part is not self:
                part.focus()
            await self.app.run_action(action, part)

    def _part(self, where: Where) -> Widget | None:
        """Return the part whose actions those of a place are, in sight; None before there is a picture."""
        match where:
            case "prompt":
                return self.prompt
            case "anywhere" | "command" | "pane" | "panel" | "palette" | "export" | "themes" | "tour":
                return self
            case "lessons" | "card":
                return self
            case _ if self.body is None:
                return None
            case "host" | "compare" | "plots" | "fork":
                sheet = self.body.sheet
                return sheet if sheet and where == sheet.NAME else self.open_sheet(self.body, where)
            case "cell":
                return self.body.bands
            case "guests" | "filter":
                return self.many_guests(self.body) if where == "guests" else self.body.heading
            case "presenter":
                return self.query_one("#presenter")
            case "replay":
                return self.body.timeline if self.body.replays else self
            case "map" | "events" | "operations":
                self.action_main()
                parts = {"map": self.body.bands, "events": self.body.events}
                return parts.get(where, self.body.operations)

    def action_calm(self) -> None:
        """Mark what would flash, or let it flash again."""
        if self.body:
            flashes = self.body.bands.flashes
            flashes.calm = not flashes.calm
            self.prompt.say("calm: nothing flashes" if flashes.calm else "what changes flashes")

    def action_jump(self) -> None:
        """Put a letter on everything that can be gone to."""
        from tui.render.whole.jump import lettered
        from tui.screens.jump import JumpScreen

        if self.body and not self.body.small.region:
            strips = self._compositor.render_strips()
            names = {digit: key.name for digit, key in self._screens().items()}
            self.app.push_screen(JumpScreen(strips, lettered(self._spots()), names, *self.look), self._jump)

    def _spots(self) -> Iterator[Spot]:
        """Yield what can be gone to, by its place on the screen."""
        from tui.render.whole.jump import Spot

        yield Spot(1, self.prompt.region.y, "pane", "prompt")
        for part in self.query(Rows):
            if part.id and part.region.area:
                own = [Spot(part.region.width - 2, 0, "pane", part.id)] if part.can_focus else []
                for spot in (*own, *part.spots()):
                    moved = spot.moved(*part.region.offset)
                    if self.get_widget_at(moved.x, moved.y)[0] is part:  # no panel stands before it
                        yield moved

    @staticmethod
    def _screens() -> dict[str, Key]:
        """Return the screens that have a key of their own, by its digit."""
        return {
            key.keys[0][1:]: key
            for key in KEYS
            if key.where == "anywhere" and key.keys and key.keys[0] in SCREEN_KEYS
        }

    async def _jump(self, to: Spot | str | None) -> None:
        """Go where a letter or a digit was."""
        if isinstance(to, str):
            await self.run_action(self._screens()[to].bound[0].action)
        elif to is None or self.body is None:
            return
        elif to.kind == "guest":
            self.go_to_guest(str(to.what))
        elif to.kind == "operation":
            self.go_to_operation(int(str(to.what)))
        elif to.kind == "chapter":
            self.body.timeline.seek(int(str(to.what)))
        elif isinstance(to.what, Link):
            self.go_to_link(to.what)
        elif to.what == "prompt":
            self.prompt.focus()
        else:
            self.query_one(f"#{to.what}").focus()

    def go_to_link(self, link: Link) -> None:
        """Put the cursor of the map on the section or pageblock that a sentence names, or ask about its operation."""
        if link.operation is not None:
            self.go_to_operation(link.operation)
        elif self.body and link.section is not None:
            self.action_main()
            zoom = Zoom.SECTIONS if link.block is None else Zoom.PAGEBLOCKS
            self.body.bands.go(Cursor(link.guest, link.section, link.block or 0, zoom=zoom))
            self.body.bands.focus()

    def go_to_operation(self, number: int) -> None:
        """Ask why, about an operation."""
        picture = self.body.picture if self.body else None
        operation = (
            next((each for each in picture.operations if each.id == number), None) if picture else None
        )
        if operation:
            self.ask_about(operation)
