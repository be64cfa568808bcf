"""This machine's memory written down: a capture, packed as it is read."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from engine.capture.capture_lines import END, FIRST, MISSING
from engine.capture.from_texts import end_of_memory
from engine.capture.page_flags import FlagsWriter
from engine.capture.paths import KPAGEFLAGS, MOVING, STILL
from engine.capture.text import Text
from engine.errors import CommandError
from engine.live.kernel_files import KernelFiles
from engine.units import Pages

_PACKING = 6


def take(
    files: KernelFiles, write: Callable[[bytes], object], told: Callable[[Pages, Pages], None]
) -> dict[str, str]:
    """Write a capture, in memory that is bounded whatever the machine has.

    Args:
        files: the kernel's.
        write: takes the packed file piece by piece.
        told: is called with the pages whose flags are read, and with how many there are about.

    Returns:
        Why what is missing is missing, by path.

    Raises:
        CommandError: the page flags end before their time.
    """
    missing: dict[str, str] = {}
    packer = zlib.compressobj(_PACKING, wbits=31)
    for part in _parts(files, missing, told):
        write(packer.compress(part))
    write(packer.flush())
    return missing


def _parts(
    files: KernelFiles, missing: dict[str, str], told: Callable[[Pages, Pages], None]
) -> Iterator[bytes]:
    yield FIRST + b"\n"
    texts: dict[str, Text] = {}
    for text in (*files.facts(), *files.block_texts()):
        texts[text.name] = text
        yield _part(text)
    for name in (*STILL, *MOVING):
        if isinstance(said := files.text(name), Text):
            texts[name] = said
            yield _part(said)
        else:
            missing[name] = said
    if why := files.why_no_flags():
        missing[KPAGEFLAGS] = why
    else:
        yield f"{KPAGEFLAGS}\n".encode()
        yield from _flags(files, end_of_memory("this machine", texts), told)
    for name, reason in missing.items():
        yield MISSING + f"{name} {reason}\n".encode()
    yield END + b"\n"


def _part(text: Text) -> bytes:
    return "".join((f"{text.name}\n", *(f" {line}\n" for line in text.lines))).encode()


def _flags(files: KernelFiles, about: Pages, told: Callable[[Pages, Pages], None]) -> Iterator[bytes]:
    writer, done = FlagsWriter(), 0
    try:
        for piece in files.flags():
            yield "".join(f"{line}\n" for line in writer.piece(piece)).encode()
            done += len(piece)
            told(done, about)
    except OSError as error:
        raise CommandError(f"{KPAGEFLAGS} cannot be read beyond page {done}: {error.strerror}") from error
    yield "".join(f"{line}\n" for line in writer.end()).encode()
