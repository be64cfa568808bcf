"""An app of one widget that keeps what was repainted and what was said."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message

from tests.tui.frames import PALETTE
from tui.render.text.glyphs import UNICODE
from tui.widgets.rows import Rows


class Counted(App[None]):
    """One widget, and what it asked to have repainted."""

    CSS = "Screen { layout: vertical; }"

    def __init__(self, widget: Rows) -> None:
        super().__init__()
        self.widget = widget
        self.repainted: list[tuple[Region, ...]] = []
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        refresh = self.widget.refresh

        def counting(*regions: Region, **how: bool) -> object:
            self.repainted.append(regions)
            return refresh(*regions, **how)

        self.widget.refresh = counting

    def on_bands_guest_picked(self, message: Message) -> None:
        self.heard.append(message)

    on_bands_section_picked = on_bands_pages_wanted = on_bands_left = on_bands_guest_picked
    on_event_log_section_asked = on_bands_guest_picked
    on_rows_command_offered = on_operations_pane_operation_picked = on_bands_guest_picked


def text(widget: Rows) -> list[str]:
    return [strip.text.rstrip() for strip in widget.render_lines(Region(0, 0, *widget.size))]


def showing(kind: type[Rows]) -> Counted:
    return Counted(kind(PALETTE, UNICODE))


def settled(app: Counted) -> list[tuple[Region, ...]]:
    """Return what was repainted since the last call."""
    regions, app.repainted = app.repainted, []
    return regions
