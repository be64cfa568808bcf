"""A few of the random programs of `tests.endurance.programs`, and all that once broke an invariant."""

from __future__ import annotations

import pytest

from tests.endurance.programs import FAILED, live


@pytest.mark.parametrize("number", [*range(2), *FAILED])
def test_every_invariant_holds_after_every_step(number):
    assert live(number)["done"] > 10
