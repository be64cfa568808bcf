"""Page flags as text: what is written is read back, and od's own output is read too."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.capture.page_flags import FlagsReader, FlagsWriter
from engine.capture.text import Text
from engine.errors import CommandError

FLAGS = st.lists(
    st.tuples(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1024]), st.integers(1, 40)), max_size=12
)


def flags_of(runs):
    return np.repeat(
        np.array([value for value, _ in runs], np.uint64), np.array([count for _, count in runs], np.int64)
    )


def read(lines, most=1 << 20):
    reader = FlagsReader(Text("/proc/kpageflags"), most)
    ended = [reader.line(line if isinstance(line, bytes) else line.encode()) for line in lines]
    assert not any(ended[:-1])
    return reader.finish()


@given(FLAGS, st.integers(1, 50))
def test_what_is_written_in_pieces_is_read_back(runs, piece):
    flags, writer = flags_of(runs), FlagsWriter()
    lines = [line for at in range(0, len(flags), piece) for line in writer.piece(flags[at : at + piece])]
    assert np.array_equal(read([*lines, *writer.end()]), flags)


@given(FLAGS, st.integers(1, 50))
def test_no_line_says_what_the_line_before_says(runs, piece):
    flags, writer = flags_of(runs), FlagsWriter()
    lines = [line for at in range(0, len(flags), piece) for line in writer.piece(flags[at : at + piece])]
    words = [line.split()[1] for line in lines if line != "*"]
    assert len(words) == (np.count_nonzero(np.diff(flags)) + 1 if len(flags) else 0)


@pytest.mark.skipif(shutil.which("od") is None, reason="there is no od")
@pytest.mark.parametrize("pages", [1, 2, 999, 1000])
def test_what_od_prints_is_read(tmp_path, pages):
    flags = np.zeros(pages, np.uint64)
    flags[pages // 3 : pages // 2] = 0xFEDC_BA98_7654_3210
    flags.astype("=u8").tofile(tmp_path / "flags")
    said = subprocess.run(["od", "-A", "x", "-t", "x8", tmp_path / "flags"], capture_output=True, check=True)
    assert np.array_equal(read(said.stdout.splitlines()), flags)


def test_what_is_beyond_zones_and_blocks_may_only_be_no_page_and_is_left_out():
    nowhere, there = f"{1 << 20:016x}", f"{1 << 10:016x}"
    assert read([f"0 {there}", f"8 {nowhere} {nowhere}", "*", "7ffffffffff8"], most=5).tolist() == [
        1 << 10,
        *[1 << 20] * 4,
    ]
    with pytest.raises(CommandError, match="where no zone and no block is"):
        read([f"0 {there}", f"8 {nowhere}", "*", "7ffffffffff0 " + there, "end"], most=5)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["*"], "repeats no line"),
        (["0 0000000000000001", "*", "*"], "repeats no line"),
        (["0 0000000000000001", "10 0000000000000001"], "goes on at 0x10"),
        (["0 0000000000000001", "*", "0"], "goes on at 0x0"),
        (["4 0000000000000001"], "goes on at 0x4"),
        (["0 1"], "no line of od"),
        (["0 000000000000000g"], "no line of od"),
        (["0" * 17], "no line of od"),
        (["0 0000000000000001 0000000000000002", "*", "18"], "a part of a line"),
        (["0 0000000000000001", "*", "fffffffffffffff8"], "where no zone and no block is"),
        (["0 0000000000000001"], "cut off"),
    ],
)
def test_a_line_that_cannot_stand_there_is_refused(lines, found):
    with pytest.raises(CommandError, match=found) as refused:
        read([*lines, "nothing"] if found != "cut off" else lines)
    assert refused.value.place.line
