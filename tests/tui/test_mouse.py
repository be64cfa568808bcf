"""What keys do the mouse does, in the header and in the sentences."""

from __future__ import annotations

import pytest
from textual.events import MouseMove, MouseScrollDown, MouseScrollUp

from tests.tui.driving import opened
from tui.render.map.cursor import Cursor, Zoom
from tui.render.map.lens import Lens


def event(kind, widget, x, y, *, ctrl=False, button=0):
    return kind(widget, x, y, 0, 0, button, False, False, ctrl, x, y)


async def send(app, kind, widget, x, y, **how):
    sent = event(kind, widget, x, y, **how)
    sent._set_forwarded()  # else the screen would take it for one that has just come in
    widget.post_message(sent)
    await app.pilot.pause()


def column(app, text):
    return app.rows(0)[0].index(text)


async def test_a_click_on_the_clocks_sign_pauses_and_goes_on():
    async with opened() as app:
        await app.pilot.click("#host", offset=(column(app, "‖"), 0))
        assert not app.session.paused
        await app.pilot.pause()
        await app.pilot.click("#host", offset=(column(app, "▶"), 0))
        assert app.session.paused


async def test_the_wheel_over_the_speed_changes_it_and_over_the_time_steps():
    async with opened() as app:
        host = app.screen.body.host
        speed = column(app, "1x")
        await send(app, MouseScrollUp, host, speed, 0)
        assert app.session.speed == 2.0
        await send(app, MouseScrollDown, host, column(app, "2x"), 0)
        assert app.session.speed == 1.0
        await send(app, MouseScrollDown, host, column(app, "00:31"), 0)
        assert app.session.steps == 1
        await send(app, MouseScrollDown, host, 2, 1)
        assert (app.session.steps, app.session.speed) == (1, 1.0)


async def test_a_click_on_a_segment_selects_its_guest_and_beside_it_shows_the_machine():
    async with opened() as app:
        await app.pilot.click("#host", offset=(column(app, "app"), 0))
        await app.pilot.pause()
        assert app.screen.selected == "app"
        await app.pilot.click("#host", offset=(2, 0))
        await app.pilot.pause()
        assert app.screen.body.sheet.NAME == "host"
        host = app.screen.body.host
        assert "wheel" in host.tip_at(column(app, "1x"), 0)
        assert "app has" in host.tip_at(column(app, "app"), 0)


@pytest.mark.parametrize(
    ("named", "cursor"),
    [("s32 going", Cursor("db", 32)), ("pageblock 40", Cursor("app", 23, 40, zoom=Zoom.PAGEBLOCKS))],
)
async def test_a_click_on_what_a_sentence_names_goes_there(named, cursor):
    async with opened() as app:
        y = next(y for y, row in enumerate(app.rows(0)) if named in row and "   s23 ×" not in row)
        x = app.rows(0)[y].index(named)
        events = app.screen.body.events
        assert events.tip_at(x, y - events.region.y) == "click shows it in the map"
        await app.pilot.click(events, offset=(x, y - events.region.y))
        await app.pilot.pause()
        assert app.screen.body.bands.cursor == cursor
        assert app.screen.pane == "map"
        assert app.session.ran == []


async def test_beside_its_links_a_refusal_is_asked_about():
    async with opened() as app:
        y = next(y for y, row in enumerate(app.rows(0)) if "cannot leave" in row and "30.90" in row)
        await app.pilot.click("#events", offset=(1, y - app.screen.body.events.region.y))
        await app.pilot.pause()
        assert app.session.ran == ["why app section=23"]


async def test_links_are_underlined_and_the_mouse_on_a_sentence_lights_its_sections():
    async with opened() as app:
        events, bands = app.screen.body.events, app.screen.body.bands
        lines = [events.render_line(y) for y in range(events.size.height)]
        assert {part.text for line in lines for part in line if part.style and part.style.underline} >= {
            "s32",
            "pageblock 40",
        }
        y = next(y for y, line in enumerate(lines) if "s23 cannot" in line.text)
        await send(app, MouseMove, events, 3, y)
        assert bands.pointed == ("app", frozenset({22, 23}))
        events.on_leave()
        await app.pilot.pause()
        assert bands.pointed == ("", frozenset())


def cell(app, guest, section):
    """Return column and row in the bands of a section's cell."""
    bands = app.screen.body.bands
    return next(
        (x, y)
        for y in range(bands.size.height)
        for x in range(bands.size.width)
        if (at := bands.cursor_under(x, y)) and (at.guest, at.section) == (guest, section)
    )


async def test_ctrl_and_the_wheel_go_in_to_what_is_under_the_mouse_and_out_again():
    async with opened() as app:
        bands = app.screen.body.bands
        await send(app, MouseScrollUp, bands, *cell(app, "db", 3), ctrl=True)
        assert (bands.cursor, bands.large) == (Cursor("db", 3), True)
        await send(app, MouseScrollUp, bands, *cell(app, "db", 5), ctrl=True)
        assert bands.cursor == Cursor("db", 5, zoom=Zoom.PAGEBLOCKS)
        await send(app, MouseScrollDown, bands, 5, 1, ctrl=True)
        await send(app, MouseScrollDown, bands, 5, 1, ctrl=True)
        assert (bands.cursor, bands.large) == (Cursor("db", 5), False)


async def test_the_wheel_alone_goes_by_rows_and_from_guest_to_guest():
    async with opened() as app:
        bands = app.screen.body.bands
        await send(app, MouseScrollDown, bands, 5, 1)
        assert bands.cursor == Cursor("web", 32)
        await send(app, MouseScrollUp, bands, 5, 1)
        assert bands.cursor == Cursor("web", 0)


async def test_a_click_on_the_name_of_the_lens_goes_on_to_the_next():
    async with opened() as app:
        bands = app.screen.body.bands
        bands.action_lens(1)
        await app.pilot.pause()
        row = next(y for y in range(bands.size.height) if "can leave" in bands.render_line(y).text)
        await app.pilot.click(bands, offset=(bands.render_line(row).text.index("can leave") + 2, row))
        await app.pilot.pause()
        assert bands.lens is Lens.ORDER


async def test_the_inspector_follows_the_mouse_and_goes_back_to_the_cursor():
    async with opened() as app:
        bands = app.screen.body.bands
        await app.press("tab", "i")
        await send(app, MouseMove, bands, *cell(app, "db", 3))
        assert "inspect · host › db › s3" in app.text()
        bands.on_leave()
        await app.pilot.pause()
        assert "inspect · host › web › s0" in app.text()


async def test_a_mouse_at_rest_on_a_cell_is_told_where_it_lies_and_what_keeps_it():
    async with opened() as app:
        bands = app.screen.body.bands
        tip = bands.tip_at(*cell(app, "web", 1))
        assert tip.startswith("web s1: pfn 0x1000–0x1fff, 16M at 0x1000000")
        assert "NO: 3 page table of 4,096 pages" in tip
        assert "gauge" not in bands.tip_at(0, 30)


async def test_a_mouse_that_rests_costs_nothing():
    async with opened() as app:
        bands = app.screen.body.bands
        painted = []
        bands.refresh = lambda *regions, **_: painted.append(regions)
        place = cell(app, "web", 1)
        for _ in range(3):
            await send(app, MouseMove, bands, *place)
        assert painted == []
