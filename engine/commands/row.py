"""What the table of the language says of one command: its words, its parameters, its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import attrs

from engine.commands.model import Command

Group = Literal[
    "guests", "hotplug", "balloon", "resize", "workloads", "host", "views", "time", "scripts", "operators"
]

_FEW_OPTIONS = 5
"""A usage line names at most so many options."""


@attrs.frozen
class Value:
    """A kind of word: how it is read and written.

    Attributes:
        label: what usage lines call it, as `SIZE`.
        read: the word's meaning; raises CommandError without a place.
        write: the canonical word; reading it gives the same meaning.
        choices: for a closed set, each word with what it means.
        looks: whether a word can be meant as this kind; asked where parameters are alternatives.
        takes: one word, the rest of the line as it stands, or a whole command.
    """

    label: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    choices: tuple[tuple[str, str], ...] = ()
    looks: Callable[[str], bool] = lambda _: True
    takes: Literal["word", "rest", "command"] = "word"


@attrs.frozen
class Parameter:
    """One parameter: a positional word, or the option `name=VALUE`.

    Attributes:
        name: the option's name, or what a missing word is called by its label.
        value: the kind of word.
        means: one line for people.
        field: the field of the model, where it is not `name`.
        needed: whether it must be given.
        default: what leaving it out means, for people.
        offers: what completion proposes, where the kind of value does not say.
        unit_field: the model's field for the first half of a meaning that is a pair (unit, value).
    """

    name: str
    value: Value
    means: str
    field: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True))
    needed: bool = False
    default: str = ""
    offers: str = ""
    unit_field: str = ""


@attrs.frozen
class Flag:
    """A word of an operators' tool that starts with a dash.

    Attributes:
        word: as `--live` or `-e`.
        means: one line for people.
        refused: why it does nothing here; empty where it is accepted.
        also: its other spelling, as `--enable`.
        field: what it sets in the model; without one it is accepted and changes nothing.
        sets: what `field` is then.
        takes: what the word after it is, which is read into that parameter's field.
    """

    word: str
    means: str
    refused: str = ""
    also: str = ""
    field: str = ""
    sets: Any = True
    takes: Parameter | None = None

    @property
    def shape(self) -> str:
        """How it is written: `-e`, or `-q N`."""
        return f"{self.word} {self.takes.value.label}" if self.takes else self.word


@attrs.frozen
class Narrowed:
    """What a command takes once some of its parameters are known.

    Attributes:
        so_far: the known part, as errors say it.
        takes: fields that may be given.
        needs: fields among them that must be given.
    """

    so_far: str
    takes: frozenset[str]
    needs: tuple[str, ...] = ()


@attrs.frozen
class Row:
    """One command.

    Attributes:
        words: what it starts with.
        model: the class of what reading it gives.
        group: the heading it stands under.
        summary: one line for people.
        examples: commands that can be read as they stand.
        positional: words in order; those that may be left out come last.
        options: `name=VALUE` in any order.
        flags: words of an operators' tool that start with a dash.
        written: how the flags stand in usage lines, where it is not each in brackets.
        choice: fields of which exactly one is given, or with `choice_needed` False at most one.
        choice_needed: see `choice`.
        journal: whether it changes the simulated world, so that a recording must have it.
        lasts: whether it starts an operation that takes virtual time.
        omits_guest: whether the guest may be left out where one is selected.
        script_only: whether it stands in scripts alone, where the reader resolves it: nothing of it runs.
        may_not_hold: verbs that a command inside this one may not have.
        fixed: fields of the model that the words decide.
        narrow: what the fields that were given say of the others; None: nothing.
        check: what is wrong with the fields together: the field, what was found and what would be right; None: nothing.
    """

    words: tuple[str, ...]
    model: type[Command]
    group: Group
    summary: str
    examples: tuple[str, ...]
    positional: tuple[Parameter, ...] = ()
    options: tuple[Parameter, ...] = ()
    flags: tuple[Flag, ...] = ()
    written: str = ""
    choice: tuple[str, ...] = ()
    choice_needed: bool = True
    journal: bool = False
    lasts: bool = False
    omits_guest: bool = False
    script_only: bool = False
    may_not_hold: tuple[str, ...] = ()
    fixed: dict[str, Any] = attrs.field(factory=dict)
    narrow: Callable[[Mapping[str, Any]], Narrowed | None] = lambda _: None
    check: Callable[[Mapping[str, Any]], tuple[str, str, str] | None] = lambda _: None

    @property
    def verb(self) -> str:
        """The words as one text."""
        return " ".join(self.words)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Positional ones, then options."""
        return self.positional + self.options

    @property
    def usage(self) -> str:
        """The shape of the whole command on one line."""
        shapes = [self.verb]
        alternatives = [p for p in self.parameters if p.field in self.choice]
        few = len(self.options) <= _FEW_OPTIONS
        for parameter in self.parameters:
            if parameter in alternatives:
                if parameter is alternatives[0]:
                    joined = " | ".join(self.shape(p) for p in alternatives)
                    shapes.append(f"({joined})" if self.choice_needed else f"[{joined}]")
            elif parameter.needed:
                shapes.append(self.shape(parameter))
            elif few or parameter in self.positional:
                shapes.append(f"[{self.shape(parameter)}]")
        shapes += [] if few else ["[OPTION=VALUE ...]"]
        if self.written:
            return " ".join((*shapes[:2], self.written, *shapes[2:]))
        return " ".join((*shapes, *(f"[{flag.shape}]" for flag in self.flags if not flag.refused)))

    def shape(self, parameter: Parameter) -> str:
        """Return how `parameter` is written: `SIZE`, or `node=N`."""
        label = parameter.value.label
        return f"{parameter.name}={label}" if parameter in self.options else label

    def flag_of(self, text: str) -> Flag | None:
        """Return the flag that a word is, in either spelling."""
        return next((flag for flag in self.flags if text in (flag.word, flag.also)), None)

    def is_flag(self, text: str) -> bool:
        """Say whether a word is meant as a flag: `-5` is not, and `-e` only where there are flags of one letter."""
        short = any(not flag.word.startswith("--") for flag in self.flags)
        return bool(self.flags) and (
            text.startswith("--") or (short and text[:1] == "-" and text[1:2].isalpha())
        )

    @property
    def free_text(self) -> bool:
        """Whether everything up to the end of the line belongs to the command as it stands."""
        return any(parameter.value.takes == "rest" for parameter in self.positional)
