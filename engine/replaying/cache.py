"""What was found out about recordings, in files of a folder: a cache, whose files are thrown away when in doubt.

A file is of one recording, one version of the engine (also of its source, which one may be editing) and one format. It
is written under a name of its process and gets its own name when it is whole; a process that goes on with an index
that was not finished takes its file away first, so that two processes at once do no harm.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import attrs
import numpy as np

from engine.commands.grammar import innermost
from engine.commands.model import GuestImport, SourceFile
from engine.replaying.store import LARGEST, DamagedError, Store
from engine.script import Script
from engine.version import __version__

FORMAT = 2
LARGEST_FOLDER = 2 * LARGEST
"""Bytes of all files; those that were not used for longest go first."""


def key_of(script: Script, seed: int | None) -> str | None:
    """Return what a recording's file is called, or None: what it does depends on other files too.

    Args:
        script: the recording; its comments and its layout do not count.
        seed: what beats its own.
    """
    if any(isinstance(innermost(line.command), SourceFile | GuestImport) for line in script.lines):
        return None
    facts = [attrs.evolve(script, lines=()), seed, *(attrs.evolve(line, number=0) for line in script.lines)]
    lines = [line.number for line in script.lines]  # sentences tell of them
    return hashlib.sha256("\n".join([_engine(), repr(lines), *map(repr, facts)]).encode()).hexdigest()


def _engine() -> str:
    """Return what the engine is: its version, what its files look like, and what it runs on."""
    root = Path(__file__).parent.parent
    hasher = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        found = file.stat()
        hasher.update(f"{file.relative_to(root)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return f"{FORMAT} {__version__} {hasher.hexdigest()} {np.__version__} {sys.version_info[:2]}"


@attrs.define
class CacheFile:
    """The file of one recording in the folder, or that it has none.

    Attributes:
        folder: where it is.
        key: what it is called.
    """

    folder: Path
    key: str
    _part: Path | None = None

    @property
    def path(self) -> Path:
        """Where it is when it is whole."""
        return self.folder / f"{self.key}.index"

    @property
    def header(self) -> bytes:
        """What it begins with."""
        return f"ballonet index {FORMAT} {self.key}\n".encode()

    def open(self) -> tuple[Store, bytes] | None:
        """Return its store and what its records are, or None: there is none. One that is damaged is deleted."""
        try:
            file = self.path.open("r+b")
        except OSError:
            return None
        try:
            if os.fstat(file.fileno()).st_uid != os.getuid():
                raise DamagedError("it is somebody else's")
            found = Store.opened(cast("BinaryIO", file), self.header)
            os.utime(self.path)
        except (DamagedError, OSError):
            file.close()
            self.delete()
            return None
        return found

    def begin(self) -> Store:
        """Return an empty store for it; if the folder cannot be written to, one without a name."""
        self._part = self.folder / f"{self.key}.{os.getpid()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _tidy(self.folder)
            self._part.unlink(missing_ok=True)
            descriptor = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            return Store(cast("BinaryIO", os.fdopen(descriptor, "r+b")), self.header)
        except OSError:
            self._part = None
            return Store.unnamed()

    def take(self) -> bool:
        """Let it be this process's alone, because it goes on with it; say whether it could be had."""
        part = self.folder / f"{self.key}.{os.getpid()}.part"
        try:
            self.path.rename(part)
        except OSError:
            return False
        self._part = part
        return True

    def finish(self, store: Store, contents: bytes) -> None:
        """Give it its name, with what its records are; where that cannot be done there is none."""
        if self._part is None:
            return
        try:
            store.finish(contents)
            self._part.replace(self.path)
        except OSError:
            self.drop()
        self._part = None

    def drop(self) -> None:
        """Throw away what has not got its name yet."""
        if self._part is not None:
            with suppress(OSError):
                self._part.unlink()
        self._part = None

    def delete(self) -> None:
        """Throw it away."""
        self.drop()
        with suppress(OSError):
            self.path.unlink()


def _tidy(folder: Path) -> None:
    """Delete what processes that are gone have left behind, and the files used longest ago if there is too much."""
    files: list[tuple[float, int, Path]] = []
    for path in folder.iterdir():
        with suppress(OSError, ValueError):
            if path.suffix == ".part" and not _runs(int(path.suffixes[-2].lstrip("."))):
                path.unlink()
            elif path.suffix == ".index":
                found = path.stat()
                files.append((found.st_mtime, found.st_size, path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= LARGEST_FOLDER - LARGEST:
            break
        with suppress(OSError):
            path.unlink()
        total -= size


def _runs(process: int) -> bool:
    """Say whether a process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
