"""The table of settings, as it follows from their class: names in the file, in the environment, as flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.configuration.kinds import OneOf
from tui.settings import Settings

if TYPE_CHECKING:
    from tui.configuration.kinds import Kind


@attrs.frozen
class Setting:
    """One setting.

    Attributes:
        name: the key in the file, and the field of `Settings`.
        kind: what it may be.
        default: what it is unless it is set.
        means: one line.
    """

    name: str
    kind: Kind
    default: object
    means: str

    @property
    def variable(self) -> str:
        """What the environment calls it."""
        return f"BALLONET_{self.name.upper()}"

    @property
    def switches(self) -> bool:
        """Whether its flag takes no value, and has a `--no-` beside it."""
        return isinstance(self.kind, OneOf) and {"true", "false"} <= set(self.kind.words)

    @property
    def flags(self) -> tuple[str, ...]:
        """What the command line calls it."""
        return (f"--{self.name}", f"--no-{self.name}") if self.switches else (f"--{self.name}",)

    @property
    def written(self) -> str:
        """The default as a line of the file."""
        word = self.kind.word(self.default)
        plain = isinstance(self.default, bool | int | float)
        return f"{self.name} = {word}" if plain else f'{self.name} = "{word}"'


SETTINGS = {
    field.name: Setting(field.name, field.metadata["kind"], field.default, field.metadata["means"])
    for field in attrs.fields(Settings)
    if field.metadata
}
"""Every setting but the keys, by name."""
