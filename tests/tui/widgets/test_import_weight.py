"""The frame paints before anything heavy is imported."""

from __future__ import annotations

import subprocess
import sys

WIDGETS = ("bands", "event_log", "host_bar", "operations_pane", "side_pane")


def test_the_widgets_load_without_numpy():
    imports = "; ".join(f"import tui.widgets.{name}" for name in WIDGETS)
    code = f"import sys, tui.render.layout, tui.render.colours.palette; {imports}; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_app_loads_without_numpy_and_without_what_the_engine_is_made_of():
    heavy = (
        "numpy",
        "engine.session",
        "engine.world",
        "engine.snapshot",
        "tui.screens.body",
        "tui.conductor",
    )
    code = f"import sys, tui.app; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
