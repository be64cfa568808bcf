"""What every command is."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.errors import Place


@attrs.frozen(kw_only=True)
class Command:
    """A command that was read without error."""

    verb: ClassVar[str] = ""
    """The words that name it, as `hotplug add`."""

    text: str = ""
    """Its native form, as the journal has it."""
    places: dict[str, Place] = attrs.field(factory=dict, eq=False, repr=False)
    """Where each parameter stood in the text that was typed, by field name."""
    dialect: str = ""
    """The operators' tool whose words were typed, as `xl mem-set`; empty for the native form."""

    def place(self, field: str) -> Place:
        """Return where the parameter `field` stood, or the start of the line if it was left out."""
        return self.places.get(field, Place())


@attrs.frozen(kw_only=True)
class ForGuest(Command):
    """A command that names one guest."""

    guest: str
