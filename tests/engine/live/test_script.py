"""The shell script takes the same as Python does, in every shell that is here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.capture.capture_file import open_capture
from engine.capture.paths import TEXTS
from engine.live.kernel_files import KernelFiles
from engine.live.script import capture_script
from engine.live.take import take

SHELLS = [
    shell
    for shell in (["sh"], ["dash"], ["busybox", "sh"])
    if shell[0] == "sh" or Path(shutil.which(shell[0]) or "/bin/sh").resolve() != Path("/bin/sh").resolve()
]
"""Those that are here, each once: sh is often one of the others."""
pytestmark = pytest.mark.skipif(
    isinstance(KernelFiles().text("/proc/zoneinfo"), str), reason="/proc/zoneinfo is not readable here"
)


def run(shell, script, *arguments):
    return subprocess.run([*shell, script, *arguments], capture_output=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    path = tmp_path_factory.mktemp("script") / "capture.sh"
    path.write_text(capture_script())
    return path


@pytest.fixture(scope="module")
def by_python(tmp_path_factory):
    path = tmp_path_factory.mktemp("python") / "python.ballonet"
    with path.open("wb") as out:
        take(KernelFiles(), out.write, lambda *_: None)
    return open_capture(path)


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_what_it_writes_tells_of_the_same_machine(shell, script, by_python, tmp_path):
    out = tmp_path / "script.ballonet"
    ended = run(shell, script, out)
    assert ended.returncode == 0
    last = ended.stderr.decode().splitlines()[-1]
    assert f"{out} has {out.stat().st_size} bytes: `ballonet {out}` opens it" in last
    loaded = open_capture(out)
    for name in ("release", "architecture", "page_size", "section_pages", "block_pages", "pageblock_order",
                 "max_order", "blocks", "iomem", "cmdline", "auto_online", "huge_pages", "missing"):  # fmt: skip
        assert getattr(loaded, name) == getattr(by_python, name), name
    spans = [(zone.node, zone.name, zone.start, zone.spanned) for zone in loaded.zones]
    assert spans == [(zone.node, zone.name, zone.start, zone.spanned) for zone in by_python.zones]
    assert len(loaded.flags) == len(by_python.flags)
    assert out.stat().st_mode & 0o777 == 0o600


def test_it_asks_for_every_file_that_python_reads():
    said = capture_script().replace("$blocks", "/sys/devices/system/memory")
    assert [name for name in TEXTS if name not in said] == []


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_it_overwrites_nothing_and_follows_no_link(shell, script, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("kept")
    (tmp_path / "link").symlink_to(kept)
    for name in ("kept", "link"):
        assert run(shell, script, tmp_path / name).returncode != 0
    assert kept.read_text() == "kept"


def test_it_is_not_for_a_terminal(script):
    primary, terminal = os.openpty()
    ended = subprocess.run(["sh", script], stdout=terminal, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(primary)
    os.close(terminal)
    assert ended.returncode == 2
    assert b"not for a terminal" in ended.stderr
