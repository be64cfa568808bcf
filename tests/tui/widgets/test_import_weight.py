"""The frame paints before anything heavy is imported."""

from __future__ import annotations

import subprocess
import sys

WIDGETS = ("bands", "event_log", "host_bar", "operations_pane", "side_pane")


def test_the_widgets_load_without_numpy():
    imports = "; ".join(f"import tui.widgets.{name}" for name in WIDGETS)
    code = f"import sys, tui.render.layout, tui.render.palette; {imports}; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
