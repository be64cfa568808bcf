"""The lines of a capture file, unpacked piece by piece.

The file is text, as it is or packed with gzip (in one piece or in several, one after the other): a first line `ballonet
capture 1`; for each file of the kernel a line with its path, then the file's lines, each with a space before it, so
that nothing in a file looks like a path; `! PATH REASON` for one that could not be had; and `end`. After
/proc/kpageflags its lines (`engine.capture.page_flags`) stand as they are, up to the address of their end.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from engine.capture.regular import open_regular
from engine.errors import CommandError, Place, printable
from engine.units import Bytes

FIRST, END, MISSING = b"ballonet capture 1", b"end", b"! "
LONGEST_LINE: Bytes = 1 << 18
"""/proc/interrupts has 11 characters for each CPU."""
_PIECE: Bytes = 1 << 16
_GZIP = b"\x1f\x8b"


def is_capture(path: Path) -> bool:
    """Say whether a file begins as captures do; never raises."""
    try:
        with open_regular(path) as file:
            return next(_pieces(file, path.name), b"").startswith(FIRST[:-1])
    except (OSError, CommandError):
        return False


def capture_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers, from 1; the first one is checked, the last one must be whole.

    Raises:
        CommandError: it cannot be read, is damaged or cut off, is no capture, or has a line that is too long.
    """
    name = printable(path.name)
    try:
        with open_regular(path) as file:
            number = 0
            for number, line in enumerate(_lines(file, name), 1):
                if number == 1 and line != FIRST:
                    raise CommandError(f"{name} is no capture", f"a first line '{FIRST.decode()}'")
                yield number, line
            if not number:
                raise CommandError(f"{name} is empty", "a capture")
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from error


def _lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    rest, number = b"", 0
    for piece in _pieces(file, name):
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        yield from lines
        number += len(lines)
        if len(rest) > LONGEST_LINE:
            place = Place(file=name, line=number + 1)
            raise CommandError(f"a line of more than {LONGEST_LINE:,} bytes", "the lines of a capture", place)
    if rest:
        raise CommandError(f"{name} is cut off in line {number + 1}", "a whole capture")


def _pieces(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the text, at most a piece at a time whatever is packed how tightly."""
    head = file.read(_PIECE)
    if not head.startswith(_GZIP):
        while head:
            yield head
            head = file.read(_PIECE)
        return
    unpacker = zlib.decompressobj(wbits=31)
    packed = head
    try:
        while packed:
            if text := unpacker.decompress(packed, _PIECE):
                yield text
            packed = unpacker.unconsumed_tail
            if unpacker.eof:
                packed = unpacker.unused_data or file.read(_PIECE)
                if packed:
                    unpacker = zlib.decompressobj(wbits=31)
            elif not packed:
                packed = file.read(_PIECE)
    except zlib.error as error:
        raise CommandError(f"{name} is damaged: {error}", "a whole capture") from error
    if not unpacker.eof:
        raise CommandError(f"{name} is cut off", "a whole capture")
