"""The glyphs of cells' bodies: which a guest's page kinds have, mixed ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tui.render.colours.inks import Ink

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView
    from tui.render.text.glyphs import Glyphs


def body_glyphs(guest: GuestView, glyphs: Glyphs) -> NDArray[np.str_]:
    """Return the glyph of each body, by ink, then the same once more for mixed ones."""
    own = list(glyphs.bodies)
    if guest.balloon_pages_are == "pinned":
        own[Ink.BALLOON] = glyphs.pinned_balloon
    return np.array([*own, *glyphs.mixes])
