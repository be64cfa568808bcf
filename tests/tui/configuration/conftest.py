"""Settings are tested without those of whoever runs the tests."""

from __future__ import annotations

import os

import pytest

from tui.configuration.loaded import load
from tui.remembered import Remembered


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in os.environ:
        if name.startswith("BALLONET_"):
            monkeypatch.delenv(name)


@pytest.fixture
def loaded(tmp_path):
    """Load settings from the text of a file, variables, flags and what is remembered."""

    def from_text(text="", environment=None, flags=None, remembered=None):
        file = tmp_path / "config.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        facts = Remembered()
        for name, fact in (remembered or {}).items():
            facts.keep(name, fact)
        return load(flags or {}, environment or {}, facts, str(file))

    return from_text
