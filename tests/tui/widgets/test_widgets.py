"""The widgets: they show what is true, repaint only what changed, and turn gestures into messages."""

from __future__ import annotations

import attrs
import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.selection import Selection

from engine.snapshot import Sentence, Snapshot
from tests.tui.frames import PALETTE
from tests.tui.snapshots import guest, pages, sentences, snapshot
from tui.render.cursor import Cursor, Zoom
from tui.render.glyphs import UNICODE
from tui.render.palette import palette
from tui.render.theme import bundled_themes
from tui.widgets.bands import Bands
from tui.widgets.event_log import EventLog
from tui.widgets.host_bar import HostBar, KeyBar, Legend, TooSmall
from tui.widgets.operations_pane import OperationsPane
from tui.widgets.rows import Rows
from tui.widgets.side_pane import SidePane


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
    on_rows_command_offered = on_operations_pane_operation_picked = on_bands_guest_picked


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


def text(widget: Rows) -> list[str]:
    return [strip.text.rstrip() for strip in widget.render_lines(Region(0, 0, *widget.size))]


def showing(kind: type[Rows]) -> Counted:
    return Counted(kind(PALETTE, UNICODE))


def settled(app: Counted) -> list[tuple[Region, ...]]:
    """Return what was repainted since the last call."""
    regions, app.repainted = app.repainted, []
    return regions


async def started(pilot: Pilot[None], app: Counted, picture: Snapshot | None = None) -> Bands:
    bands = app.widget
    assert isinstance(bands, Bands)
    bands.show(picture or snapshot())
    bands.focus()
    while not bands.has_focus:
        await pilot.pause()
    await pilot.pause()
    app.repainted.clear()
    app.heard.clear()
    return bands


async def test_nothing_is_repainted_while_nothing_changes():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        same = bands.snapshot
        assert same is not None
        bands.show(attrs.evolve(same, time=same.time + 1), now=0.1)
        bands.show(same, now=0.2)
        assert settled(app) == []


@pytest.mark.parametrize("kind", [HostBar, OperationsPane, TooSmall])
async def test_no_part_is_repainted_while_nothing_changes(
    kind: type[HostBar] | type[OperationsPane] | type[TooSmall],
):
    widget = kind(PALETTE, UNICODE)
    app = Counted(widget)
    async with app.run_test(size=(80, 6)) as pilot:
        widget.show(snapshot())
        await pilot.pause()
        before = text(widget)
        app.repainted.clear()
        widget.show(snapshot())
        assert settled(app) == []
        assert text(widget) == before


async def test_one_guest_that_changed_repaints_its_rows_only():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        picture = bands.snapshot
        assert picture is not None
        grown = attrs.evolve(picture.guests[1], target=5 << 30)
        bands.show(attrs.evolve(picture, guests=(picture.guests[0], grown, picture.guests[2])))
        assert settled(app) == [(Region(0, 4, 80, 1),)]
        await pilot.pause()
        assert "3.5G ▸ 5.0G" in text(bands)[4]


async def test_an_unchanged_guest_is_not_even_drawn(monkeypatch: pytest.MonkeyPatch):
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        monkeypatch.setattr("tui.render.band.band_strips", lambda *_: pytest.fail("drawn again"))
        assert bands.snapshot is not None
        bands.show(attrs.evolve(bands.snapshot, time=bands.snapshot.time + 1))


async def test_a_light_goes_out_with_the_time_that_is_passed():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        assert bands.snapshot is not None
        assert "▒+" in text(bands)[9]
        bands.show(bands.snapshot, now=0.4)
        await pilot.pause()
        assert "▒+" not in text(bands)[9]
        assert len(settled(app)) == 1


async def test_an_empty_widget_and_every_size_are_no_error():
    app = showing(Bands)
    async with app.run_test(size=(80, 24)) as pilot:
        bands = app.widget
        assert isinstance(bands, Bands)
        assert set(text(bands)) == {""}
        bands.show(snapshot())
        for size in ((1, 1), (7, 3), (60, 11), (200, 50)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert [strip.cell_length for strip in bands.render_lines(Region(0, 0, *size))] == [
                size[0]
            ] * size[1]


async def test_another_theme_draws_everything_anew():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        before = bands.render_lines(Region(0, 0, 80, 12))
        bands.dress(palette(bundled_themes()["ballonet-light"]), UNICODE)
        await pilot.pause()
        after = bands.render_lines(Region(0, 0, 80, 12))
        assert [strip.text for strip in before] == [strip.text for strip in after]
        assert all(old != new for old, new in zip(before, after, strict=True))


async def test_without_colour_no_colour_is_drawn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        styles = [segment.style for strip in bands.render_lines(Region(0, 0, 80, 12)) for segment in strip]
        tones = [style.color.triplet for style in styles if style and style.color and style.color.triplet]
        assert tones
        assert all(tone.red == tone.green == tone.blue for tone in tones)


async def test_keys_move_the_cursor_and_tell_where_it_is():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("l", "right", "j")
        assert bands.cursor == Cursor("web", 34)
        assert [(m.guest, m.section) for m in app.heard if isinstance(m, Bands.SectionPicked)][-1] == (
            "web",
            34,
        )
        await pilot.press("G", "j")
        assert bands.cursor == Cursor("db", 0)
        await pilot.press("n")
        assert bands.cursor.section == 1
        await pilot.press("2", "3")
        assert bands.cursor == Cursor("app", 0)
        assert [m.guest for m in app.heard if isinstance(m, Bands.GuestPicked)] == ["db", "app"]


async def test_zooming_asks_for_pages_and_esc_leads_home():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("l", "enter", "l", "z")
        assert bands.cursor == Cursor("web", 1, 1, 0, Zoom.PAGES)
        assert [m.view for m in app.heard if isinstance(m, Bands.PagesWanted)] == [(("web", 1),)]
        await pilot.press("escape", "escape")
        assert bands.view == ()
        assert not any(isinstance(m, Bands.Left) for m in app.heard)
        await pilot.press("escape")
        assert isinstance(app.heard[-1], Bands.Left)


async def test_zoomed_in_the_pages_of_the_next_picture_are_shown():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("enter", "enter")
        assert bands.snapshot is not None
        web = attrs.evolve(bands.snapshot.guests[0], pages={0: pages(0)})
        bands.show(attrs.evolve(bands.snapshot, guests=(web, *bands.snapshot.guests[1:])))
        await pilot.pause()
        assert text(bands)[2][3:].startswith("2···aa1·ff")


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("w", "why web section=0"),
        ("r", "hotplug remove web section=0"),
        ("b", "balloon set web 512M"),
        ("o", "section offline web 0"),
        ("a", "hotplug add web 16M"),
    ],
)
async def test_letters_write_commands(key: str, command: str):
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        await started(pilot, app)
        await pilot.press(key)
        assert [m.text for m in app.heard if isinstance(m, Rows.CommandOffered)] == [command]


async def test_the_cursor_shows_only_while_the_map_has_the_keyboard():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)

        def lit() -> bool:
            return any(
                segment.style is PALETTE.cursor for segment in bands.render_lines(Region(0, 1, 80, 1))[0]
            )

        assert lit()
        bands.blur()
        await pilot.pause()
        assert not lit()


async def test_a_click_picks_a_cell_and_a_double_click_zooms():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.click(bands, offset=(3 + 6, 5))
        assert bands.cursor == Cursor("db", 3)
        await pilot.click(bands, offset=(30, 8))
        assert bands.cursor == Cursor("app", 0)
        await pilot.double_click(bands, offset=(3 + 2, 9))
        assert bands.cursor == Cursor("app", 1, zoom=Zoom.PAGEBLOCKS)


async def test_a_guest_that_is_gone_gives_the_cursor_back():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("2")
        bands.show(snapshot(guest("new")))
        assert bands.cursor == Cursor("new")
        assert bands.snapshot is not None
        bands.show(attrs.evolve(bands.snapshot, guests=()))
        await pilot.press("j", "enter", "n", "w", "G", "1")


async def test_more_guests_than_rows_are_counted():
    app = showing(Bands)
    async with app.run_test(size=(80, 6)) as pilot:
        bands = await started(pilot, app, snapshot(*(guest(f"vm{i}") for i in range(12))))
        assert text(bands)[5].startswith(" … 7 more")
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        assert "vm5" in text(bands)[4]


async def test_a_click_on_an_operations_sign_offers_to_cancel_it():
    app = showing(OperationsPane)
    async with app.run_test(size=(80, 4)) as pilot:
        pane = app.widget
        assert isinstance(pane, OperationsPane)
        pane.heading = True
        pane.show(snapshot())
        await pilot.pause()
        assert text(pane)[1].startswith(" ● 7 balloon set web 512M")
        await pilot.click(pane, offset=(1, 2))
        await pilot.click(pane, offset=(20, 3))
        await pilot.click(pane, offset=(20, 0))
        first, second = app.heard
        assert isinstance(first, Rows.CommandOffered)
        assert first.text == "cancel 8"
        assert isinstance(second, OperationsPane.OperationPicked)
        assert second.operation.id == 9


async def log_of(pilot: Pilot[None], app: Counted, count: int = 20) -> EventLog:
    log = app.widget
    assert isinstance(log, EventLog)
    log.heading = True
    log.show(Sentence(i, i * 10_000_000, "web", f"Sentence {i}.") for i in range(count))
    await pilot.pause()
    app.repainted.clear()
    return log


async def test_the_log_shows_the_newest_and_ignores_what_it_has():
    app = showing(EventLog)
    async with app.run_test(size=(80, 6)) as pilot:
        log = await log_of(pilot, app)
        assert text(log)[0].startswith("─ events ─")
        assert text(log)[5].endswith("Sentence 19.")
        log.show(Sentence(i, 0, "web", "again") for i in range(20))
        assert settled(app) == []
        assert log.next_number == 20


async def test_scrolled_back_the_log_stands_still_while_more_is_said():
    app = showing(EventLog)
    async with app.run_test(size=(80, 6)) as pilot:
        log = await log_of(pilot, app)
        log.action_back(3)
        before = text(log)
        log.show([Sentence(20, 0, "web", "More.")])
        assert text(log) == before
        log.action_back(1_000_000)
        assert text(log)[1].endswith("Sentence 0.")
        log.action_back(-1_000_000)
        assert text(log)[5].endswith("More.")


async def test_the_log_breaks_its_lines_for_another_width():
    app = showing(EventLog)
    async with app.run_test(size=(80, 6)) as pilot:
        log = app.widget
        assert isinstance(log, EventLog)
        log.show(sentences())
        await pilot.resize_terminal(40, 6)
        await pilot.pause()
        assert max(map(len, text(log))) <= 40
        assert text(log)[5].endswith("must move.")


async def test_text_of_the_log_can_be_selected():
    app = showing(EventLog)
    async with app.run_test(size=(80, 6)) as pilot:
        log = await log_of(pilot, app, 3)
        assert log.get_selection(Selection(None, None)) == (
            " 00.00 web  Sentence 0.\n 00.01 web  Sentence 1.\n 00.02 web  Sentence 2.",
            "\n",
        )
        await pilot.mouse_down(log, offset=(12, 1))
        await pilot.hover(log, offset=(19, 1))
        await pilot.mouse_up(log, offset=(19, 1))
        assert app.screen.get_selected_text() == "Sentence"
        styles = [
            segment.style
            for segment in log.render_lines(Region(0, 1, 80, 1))[0]
            if segment.text == "Sentence"
        ]
        assert [style.bgcolor for style in styles if style] == [PALETTE.picked.bgcolor]


async def test_the_other_rows_say_their_words():
    for kind, word in ((Legend, "mem_map"), (KeyBar, "F1 Help")):
        app = showing(kind)
        async with app.run_test(size=(120, 1)) as pilot:
            if isinstance(app.widget, KeyBar):
                app.widget.show((("F1", "Help"), ("^Q", "Quit")))
            await pilot.pause()
            assert word in text(app.widget)[0]


async def test_the_side_pane_shows_lists_and_pages_of_the_cursor():
    app = showing(SidePane)
    async with app.run_test(size=(79, 40)) as pilot:
        pane = app.widget
        assert isinstance(pane, SidePane)
        picture = snapshot()
        web = attrs.evolve(picture.guests[0], pages={5: pages(5)})
        picture = attrs.evolve(picture, guests=(web, *picture.guests[1:]))
        pane.show(picture, Cursor("web", 5))
        await pilot.pause()
        assert "3,712" in "\n".join(text(pane))
        assert any(row.startswith("  5000  2···aa1·ffKBB") for row in text(pane))
        app.repainted.clear()
        pane.show(attrs.evolve(picture, time=0), Cursor("web", 5))
        assert settled(app) == []
