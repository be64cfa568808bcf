"""What the maps of the guests tell the screen around them, and ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from engine.units import Pfn

View = tuple[tuple[str, int], ...]
"""Guests and sections whose pages are in sight, as `Source.snapshot` takes them."""


class MapAsks(Rows):
    """The messages of the maps, named after `Bands`, which is what sends them."""

    class GuestPicked(Message, namespace="bands"):
        """Another guest is selected."""

        def __init__(self, guest: str) -> None:
            super().__init__()
            self.guest = guest

    class SectionPicked(Message, namespace="bands"):
        """The cursor is on another section."""

        def __init__(self, guest: str, section: int) -> None:
            super().__init__()
            self.guest = guest
            self.section = section

    class NumberPressed(Message, namespace="bands"):
        """A guest was picked by its number, or all of them."""

    class PagesWanted(Message, namespace="bands"):
        """Other pages are in sight, or another is explained: the next snapshot should have those of `view`."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    class Zoomed(Message, namespace="bands"):
        """A cell is something else now."""

    class Moved(Message, namespace="bands"):
        """The cursor is elsewhere."""

    class InspectorAsked(Message, namespace="bands"):
        """What is at the cursor is to be explained, or no longer."""

        def __init__(self, *, toggle: bool) -> None:
            super().__init__()
            self.toggle = toggle

    class HostAsked(Message, namespace="bands"):
        """The machine is to be shown, at what is behind a page of a guest."""

        def __init__(self, guest: str, pfn: Pfn) -> None:
            super().__init__()
            self.guest = guest
            self.pfn = pfn

    class LensTurned(Message, namespace="bands"):
        """The cells answer something else."""

    class SectionAnswered(Message, namespace="bands"):
        """A cell was pointed at where a question asks for one."""

        def __init__(self, guest: str, section: int, count: int) -> None:
            super().__init__()
            self.guest = guest
            self.section = section
            self.count = count
            """Sections that the cell stands for."""

    class Left(Message, namespace="bands"):
        """The keyboard goes back to the prompt."""
