"""A world in few bytes: what differs from a world before it, and the rest compressed.

Page frames and page lists are most of a world, and little of them changes in a tenth of a second of work. So a packed
world has its arrays as differences to those of an earlier one, its parent, and everything else as text, see
`engine.replaying.graph`.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.host.column import Column
from engine.memory.frames import Columns
from engine.memory.page_list import PageList
from engine.replaying import graph
from engine.world import World

Array = NDArray[Any]
Key = tuple[object, ...]

_LARGE = 512
"""Bytes of an array from which on it is kept as a difference."""
_SIZES = struct.Struct("<QQ")
"""Bytes of the text, and of the table of arrays, both unpacked; what is left is the arrays' values."""
_TYPES = ("|b1", "|u1", "|i1", "<u2", "<i4", "<u4", "<i8", "<u8")
"""Of arrays that are kept as a difference."""


@attrs.frozen(eq=False)
class Laid:
    """A world's large arrays, as a packed world refers to them: by number.

    Attributes:
        arrays: values and, of a page list, the slot of the first; nobody may write them.
        numbers: by what an array is in its world, its number.
        known: by what it is in memory, its number: an array that is the same object has not changed.
    """

    arrays: list[tuple[Array, int]] = attrs.Factory(list)
    numbers: dict[Key, int] = attrs.Factory(dict)
    known: dict[tuple[int, int, int], int] = attrs.Factory(dict)

    @property
    def size(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array, _ in self.arrays)


def pack(world: World, parent: Laid | None) -> tuple[bytes, Laid]:
    """Return a world as bytes, still to be compressed, and its arrays, to which others may be kept as differences.

    Columns of page frames, page lists and the host's chunks are shared between worlds, as between forks: a fork copies
    them before it writes.

    Args:
        world: between two instants. Nothing of it may be written afterwards: it is a fork that is not run.
        parent: an earlier world's arrays; None: this one is kept whole.
    """
    packer = _Packer(world, parent)
    skeleton = graph.write(world, packer.stand)
    table = np.array(packer.table, "<i8").tobytes()
    body = b"".join([_SIZES.pack(len(skeleton), len(table)), skeleton, table, *packer.values])
    return body, packer.laid


def compressed(body: bytes) -> bytes:
    """Return what `unpack` takes of what `pack` returned. It touches nothing else, so that a thread may do it."""
    return zlib.compress(body, level=1)


def unpack(data: bytes, parent: Laid | None, *, most: int) -> tuple[Callable[[], World], Laid]:
    """Return the world that `pack` and `compressed` made bytes of, as a function that makes it, and its arrays.

    Args:
        data: what `compressed` returned.
        parent: what it was kept as a difference to.
        most: bytes that it may have unpacked.

    Raises:
        ValueError: it is no such thing.
    """
    inflater = zlib.decompressobj()
    try:
        body = inflater.decompress(data, most)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not inflater.eof or len(body) < _SIZES.size:
        raise ValueError("it is cut off, or too large")
    skeleton, table = _SIZES.unpack_from(body)
    begin = _SIZES.size + skeleton
    rows = np.frombuffer(body, "<i8", table // 8, begin).reshape(-1, 5)
    laid = Laid(_arrays(rows.tolist(), body, begin + table, parent))
    text = memoryview(body)[_SIZES.size : begin]
    return lambda: graph.read(text, World, _makers(laid)), laid


class _Packer:
    """Sets a world's large arrays aside."""

    def __init__(self, world: World, parent: Laid | None) -> None:
        self.laid = Laid()
        self.table: list[tuple[int, int, int, int, int]] = []
        """For each array: number of its type, length, first slot, its number in the parent, entries that differ.

        -1 stands for no number in the parent; all entries are there then.
        """
        self.values: list[bytes] = []
        self._parent = parent or Laid()
        self._columns = 0
        self._keys: dict[int, Key] = {}
        for name, guest in world.guests.items():
            memory = guest.memory
            for section, columns in memory.frames.mixed.items():
                for what in ("kinds", "tags", "slots", "types", "owners"):
                    self._keys[id(getattr(columns, what))] = (name, section, what)
            for kind, pages in memory.held.items():
                self._keys[id(pages)] = (name, kind)
            for at, zone in enumerate(memory.zones):
                for type_, lists in enumerate(zone.lists):
                    self._keys.update((id(it), (name, at, type_, order)) for order, it in enumerate(lists))

    def stand(self, value: Any) -> tuple[str, tuple[Any, ...]] | None:
        """Say what stands for an array, and what an object is made of where that is not plain."""
        if isinstance(value, np.ndarray):
            if value.nbytes < _LARGE or value.ndim != 1 or not value.flags.c_contiguous:
                return None
            if value.dtype.str not in _TYPES:
                return None
            key = self._keys.get(id(value))
            number = self._lay(value, 0, key, (id(value), 0, 0))
            return "own" if key is None else "shared", (number,)
        if isinstance(value, Column):
            # a host has as many as before, in the same order, but where guests come and go
            self._columns += 1
            self._keys.update((id(array), (self._columns, chunk)) for chunk, array in value.chunks.items())
            return None
        if isinstance(value, Columns):
            return "columns", (value.kinds, value.tags, value.slots, value.types, value.token, value.owners)
        if isinstance(value, PageList):
            window = value.window
            if window.nbytes < _LARGE:
                return "short list", (value.weight, value.first, value.count, window.tobytes())
            same = (id(window.base), value.first, value.last)
            number = self._lay(window, value.first, self._keys.get(id(value)), same)
            return "list", (value.weight, value.first, value.count, number)
        return None

    def _lay(self, array: Array, first: int, key: Key | None, same: tuple[int, int, int]) -> int:
        """Set an array aside, and return its number."""
        laid, parent = self.laid, self._parent
        number = len(laid.arrays)
        laid.arrays.append((array, first))
        laid.known[same] = number
        if key is not None:
            laid.numbers[key] = number
        code = _TYPES.index(array.dtype.str)
        if (unchanged := parent.known.get(same)) is not None:
            self.table.append((code, len(array), first, unchanged, 0))
            return number
        like = parent.numbers.get(key) if key is not None else None
        if like is not None and parent.arrays[like][0].dtype == array.dtype:
            base = _moved(*parent.arrays[like], first, len(array))
            places = np.flatnonzero(base != array)
            if 4 * len(places) < len(array):
                self.table.append((code, len(array), first, like, len(places)))
                self.values += [np.diff(places, prepend=0).astype("<u4").tobytes(), array[places].tobytes()]
                return number
        self.table.append((code, len(array), first, -1, 0))
        self.values.append(array.tobytes())
        return number


def _moved(array: Array, first: int, wanted: int, length: int) -> Array:
    """Return values that begin at the slot `first` as they are from the slot `wanted` on; those that lack are 0."""
    if first == wanted and len(array) == length:
        return array
    found = np.zeros(length, array.dtype)
    begin, end = max(first, wanted), min(first + len(array), wanted + length)
    if begin < end:
        found[begin - wanted : end - wanted] = array[begin - first : end - first]
    return found


def _arrays(
    rows: Sequence[Sequence[int]], body: bytes, at: int, parent: Laid | None
) -> list[tuple[Array, int]]:
    """Return the arrays that a table says."""
    found: list[tuple[Array, int]] = []
    for code, length, first, like, differing in rows:
        dtype = np.dtype(_TYPES[code])
        if like < 0:
            array = np.frombuffer(body, dtype, length, at).copy()  # where it lies it may not be aligned
            at += array.nbytes
        elif parent is None:
            raise ValueError("its parent is not there")
        else:
            before, began = parent.arrays[like]
            array = _moved(before, began, first, length)
        if differing > 0:
            array = array.copy() if array is before else array
            places = np.frombuffer(body, "<u4", differing, at)
            at += places.nbytes
            values = np.frombuffer(body, dtype, differing, at)
            at += values.nbytes
            array[np.cumsum(places, dtype=np.int64)] = values
        found.append((array, first))
    return found


def _makers(laid: Laid) -> dict[str, Callable[..., Any]]:
    """Return what makes those things for which something stands in the text."""

    def shared(number: int) -> Array:
        return laid.arrays[number][0]

    def long_list(weight: int, first: int, count: int, number: int) -> PageList:
        pages = PageList.of_window(weight, first, count, shared(number))
        pages.shared = True
        return pages

    def short_list(weight: int, first: int, count: int, window: bytes) -> PageList:
        return PageList.of_window(weight, first, count, np.frombuffer(window, np.int64).copy())

    return {
        "own": lambda number: shared(number).copy(),
        "shared": shared,
        "columns": Columns,
        "list": long_list,
        "short list": short_list,
    }
