"""Films, pictures and figures that `ballonet run` was asked for. What makes them is imported only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.colours.bundled import DEFAULT_THEME

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.verbs.outputs import Output


def pictured(asked: Namespace, name: str) -> list[Output]:
    """Return what is to come of a run, in the order in which it is written.

    Args:
        asked: the words of the command line.
        name: what the script is called.

    Raises:
        SyntaxRefused: there is no such theme, or it cannot be written there.
    """
    found: list[Output] = []
    theme = asked.theme or DEFAULT_THEME
    if asked.cast:
        from tui.verbs.filmed import CastOutput

        made = {"version": asked.cast_version, "fps": asked.fps, "speed": asked.speed}
        found.append(CastOutput(asked.cast, name, size=asked.size, theme=theme, **made))
    if asked.frames:
        from tui.verbs import framed

        every = asked.every or framed.EVERY
        found.append(framed.FramesOutput(asked.frames, name, every=every, size=asked.size, theme=theme))
    if asked.metrics:
        from tui.verbs import metrics

        found.append(metrics.MetricsOutput(asked.metrics, asked.every or metrics.EVERY))
    if asked.plot:
        from tui.verbs import plotted

        given = asked.theme or plotted.THEME
        found.append(plotted.PlotOutput(asked.plot, name, theme=given))
    return found
