"""Chapters, stops and questions: what a script has for those who present it or learn. None changes the world."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.commands.model.command import Command


@attrs.frozen(kw_only=True)
class Chapter(Command):
    """Begin a part that can be gone to by its title."""

    verb: ClassVar[str] = "chapter"
    title: str


@attrs.frozen(kw_only=True)
class Hold(Command):
    """Let time stand until whoever presents goes on."""

    verb: ClassVar[str] = "hold"


@attrs.frozen(kw_only=True)
class Prompt(Command):
    """Let time stand, and say what to do or to look at meanwhile."""

    verb: ClassVar[str] = "prompt"
    words: str


@attrs.frozen(kw_only=True)
class Ask(Command):
    """Let time stand until a question is answered, and then say what is right."""

    verb: ClassVar[str] = "ask"
    question: str
    answer: str
    """What is right, as `engine.commands.answers.is_right` reads it."""
