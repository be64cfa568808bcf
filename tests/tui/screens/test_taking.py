"""What every pane gives away: `y` to the clipboard, `e` to a file."""

from __future__ import annotations

import attrs

from tests.tui import comparisons, courses, machines, snapshots
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tui.export import clipboard


def session():
    picture = courses.snapshot()
    host = attrs.evolve(picture.host, machine=machines.machine())
    picture = attrs.evolve(picture, host=host, operations=snapshots.operations(), paused=True)
    return FakeSession(picture, outputs={"lsmem web": "RANGE SIZE\n0-1 16M\n"})


def to_map(ui):
    ui.screen.body.bands.focus()


def to_events(ui):
    ui.screen.body.events.focus()


def to_host(ui):
    ui.screen.action_host_map()


def to_plots(ui):
    ui.screen.action_plots()


def to_comparison(ui):
    ui.screen.show_compare(comparisons.comparison(over=True))


def to_answer(ui):
    to_map(ui)
    ui.screen.open_panel("lsmem web", "lsmem web", [("plain", "RANGE SIZE"), ("plain", "0-1 16M")])


PANES = {
    "map": (
        to_map,
        "section  state ",
        "copied the sections of web: 64 rows",
        "ballonet-sections-web-00m31s",
    ),
    "events": (to_events, "00:3", "copied the events in sight", "ballonet-events-00m31s"),
    "host map": (to_host, "w web: ", "copied the host's frames", "ballonet-host-00m31s"),
    "plots": (to_plots, "00:30\nweb: has ", "copied the plots: 4 lines", "ballonet-plots-00m31s"),
    "comparison": (
        to_comparison,
        "compare db 2G",
        "copied the comparison on db",
        "ballonet-compare-db-00m00s",
    ),
    "answer": (to_answer, "RANGE SIZE\n0-1 16M\n", "copied lsmem web: 2 lines", "ballonet-panel-00m31s"),
}
"""How a pane gets in front, how its text begins, what is said, and what its file is called."""


async def test_every_pane_is_copied_and_written_to_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with opened(session()) as ui:
        for pane, (go, begins, said, name) in PANES.items():
            ui.screen.action_main()
            await ui.pilot.pause()
            go(ui)
            await ui.pilot.pause()
            await ui.press("y")
            assert ui.app.clipboard.startswith(begins), pane
            assert said in ui.text()
            await ui.press("e")
            assert name in ui.text()
            await ui.press("enter")
            await ui.app.workers.wait_for_complete()
            await ui.pilot.pause()
            written = next(file for file in tmp_path.iterdir() if file.stem == name)
            assert f"written: {written}"[:70] in ui.text()


async def test_the_form_takes_what_which_form_and_any_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with opened(session()) as ui:
        to_map(ui)
        await ui.press("e", "down")
        assert "▸ .csv" in ui.text()
        await ui.press("tab")
        assert "export the events" in ui.text()
        assert "ballonet-events-00m31s.csv" in ui.text()
        await ui.press(*["backspace"] * 3, "p", "d", "f", "enter")
        assert "the name says the form: end it with one of .txt .csv .json .jsonl" in ui.text()
        await ui.press(*["backspace"] * 3, "j", "s", "o", "n")
        assert "▸ .json" in ui.text()
        await ui.press("escape")
        assert not list(tmp_path.iterdir())


async def test_a_click_takes_a_form_a_double_click_writes_it_and_one_beside_the_form_leaves(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    async with opened(session()) as ui:
        to_map(ui)
        await ui.press("e")
        row = next(i for i, text in enumerate(ui.rows(0)) if ".json" in text)
        await ui.pilot.click(offset=(10, row))
        await ui.pilot.pause()
        assert "▸ .json" in ui.text()
        await ui.pilot.click(offset=(10, 2))
        await ui.pilot.pause()
        assert "export the sections" not in ui.text()
        await ui.press("e")
        await ui.pilot.click(offset=(10, row), times=2)
        await ui.app.workers.wait_for_complete()
        await ui.pilot.pause()
        assert [file.suffix for file in tmp_path.iterdir()] == [".json"]


async def test_a_folder_that_cannot_be_written_to_is_said_and_the_name_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with opened(session()) as ui:
        to_map(ui)
        await ui.press("e", "home", *"no/", "enter")
        await ui.pilot.pause()
        assert "cannot be written" in ui.text()
        assert "No such file" in ui.text()
        assert "no/ballonet-sections-web-00m31s.txt" in ui.text()


async def test_a_screenshot_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with opened(session()) as ui:
        to_map(ui)
        await ui.press("S")
        (file,) = tmp_path.iterdir()
        assert file.name == "ballonet-screen-00m31s.svg"
        assert "fonts" not in file.read_text("utf-8")


async def test_what_no_terminal_takes_is_not_cut_but_offered_as_a_file(monkeypatch):
    monkeypatch.setattr(clipboard, "MOST", 1000)
    async with opened(session()) as ui:
        to_map(ui)
        await ui.press("y")
        assert "64 rows are too much for a clipboard (1K at most) · e writes a file" in ui.text()
        assert ui.app.clipboard == ""


async def test_the_pages_that_were_entered_and_the_sections_that_are_marked_are_alone():
    told = session()
    web, *others = told.picture.guests
    told.picture = attrs.evolve(
        told.picture, guests=(attrs.evolve(web, pages={0: snapshots.pages(0)}), *others)
    )
    async with opened(told) as ui:
        to_map(ui)
        await ui.press("v", "right", "right", "y")
        assert "copied s0–s2 of web: 3 rows" in ui.text()
        await ui.press("e")
        assert "export s0–s2 of web" in ui.text()
        await ui.press("escape", "v", "g", "enter", "enter", "y")
        assert "copied the pages of pageblock 0 of s0 of web: 512 rows" in ui.text()


async def test_what_the_mouse_selects_is_the_primary_selection_at_once(monkeypatch):
    async with opened(session()) as ui:
        written = []
        monkeypatch.setattr(ui.app._driver, "write", written.append)
        log = ui.screen.body.events
        row = log.region.bottom - 1
        await ui.pilot.mouse_down(offset=(12, row))
        await ui.pilot.hover(offset=(14, row))
        await ui.pilot.mouse_up(offset=(14, row))
        await ui.pilot.pause()
        assert [each for each in written if "]52;" in each] == ["\x1b]52;p;czIy\a"]
        assert "selected: ^C copies it" in ui.text()


async def test_copied_text_is_the_primary_selection_too(monkeypatch):
    async with opened(session()) as ui:
        written = []
        monkeypatch.setattr(ui.app._driver, "write", written.append)
        ui.app.copy_to_clipboard("é")
        assert written == ["\x1b]52;c;w6k=\a", "\x1b]52;p;w6k=\a"]
