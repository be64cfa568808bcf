"""A terminal of a few lines that understands what films are made of, and nothing else."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_PIECE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])|([^\x1b])", re.DOTALL)
_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse"}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",)}


class Terminal:
    """What it shows: `cells[row][column]` is (character, ink, ground, marks); a wide character is followed by ''."""

    def __init__(self, columns, rows):
        self.columns, self.row, self.column = columns, 0, 0
        self.cells = [[(" ", None, None, frozenset())] * columns for _ in range(rows)]
        self.ink = self.ground = None
        self.marks = frozenset()
        self.cursor = True

    def write(self, text):
        at = 0
        for found in _PIECE.finditer(text):
            assert found.start() == at, f"not understood: {text[at : at + 20]!r}"
            at = found.end()
            if found[3]:
                self._put(found[3])
            else:
                self._do(found[1], found[2])
        assert at == len(text), f"cut off: {text[at:]!r}"

    def _put(self, character):
        size = 2 if east_asian_width(character) in "WF" else 1
        assert self.column + size <= self.columns, "what is written stays in its row"
        pen = self.ink, self.ground, self.marks
        self.cells[self.row][self.column] = (character, *pen)
        if size == 2:
            self.cells[self.row][self.column + 1] = ("", *pen)
        self.column += size

    def _do(self, numbers, what):
        match what:
            case "H":
                row, _, column = numbers.partition(";")
                self.row, self.column = int(row or 1) - 1, int(column or 1) - 1
            case "J":
                assert numbers == "2"
                self.cells = [[(" ", None, None, frozenset())] * self.columns for _ in self.cells]
            case "h" | "l":
                assert numbers == "?25"
                self.cursor = what == "h"
            case "m":
                self._dip([int(each or 0) for each in numbers.split(";")])
            case _:
                raise AssertionError(f"not understood: {what}")

    def _dip(self, numbers):
        while numbers:
            match numbers.pop(0):
                case 0:
                    self.ink = self.ground = None
                    self.marks = frozenset()
                case 38:
                    assert numbers.pop(0) == 2
                    self.ink = tuple(numbers.pop(0) for _ in range(3))
                case 48:
                    assert numbers.pop(0) == 2
                    self.ground = tuple(numbers.pop(0) for _ in range(3))
                case 39:
                    self.ink = None
                case 49:
                    self.ground = None
                case number if number in _ON:
                    self.marks |= {_ON[number]}
                case number:
                    self.marks -= set(_OFF[number])

    @property
    def text(self):
        """Its rows as text."""
        return ["".join(cell[0] for cell in row).rstrip() for row in self.cells]
