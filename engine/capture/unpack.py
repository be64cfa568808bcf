"""Compressed files, unpacked as far as is asked: a file that would grow beyond is refused before memory is spent."""

from __future__ import annotations

import lzma
from pathlib import Path

from engine.errors import CommandError, printable
from engine.units import Bytes

_PIECE: Bytes = 1 << 20


def unpack_xz(path: Path, most: Bytes) -> bytes:
    """Return the content of an .xz file.

    Args:
        path: the file.
        most: bytes that it may have at most.

    Raises:
        CommandError: it cannot be read, is damaged or cut off, or has more.
    """
    name = printable(path.name)
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=256 << 20)
    parts, size = [], 0
    try:
        with path.open("rb") as file:
            while not unpacker.eof:
                piece = file.read(_PIECE) if unpacker.needs_input else b""
                if unpacker.needs_input and not piece:
                    raise CommandError(f"{name} is cut off", "a whole .xz file")
                parts.append(unpacker.decompress(piece, most - size + 1))
                size += len(parts[-1])
                if size > most:
                    raise CommandError(
                        f"{name} unpacks to more than {most:,} bytes", "what its index announces"
                    )
    except lzma.LZMAError as error:
        raise CommandError(f"{name} is damaged: {error}", "a whole .xz file") from error
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}", "a file of the trace") from error
    return b"".join(parts)
