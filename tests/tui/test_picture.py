"""Pictures for documents: what the app shows at one instant, the same in every run, and complete in itself."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import pytest

from engine.script import parse_script
from engine.units import MILLISECOND
from tui import cli
from tui.export.portable import portable
from tui.launch import Launch
from tui.picture import main, picture

SCRIPT = """
guest add web memory=256M platform=ppc64
@10ms balloon set web 192M
"""


def words(svg):
    return "".join(ET.fromstring(svg).itertext()).replace("\N{NO-BREAK SPACE}", " ")


async def test_a_picture_shows_the_instant_that_is_asked_for():
    launch = Launch(script=parse_script(SCRIPT, "picture"), name="picture")
    before, during = await picture(launch, 9 * MILLISECOND), await picture(launch, 20 * MILLISECOND)
    assert "balloon set web 192M" not in words(before)
    assert "balloon set web 192M" in words(during)
    assert "target 192M" in words(during)


async def test_it_is_the_same_each_time():
    launch = Launch(script=parse_script(SCRIPT, "picture"), name="picture")
    assert await picture(launch, 20 * MILLISECOND) == await picture(launch, 20 * MILLISECOND)


def test_it_fetches_no_font_and_keeps_its_blanks():
    svg = (
        '<svg class="x"><style>@font-face { src: url("https://fonts") } '
        ".terminal-12-r1 { font-family: Fira Code, monospace }</style></svg>"
    )
    expected = (
        '<svg xml:space="preserve" class="x"><style>.screen-r1 { font-family: monospace }</style></svg>'
    )
    assert portable(svg) == expected


def test_the_command_writes_a_file(tmp_path, monkeypatch):
    (tmp_path / "a.bal").write_text(SCRIPT)
    monkeypatch.setattr("sys.argv", ["picture", str(tmp_path / "a.bal"), "20ms", str(tmp_path / "a.svg")])
    main()
    assert "web" in words((tmp_path / "a.svg").read_text("utf-8"))
    monkeypatch.setattr("sys.argv", [*sys.argv, "60x20", "tab"])
    main()
    assert "Next stuck" in words((tmp_path / "a.svg").read_text("utf-8"))


def test_a_run_draws_its_end(tmp_path):
    (tmp_path / "a.bal").write_text(SCRIPT)
    assert cli.main(["run", str(tmp_path / "a.bal"), "--svg", str(tmp_path / "a.svg")]) == 0
    drawn = words((tmp_path / "a.svg").read_text("utf-8"))
    assert "balloon set web 192M" in drawn
    assert "has 192M" in drawn


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_it_has_any_size(size):
    launch = Launch(script=parse_script(SCRIPT, "picture"), name="picture")
    assert "web" in words(await picture(launch, 20 * MILLISECOND, size))


async def test_keys_are_pressed_before_and_a_comparison_runs_to_its_end():
    launch = Launch(script=parse_script(SCRIPT, "picture"), name="picture")
    keys = ["=compare web 128M balloon,hotplug", "enter"]
    drawn = words(await picture(launch, MILLISECOND, keys=keys))
    assert "compare web 128M" in drawn
    assert "all done" in drawn
