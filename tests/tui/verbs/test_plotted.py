"""`ballonet run --plot`: a run as one SVG file, looked at as often as it is long."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET

from engine.script import parse_script
from engine.session import Session
from engine.units import SECOND
from tui.cli import main
from tui.verbs import plotted
from tui.verbs.plotted import FINEST, PlotOutput

SCRIPT = """\
guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove
chapter The balloon takes some
balloon set web 192M
chapter Nothing more
wait 200ms
"""


def test_a_run_is_plotted_with_its_chapters_and_operations_the_same_each_time(tmp_path):
    script = tmp_path / "a.bal"
    script.write_text(SCRIPT)
    targets = tmp_path / "a.svg", tmp_path / "b.svg"
    for target in targets:
        more = ["--every", "1s", "--metrics", str(tmp_path / "a.csv")] if target == targets[1] else []
        assert main(["run", str(script), "--plot", str(target), *more]) == 0
    assert targets[0].read_bytes() == targets[1].read_bytes()
    said = [each.text for each in ET.parse(targets[0]).iter() if each.tag.endswith("}text")]
    assert {"a", "web", "The balloon takes some", "Nothing more", "2 balloon set web 192M"} <= set(said)
    assert {"has 192M", "balloon 64M"} <= set(said)


def test_a_long_run_is_looked_at_less_often(monkeypatch):
    monkeypatch.setattr(plotted, "MOST", 10)
    session = Session()
    session.load(parse_script("guest add web memory=256M\nwait 1s\n", "a"))
    output = PlotOutput("-", "a")

    async def watch():
        time = 0
        while time < SECOND:
            await session.run(time)
            await output.look(session)
            time += output.every

    asyncio.run(watch())
    assert output.every > 8 * FINEST
    (levels,) = output._levels.values()
    assert 5 <= len(levels) <= 11


def test_a_file_that_is_no_svg_is_refused(tmp_path, capsys):
    script = tmp_path / "a.bal"
    script.write_text(SCRIPT)
    assert main(["run", str(script), "--plot", str(tmp_path / "a.png")]) == 2
    assert "a.png does not end with .svg; a plot is SVG, or -" in capsys.readouterr().err
