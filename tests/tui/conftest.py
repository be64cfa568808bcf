"""Screens are tested in an environment of their own: the same terminal everywhere, and nobody's files."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path):
    for name in os.environ:
        if name == "NO_COLOR" or name.startswith(("TEXTUAL_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
