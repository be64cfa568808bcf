"""Where a script stops: the band that says so, and the parts that take the answer to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.panels import Panels

if TYPE_CHECKING:
    from tui.asking.asking import Asking


class Stops(Panels):
    """A stop is never modal: whoever looks on can do all that can be done while time stands."""

    def follow_stop(self, asking: Asking) -> None:
        """Show a stop as it is now, and have prompt and map take the answer while a question is open."""
        self.stop.follow(asking)
        self.prompt.hold(asking.stop is not None)
        self.prompt.take_answers(asking.open)
        if self.body:
            bands = self.body.bands
            bands.asks = asking.by_pointing
            sections = asking.reveal.sections if asking.reveal else ()
            bands.reveal(frozenset((guest or self.selected, section) for guest, section in sections))
            if guest := next((guest for guest, _ in sections if guest), ""):
                self.body.bring_into_sight(guest)
            self.body.stop_rows = self.stop.rows_wanted(self.size.width)
            self.body.host.refresh(layout=True)
        self.plan_anew()

    def on_descendant_focus(self) -> None:
        """Say how a question is answered from where the keyboard is now."""
        if self.stop.asking is not None and self.stop.asking.open:
            self.follow_stop(self.stop.asking)
