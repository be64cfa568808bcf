"""A watched machine in the app: the same screens as of a guest, what it costs, and what has changed."""

from __future__ import annotations

import attrs
import pytest

from engine.commands.grammar import ROWS
from engine.errors import CommandError
from engine.live.kernel_files import KernelFiles
from engine.live.questions import ANSWERED
from engine.live.session import WatchSession
from engine.live.watcher import Watcher
from engine.units import SECOND, short_size
from tests.engine.capture.machine_texts import OFFLINE, TEXTS, kernel_root, page_flags
from tests.tui.driving import opened
from tui.cli import main
from tui.language.spoken import Spoken
from tui.launch import WATCHED_FRAME, Built
from tui.render.host.bar import cost
from tui.render.map.marks import Flashes
from tui.screens.palette_entries import entries
from tui.terminal.crash import report_text
from tui.verbs.arguments import parse_arguments


@pytest.fixture
def session(tmp_path):
    found = WatchSession(Watcher(KernelFiles(kernel_root(tmp_path, flags=page_flags())), 1.0))
    found.run_ahead(0)
    return found


def shown(session):
    return opened(Built(session, frame=WATCHED_FRAME))


async def test_it_is_shown_as_a_guest_with_what_watching_costs(session):
    async with shown(session) as driver:
        text = driver.text()
    assert "machine" in text
    assert "every 1s" in text
    assert "watching takes" in text
    assert "pages read within 0 s" in text
    assert "whatif balloon inflate machine 512M" in text


async def test_a_section_and_its_pages_can_be_looked_at(session):
    async with shown(session) as driver:
        await driver.press("tab", "enter")
        assert "pageblock 0 of 64" in driver.text()
        await driver.press("enter")
        assert "pfn 0x0" in driver.text()


async def test_views_open_as_they_do_of_a_guest(session):
    async with shown(session) as driver:
        await driver.type("buddyinfo")
        await driver.press("enter")
        await driver.app.workers.wait_for_complete()
        await driver.press("f12")
        assert "Node 1, zone    DMA32" in driver.text()


async def test_a_change_is_refused_in_plain_words(session):
    async with shown(session) as driver:
        await driver.type("balloon set machine 128M")
        await driver.press("enter")
        await driver.app.workers.wait_for_complete()
        assert "this is the machine itself" in driver.text()


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("f5", "policies are compared on guests: sudo ballonet capture"),
        ("f6", "A machine does not know what frames are behind its pages"),
        ("f7", "from the looks so far, one every 1s"),
    ],
)
async def test_sheets_say_what_they_cannot_show_of_a_real_machine(session, key, said):
    async with shown(session) as driver:
        await driver.press(key)
        assert said in driver.text()
        assert not driver.prompt.value
        await driver.press("escape", "escape")
        assert "watching takes" in driver.text()


async def test_what_is_used_and_free_is_plotted_from_look_to_look(session):
    session._begun -= 3
    session._look()
    async with shown(session) as driver:
        await driver.press("f7")
        lines = driver.rows(0)
    used, free = (next(line for line in lines if line.startswith(f" {name} ")) for name in ("used", "free"))
    guest = session.snapshot().guests[0]
    assert short_size(guest.free) in free
    assert short_size(guest.online - guest.balloon - guest.free) in used
    assert free.count("█") == 3


async def test_only_what_is_answered_is_offered(session):
    language = Spoken(session.completion, session.snapshot, lambda: "machine")
    offered = {choice.text for choice in language.choices("").choices}
    assert offered == {verb.split()[0] for verb in ANSWERED}
    assert language.ghost("ball") == ""
    assert [choice.text for choice in language.choices("guest ").choices] == ["list", "show"]
    assert language.choices("balloon set machine ").choices == ()
    assert "balloon" in {choice.text for choice in language.choices("whatif ").choices}
    async with shown(session) as driver:
        names = {entry.name for entry in entries((), driver.screen.verbs)}
    assert names >= ANSWERED
    assert "balloon set" not in names


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.verb not in ("why", "whatif")], ids=lambda row: row.verb
)
def test_what_is_offered_is_what_is_answered(session, row):
    line = row.examples[0].replace(" web", " machine").replace(" db", " machine")
    if row.verb in ANSWERED:
        session.perform(line)
    else:
        with pytest.raises(CommandError):
            session.perform(line)


async def test_one_look_can_be_taken_at_a_time(session):
    async with shown(session) as driver:
        before = session.snapshot()
        await driver.press("full_stop")
        assert session.snapshot() is not before
        assert session.paused


def test_a_section_that_changed_is_lit_until_the_next_look(session):
    flags = page_flags()
    flags[40000:42000] = OFFLINE
    kernel = session._watcher.files.root
    (kernel / "proc/kpageflags").write_bytes(flags.astype("=u8").tobytes())
    session._look()
    flashes = Flashes()
    assert flashes.see(session.snapshot(), (), 10.0)["machine"].landed == {1}
    assert flashes.see(session.snapshot(), (), 10.9)["machine"].landed == {1}
    assert flashes.see(session.snapshot(), (), 11.1) == {}


def test_the_cost_says_when_pages_may_not_be_read(session):
    watch = attrs.evolve(session.snapshot().watch, share=12, look=3_400_000, flags_age=14 * SECOND)
    assert cost(watch) == "watching takes 1.2 % of a CPU, a look 3 ms, pages read within 14 s"
    assert cost(attrs.evolve(watch, unread=9)).endswith("pages of 9 sections still to be read")
    assert cost(attrs.evolve(watch, flags_age=None)).endswith("pages may not be read: root may")


def test_the_rate_is_a_duration_within_bounds(capsys):
    assert parse_arguments(["watch"]).every == SECOND
    assert parse_arguments(["watch", "--every", "250ms"]).every == SECOND // 4
    for wrong in ("1ms", "2h", "often", "\x1b"):
        assert main(["watch", "--every", wrong]) == 2
        assert "\x1b" not in capsys.readouterr().err


def test_a_kernel_that_says_what_none_says_is_refused_before_the_screen(monkeypatch, tmp_path, capsys):
    files = KernelFiles(kernel_root(tmp_path / "bad", TEXTS | {"/proc/zoneinfo": "nothing"}))
    monkeypatch.setattr("tui.verbs.watch.KernelFiles", lambda: files)
    assert main(["watch"]) == 1
    assert "/proc/zoneinfo" in capsys.readouterr().err


def test_without_a_terminal_it_says_what_does_without_one(capsys):
    assert main(["watch"]) in (1, 2)
    assert "ballonet" in capsys.readouterr().err


async def test_a_failure_while_a_machine_is_watched_has_its_report_too(session):
    async with shown(session) as driver:
        around = driver.app.circumstances()
    assert "ValueError: x" in report_text(ValueError("x"), around)
