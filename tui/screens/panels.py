"""What opens above the prompt: help, what a view printed, the answer of `why`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.map.cursor import Zoom
from tui.screens.panel import FRAME, NO_PAINTS
from tui.screens.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.answer import Answer
    from tui.screens.panel import Paints
    from tui.screens.wrapped import Line


class Panels(Parts):
    """The panels; one is open at a time."""

    def open_panel(
        self, topic: str, title: str, lines: Iterable[Line], table: bool = False, paints: Paints = NO_PAINTS
    ) -> None:
        """Open the panel, or show something else in it, see `Panel.open`."""
        self.why.close()
        self.panel.open(topic, title, lines, table, paints)
        self.plan_anew()

    def open_why(self, title: str, answer: Answer) -> None:
        """Open the panel of `why`, and put the cursor on the first page that is in the way."""
        self.panel.close()
        self.why.open(answer, title)
        self.prompt.focus()
        if self.body:
            self.body.bands.point_at(answer)
        self.prompt.suggest()
        self.plan_anew()

    def attend(self) -> None:
        """Make room for what a command will do: no panel is open, and the newest sentences show."""
        self.close_panel()
        if self.body:
            self.body.events.newest()

    def close_panel(self) -> None:
        """Close the panel, whichever is open."""
        self.panel.close()
        if self.why.answer:
            self.why.close()
            self.prompt.suggest()
        self.plan_anew()

    def action_help(self) -> None:
        """Explain the pane that has the keyboard; if that is what is shown, all keys; then close."""
        from tui.screens.help import all_keys, pane_help, sign_paints

        if self.panel.topic == "help":
            self.open_panel("keys", *all_keys(self.overrides))
        elif self.panel.topic == "keys":
            self.close_panel()
        else:
            zoomed = bool(self.body and self.body.bands.cursor.zoom > Zoom.SECTIONS)
            width = self._legend_columns
            about = self._stop_help if self.pane == "prompt" else None
            said = pane_help(self.pane, self.look[1], zoomed, self.overrides, width, about)
            self.open_panel("help", *said, paints=sign_paints(*self.look, width))

    @property
    def _stop_help(self) -> tuple[str, tuple[str, ...]] | None:
        """What there is to say of the stop of a script; None: there is none."""
        from tui.screens.help_texts import HELD, QUESTION

        if self.stop.asking is None or self.stop.asking.stop is None:
            return None
        return QUESTION if self.stop.asking.open else HELD

    def action_legend(self) -> None:
        """Say what every sign on the screen means, before what the keys do; then close."""
        from tui.screens.help import legend_help, sign_paints

        if self.panel.topic == "legend":
            self.close_panel()
        else:
            zoomed = bool(self.body and self.body.bands.cursor.zoom > Zoom.SECTIONS)
            width, lens = self._legend_columns, self._lens_signs()
            said = legend_help(self.pane, self.look[1], zoomed, self.overrides, lens, width)
            self.open_panel("legend", *said, paints=sign_paints(*self.look, width))

    @property
    def _legend_columns(self) -> int:
        """The columns that a panel has for the legend."""
        from tui.screens.help import NARROW

        return max(NARROW, self.size.width - FRAME)

    def _lens_signs(self) -> str:
        """Return what the signs of the lens mean that the maps are seen through; empty: through none."""
        from tui.render.map.lens import Lens
        from tui.render.map.lens_legend import lens_legend_row

        lens = self.body.legend.lens if self.body else Lens.KIND
        if lens is Lens.KIND:
            return ""
        row = lens_legend_row(lens, *self.look)
        return row.strip(row.column).text.strip()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Say whether there is a panel for the panel's keys to act on; an open menu closes before it."""
        if action == "panel_close":
            inspecting = self.body is not None and self.body.inspecting
            return bool(self.panel.topic or self.why.answer or inspecting) and not self.prompt.chooses
        return bool(self.panel.topic) if action.startswith("panel_") else True

    def action_panel_scroll(self, by: int) -> None:
        """Scroll the panel by a page."""
        if by < 0:
            self.panel.scroll_page_up(animate=False)
        else:
            self.panel.scroll_page_down(animate=False)

    def action_panel_sideways(self, by: int) -> None:
        """Move a table that is wider than the panel."""
        self.panel.sideways(by)

    def action_panel_close(self) -> None:
        """Close the panel, else the inspector; nothing else changes."""
        if self.body and self.body.inspecting and not (self.panel.topic or self.why.answer):
            self.body.inspect(False)
        self.close_panel()
