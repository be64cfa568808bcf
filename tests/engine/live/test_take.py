"""A capture is taken from the kernel's files, following no link and naming what it cannot have."""

from __future__ import annotations

import os

import numpy as np
import pytest

from engine.capture.capture_file import open_capture
from engine.errors import CommandError
from engine.live.kernel_files import PIECE, KernelFiles
from engine.live.opening import open_to_write
from engine.live.take import take
from tests.engine.capture.machine_texts import TEXTS, kernel_root, page_flags


def taken(root, tmp_path):
    told = []
    path = tmp_path / "taken.ballonet"
    with path.open("wb") as out:
        missing = take(KernelFiles(root), out.write, lambda done, about: told.append((done, about)))
    return open_capture(path), missing, told


def test_what_is_taken_loads_as_the_machine(tmp_path):
    capture, missing, told = taken(kernel_root(tmp_path / "root", flags=page_flags()), tmp_path)
    assert missing == {}
    assert np.array_equal(capture.flags, page_flags())
    assert [(it.name, it.free) for it in capture.zones] == [("DMA", 3072), ("DMA32", 24576), ("DMA32", 2)]
    assert [(it.block, it.node) for it in capture.blocks] == [(0, 0), (1, 1)]
    assert (capture.release, capture.architecture) == (os.uname().release, os.uname().machine)
    assert told[-1][0] == len(page_flags())


def test_flags_are_read_piece_by_piece(tmp_path):
    flags = np.arange(2 * PIECE + 5, dtype=np.uint64)
    files = KernelFiles(kernel_root(tmp_path, flags=flags))
    pieces = list(files.flags())
    assert [len(piece) for piece in pieces] == [PIECE, PIECE, 5]
    assert np.array_equal(np.concatenate(pieces), flags)
    assert np.array_equal(np.concatenate(list(files.flags(7, 12))), flags[7:12])


def test_what_is_not_there_is_named(tmp_path):
    texts = {name: text for name, text in TEXTS.items() if "pagetypeinfo" not in name}
    capture, missing, _ = taken(kernel_root(tmp_path / "root", texts), tmp_path)
    assert missing == {
        "/proc/pagetypeinfo": "no such file or directory",
        "/proc/kpageflags": "no such file or directory",
    }
    assert "/proc/kpageflags: no such file or directory" in capture.missing


def test_a_link_in_place_of_a_file_is_not_followed(tmp_path):
    root = kernel_root(tmp_path / "root", flags=page_flags())
    (tmp_path / "secret").write_text("secret")
    (root / "proc/cmdline").unlink()
    (root / "proc/cmdline").symlink_to(tmp_path / "secret")
    capture, missing, _ = taken(root, tmp_path)
    assert missing == {"/proc/cmdline": "too many levels of symbolic links"}
    assert capture.cmdline == ""


def test_a_file_is_made_for_its_owner_alone(tmp_path):
    os.close(open_to_write(tmp_path / "new", force=False))
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_refused_or_emptied(tmp_path):
    path = tmp_path / "old"
    path.write_text("old")
    with pytest.raises(CommandError, match="is there already"):
        open_to_write(path, force=False)
    assert path.read_text() == "old"
    os.close(open_to_write(path, force=True))
    assert path.read_text() == ""


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_a_link_is_never_written_through(tmp_path, force, target):
    (tmp_path / "there").write_text("kept")
    (tmp_path / "link").symlink_to(tmp_path / target)
    with pytest.raises(CommandError):
        open_to_write(tmp_path / "link", force)
    assert (tmp_path / "there").read_text() == "kept"
    assert not (tmp_path / "nowhere").exists()


def test_what_is_no_file_or_has_a_second_name_is_refused(tmp_path):
    (tmp_path / "one").write_text("kept")
    os.link(tmp_path / "one", tmp_path / "two")
    os.mkfifo(tmp_path / "pipe")
    for name in ("two", "pipe", ".", "no/where", "nul\0l"):
        with pytest.raises(CommandError):
            open_to_write(tmp_path / name, force=True)
    assert (tmp_path / "one").read_text() == "kept"
