"""Zones to start from, on the reference and on the engine."""

from __future__ import annotations

import pytest

from engine.memory.layout import Layout
from tests.engine.memory.makes import CURRENT, MAKES


@pytest.fixture(params=MAKES)
def pristine(request):
    """Return a function that boots a zone of so many pages, all free and movable, with x86-64's orders."""

    def boot(pages, rules=CURRENT, section_pages=1024):
        zone = MAKES[request.param](Layout(section_pages=section_pages), rules)
        zone.boot(pages)
        return zone

    return boot
