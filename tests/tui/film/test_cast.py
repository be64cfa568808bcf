"""`ballonet run --cast`: the app as it would be seen, as asciicast 2 or 3, the same in every run."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal

import attrs
import pytest

from engine.script import parse_script
from tests.tui.film.terminal import Terminal
from tui.cli import main
from tui.film.cast import Happening, Look, cast_text
from tui.verbs import filmed
from tui.verbs.filmed import CastOutput
from tui.verbs.headless import run

SCRIPT = """\
guest add web memory=256M platform=ppc64
chapter The balloon takes half
say Half of it goes.
wait 150ms
balloon set web 192M
chapter All is well
"""
SIZE = ("--size", "80x24")


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "a.bal"
    path.write_text(SCRIPT)
    return str(path)


def film(script, target, *words):
    assert main(["run", script, "--cast", str(target), *words]) == 0
    header, *events = (
        json.loads(line, parse_float=Decimal) for line in target.read_text("utf-8").splitlines()
    )
    return header, events


def played(events, columns=80, rows=24):
    terminal = Terminal(columns, rows)
    for _, code, data in events:
        if code == "o":
            terminal.write(data)
    return terminal


def test_a_terminal_that_plays_it_shows_the_app_as_it_is_at_the_end(script, tmp_path, capsys):
    header, events = film(script, tmp_path / "a.cast", *SIZE)
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert header["title"] == "a"
    assert len(header["theme"]["palette"].split(":")) == 16
    terminal = played(events)
    text = "\n".join(terminal.text)
    assert "192M ▸ 192M" in text
    assert "Chapter: All is well" in text
    assert terminal.text[-1].startswith(" F1 Help")
    assert terminal.cursor, "whoever plays it in a terminal gets it back"
    assert "Half of it goes." in capsys.readouterr().out
    assert [each for each in events if each[1] == "m"] == [
        [0, "m", "The balloon takes half"],
        [events[-1][0] - Decimal("1.5"), "m", "All is well"],
    ]
    assert [Decimal("0.15"), "i", "balloon set web 192M\r"] in events
    times = [each[0] for each in events]
    assert times == sorted(times)
    assert times[0] == 0


def test_it_is_the_same_each_time_and_in_version_3_but_for_its_times(script, tmp_path):
    _, events = film(script, tmp_path / "a.cast", *SIZE)
    film(script, tmp_path / "b.cast", *SIZE)
    assert (tmp_path / "a.cast").read_bytes() == (tmp_path / "b.cast").read_bytes()
    header, others = film(script, tmp_path / "c.cast", "--cast-version", "3", *SIZE)
    assert (header["version"], header["term"]["cols"], header["term"]["rows"]) == (3, 80, 24)
    assert [each[1:] for each in others] == [each[1:] for each in events]
    time = Decimal(0)
    for (passed, *_), (when, *_) in zip(others, events, strict=True):
        time += passed
        assert time == when


def test_speed_is_virtual_time_in_a_second_of_the_film(script, tmp_path):
    _, events = film(script, tmp_path / "a.cast", "--speed", "0.5", "--fps", "2", *SIZE)
    assert [Decimal("0.3"), "i", "balloon set web 192M\r"] in events
    assert "0.5x" in "\n".join(played(events).text)


def test_times_in_version_3_do_not_drift():
    many = [Happening(333_333 * n, "o", "x") for n in range(1, 1000)]
    text = cast_text(3, (80, 24), "x", Look("#ffffff", "#000000", ()), many)
    passed = [json.loads(line, parse_float=Decimal)[0] for line in text.splitlines()[1:]]
    assert sum(passed) == Decimal(333_333 * 999) / 1_000_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--size", "12x4"), "12x4 is not a size: columns and rows from 20x5 to 400x200"),
        (("--fps", "0"), "0 is not a number of pictures a second: from 1 to 60"),
        (("--speed", "fast"), "fast is not a speed"),
        (("--theme", "sefe"), "did you mean safe"),
        (("--cast-version", "1"), "invalid choice: 1"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(script, tmp_path, capsys, words, said):
    assert main(["run", script, "--cast", str(tmp_path / "a.cast"), *words]) == 2
    heard = capsys.readouterr()
    assert said in heard.err
    assert not heard.out
    assert not (tmp_path / "a.cast").exists()


@attrs.define
class Impatient:
    """Somebody who ends a run after so many looks, as a key does."""

    left: int
    every: int = 100_000_000
    target: str = "-"

    async def look(self, _):
        self.left -= 1
        if not self.left:
            asyncio.current_task().cancel()

    async def finish(self, _):
        pass

    def write(self):
        pass


def test_a_run_that_is_interrupted_leaves_its_film_so_far(tmp_path):
    target = tmp_path / "a.cast"
    endless = parse_script("guest add web memory=256M\nworkload web churn 64M\nwait 1h\n", "a")
    film = CastOutput(str(target), "a", size=(60, 20))
    assert run(endless, "a", "", [film, Impatient(4)]) == 130
    *_, last = (json.loads(line) for line in target.read_text("utf-8").splitlines())
    assert 1.5 < last[0] < 4
    assert last[2].endswith("\x1b[?25h")


def test_what_is_full_ends_and_the_run_goes_on(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(filmed, "MOST", 100)
    target = tmp_path / "a.cast"
    film = CastOutput(str(target), "a", size=(60, 20), fps=5)
    assert run(parse_script("guest add web memory=256M\nwait 10s\nsay Done.\n", "a"), "a", "", [film]) == 0
    heard = capsys.readouterr()
    assert "Done." in heard.out
    assert "the film is full at 00:00 of it" in heard.err
    times = [json.loads(line)[0] for line in target.read_text("utf-8").splitlines()[1:]]
    assert max(times) == 11.5
    assert len(times) < 8


def test_what_a_script_compares_is_shown_until_something_else_begins(tmp_path):
    script, target = tmp_path / "a.bal", tmp_path / "a.cast"
    script.write_text(
        "guest add web memory=256M min=64M platform=ppc64\ncompare web 192M balloon,hotplug\n"
        "wait 9s\nballoon set web 192M\nwait 1s\n"
    )
    _, events = film(str(script), target, "--fps", "1", *SIZE)
    shown = [time for time, code, data in events if code == "o" and "largest free" in data]
    assert shown == [0]
    terminal = played([each for each in events if each[0] < 9])
    assert "largest free" in "\n".join(terminal.text)
    text = "\n".join(played(events).text)
    assert "largest free" not in text
    assert "balloon set web 192M" in text
    assert "Xen wrote memory/target" in text, "what was told as the events came back is there, too"
