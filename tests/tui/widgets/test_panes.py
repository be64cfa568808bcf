"""The parts around the bands: host bar, operations, event log, side pane."""

from __future__ import annotations

import attrs
import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.selection import Selection

from engine.snapshot import Sentence
from engine.units import SECOND
from tests.tui.frames import PALETTE
from tests.tui.snapshots import operation, pages, sentences, snapshot
from tests.tui.widgets.counted import Counted, settled, showing, text
from tui.keys import footer_keys
from tui.render.map.cursor import Cursor
from tui.render.text.glyphs import UNICODE
from tui.widgets.event_log import EventLog
from tui.widgets.host_bar import HostBar, KeyBar, Legend, TooSmall
from tui.widgets.operations_pane import OperationsPane
from tui.widgets.rows import Rows
from tui.widgets.side_pane import SidePane


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


async def test_waiting_for_a_poll_is_no_part_of_an_operations_pace():
    app = showing(OperationsPane)
    async with app.run_test(size=(80, 2)) as pilot:
        pane = app.widget
        assert isinstance(pane, OperationsPane)
        for at, done in ((30.9, 0), (31, 50), (31.5, 100)):
            polled = operation(7, done=done, total=400)
            pane.show(attrs.evolve(snapshot(operations=(polled,)), time=int(at * SECOND)))
        await pilot.pause()
        assert text(pane)[0].rstrip().endswith("  3.0 s")


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
        assert before[-1].rstrip().endswith("▾ 3 newer · End")
        log.show([Sentence(20, 0, "web", "More.")])
        assert text(log)[:-1] == before[:-1]
        assert text(log)[-1].rstrip().endswith("▾ 4 newer · End")
        log.action_back(1_000_000)
        assert text(log)[1].endswith("Sentence 0.")
        log.action_back(-1_000_000)
        assert text(log)[5].endswith("More.")


async def test_the_log_begins_with_a_whole_sentence():
    app = showing(EventLog)
    async with app.run_test(size=(40, 3)) as pilot:
        log = app.widget
        assert isinstance(log, EventLog)
        log.show([Sentence(0, 0, "web", "A sentence that needs two rows."), Sentence(1, 0, "web", "One.")])
        log.show([Sentence(2, 0, "web", "Two.")])
        await pilot.resize_terminal(40, 3)
        await pilot.pause()
        assert [row.strip() for row in text(log)] == ["", "00.00 web  One.", "00.00 web  Two."]
        log.action_back(1)
        assert text(log)[0].startswith(" 00.00 web  A sentence")


async def test_of_a_sentence_that_is_too_long_the_log_shows_the_beginning_first():
    app = showing(EventLog)
    async with app.run_test(size=(40, 2)) as pilot:
        log = app.widget
        assert isinstance(log, EventLog)
        log.show([Sentence(0, 0, "web", "first words, " + "and more words, " * 5 + "last words")])
        await pilot.pause()
        first, second = text(log)
        assert "first words" in first
        assert second.endswith("…")
        log.action_back(-1)
        assert "last words" in text(log)[1]


async def test_the_log_counts_expectations_that_hold_as_they_come():
    app = showing(EventLog)
    async with app.run_test(size=(60, 4)) as pilot:
        log = app.widget
        assert isinstance(log, EventLog)
        await pilot.pause()
        log.show([Sentence(0, 0, "", "Look.", "say")])
        for number in (1, 2, 3):
            log.show([Sentence(number, 0, "", "as expected, it is so", "expect")])
            await pilot.pause()
        assert [row.strip() for row in text(log) if row.strip()] == [
            "00.00      Look.",
            "00.00      ✓ 3 expectations hold",
        ]


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
                app.widget.show(footer_keys("prompt"))
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


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ("s23 cannot leave: 14 page-table pages. Trying s22 instead.", 23),
        ("s8–s15 cannot leave: 1 slab page in s9.", 8),
        ("s4 stays: its page is pinned; its isolation is undone.", 4),
        ("4 more sections cannot leave, 64M in all: s5–s7 s9.", 5),
    ],
)
async def test_enter_asks_about_the_first_section_that_the_last_refusal_names(said, section):
    app = showing(EventLog)
    async with app.run_test(size=(80, 3)) as pilot:
        log = app.widget
        assert isinstance(log, EventLog)
        log.show(
            [
                Sentence(0, 0, "app", "s1 cannot leave: 1 slab page."),
                Sentence(1, 0, "app", said),
                *(Sentence(number, 0, "web", "Something else.") for number in range(2, 9)),
            ]
        )
        await pilot.pause()
        log.action_why()
        await pilot.pause()
        asked = app.heard[-1]
        assert isinstance(asked, EventLog.SectionAsked)
        assert (asked.guest, asked.section) == ("app", section)
