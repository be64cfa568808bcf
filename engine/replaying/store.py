"""Records in a file, one after the other, and at its end what they are. What was changed or cut off is found out."""

from __future__ import annotations

import hashlib
import struct
import tempfile
import weakref
from typing import BinaryIO, cast

import attrs

LARGEST: int = 1 << 30
"""Bytes of one recording's file."""
IN_MEMORY: int = 64 << 20
"""Bytes of a file without a name that are kept in memory before it goes to disk."""
_FOOTER = struct.Struct("<QQ32s8s")
"""Where the last record begins, its length, its SHA-256, and the mark."""
_MARK = b"ballonet"


class DamagedError(Exception):
    """What was kept is not what was written."""


@attrs.frozen
class Record:
    """Where some bytes are kept, and their hash."""

    offset: int
    length: int
    hash: bytes


class Store:
    """Records that are appended to a file, which begins with a header."""

    def __init__(self, file: BinaryIO, header: bytes, size: int | None = None) -> None:
        """Begin with an empty file, or with one that has so many bytes of records."""
        self._file = file
        self.close = weakref.finalize(self, file.close)
        """Let go of the file."""
        self.header = header
        if size is None:
            file.write(header)
        self.size = len(header) if size is None else size
        """Bytes of header and records."""

    @classmethod
    def unnamed(cls) -> Store:
        """Return a store that nobody else can open, and that is gone with this process."""
        return cls(cast("BinaryIO", tempfile.SpooledTemporaryFile(IN_MEMORY)), b"")

    def append(self, data: bytes) -> Record:
        """Keep bytes.

        Raises:
            OSError: there is no room.
        """
        record = Record(self.size, len(data), _hash(data))
        self._file.seek(self.size)
        self._file.write(data)
        self.size += len(data)
        return record

    def read(self, record: Record) -> bytes:
        """Return what was kept.

        Raises:
            DamagedError: it is not there any more.
        """
        try:
            self._file.seek(record.offset)
            data = self._file.read(record.length)
        except (OSError, OverflowError, ValueError) as error:
            raise DamagedError(str(error)) from None
        if _hash(data) != record.hash:
            raise DamagedError("a record's hash does not match")
        return data

    def finish(self, contents: bytes) -> None:
        """Write what the records are behind the last one; a further record takes its place.

        Raises:
            OSError: there is no room.
        """
        self._file.seek(self.size)
        self._file.write(contents)
        self._file.write(_FOOTER.pack(self.size, len(contents), hashlib.sha256(contents).digest(), _MARK))
        self._file.truncate()
        self._file.flush()

    @classmethod
    def opened(cls, file: BinaryIO, header: bytes) -> tuple[Store, bytes]:
        """Return the store of a file that was finished, and what its records are.

        Raises:
            DamagedError: it is no such file, or was changed or cut off.
            OSError: it cannot be read.
        """
        if file.read(len(header)) != header:
            raise DamagedError("it is of something else, or of another version")
        end = file.seek(0, 2)
        if not len(header) + _FOOTER.size <= end <= 2 * LARGEST:
            raise DamagedError("it is cut off, or too large")
        file.seek(end - _FOOTER.size)
        offset, length, digest, mark = _FOOTER.unpack(file.read(_FOOTER.size))
        if mark != _MARK or offset + length + _FOOTER.size != end:
            raise DamagedError("it is cut off")
        file.seek(offset)
        contents = file.read(length)
        if hashlib.sha256(contents).digest() != digest:
            raise DamagedError("its hash does not match")
        return cls(file, header, offset), contents


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
