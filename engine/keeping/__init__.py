"""Sessions that were cut off: their journals, and going on from them with nothing lost."""

from engine.keeping.catching_up import CatchingUp
from engine.keeping.journal import (
    Head,
    Journal,
    JournalRefused,
    Mark,
    digest_line,
    head_line,
    input_line,
    mark_line,
    read_journal,
)

__all__ = [
    "CatchingUp",
    "Head",
    "Journal",
    "JournalRefused",
    "Mark",
    "digest_line",
    "head_line",
    "input_line",
    "mark_line",
    "read_journal",
]
