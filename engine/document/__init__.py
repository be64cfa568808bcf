"""The snapshot as one JSON object for programs: sizes in bytes, times in seconds, pages as counts."""

from engine.document.document import FORMAT, document, excerpt

__all__ = ["FORMAT", "document", "excerpt"]
