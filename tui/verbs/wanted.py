"""What `ballonet run` was asked to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.colours.bundled import DEFAULT_THEME
from tui.verbs.outputs import ComparisonsOutput, JsonOutput, PictureOutput, RecordingOutput

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.verbs.outputs import Output


def outputs(asked: Namespace, name: str) -> list[Output]:
    """Return what is to come of a run, in the order in which it is written.

    Args:
        asked: the words of the command line.
        name: what the script is called.
    """
    found: list[Output] = []
    if asked.json:
        found.append(JsonOutput(asked.json))
    if asked.csv:
        found.append(ComparisonsOutput(asked.csv))
    if asked.record:
        found.append(RecordingOutput(asked.record))
    if asked.svg:
        found.append(PictureOutput(asked.svg, name))
    if asked.cast:
        from tui.verbs.filmed import CastOutput

        found.append(
            CastOutput(
                asked.cast,
                name,
                version=asked.cast_version,
                size=asked.size,
                fps=asked.fps,
                speed=asked.speed,
                theme=asked.theme or DEFAULT_THEME,
            )
        )
    if asked.frames:
        from tui.verbs.framed import EVERY as FRAME
        from tui.verbs.framed import FramesOutput

        found.append(
            FramesOutput(asked.frames, name, every=asked.every or FRAME, size=asked.size, theme=asked.theme)
        )
    if asked.metrics:
        from tui.verbs.metrics import EVERY as METRICS
        from tui.verbs.metrics import MetricsOutput

        found.append(MetricsOutput(asked.metrics, asked.every or METRICS))
    if asked.plot:
        from tui.verbs.plotted import THEME, PlotOutput

        found.append(PlotOutput(asked.plot, name, every=asked.every, theme=asked.theme or THEME))
    if asked.html:
        from tui.verbs.page_output import PageOutput
        from tui.web.reel import EVERY

        found.append(PageOutput(asked.html, name, asked.every or EVERY))
    return found
