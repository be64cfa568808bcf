"""The hint fits where the screen is smallest."""

from __future__ import annotations

import pytest

from tui.keys.hints import filled
from tui.prompt.advice import ELSEWHERE


@pytest.mark.parametrize("pane", ELSEWHERE)
def test_the_hint_of_another_pane_fits_60_columns(pane):
    assert len(filled(ELSEWHERE[pane])) <= 57
