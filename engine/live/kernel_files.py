"""What the kernel of this machine says, file by file; a file that cannot be had is named with its reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np

from engine.capture.paths import BLOCK_FILES, KPAGEFLAGS, MACHINE, MEMORY_BLOCKS, PAGE_SIZE, RELEASE
from engine.capture.record import Flags
from engine.capture.text import Text
from engine.errors import printable
from engine.live.opening import open_to_read
from engine.units import Bytes, Pages, Pfn

MOST_OF_A_TEXT: Bytes = 16 << 20
PIECE: Pages = 1 << 17
"""Page flags that are read at a time: a MiB of them."""
_WORD: Bytes = 8
_BLOCK = re.compile(r"memory([0-9]{1,7})")
_NODE = re.compile(r"node[0-9]{1,4}")


@attrs.frozen
class KernelFiles:
    """The files of one kernel.

    Attributes:
        root: / , or a folder that stands for it.
    """

    root: Path = Path("/")

    def text(self, name: str) -> Text | str:
        """Return what a file says, or why it cannot be had."""
        try:
            file = open_to_read(self._path(name))
        except OSError as error:
            return _reason(error)
        try:
            content = bytearray()
            while piece := os.read(file, 1 << 16):
                content += piece
                if len(content) > MOST_OF_A_TEXT:
                    return f"it has more than {MOST_OF_A_TEXT:,} bytes"
        except OSError as error:
            return _reason(error)
        finally:
            os.close(file)
        return Text(name, tuple(content.decode("utf-8", "replace").rstrip("\n").split("\n")))

    def facts(self) -> Iterator[Text]:
        """Yield what is asked of the system itself: the kernel's release, the machine, the page size."""
        said = os.uname()
        yield Text(RELEASE, (said.release,))
        yield Text(MACHINE, (said.machine,))
        yield Text(PAGE_SIZE, (str(os.sysconf("SC_PAGE_SIZE")),))

    def block_texts(self) -> Iterator[Text]:
        """Yield the files of each memory block, ascending, and its links to nodes with what they lead to."""
        folder = self._path(MEMORY_BLOCKS)
        try:
            blocks = sorted(int(found[1]) for it in folder.iterdir() if (found := _BLOCK.fullmatch(it.name)))
        except OSError:
            return
        for block in blocks:
            base = f"{MEMORY_BLOCKS}/memory{block}"
            for name in BLOCK_FILES:
                if isinstance(text := self.text(f"{base}/{name}"), Text):
                    yield text
            try:
                for link in sorted(self._path(base).iterdir()):
                    if _NODE.fullmatch(link.name):
                        yield Text(f"{base}/{link.name}", (str(link.readlink()),))
            except OSError:
                continue  # the block has just gone

    def flags(self, start: Pfn = 0, end: Pfn | None = None) -> Iterator[Flags]:
        """Yield the flags of pages from `start` on, a piece at a time, up to `end` or as far as there are any.

        Raises:
            OSError: they cannot be read.
        """
        file = open_to_read(self._path(KPAGEFLAGS))
        try:
            while end is None or start < end:
                pages = PIECE if end is None else min(PIECE, end - start)
                piece = os.pread(file, pages * _WORD, start * _WORD)
                if not (whole := len(piece) // _WORD):
                    return
                yield np.frombuffer(piece, np.uint64, whole)
                start += whole
        finally:
            os.close(file)

    def why_no_flags(self) -> str:
        """Return why the page flags cannot be had; empty where they can."""
        try:
            os.close(open_to_read(self._path(KPAGEFLAGS)))
        except OSError as error:
            return _reason(error)
        return ""

    def _path(self, name: str) -> Path:
        return self.root / name.lstrip("/")


def _reason(error: OSError) -> str:
    return printable(error.strerror or str(error)).lower()
