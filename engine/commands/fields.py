"""What has been read of one command, field by field."""

from __future__ import annotations

from typing import Any

import attrs

from engine.commands.row import Parameter
from engine.commands.words import Word, read_word
from engine.errors import Place


@attrs.define
class Fields:
    """The values of a model's fields, and where each stood."""

    values: dict[str, Any] = attrs.field(factory=dict)
    places: dict[str, Place] = attrs.field(factory=dict)

    def put(self, parameter: Parameter, value: Any, place: Place) -> None:
        """Note what a parameter means."""
        if parameter.unit_field:
            self.values[parameter.unit_field], value = value
        self.values[parameter.field] = value
        self.places[parameter.field] = place

    def read(self, parameter: Parameter, word: Word) -> None:
        """Read a word as a parameter.

        Raises:
            SyntaxRefused: it is none.
        """
        self.put(parameter, read_word(parameter.value.read, word), word.place)
