"""Captures and traces that are cut off, damaged, absurd or meant to do harm: a clear error, and bounded memory."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import tracemalloc
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.capture import capture_file
from engine.capture.capture_file import open_capture
from engine.capture.imported import guest_from
from engine.capture.opened import load_capture
from engine.capture.trace import open_trace
from engine.capture.unpack import unpack_xz
from engine.errors import CommandError
from tests.engine.capture.captures import capture_of, write_trace
from tests.engine.capture.machine_texts import TEXTS, capture_text, page_flags, write_capture

WHOLE = capture_text(flags=page_flags()).encode()
LINES = WHOLE.split(b"\n")
ZONEINFO = TEXTS["/proc/zoneinfo"]
BAD_WORDS = [
    b"",
    b"-1",
    b"0",
    b"9" * 20,
    b"9" * 5000,
    b"18446744073709551615",
    b"268435456",
    b"\x1b[2J",
    b"\xff",
    b"\xd9\xa3",
]
BAD_VALUES = [
    0,
    -1,
    2**63,
    10**30,
    1e308,
    float("inf"),
    float("nan"),
    "",
    "\x1b[2J",
    None,
    [],
    {},
    True,
    "9" * 5000,
]
MIB = 1 << 20
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def changed(name, old, new):
    assert old in TEXTS[name]
    return capture_text(TEXTS | {name: TEXTS[name].replace(old, new)}, page_flags())


def lines_with(old, new):
    return WHOLE.replace(old, new, 1)


NAMED = {
    "no text at all": (b"", "no capture|empty"),
    "another file": (b"#!/bin/sh\necho\n", "no capture"),
    "a later format": (WHOLE.replace(b"capture 1", b"capture 2", 1), "no capture"),
    "no end": (WHOLE.removesuffix(b"end\n"), "its end is missing"),
    "an end in a line": (WHOLE.removesuffix(b"\n"), "cut off in line"),
    "something after the end": (WHOLE + b"/proc/swaps\n x\n", "a line after the end"),
    "a line of no file": (lines_with(b"release\n", b""), "a line of no file"),
    "a path with controls": (lines_with(b"/proc/cmdline\n", b"/proc/\x1b[2J\n"), "is no path"),
    "a file twice": (lines_with(b"/proc/cmdline\n", b"/proc/iomem\n x\n/proc/cmdline\n"), "stands here twice"),
    "no zones": (lines_with(b"\n/proc/zoneinfo\n", b"\n/proc/zoneinf\n"), "without /proc/zoneinfo"),
    "zones after the flags": (
        capture_text({"/proc/vmstat": "a 1"}, page_flags()).encode(),
        "without /proc/zoneinfo before it",
    ),
    "a long line": (lines_with(b" console", b" " + b"x" * 400_000), "a line of more than"),
    "a number that is none": (changed("/proc/zoneinfo", "min      17", "min      1e9"), "is no number"),
    "a number of 5000 digits": (changed("/proc/zoneinfo", "min      17", "min      " + "9" * 5000), "is no number"),
    "digits of another script": (changed("/proc/zoneinfo", "min      17", "min      ٣"), "is no number"),
    "an absurd mark": (changed("/proc/zoneinfo", "min      300", f"min      {2**62}"), "is absurd"),
    "an absurd span": (changed("/proc/zoneinfo", "spanned  32768", "spanned  268435456"), "spanned"),
    "more there than spanned": (changed("/proc/zoneinfo", "present  28672", "present  28673"), "spanned"),
    "an absurd start": (changed("/proc/zoneinfo", "start_pfn:           1\n", f"start_pfn: {2**40}\n"), "is absurd"),
    "a zone twice": (changed("/proc/zoneinfo", "Node 1, zone", "Node 0, zone"), "stands here twice"),
    "an unknown zone": (changed("/proc/buddyinfo", "DMA32", "Reserve"), "names no zone"),
    "orders that differ": (changed("/proc/buddyinfo", " 23 ", " 23 9 "), "orders"),
    "more free than there is": (changed("/proc/buddyinfo", " 23 ", " 230 "), "are free in zone DMA32"),
    "17 orders": (changed("/proc/buddyinfo", " 3 ", " 3" * 7), "orders"),
    "a pageblock larger than any block": (changed("/proc/pagetypeinfo", "order: 9", "order: 16"), "no larger"),
    "odd pages": (changed("/sys/devices/system/memory/block_size_bytes", "8000000", "8000001"), "power of two"),
    "a small block": (changed("/sys/devices/system/memory/block_size_bytes", "8000000", "100000"), "cannot hold"),
    "pages of no size": (capture_text(TEXTS | {"page_size": "0"}, page_flags()), "pages of 0 bytes"),
    "a block out of reach": (
        capture_text({"/sys/devices/system/memory/memory9999999/state": "online", **TEXTS}, page_flags()),
        "memory ends at",
    ),
    "a state that is none": (changed("/sys/devices/system/memory/memory1/state", "online", "asleep"), "no state"),
    "flags that go back": (lines_with(b"\n000500 ", b"\n000000 "), "goes on at 0x"),
    "flags without end": (lines_with(b"\n080000\n", b"\n"), "no line of od|cut off"),
    "flags beyond every zone": (lines_with(b"\n080000\n", b"\nfffffffffffff8\n"), "where no zone"),
    "flags of 17 digits": (lines_with(b" 0000000000100000", b" 00000000000100000"), "no line of od"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "found"), NAMED.values(), ids=NAMED)
def test_it_is_refused_in_words(tmp_path, content, found):
    path = write_capture(tmp_path / "bad", content)
    with pytest.raises(CommandError, match=found) as refused:
        guest_from(open_capture(path), "g", 0)
    assert str(refused.value).isprintable()


def test_the_place_is_named_with_file_and_line(tmp_path):
    text = changed("/proc/zoneinfo", "low      375", "low      lots")
    with pytest.raises(CommandError) as refused:
        open_capture(write_capture(tmp_path / "bad", text))
    place = refused.value.place
    assert (place.file, text.split("\n")[place.line - 1].strip()) == ("bad", "low      lots")
    assert "/proc/zoneinfo: lots is no number" in str(refused.value)


@pytest.mark.parametrize("packed", [True, False])
def test_it_is_refused_wherever_it_is_cut_off(tmp_path, packed):
    whole = gzip.compress(WHOLE, 9, mtime=0) if packed else WHOLE
    path = tmp_path / "cut"
    for size in {*range(0, len(whole), max(1, len(whole) // 60)), *range(40), len(whole) - 1, len(whole) - 9}:
        path.write_bytes(whole[:size])
        with pytest.raises(CommandError):
            open_capture(path)


@slow
@given(st.data())
def test_bits_that_flip_in_a_packed_file_are_noticed(tmp_path, data):
    packed = bytearray(gzip.compress(WHOLE, 6, mtime=0))
    at = data.draw(st.integers(10, len(packed) - 1))
    packed[at] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path / "flipped"
    path.write_bytes(packed)
    with pytest.raises(CommandError):
        open_capture(path)


@slow
@given(st.data())
def test_a_changed_text_is_read_or_refused(tmp_path, data):
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(1, len(lines) - 1))
        what = data.draw(st.sampled_from(["drop", "twice", "swap", "word", "byte"]))
        if what == "drop":
            lines.pop(at)
        elif what == "twice":
            lines.insert(at, lines[data.draw(st.integers(0, len(lines) - 1))])
        elif what == "swap":
            other = data.draw(st.integers(1, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif what == "word":
            words = lines[at].split(b" ")
            words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(BAD_WORDS))
            lines[at] = b" ".join(words)
        else:
            lines[at] += bytes([data.draw(st.integers(0, 255))])
    path = tmp_path / "changed"
    path.write_bytes(b"\n".join(lines))
    read_or_refused(lambda: open_capture(path))


def read_or_refused(read):
    try:
        guest_from(read(), "g", 0)
        said = ""
    except CommandError as refused:
        said = str(refused)
    assert said == "" or said.isprintable()


@pytest.fixture(scope="module")
def trace(tmp_path_factory):
    folder = write_trace(tmp_path_factory.mktemp("hostile") / "trace", capture_of())
    said = json.loads((folder / "scenario.json").read_text())
    memsnap = lzma.decompress((folder / "00.memsnap.xz").read_bytes())
    return folder, said, memsnap


def keys_of(value, path=()):
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*path, key)
        yield from keys_of(child, (*path, key))


@slow
@given(st.data())
def test_a_changed_index_of_a_trace_is_read_or_refused(trace, data):
    folder, said, memsnap = trace
    said = json.loads(json.dumps(said))
    path = data.draw(st.sampled_from(list(keys_of(said))))
    holder = said
    for key in path[:-1]:
        holder = holder[key]
    if data.draw(st.booleans()):
        holder[path[-1]] = data.draw(st.sampled_from([*BAD_VALUES, "../scenario.json"]))
    else:
        del holder[path[-1]]
    (folder / "scenario.json").write_text(json.dumps(said))
    (folder / "00.memsnap.xz").write_bytes(lzma.compress(memsnap, preset=0))
    read_or_refused_trace(folder)


@slow
@given(st.data())
def test_a_changed_memsnap_is_read_or_refused(trace, data):
    folder, said, memsnap = trace
    words = bytearray(memsnap)
    for _ in range(data.draw(st.integers(1, 2))):
        at = 4 * data.draw(st.integers(0, 40) | st.integers(0, len(words) // 4 - 1))
        words[at : at + 4] = data.draw(st.sampled_from([0, 1, 2**31, 2**32 - 1, 0x454E4F5A])).to_bytes(
            4, "little"
        )
    size = data.draw(st.just(len(words)) | st.integers(0, len(words)))
    (folder / "scenario.json").write_text(json.dumps(said))
    (folder / "00.memsnap.xz").write_bytes(lzma.compress(bytes(words[:size]), preset=0))
    read_or_refused_trace(folder)


def read_or_refused_trace(folder):
    def read():
        opened = open_trace(folder)
        return opened.load(opened.steps[0].index if opened.steps else 0)

    read_or_refused(read)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"format": 1e999}']
)
def test_an_index_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "scenario.json").write_bytes(content)
    with pytest.raises(CommandError) as refused:
        open_trace(tmp_path)
    assert str(refused.value).isprintable()


def peak(work):
    tracemalloc.start()
    try:
        with pytest.raises(CommandError):
            work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def bomb(head, line):
    """Pack 80 MiB of a line, in a few hundred KiB."""
    packer = zlib.compressobj(1, wbits=31)
    piece = line * (MIB // len(line))
    return b"".join((packer.compress(head), *(packer.compress(piece) for _ in range(80)), packer.flush()))


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (b"ballonet capture 1\n", b"\0"),
        (b"ballonet capture 1\n/proc/cmdline\n", b" x" * 4095 + b" \n"),
        (b"ballonet capture 1\n/proc/other\n", b" x" * 4095 + b" \n"),
    ],
    ids=["one line", "a file", "a file that is not known"],
)
def test_a_bomb_is_left_packed(tmp_path, head, line):
    path = tmp_path / "bomb"
    path.write_bytes(bomb(head, line))
    assert path.stat().st_size < 2 * MIB
    assert peak(lambda: open_capture(path)) < 160 * MIB


def test_there_are_only_so_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(capture_file, "MOST_FILES", 40)
    with pytest.raises(CommandError, match="more than 40 files"):
        open_capture(write_capture(tmp_path / "many", WHOLE.removesuffix(b"end\n") + b"! /a b\n" * 40))
    with pytest.raises(CommandError, match="more than 40 files"):
        open_capture(write_capture(tmp_path / "many", b"ballonet capture 1\n" + b"! /a b\n" * 41))


def test_flags_of_more_pages_than_the_zones_have_take_no_memory(tmp_path):
    text = changed("/proc/zoneinfo", "low      375", "low      375").encode()
    flags = b"/proc/kpageflags\n0 0000000000000001\n*\n7fffffff8\nend\n"
    path = write_capture(tmp_path / "bomb", text.partition(b"/proc/kpageflags\n")[0] + flags)
    assert peak(lambda: open_capture(path)) < 20 * MIB


def test_an_xz_bomb_of_a_trace_is_left_packed(tmp_path):
    path = tmp_path / "bomb.xz"
    path.write_bytes(lzma.compress(bytes(40 * MIB), preset=0))
    assert peak(lambda: unpack_xz(path, MIB)) < 20 * MIB


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "scenario.json")
    for refused in (lambda: open_capture(tmp_path / "pipe"), lambda: open_trace(tmp_path)):
        with pytest.raises(CommandError, match="is no file"):
            refused()
    with pytest.raises(CommandError, match="cannot be read"):
        open_capture(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("/proc/pagetypeinfo", "Page block order", "Node 0, zone DMA, -5", "is no line of it"),
        ("/proc/buddyinfo", "Node 0, zone", "Node 0, zone DMA, -5 ", "is no number"),
        ("/sys/devices/system/memory/memory1/valid_zones", "", "zz zz", "is no list of zones"),
        ("/sys/devices/system/memory/memory1/state", "", "online\nzz zz", "'zz zz' is a line too many"),
    ],
)
def test_an_overwritten_line_is_refused_with_its_place(tmp_path, name, old, new, found):
    text = TEXTS[name]
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if old in line)
    lines[at] = new
    whole = capture_text(TEXTS | {name: "\n".join(lines)}, page_flags())
    with pytest.raises(CommandError, match=found) as caught:
        open_capture(write_capture(tmp_path / "m.ballonet", whole))
    line = whole.split("\n")[caught.value.place.line - 1]
    assert line.strip() == new.split("\n")[-1].strip()


def test_how_far_a_cut_off_file_was_read_is_said(tmp_path):
    packed = gzip.compress(WHOLE, 1)
    (tmp_path / "m.ballonet").write_bytes(packed[:-20])
    with pytest.raises(
        CommandError, match=r"is cut off \(it was read as far as /proc/kpageflags, which begins"
    ):
        open_capture(tmp_path / "m.ballonet")


def test_a_file_that_may_not_be_read_is_not_called_none(tmp_path, monkeypatch):
    path = write_capture(tmp_path / "m.ballonet", WHOLE)

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(CommandError, match=r"'m.ballonet' cannot be read: permission denied"):
        load_capture(path)


def test_words_of_a_damaged_line_are_shown_as_they_are(tmp_path):
    whole = WHOLE.replace(b"/proc/kpageflags\n", b"/proc/kpageflags\n zz zz\n")
    with pytest.raises(CommandError, match=r": ' zz zz' is no line of od"):
        open_capture(write_capture(tmp_path / "m.ballonet", whole))
