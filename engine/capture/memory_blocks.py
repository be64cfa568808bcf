"""/sys/devices/system/memory: the memory blocks that are there."""

from __future__ import annotations

import re

from engine.capture.bounds import STATES
from engine.capture.paths import BLOCK_FILES, MEMORY_BLOCKS
from engine.capture.record import ZONES, BlockRecord
from engine.capture.text import Text
from engine.units import Bytes

LARGEST_BLOCK: Bytes = 1 << 40
_BLOCK_FILE = re.compile(
    rf"{MEMORY_BLOCKS}/memory([0-9]{{1,7}})/(?:({'|'.join(BLOCK_FILES)})|node([0-9]{{1,4}}))"
)


def is_of_block(name: str) -> bool:
    """Say whether a path is one of a memory block."""
    return _BLOCK_FILE.fullmatch(name) is not None


def block_size_of(text: Text) -> Bytes:
    """Read block_size_bytes: hexadecimal, without a prefix (drivers/base/memory.c:block_size_bytes_show).

    Raises:
        CommandError: it is no power of two, or absurd.
    """
    word = text.only
    if not re.fullmatch(r"[0-9a-f]{1,16}", word):
        raise text.refuse(0, f"{word} is no number in hexadecimal digits")
    size = int(word, 16)
    if size & (size - 1) or not 1 << 20 <= size <= LARGEST_BLOCK:
        raise text.refuse(0, f"a block of {size} bytes", "a power of two, 1 MiB to 1 TiB")
    return size


def blocks_of(texts: dict[str, Text]) -> tuple[BlockRecord, ...]:
    """Read the blocks, ascending.

    Args:
        texts: by path; those that are of no block are skipped. A link to a node counts by its name.

    Raises:
        CommandError: a state or a zone is none that the kernel knows.
    """
    said: dict[int, dict[str, Text]] = {}
    for name, text in texts.items():
        if found := _BLOCK_FILE.fullmatch(name):
            said.setdefault(int(found[1]), {})[found[2] or "node"] = text
    return tuple(_block(block, said[block]) for block in sorted(said) if "state" in said[block])


def _block(block: int, said: dict[str, Text]) -> BlockRecord:
    state, zones = said["state"], said.get("valid_zones")
    for text in said.values():
        if len(text.lines) > 1:
            raise text.refuse(1, f"{text.lines[1]!r} is a line too many", "one line")
    if state.only not in STATES:
        raise state.refuse(0, f"{state.only!r} is no state of a block", "online, offline or going-offline")
    names = tuple(zones.only.split()) if zones is not None else ()
    if zones is not None and not {*ZONES, "none"}.issuperset(names):
        raise zones.refuse(0, f"{zones.only!r} is no list of zones")
    link = said["node"].name.rpartition("/node")[2] if "node" in said else "0"
    return BlockRecord(block=block, state=state.only, valid_zones=names, node=int(link))
