"""The bands: they show what is true, repaint only what changed, and turn gestures into messages."""

from __future__ import annotations

import attrs
import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from engine.snapshot import Snapshot
from tests.tui.frames import PALETTE
from tests.tui.snapshots import guest, pages, snapshot
from tests.tui.widgets.counted import Counted, settled, showing, text
from tui.render.colours.bundled import bundled_themes
from tui.render.colours.inks import Ink
from tui.render.colours.palette import LIT, palette
from tui.render.guests.hit import field
from tui.render.map.cursor import Cursor, Zoom
from tui.render.map.lens import Lens
from tui.render.text.glyphs import UNICODE
from tui.widgets.bands import Bands
from tui.widgets.rows import Rows


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


async def test_what_changed_of_one_guest_is_repainted_and_nothing_else():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        picture = bands.snapshot
        assert picture is not None
        grown = attrs.evolve(picture.guests[1], target=5 << 30)
        bands.show(attrs.evolve(picture, guests=(picture.guests[0], grown, picture.guests[2])))
        ((region,),) = settled(app)
        await pilot.pause()
        row = text(bands)[4]
        assert "3.5G ▸ 5.0G" in row
        assert (region.y, region.height) == (4, 1)
        assert row.index("virtio") < region.x
        assert row.index("5.0G") < region.right < row.index("0   4   8")


async def test_an_unchanged_guest_is_not_even_drawn(monkeypatch: pytest.MonkeyPatch):
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        drawn: list[object] = []
        monkeypatch.setattr(
            "tui.render.guests.band_rows.band_strips", lambda band, *_: drawn.append(band) or []
        )
        assert bands.snapshot is not None
        bands.show(attrs.evolve(bands.snapshot, time=bands.snapshot.time + 1))
        assert drawn == []


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


async def test_a_cell_that_turns_to_balloon_is_lit_for_a_moment():
    app = showing(Bands)
    async with app.run_test(size=(80, 4)) as pilot:
        full, blown = (guest("web", cells, max=512 << 20) for cells in ("▒ ▒ ░ ", "▒ ○ ░ "))
        bands = await started(pilot, app, snapshot(full))
        bands.show(snapshot(blown), now=1.0)
        lit = PALETTE.cell(Ink.BALLOON, LIT)
        await pilot.pause()
        assert [(each.text, each.style) for each in bands.render_line(1)][2] == ("○ ", lit)
        bands.show(snapshot(blown), now=1.4)
        await pilot.pause()
        assert lit not in [each.style for each in bands.render_line(1)]


async def test_what_turned_while_nothing_was_drawn_is_not_lit():
    app = showing(Bands)
    async with app.run_test(size=(80, 4)) as pilot:
        full, blown = (guest("web", cells, max=512 << 20) for cells in ("▒ ▒ ░ ", "▒ ○ ░ "))
        bands = await started(pilot, app, snapshot(full))
        bands.see(snapshot(full), now=1.0)
        bands.show(snapshot(blown), now=2.0)
        await pilot.pause()
        assert PALETTE.cell(Ink.BALLOON, LIT) not in [each.style for each in bands.render_line(1)]


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
        bands.dress(palette(bundled_themes()["light"]), UNICODE)
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
        bands.action_pick(2)
        bands.action_pick(3)
        await pilot.pause()
        assert bands.cursor == Cursor("app", 0)
        assert [m.guest for m in app.heard if isinstance(m, Bands.GuestPicked)] == ["db", "app"]


async def test_zooming_asks_for_pages_and_esc_leads_home():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("l", "enter")
        assert (bands.large, bands.cursor) == (True, Cursor("web", 1))
        await pilot.press("enter", "l", "z")
        assert bands.cursor == Cursor("web", 1, 1, 0, Zoom.PAGES)
        assert [m.view for m in app.heard if isinstance(m, Bands.PagesWanted) and m.view] == [(("web", 1),)]
        await pilot.press("escape", "escape")
        assert (bands.large, bands.view) == (True, ())
        await pilot.press("escape")
        assert not bands.large
        assert not any(isinstance(m, Bands.Left) for m in app.heard)
        await pilot.press("escape")
        assert isinstance(app.heard[-1], Bands.Left)


async def test_zoomed_in_the_pages_of_the_next_picture_are_shown():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("enter", "enter", "enter")
        assert bands.snapshot is not None
        web = attrs.evolve(bands.snapshot.guests[0], pages={0: pages(0)})
        bands.show(attrs.evolve(bands.snapshot, guests=(web, *bands.snapshot.guests[1:])))
        await pilot.pause()
        assert text(bands)[2][4:].startswith("2···aa1·ff")


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
                segment.style == PALETTE.cursor for segment in bands.render_lines(Region(0, 1, 80, 1))[0]
            )

        bands.focus()
        await pilot.pause()
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
        assert (bands.large, bands.cursor) == (True, Cursor("app", 1))
        band = bands.band()
        assert band is not None
        cells = field(band)
        assert cells is not None
        assert cells.grid is not None
        row, column = cells.grid.place_of(1)
        await pilot.double_click(bands, offset=(band.columns.map_at + column, 2 + band.map_at + row))
        assert bands.cursor == Cursor("app", 1, zoom=Zoom.PAGEBLOCKS)


async def test_a_guest_that_is_gone_gives_the_cursor_back():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        bands.action_pick(2)
        await pilot.pause()
        bands.show(snapshot(guest("new")))
        assert bands.cursor == Cursor("new")
        assert bands.snapshot is not None
        bands.show(attrs.evolve(bands.snapshot, guests=()))
        await pilot.press("j", "enter", "n", "w", "G")
        bands.action_pick(1)
        await pilot.pause()


async def test_more_guests_than_rows_are_counted():
    app = showing(Bands)
    async with app.run_test(size=(80, 6)) as pilot:
        bands = await started(pilot, app, snapshot(*(guest(f"vm{i}") for i in range(12))))
        assert text(bands)[5].startswith(" … 7 more")
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        assert "vm5" in text(bands)[4]


async def test_the_lists_of_a_guest_that_has_all_the_room_lie_and_have_counts():
    app = showing(Bands)
    async with app.run_test(size=(120, 26)) as pilot:
        bands = await started(pilot, app)
        assert "3,712" not in "".join(text(bands))
        bands.enlarge(True)
        await pilot.pause()
        assert "3,712 14.5M  24 %" in "".join(text(bands))
        bands.beside = True
        bands.redraw()
        await pilot.pause()
        shown = "".join(text(bands))
        assert "3,712" not in shown
        assert "█" * 16 in shown


async def test_a_range_is_marked_by_v_or_by_shift_and_arrows_and_commands_are_about_it():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("l", "l", "v", "l", "l", "l")
        assert bands.marked == (2, 5)
        await pilot.press("r", "o", "w", "a", "b")
        assert [m.text for m in app.heard if isinstance(m, Rows.CommandOffered)] == [
            "hotplug remove web section=2-5",
            "section offline web 2-5",
            "why web section=2",
            "hotplug add web 16M",
            "balloon set web 448M",
        ]
        await pilot.press("escape")
        assert (bands.marked, bands.cursor.section) == (None, 5)
        assert not any(isinstance(m, Bands.Left) for m in app.heard)
        await pilot.press("shift+left", "shift+left")
        assert bands.marked == (3, 5)
        await pilot.press("v")
        assert bands.marked is None


async def test_another_guest_or_a_section_from_within_has_no_mark():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("v", "pagedown")
        assert bands.marked is None
        await pilot.press("v", "enter", "enter")
        assert (bands.marked, bands.cursor.zoom) == (None, Zoom.PAGEBLOCKS)
        await pilot.press("v", "shift+right")
        assert (bands.marked, bands.cursor.block) == (None, 1)


async def test_m_goes_on_to_the_next_lens_and_shift_m_back_and_pages_are_asked_for():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        bands = await started(pilot, app)
        await pilot.press("m")
        assert (bands.lens, "can leave" in text(bands)[0]) == (Lens.LEAVES, True)
        assert bands.view == ()
        await pilot.press("m")
        assert {name for name, _ in bands.view} == {"web", "db", "app"}
        await pilot.press("M", "M", "M")
        assert bands.lens is Lens.CHANGED


async def test_moving_the_cursor_repaints_only_the_rows_that_change():
    app = showing(Bands)
    async with app.run_test(size=(80, 12)) as pilot:
        await started(pilot, app)
        await pilot.press("l")
        rows = {region.y for regions in settled(app) for region in regions}
        assert rows == {0, 1}
        await pilot.press("j")
        assert {region.y for regions in settled(app) for region in regions} <= {0, 1, 2}
