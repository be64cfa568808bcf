"""Compressed files, unpacked as far as is asked: a file that would grow beyond is refused before memory is spent."""

from __future__ import annotations

import lzma
from pathlib import Path

from engine.capture.regular import open_regular
from engine.errors import CommandError, printable
from engine.units import Bytes

_PIECE: Bytes = 1 << 20


def unpack_xz(path: Path, most: Bytes) -> bytearray:
    """Return the content of an .xz file.

    Args:
        path: the file.
        most: bytes that it may have at most.

    Raises:
        CommandError: it cannot be read, is damaged or cut off, or has more.
    """
    name = printable(path.name)
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=256 << 20)
    found = bytearray()
    try:
        with open_regular(path) as file:
            while not unpacker.eof:
                piece = file.read(_PIECE) if unpacker.needs_input else b""
                if unpacker.needs_input and not piece:
                    raise CommandError(f"{name} is cut off", "a whole .xz file")
                found += unpacker.decompress(piece, min(_PIECE, most - len(found) + 1))
                if len(found) > most:
                    raise CommandError(
                        f"{name} unpacks to more than {most:,} bytes", "what its index announces"
                    )
    except lzma.LZMAError as error:
        raise CommandError(f"{name} is damaged: {error}", "a whole .xz file") from error
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}", "a file of the trace") from error
    return found
