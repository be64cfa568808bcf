"""Every screen is the known one, at four sizes and in two themes: one of colours that every eye tells apart, and one of
no colour at all. And Esc leads back from each."""

from __future__ import annotations

import pytest

from tests.tui import goldens
from tests.tui.gallery import walk

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
THEMES = ("safe", "plain")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_screen_is_the_known_one(size):
    async for name, text in walk(size, THEMES):
        goldens.check(f"gallery/{name}-{size[0]}x{size[1]}", text)
