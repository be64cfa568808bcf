"""The parts of the main screen, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys import NO_OVERRIDES, footer_keys
from tui.outlet import PacedScreen
from tui.prompt.menu import Menu
from tui.prompt.pane import PromptPane
from tui.render.layout import frame
from tui.screens.outline import Outline
from tui.screens.panel import Panel
from tui.screens.stage import Stage, places
from tui.widgets.host_bar import KeyBar
from tui.widgets.rows import Rows
from tui.widgets.stop_band import StopBand
from tui.widgets.why_panel import WhyPanel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.geometry import Region, Size
    from textual.layout import Layout

    from engine.snapshot import Sentence, Snapshot
    from tui.keys.table import Pane
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs
    from tui.screens.body import Body
    from tui.widgets.theme_picker import ThemePicker


class Parts(PacedScreen[None]):
    """What the main screen is made of. The prompt comes before the picture."""

    overrides: Mapping[str, str] = NO_OVERRIDES
    """Keys by an action's id, where they are others than the table's."""

    def __init__(self, palette: Palette, glyphs: Glyphs, history: Sequence[str], waiting: str) -> None:
        super().__init__()
        self.look = (palette, glyphs)
        self.body: Body | None = None
        """What shows the picture; None until `furnish`."""
        self.verbs: frozenset[str] | None = None
        """Commands that are answered; None: all."""
        self.outline = Outline(*self.look, waiting, id="outline")
        self.footer = KeyBar(*self.look, id="footer")
        self.panel = Panel(id="panel")
        self.menu = Menu(id="menu")
        self.picker: ThemePicker | None = None
        """The list of themes; None until it is asked for."""
        self.why = WhyPanel(*self.look, id="why")
        self.stop = StopBand(*self.look, id="stop")
        self.prompt = PromptPane(self.menu, history, self.why, ascii_only=glyphs.ascii)
        self._stage = Stage(self)

    @property
    def layout(self) -> Layout:
        """What places the parts."""
        return self._stage

    def compose(self) -> ComposeResult:
        """Yield what the first paint shows; `places` says where."""
        yield from (self.outline, self.footer, self.prompt)

    def on_mount(self) -> None:
        """Show what needs no engine."""
        if self.overrides:
            self.prompt.rebind(self.overrides)
        self.footer.show(footer_keys("prompt", self.overrides))

    async def furnish(self) -> Body:
        """Mount what the first paint does not show, the body in the place of the outline; it is imported only now."""
        from tui.screens.body import Body

        self.body = Body(*self.look, id="body")
        await self.mount(self.body, self.stop, self.panel, self.why, self.menu)
        await self.outline.remove()
        return self.body

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand."""
        plan = frame(size.width, size.height, *(self.body.shape if self.body else ()))
        menu = (self.prompt.word_column, *self.menu.wanted)
        why = (self.why.columns_wanted(size.width), self.why.rows_wanted(size.width))
        themes = self.picker.rows if self.picker else 0
        stop = self.stop.rows_wanted(size.width)
        return places(
            plan, size, self.prompt.rows, menu, self.panel.rows_wanted(size.width), why, themes, stop
        )

    @property
    def selected(self) -> str:
        """The selected guest; empty without one."""
        return self.body.selected if self.body else ""

    @property
    def pane(self) -> Pane:
        """The pane that has the keyboard."""
        if self.body and self.focused in (self.body.bands, self.body.events):
            return "map" if self.focused is self.body.bands else "events"
        if self.focused and self.focused.id == "cell":
            return "map"
        if self.body and self.focused is self.body.operations:
            return "operations"
        if self.body and self.focused is self.body.timeline:
            return "replay"
        if self.body and self.focused in (self.body.overview, self.body.heading):
            return "guests" if self.focused is self.body.overview else "filter"
        if self.focused and self.focused.id == "presenter":
            return "presenter"
        if self.picker and self.focused is self.picker:
            return "themes"
        if self.body and self.body.sheet and self.focused is self.body.sheet:
            return self.body.sheet.NAME
        return "prompt"

    def show(self, picture: Snapshot, sentences: Iterable[Sentence], now: float) -> None:
        """Show another picture, see `Body.show`."""
        if self.body and self.body.show(picture, sentences, now):
            self.plan_anew()

    def dress(self, palette: Palette, glyphs: Glyphs) -> None:
        """Draw everything in another theme."""
        self.look = (palette, glyphs)
        for part in self.query(Rows):
            part.dress(palette, glyphs)

    def plan_anew(self) -> None:
        """Have the parts placed again. A part asks for it: only then Textual forgets where its siblings stood."""
        self.prompt.refresh(layout=True)
