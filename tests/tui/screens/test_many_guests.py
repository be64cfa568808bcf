"""Many guests on the whole screen: forms, sorting, filtering, going to one, keys and mouse."""

from __future__ import annotations

import sys

import attrs
import pytest

from tests.tui import goldens
from tests.tui.crowds import crowd, twelve
from tests.tui.driving import Driver, opened
from tests.tui.fake_session import FakeSession
from tests.tui.snapshots import snapshot


def lab(picture) -> FakeSession:
    return FakeSession(attrs.evolve(picture, paused=True))


def names(app: Driver) -> list[str]:
    """Return the guests of the table's rows, from the top."""
    rows = app.text().split("\n")
    head = next(i for i, row in enumerate(rows) if "TARGET" in row)
    found = []
    for row in rows[head + 1 :]:
        words = row[1:120].split()
        if len(words) < 4 or not words[0].isdigit():
            break
        found.append(words[1])
    return found


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize(("name", "picture"), [("twelve", twelve), ("crowd", crowd)])
async def test_many_guests_look_as_is_known(name, picture, size):
    async with opened(lab(picture()), size) as app:
        front = app.screen.body.front.region
        rows = [row[: front.right].rstrip() for row in app.rows(front.y - 1, front.bottom)]
        goldens.check(f"{name}-{size[0]}x{size[1]}", "\n".join(rows) + "\n")


async def test_the_table_is_sorted_by_key_and_reversed():
    async with opened(lab(crowd()), (100, 30)) as app:
        await app.press("tab")
        assert app.screen.pane == "guests"
        assert names(app)[:2] == ["vm017", "vm042"]
        await app.press("s")
        assert "s sort: name" in app.text()
        assert names(app)[:3] == ["vm000", "vm001", "vm002"]
        await app.press("R")
        assert names(app)[:3] == ["vm199", "vm198", "vm197"]


async def test_a_click_on_a_head_sorts_and_a_second_one_reverses():
    async with opened(lab(crowd()), (100, 30)) as app:
        rows = app.text().split("\n")
        y = next(i for i, row in enumerate(rows) if "TARGET" in row)
        await app.pilot.click(offset=(rows[y].index("TARGET") + 1, y))
        await app.pilot.pause()
        assert "TARGET▾" in app.text()
        first = names(app)[0]
        await app.pilot.click(offset=(rows[y].index("TARGET") + 1, y))
        await app.pilot.pause()
        assert "TARGET▴" in app.text()
        assert names(app)[0] != first


@pytest.mark.parametrize(
    ("picture", "size", "at", "draws"),
    [
        (crowd, (100, 30), 17, "tui.widgets.guest_rows.guest_row"),
        (twelve, (160, 50), 0, "tui.widgets.guest_rows.card_strips"),
    ],
)
async def test_only_the_guest_that_changed_is_drawn_again(picture, size, at, draws, monkeypatch):
    async with opened(lab(picture()), size) as app:
        module, _, name = draws.rpartition(".")
        draw, drawn = getattr(sys.modules[module], name), []
        monkeypatch.setattr(draws, lambda *given: drawn.append(given) or draw(*given))
        now = app.session.picture
        other = attrs.evolve(now.guests[at], free=now.guests[at].free // 2)
        guests = (*now.guests[:at], other, *now.guests[at + 1 :])
        app.session.picture = attrs.evolve(now, guests=guests, time=now.time + 1)
        app.app.conductor.show()
        assert len(drawn) == 1


async def test_what_is_written_above_the_guests_can_be_clicked():
    async with opened(lab(crowd()), (100, 30)) as app:
        row = next(i for i, line in enumerate(app.text().split("\n")) if line.startswith(" 200 guests"))
        at = app.text().split("\n")[row].index
        await app.pilot.click(offset=(at("sort") + 2, row))
        await app.pilot.pause()
        assert "s sort: name" in app.text()
        assert app.screen.pane == "prompt"
        await app.pilot.click(offset=(at("filter"), row))
        await app.pilot.pause()
        assert app.screen.pane == "filter"
        await app.press("escape")
        assert app.screen.pane == "prompt"


async def test_letters_among_many_guests_write_commands_for_the_selected_one():
    async with opened(lab(crowd()), (80, 24)) as app:
        await app.press("tab", "b")
        assert app.prompt.value == "balloon set vm000 1G"
        await app.press("escape", "tab", "a")
        assert app.prompt.value == "hotplug add vm000 128M"
        await app.press("escape", "tab", "g", "w")
        assert app.session.ran == ["why vm017 section=6"]


async def test_keys_scroll_to_the_ends_and_enter_opens_the_selected_one():
    async with opened(lab(crowd()), (80, 24)) as app:
        await app.press("tab", "s", "G")
        assert app.screen.selected == "vm199"
        assert names(app)[-1] == "vm199"
        await app.press("pageup", "k")
        assert app.screen.selected < "vm199"
        assert app.screen.selected in names(app)
        await app.press("s", "s")
        assert app.screen.selected not in names(app)
        await app.press("R", "s", "s", "s", "s", "g", "j", "enter")
        assert app.screen.selected == "vm001"
        assert app.screen.pane == "map"
        assert "TARGET" not in app.text()
        await app.press("escape")
        assert app.screen.pane == "guests"
        assert "vm001" in names(app)
        await app.press("escape")
        assert app.screen.pane == "prompt"


async def test_the_mouse_selects_scrolls_and_opens():
    async with opened(lab(crowd()), (80, 24)) as app:
        rows = app.text().split("\n")
        y = next(i for i, row in enumerate(rows) if "TARGET" in row)
        await app.pilot.click(offset=(8, y + 3))
        await app.pilot.pause()
        third = names(app)[2]
        assert app.screen.selected == third
        overview = app.screen.body.overview
        top = names(app)[0]
        await app.pilot._post_mouse_events(
            [__import__("textual.events", fromlist=["x"]).MouseScrollDown], overview, (8, 5)
        )
        await app.pilot.pause()
        assert names(app)[0] != top
        assert app.screen.selected == third
        await app.pilot.click(offset=(1, 3))
        await app.pilot.pause()
        assert app.screen.selected == "vm017"
        await app.pilot.double_click(offset=(8, y + 1))
        await app.pilot.pause()
        assert app.screen.body.guests_form == "bands"


async def test_a_filter_narrows_while_it_is_typed_and_esc_drops_it():
    async with opened(lab(twelve())) as app:
        await app.press("2")
        await app.press("slash")
        assert app.screen.pane == "filter"
        await app.type("mai")
        assert "1 of 12 guests   filter: mai" in app.text()
        assert app.screen.selected == "mail"
        assert app.prompt.value == ""
        await app.press("escape")
        assert app.screen.pane == "prompt"
        assert "filter:" not in app.text()
        assert app.screen.selected == "db"


@pytest.mark.parametrize(("guests", "size"), [(twelve, (120, 40)), (crowd, (80, 24)), (snapshot, (120, 40))])
async def test_a_filter_that_no_guest_fits_says_so_and_how_it_is_dropped(guests, size):
    async with opened(lab(guests()), size) as app:
        await app.press("slash")
        await app.type("zzz")
        assert "No guest fits the filter. Esc drops it while it is typed, else / Esc." in app.text()
        await app.press("enter", "slash", "escape")
        assert "No guest fits" not in app.text()


async def test_a_filter_that_is_kept_changes_nothing_but_what_is_shown():
    async with opened(lab(twelve())) as app:
        await app.press("slash")
        await app.type("swap")
        await app.press("enter")
        assert "1 of 12 guests   filter: swap" in app.text()
        assert " ci " in app.text()
        await app.type("balloon set web 600M")
        await app.press("enter")
        assert app.session.ran == ["balloon set web 600M"]
        await app.press("slash", "ctrl+u", "enter")
        assert "12 guests" in app.text()
        assert "of 12" not in app.text()


async def test_a_number_picks_a_guest_that_a_filter_hides_and_drops_the_filter():
    async with opened(lab(twelve())) as app:
        await app.press("3", "slash")
        await app.type("virtio")
        await app.press("enter", "1")
        assert app.screen.selected == "web"
        assert "filter:" not in app.text()


async def test_a_filter_that_the_keyboard_leaves_is_kept_and_an_empty_one_takes_no_row():
    async with opened() as app:
        before = app.text()
        await app.press("slash", "tab")
        assert app.screen.pane != "filter"
        await app.press("escape")
        assert app.text() == before
        await app.press("slash", "w", "tab", "escape")
        assert "1 of 3 guests   filter: w" in app.text()


async def test_nobody_is_like_a_filter_and_the_row_says_so():
    async with opened(lab(twelve())) as app:
        await app.press("slash")
        await app.type("xyz")
        await app.press("enter")
        assert "0 of 12 guests" in app.text()
        assert "nobody is like that" in app.text()


async def test_s_and_a_number_goes_to_a_section_of_the_selected_guest():
    async with opened() as app:
        await app.press("2", "slash")
        await app.type("s23")
        assert "Enter goes to s23 of db" in app.text()
        await app.press("enter")
        assert (app.screen.body.bands.cursor.guest, app.screen.body.bands.cursor.section) == ("db", 23)
        assert app.screen.pane == "map"
        assert "filter" not in app.text()


async def test_going_to_a_guest_by_name_drops_a_filter_that_hides_it_and_shows_it_large():
    async with opened(lab(crowd())) as app:
        await app.press("slash")
        await app.type("vm01")
        await app.press("enter")
        app.screen.go_to_guest("vm150")
        await app.pilot.pause()
        await app.pilot.pause()
        assert app.screen.selected == "vm150"
        assert app.screen.body.guests_form == "bands"
        assert "of 200" not in app.text()
        app.screen.go_to_guest("nobody")
        assert app.screen.selected == "vm150"


async def test_the_table_can_be_had_of_few_guests_too():
    async with opened() as app:
        await app.press("tab", "t")
        assert names(app) == ["web", "db", "app"]
        assert app.screen.pane == "guests"
        await app.press("t")
        assert app.screen.pane == "map"
        assert "TARGET" not in app.text()


async def test_without_guests_it_says_what_to_type():
    async with opened(lab(attrs.evolve(snapshot(), guests=(), operations=()))) as app:
        assert "guest add web memory=1G" in app.text()
        await app.press("slash", "tab", "j", "enter", "t", "escape")


async def test_twelve_guests_are_cards_that_arrows_go_through():
    async with opened(lab(twelve()), (160, 50)) as app:
        await app.press("tab")
        assert app.screen.body.overview.cards
        await app.press("right", "down")
        assert app.screen.selected == "cache"
        await app.press("enter")
        assert app.screen.body.guests_form == "bands"
        assert app.screen.body.side.region.area
