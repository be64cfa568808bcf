"""Sessions that were cut off: their journals, and going on from them with nothing lost."""

from engine.keeping.catching_up import CatchingUp
from engine.keeping.journal import (
    END_LINE,
    Head,
    Journal,
    Mark,
    digest_line,
    head_line,
    input_line,
    journal_of,
    mark_line,
    mark_of,
)
from engine.keeping.reading import LARGEST, JournalRefused, read_journal

__all__ = [
    "END_LINE",
    "LARGEST",
    "CatchingUp",
    "Head",
    "Journal",
    "JournalRefused",
    "Mark",
    "digest_line",
    "head_line",
    "input_line",
    "journal_of",
    "mark_line",
    "mark_of",
    "read_journal",
]
