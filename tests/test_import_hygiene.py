"""Who loads and calls what. The floors themselves are contracts in pyproject.toml, which import-linter holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DRAWING_MAY_USE = {"textual.strip", "textual.theme", "textual.color"}
"""The line API and what colours are made of: no app, no screen, no widget."""
FORBIDDEN_IN_THE_ENGINE = {"random", "secrets", "datetime", "pickle", "marshal", "threading", "subprocess"}
CLOCKED = {
    "engine/session/session.py",
    "engine/replaying/branch.py",
    "engine/replaying/replay.py",
    "engine/replaying/seeking.py",
    "engine/replaying/track.py",
}
"""What may ask how long work takes: the pace, and where checkpoints are, which are a cache."""
OF_REAL_TIME = "engine/live/"
"""What looks at a real machine, and simulates nothing: it looks in a thread, so that keys are heard meanwhile."""


def modules(package):
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / package).rglob("*.py"))


def tree(module):
    return ast.parse((ROOT / module).read_text("utf-8"), module)


def imported(module):
    """The names of all modules that a module imports, wherever in it."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def called(module):
    return {
        node.func.id
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def loaded_by(*names):
    """The modules that are there after these were imported, in a new interpreter."""
    program = f"import {', '.join(names)}, sys; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(answer.stdout.split())


def dotted(module):
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_all_of_the_engine_loads_without_a_screen():
    loaded = {name.partition(".")[0] for name in loaded_by(*map(dotted, modules("engine")))}
    assert not loaded & {"tui", "themes", "textual", "rich", "platformdirs"}


def test_the_command_line_answers_before_it_loads_the_app_or_numpy():
    loaded = {name.partition(".")[0] for name in loaded_by("tui.cli")}
    assert not loaded & {"textual", "rich", "numpy", "asyncio"}


def test_the_app_paints_before_it_loads_the_simulation():
    assert not loaded_by("tui.app") & {"engine.session", "engine.world", "engine.commands.grammar", "cattrs"}


@pytest.mark.parametrize("module", modules("tui/render"))
def test_drawing_uses_the_line_api_only(module):
    assert {name for name in imported(module) if name.startswith("textual")} <= DRAWING_MAY_USE


@pytest.mark.parametrize("module", modules("engine"))
def test_the_engine_is_the_same_every_time(module):
    allowed = {"time"} if module in CLOCKED else set()
    allowed |= {"time", "threading"} if module.startswith(OF_REAL_TIME) else set()
    assert not {name.partition(".")[0] for name in imported(module)} & (
        (FORBIDDEN_IN_THE_ENGINE | {"time"}) - allowed
    )


def test_nothing_simulated_knows_the_machine_it_runs_on():
    loaded = loaded_by(
        *(dotted(module) for module in modules("engine") if not module.startswith(OF_REAL_TIME))
    )
    assert not {name for name in loaded if name.startswith("engine.live")}


@pytest.mark.parametrize(
    "module", [name for package in ("engine", "tui", "themes") for name in modules(package)]
)
def test_nothing_that_is_read_is_evaluated(module):
    assert not called(module) & {"eval", "exec", "compile", "__import__"}
