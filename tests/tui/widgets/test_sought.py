"""The event log: searched, sifted, selected."""

from __future__ import annotations

import attrs

from engine.snapshot import Sentence
from engine.units import SECOND
from tests.tui import snapshots
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tui.render.told.log_view import Search, Wanted


def told(count=30):
    """Every third sentence is db's, every fifth one warns."""
    return tuple(
        Sentence(
            i,
            i * SECOND,
            "db" if i % 3 == 0 else "web",
            f"Sentence {i}.",
            "warning" if i % 5 == 0 else "info",
        )
        for i in range(count)
    )


def test_only_what_is_wanted_passes():
    assert [each.number for each in told(16) if Wanted("db", troubles=True).passes(each)] == [0, 15]
    assert Wanted().words == ""
    assert Wanted("db").words == "only sentences of db"
    assert Wanted("", troubles=True).words == "only warnings"


def test_a_search_goes_from_the_newest_back_and_round():
    search = Search("sentence 1")
    found = search.found(told())
    assert found == [1, *range(10, 20)]
    search = search.to(found, 15)
    assert search.at == 15
    assert search.to(found, 15, -1).at == 14
    assert attrs.evolve(search, at=1).to(found, 0, -1).at == 19
    assert attrs.evolve(search, at=19).to(found, 0, 1).at == 1
    assert search.to([], 15).at == -1
    assert Search("nothing").said([]) == "/nothing in no sentence"


async def test_slash_searches_n_goes_on_and_esc_ends_it_before_it_goes_out():
    async with opened(FakeSession(told=told()), size=(80, 24)) as ui:
        ui.screen.body.events.focus()
        await ui.press("slash", *"ence 2")
        assert "/ence 2_ 11 of 11" in ui.text()
        assert "Sentence 29." in ui.text()
        await ui.press("enter", "n")
        assert "/ence 2 10 of 11" in ui.text()
        await ui.press("n", "n", "n", "n", "n", "n", "n", "n", "n")
        assert "/ence 2 1 of 11" in ui.text()
        assert "Sentence 2." in ui.text()
        await ui.press("N")
        assert "2 of 11" in ui.text()
        await ui.press("escape")
        assert "/ence" not in ui.text()
        assert ui.screen.pane == "events"
        await ui.press("escape")
        assert ui.screen.pane == "prompt"


async def test_letters_that_are_actions_are_text_while_it_is_typed():
    async with opened(FakeSession(told=told())) as ui:
        ui.screen.body.events.focus()
        await ui.press("slash", *"nef!", "backspace")
        assert "/nef_ in no sentence" in ui.text()


async def test_f_shows_the_selected_guests_sentences_alone_and_follows_the_selection():
    picture = attrs.evolve(snapshots.snapshot(), paused=True)
    async with opened(FakeSession(picture, told=told()), size=(120, 40)) as ui:
        ui.screen.body.events.focus()
        await ui.press("f")
        assert "events only sentences of web" in ui.text()
        assert "Sentence 27." not in ui.text()
        ui.screen.body.bands.focus()
        await ui.press("2")
        assert "events only sentences of db" in ui.text()
        assert "Sentence 27." in ui.text()
        assert "Sentence 29." not in ui.text()
        ui.screen.body.events.focus()
        await ui.press("exclamation_mark")
        assert "only warnings of db" in ui.text()
        assert ui.screen.body.events.shown() == tuple(told()[i] for i in (0, 15))
        await ui.press("f", "exclamation_mark")
        assert "only" not in "".join(ui.rows(0)).split("events")[1]


async def test_dragging_selects_text_that_ctrl_c_copies_and_is_no_click():
    session = FakeSession(told=told())
    async with opened(session) as ui:
        log = ui.screen.body.events
        y = log.region.bottom - 1
        await ui.pilot.mouse_down(offset=(12, y))
        await ui.pilot.hover(offset=(17, y))
        await ui.pilot.mouse_up(offset=(17, y))
        await ui.press("ctrl+c")
        assert ui.app.clipboard.startswith("Sente")
        assert "copied what is selected: 1 line" in ui.text()
