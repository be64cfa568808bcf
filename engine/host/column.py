"""A long column with one value a page, made of chunks that are one record each until they are mixed."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.host.chunks import are_few_each, by_chunk, heads_of, only_chunk, whole_chunks
from engine.host.runs import Int64s, cut, singled
from engine.memory.runs import Runs
from engine.units import Pages

CHUNK = 32_768
"""Pages in a chunk: 128 MiB, so that 16 TiB are 131,072 records."""

_LONG = 16 * CHUNK
_FEW_RUNS = 8
"""A few runs of which one is so long are worth a look at their chunks as a whole."""

Value = TypeVar("Value", np.bool_, np.int64)


class Hasher(Protocol):
    """What hashlib's objects can do."""

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""


@attrs.define(eq=False)
class Column(Generic[Value]):
    """One value a page, `blank` at first.

    A chunk whose pages all have one value is a number in a table; any other chunk is an array. How many
    pages of a chunk are blank is always known. A fork shares tables and arrays; whoever writes first copies.
    """

    blank: Value
    _uniform: NDArray[Value]
    """The value of each chunk that is not mixed."""
    _mixed: NDArray[np.bool_]
    _blanks: NDArray[np.uint16]
    """Blank pages of each chunk."""
    _arrays: dict[int, NDArray[Value]] = attrs.field(factory=dict)
    """The values of each mixed chunk."""
    _digests: dict[int, bytes] = attrs.field(factory=dict)
    """Of mixed chunks that have not changed since they were hashed."""
    _first_blank: int = 0
    """No chunk before this one has a blank page."""
    _shared: bool = False
    """Whether a fork may see the tables and dictionaries above."""
    _private: set[int] = attrs.field(factory=set)
    """Mixed chunks whose array no fork sees."""

    @classmethod
    def of(cls, pages: Pages, blank: Value) -> Column[Value]:
        """Return a column of so many blank pages; the last chunk is whole too."""
        chunks = -(-pages // CHUNK)
        return cls(
            blank, np.full(chunks, blank), np.zeros(chunks, np.bool_), np.full(chunks, CHUNK, np.uint16)
        )

    def fork(self) -> Column[Value]:
        """Return a column with the same values; from now on neither influences the other."""
        self._shared, self._private = True, set()
        return attrs.evolve(self, private=set())

    @property
    def chunks(self) -> Mapping[int, NDArray[Value]]:
        """The values of each mixed chunk, not to be written."""
        return self._arrays

    @property
    def length(self) -> Pages:
        """Pages in the column, always whole chunks."""
        return self._uniform.size * CHUNK

    @property
    def filled_end(self) -> Pages:
        """The end of the last chunk that has a page which is not blank; it does not depend on how they came there."""
        some = np.flatnonzero(self._blanks < CHUNK)
        return (int(some[-1]) + 1) * CHUNK if some.size else 0

    def resize(self, pages: Pages) -> None:
        """Add blank chunks at the end, or drop chunks there, until there are just enough for so many pages."""
        self._own()
        chunks = -(-pages // CHUNK)
        for chunk in [chunk for chunk in self._arrays if chunk >= chunks]:
            self._drop_array(chunk)
        more = max(0, chunks - self._uniform.size)
        self._uniform = np.concatenate([self._uniform[:chunks], np.full(more, self.blank)])
        self._mixed = np.concatenate([self._mixed[:chunks], np.zeros(more, np.bool_)])
        self._blanks = np.concatenate([self._blanks[:chunks], np.full(more, CHUNK, np.uint16)])
        self._first_blank = min(self._first_blank, chunks)

    def at(self, pages: Int64s) -> NDArray[Value]:
        """Return the values of single pages."""
        chunks = pages // CHUNK
        values = self._uniform[chunks]
        inside = np.flatnonzero(self._mixed[chunks])
        parts = by_chunk(chunks[inside])
        if are_few_each(parts, inside):
            arrays = self._arrays
            for place, page in zip(inside.tolist(), pages[inside].tolist(), strict=True):
                values[place] = arrays[page // CHUNK][page % CHUNK]
            return values
        for chunk, where in parts:
            these = inside[where]
            values[these] = self._arrays[chunk][pages[these] % CHUNK]
        return values

    def read(self, runs: Runs) -> tuple[Runs, NDArray[Value]]:
        """Return the same pages in the same order, in runs that have one value each, and the values."""
        if (chunk := only_chunk(runs, CHUNK)) >= 0:
            return self._read_chunk(chunk, runs)
        if runs.starts.size <= _FEW_RUNS and int(runs.counts.max(initial=0)) >= _LONG:
            found = [self._read_long(run) for run in runs.each()]
            return Runs.joined([pieces for pieces, _ in found]), np.concatenate(
                [values for _, values in found]
            )
        return self._read_pieces(runs)

    def _read_long(self, run: Runs) -> tuple[Runs, NDArray[Value]]:
        """Read one run without a look at each of its chunks, if they have one value."""
        before, begin, end, after = whole_chunks(run, CHUNK)
        values = self._uniform[begin:end]
        if begin >= end or self._mixed[begin:end].any() or bool((values != values[0]).any()):
            return self._read_pieces(run)
        whole = Runs(np.array([begin * CHUNK]), np.array([(end - begin) * CHUNK]))
        found = [self._read_pieces(before), (whole, values[:1]), self._read_pieces(after)]
        return Runs.joined([pieces for pieces, _ in found]), np.concatenate([value for _, value in found])

    def _read_pieces(self, runs: Runs) -> tuple[Runs, NDArray[Value]]:
        pieces, _ = cut(runs, CHUNK)
        chunks = pieces.starts // CHUNK
        mixed = self._mixed[chunks]
        if not mixed.any():
            return pieces, self._uniform[chunks]
        pieces = singled(pieces, mixed)
        return pieces, self.at(pieces.starts)

    def _read_chunk(self, chunk: int, runs: Runs) -> tuple[Runs, NDArray[Value]]:
        """Read pages of one chunk: what a balloon's batch is, mostly."""
        if not self._mixed[chunk]:
            return runs, np.full(runs.starts.size, self._uniform[chunk])
        array = self._arrays[chunk]
        if runs.starts.size > 1:
            pages = runs.pfns()
            return Runs.of_singles(pages), array[pages % CHUNK]
        first = int(runs.starts[0])
        values = array[first % CHUNK :][: int(runs.counts[0])]
        if values[0] == values[-1] and bool((values == values[0]).all()):
            return runs, values[:1]
        heads = heads_of(values)
        return Runs(first + heads, np.diff(heads, append=values.size)), values[heads]

    def blank_blocks(self, starts: Int64s, size: Pages) -> NDArray[np.bool_]:
        """Say of each block of `size` pages, a power of two and aligned, whether all of it is blank."""
        if size >= CHUNK:
            chunks = starts[:, None] // CHUNK + np.arange(size // CHUNK)
            whole: NDArray[np.bool_] = (self._blanks[chunks] == CHUNK).all(axis=1)
            return whole
        chunks = starts // CHUNK
        blank: NDArray[np.bool_] = self._blanks[chunks] == CHUNK
        some = np.flatnonzero(~blank & (self._blanks[chunks] > 0))
        for chunk, where in by_chunk(chunks[some]):
            these = some[where]
            empty = (self._arrays[chunk].reshape(-1, size) == self.blank).all(axis=1)
            blank[these] = empty[starts[these] % CHUNK // size]
        return blank

    def write(self, runs: Runs, values: NDArray[Value] | Value) -> None:
        """Give every page of each run that run's value, or all of them one value; no page twice."""
        self._own()
        chunk = only_chunk(runs, CHUNK)
        if chunk >= 0 and int(runs.counts[0]) < CHUNK:
            of_page = np.repeat(values, runs.counts) if np.ndim(values) else values
            if runs.starts.size > 1:
                self._put(chunk, runs.pfns() % CHUNK, of_page)
            else:
                first = int(runs.starts[0]) % CHUNK
                self._put(chunk, slice(first, first + int(runs.counts[0])), of_page)
            return
        if int(runs.counts.max(initial=0)) >= _LONG:
            runs, values = self._write_long(runs, np.broadcast_to(values, runs.starts.shape))
        pieces, which = cut(runs, CHUNK)
        of_piece = np.broadcast_to(values, runs.starts.shape)[which]
        whole = pieces.counts == CHUNK
        if whole.any():
            self._level(pieces.starts[whole] // CHUNK, of_piece[whole])
        if not whole.all():
            part = Runs(pieces.starts[~whole], pieces.counts[~whole])
            self._write_pages(part.pfns(), np.repeat(of_piece[~whole], part.counts))

    def _write_long(self, runs: Runs, values: NDArray[Value]) -> tuple[Runs, NDArray[Value]]:
        """Write the whole chunks of long runs; return what is left, and its values."""
        long = runs.counts >= _LONG
        rest = [Runs(runs.starts[~long], runs.counts[~long])]
        of_rest = [values[~long]]
        for run, value in zip(Runs(runs.starts[long], runs.counts[long]).each(), values[long], strict=True):
            before, begin, end, after = whole_chunks(run, CHUNK)
            for chunk in (np.flatnonzero(self._mixed[begin:end]) + begin).tolist():
                self._drop_array(chunk)
            self._mixed[begin:end] = False
            self._uniform[begin:end] = value
            self._blanks[begin:end] = CHUNK if value == self.blank else 0
            if value == self.blank:
                self._first_blank = min(self._first_blank, begin)
            rest += [before, after]
            of_rest.append(np.full(len(before) + len(after), value))
        return Runs.joined(rest), np.concatenate(of_rest)

    def lowest_blank(self, pages: Pages) -> Runs:
        """Return the lowest blank pages, ascending; all of them if there are fewer than asked for."""
        found: list[Runs] = []
        chunk, window = self._first_blank, 16
        if chunk < self._blanks.size and int(self._blanks[chunk]) >= pages > 0 and self._mixed[chunk]:
            blank = self._arrays[chunk] == self.blank
            first = int(blank.argmax())
            # mostly they follow each other
            places = blank[first : first + 2 * pages].nonzero()[0]
            if places.size < pages:
                places = blank[first:].nonzero()[0]
            return Runs.of_pfns(places[:pages] + (chunk * CHUNK + first))
        whole = self._blanks[chunk : chunk + pages // CHUNK]
        if whole.size == pages // CHUNK > 0 and int(whole.min()) == CHUNK:
            found.append(Runs.of([(chunk * CHUNK, whole.size * CHUNK)]))
            pages, chunk = pages % CHUNK, chunk + whole.size
        while pages > 0 and chunk < self._uniform.size:
            blanks = self._blanks[chunk : chunk + window]
            enough = int(np.searchsorted(np.cumsum(blanks), pages)) + 1
            runs, _ = self._blank_runs(chunk + np.flatnonzero(blanks[:enough])).first(pages)
            found.append(runs)
            pages -= runs.pages
            chunk, window = chunk + window, window * 4
        return Runs.joined(found).merged()

    def fill_lowest(self, runs: Runs, value: Value) -> None:
        """Give the lowest blank pages, all that there are up to the last of them, a value."""
        self.write(runs, value)
        if runs.starts.size:
            self._first_blank = int(runs.starts[-1] + runs.counts[-1] - 1) // CHUNK

    def filled(self) -> tuple[Runs, NDArray[Value]]:
        """Return every page that is not blank, ascending, in as few runs of one value as there can be."""
        level = np.flatnonzero(~self._mixed & (self._uniform != self.blank))
        runs, values = [Runs(level * CHUNK, np.full(level.size, CHUNK))], [self._uniform[level]]
        for chunk, array in self._arrays.items():
            heads = heads_of(array)
            runs.append(Runs(chunk * CHUNK + heads, np.diff(heads, append=CHUNK)))
            values.append(array[heads])
        pieces, of_piece = Runs.joined(runs), np.concatenate(values)
        order = np.argsort(pieces.starts, kind="stable")
        order = order[of_piece[order] != self.blank]
        starts, counts, of_piece = pieces.starts[order], pieces.counts[order], of_piece[order]
        follows = (starts[1:] == (starts + counts)[:-1]) & (of_piece[1:] == of_piece[:-1])
        first = np.concatenate([[True], ~follows])[: starts.size].nonzero()[0]
        return Runs(starts[first], np.add.reduceat(counts, first) if first.size else counts), of_piece[first]

    def digest_into(self, hasher: Hasher) -> None:
        """Hash which page has which value, but for blanks; how the chunks came about does not count."""
        digests = {chunk: digest for chunk in sorted(self._arrays) if (digest := self._digest(chunk))}
        level = np.flatnonzero(~self._mixed & (self._uniform != self.blank))
        hasher.update(struct.pack("<qq", level.size, len(digests)))
        hasher.update(level.astype("<i8").tobytes() + self._uniform[level].astype("<i8").tobytes())
        hasher.update(np.array(list(digests), "<i8").tobytes() + b"".join(digests.values()))

    def _digest(self, chunk: int) -> bytes:
        """Return the hash of a mixed chunk, or nothing after making it a record, where it has one value."""
        if (known := self._digests.get(chunk)) is None:
            array = self._arrays[chunk]
            heads = heads_of(array)
            if heads.size == 1:
                self._own()
                self._level(np.array([chunk]), array[:1])
                return b""
            canonical = heads.astype("<i8").tobytes() + array[heads].astype("<i8").tobytes()
            known = self._digests[chunk] = hashlib.sha256(canonical).digest()
        return known

    def _own(self) -> None:
        """Make the tables and dictionaries this column's own, before they are changed."""
        if self._shared:
            self._uniform, self._mixed = self._uniform.copy(), self._mixed.copy()
            self._blanks = self._blanks.copy()
            self._arrays, self._digests = self._arrays.copy(), self._digests.copy()
            self._shared = False

    def _level(self, chunks: Int64s, values: NDArray[Value]) -> None:
        """Make chunks records of one value each."""
        for chunk in chunks[self._mixed[chunks]].tolist():
            self._drop_array(chunk)
        self._mixed[chunks] = False
        self._uniform[chunks] = values
        blank = values == self.blank
        self._blanks[chunks] = np.where(blank, CHUNK, 0)
        if blank.any():
            self._first_blank = min(self._first_blank, int(chunks[blank].min()))

    def _write_pages(self, pages: Int64s, values: NDArray[Value]) -> None:
        parts = by_chunk(pages // CHUNK)
        if are_few_each(parts, pages):
            self._write_each([chunk for chunk, _ in parts], pages, values)
            return
        for chunk, where in parts:
            self._put(chunk, pages[where] % CHUNK, values[where])

    def _put(self, chunk: int, here: Int64s | slice, values: NDArray[Value] | Value) -> None:
        """Give pages of one chunk, by their places in it, their values or one value."""
        array = self._array(chunk)
        blanks = int(self._blanks[chunk]) - np.count_nonzero(array[here] == self.blank)
        array[here] = values
        blanks += np.count_nonzero(array[here] == self.blank)
        self._count_blanks(chunk, int(blanks))

    def _write_each(self, chunks: list[int], pages: Int64s, values: NDArray[Value]) -> None:
        """Write pages one by one: there are only a few in each chunk."""
        arrays = {chunk: self._array(chunk) for chunk in chunks}
        blank, blanks = self.blank.item(), dict.fromkeys(chunks, 0)
        for page, value in zip(pages.tolist(), values.tolist(), strict=True):
            chunk, at = page // CHUNK, page % CHUNK
            array = arrays[chunk]
            if (array.item(at) == blank) != (value == blank):
                blanks[chunk] += 1 if value == blank else -1
            array[at] = value
        for chunk, more in blanks.items():
            self._count_blanks(chunk, int(self._blanks[chunk]) + more)

    def _count_blanks(self, chunk: int, blanks: int) -> None:
        """Know how many blank pages a mixed chunk has now."""
        self._blanks[chunk] = blanks
        if blanks and chunk < self._first_blank:
            self._first_blank = chunk
        if blanks == CHUNK:
            self._level(np.array([chunk]), np.array([self.blank]))

    def _array(self, chunk: int) -> NDArray[Value]:
        """Return the values of a chunk to be changed: the chunk becomes mixed."""
        self._digests.pop(chunk, None)
        if chunk in self._private:
            return self._arrays[chunk]
        if self._mixed[chunk]:
            array = self._arrays[chunk].copy()
        else:
            array = np.full(CHUNK, self._uniform[chunk])
            self._mixed[chunk] = True
        self._arrays[chunk] = array
        self._private.add(chunk)
        return array

    def _drop_array(self, chunk: int) -> None:
        del self._arrays[chunk]
        self._digests.pop(chunk, None)
        self._private.discard(chunk)

    def _blank_runs(self, chunks: Int64s) -> Runs:
        """Return the blank pages of chunks, ascending."""
        mixed = self._mixed[chunks]
        level = chunks[~mixed]
        stretches = Runs.of_pfns(level)
        parts = [Runs(stretches.starts * CHUNK, stretches.counts * CHUNK)]
        for chunk in chunks[mixed].tolist():
            parts.append(Runs.of_pfns(chunk * CHUNK + np.flatnonzero(self._arrays[chunk] == self.blank)))
        runs = Runs.joined(parts)
        order = np.argsort(runs.starts, kind="stable")
        return Runs(runs.starts[order], runs.counts[order])
