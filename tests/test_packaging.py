"""What is shipped: the wheel holds the program and its data and nothing else; the source distribution can be tested.

They are built here where the build backend is installed; `BALLONET_DIST` names a folder that has them already.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from engine.version import __version__

ROOT = Path(__file__).parents[1]
PACKAGES = ("engine", "tui", "themes")
if "BALLONET_DIST" not in os.environ:
    pytest.importorskip("hatchling", reason="the build backend, hatchling, is not installed here")


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    if folder := os.environ.get("BALLONET_DIST"):
        return Path(folder)
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    return folder


@pytest.fixture(scope="module")
def wheel(dist):
    (path,) = dist.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


@pytest.fixture(scope="module")
def source(dist):
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def shipped_files():
    """What lies in the packages, as it should be in the wheel."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def test_the_wheel_holds_three_packages_and_what_describes_them(wheel):
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {*PACKAGES, f"ballonet-{__version__}.dist-info"}


def test_the_wheel_holds_every_file_of_the_packages(wheel):
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == set(shipped_files())


def test_lessons_themes_and_type_markers_are_among_them(wheel):
    names = set(wheel.namelist())
    assert {"engine/lessons/hotplug-basics.bal", "engine/lessons/balloon-basics.bal"} <= names
    assert {"themes/safe.toml", "themes/light.toml"} <= names
    assert {f"{package}/py.typed" for package in PACKAGES} <= names


def test_the_wheel_holds_no_tests_and_no_pictures(wheel):
    assert [name for name in wheel.namelist() if "test" in name or name.endswith((".svg", ".png"))] == []


def test_the_command_is_ballonet(wheel):
    commands = wheel.read(f"ballonet-{__version__}.dist-info/entry_points.txt").decode()
    assert commands.split() == ["[console_scripts]", "ballonet", "=", "tui.cli:main"]


def test_the_source_distribution_has_what_the_readme_shows_and_what_tests_it(source):
    assert {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", ".docs/screen.svg"} <= source
    assert {"tests/test_packaging.py", "tests/conftest.py", "engine/session/session.py"} <= source
