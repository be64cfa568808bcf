"""What is wrong with a script, without running it: its words, and what can be known of its guests."""

from engine.checking.check import MOST_FINDINGS, check
from engine.checking.finding import Finding

__all__ = ["MOST_FINDINGS", "Finding", "check"]
