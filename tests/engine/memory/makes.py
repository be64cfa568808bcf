"""The reference and the engine under the same operations, which the shared tests are written in."""

from __future__ import annotations

from collections.abc import Callable

from engine.memory.layout import Layout, Rules
from tests.engine.memory.reference import Zone

Make = Callable[[Layout, Rules], Zone]
MAKES: dict[str, Make] = {"reference": Zone}
