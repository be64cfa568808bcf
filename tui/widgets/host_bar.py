"""The host bar, the legend, the keys, and the message of a small terminal: parts that only show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.render.map.cursor import Zoom
from tui.render.map.lens import Lens
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

    from engine.snapshot import Snapshot
    from tui.keys.table import Key, Where
    from tui.render.host.hit import ClockPart


class HostBar(Rows):
    """Who has the machine's memory, the clock, and who wants and gives."""

    snapshot: Snapshot | None = None
    told: Snapshot | None = None

    def show(self, snapshot: Snapshot, told: Snapshot | None = None) -> None:
        """Show another picture; `told` is the one for numbers and words, where that is an older one."""
        self.snapshot, self.told = snapshot, told or snapshot
        self.redraw()

    class Asked(Message):
        """An action of the screen or the app is asked for."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    class GuestPicked(Message):
        """A guest's segment was clicked."""

        def __init__(self, guest: str) -> None:
            super().__init__()
            self.guest = guest

    def on_click(self, event: events.Click) -> None:
        """Pause or go on at the clock's sign; pick a guest at its segment; elsewhere show the machine's frames."""
        part, guest = self._at(event.x, event.y)
        if part == "sign":
            self.post_message(self.Asked("app.pause"))
        elif guest:
            self.post_message(self.GuestPicked(guest))
        elif part is None and event.y == 0:
            self.post_message(self.Asked("host_map"))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go faster, over the speed; go back by an instant, over the time."""
        event.stop()
        part = self._at(event.x, event.y)[0]
        if part in ("speed", "time"):
            self.post_message(self.Asked("app.faster" if part == "speed" else "app.step_back"))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go slower, over the speed; go on by an instant, over the time."""
        event.stop()
        part = self._at(event.x, event.y)[0]
        if part in ("speed", "time"):
            self.post_message(self.Asked("app.slower" if part == "speed" else "app.step"))

    def tip_at(self, x: int, y: int) -> str:
        """Return what is there, and what the mouse does."""
        from tui.render.host.tips import bar_tip, clock_tip, segment_tip, wish_tip

        if self.snapshot is None:
            return ""
        part, guest = self._at(x, y)
        if part:
            return clock_tip(self.snapshot, part)
        if guest:
            return segment_tip(self.snapshot, guest)
        return wish_tip(self.snapshot) if y else bar_tip(self.snapshot)

    def _at(self, x: int, y: int) -> tuple[ClockPart | None, str | None]:
        from tui.render.host.hit import clock_part, guest_at

        if self.snapshot is None or y:
            return None, None
        width = self.size.width
        return (
            clock_part(self.snapshot, width, self.glyphs, x),
            guest_at(self.snapshot, width, self.glyphs, x),
        )

    def draw(self) -> Sequence[Strip]:
        """Draw one row, or two where there is room."""
        if self.snapshot is None or self.told is None:
            return ()
        from tui.render.host.bar import host_row, wish_row

        width, look = self.size.width, (self.palette, self.glyphs)
        rows = (host_row(self.told, width, *look, self.snapshot.host), wish_row(self.told, width, *look))
        return [row.strip(width) for row in rows[: self.size.height]]


class Legend(Rows):
    """What every glyph means, or while the map is zoomed what its letters do, or what a lens shows."""

    zoom = Zoom.SECTIONS
    lens = Lens.KIND

    def show(self, zoom: Zoom, lens: Lens = Lens.KIND) -> None:
        """Explain another zoom, or another lens."""
        if (zoom, lens) != (self.zoom, self.lens):
            self.zoom, self.lens = zoom, lens
            self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw its only row."""
        from tui.render.map.legend import legend_row, zoom_legend_row

        if self.lens is not Lens.KIND and self.zoom is not Zoom.PAGES:
            from tui.render.map.lens_legend import lens_legend_row

            row = lens_legend_row(self.lens, self.palette, self.glyphs)
        elif self.zoom is Zoom.SECTIONS:
            row = legend_row(self.palette, self.glyphs, self.size.width)
        else:
            row = zoom_legend_row(self.zoom, self.palette, self.size.width)
        return [row.strip(self.size.width)]

    def tip_at(self, x: int, y: int) -> str:
        """Return what the sign there means, and what it takes to get such pages back."""
        from tui.render.guests.tips import legend_tip

        return legend_tip(self.render_line(y).text, x)


class KeyBar(Rows):
    """The keys that do something now. A click on one is as good as the key."""

    keys: Sequence[Key] = ()

    class Pressed(Message):
        """A key was clicked."""

        def __init__(self, where: Where, action: str) -> None:
            super().__init__()
            self.where: Where = where
            self.action = action

    def show(self, keys: Sequence[Key]) -> None:
        """Show other keys."""
        self.keys = keys
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw its only row."""
        from tui.render.whole.footer import footer_row

        return [footer_row(self.keys, self.size.width, self.palette, self.glyphs).strip(self.size.width)]

    def tip_at(self, x: int, y: int) -> str:  # noqa: ARG002
        """Return what the key there does."""
        from tui.render.whole.footer import key_at

        found = key_at(self.keys, self.size.width, self.glyphs, x)
        return f"{found[0].shown}: {found[0].means} · click does it" if found else ""

    def on_click(self, event: events.Click) -> None:
        """Do what the key there does."""
        from tui.render.whole.footer import key_at

        found = key_at(self.keys, self.size.width, self.glyphs, event.x)
        if found and found[1]:
            self.post_message(self.Pressed(found[0].where, found[1].action))


class TooSmall(Rows):
    """What is shown where the terminal is too small for the main screen."""

    snapshot: Snapshot | None = None

    def show(self, snapshot: Snapshot | None) -> None:
        """Show another picture."""
        self.snapshot = snapshot
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw the message."""
        from tui.render.whole.small import small_rows

        return small_rows(self.snapshot, *self.size, self.palette, self.glyphs)
