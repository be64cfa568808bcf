"""Which edition of the facts this is."""

from __future__ import annotations

FACTS = 1
"""The version of the facts about platforms, kernels and memory models in this folder, for recordings' headers.

Raise it by one in a change after which a row that exists lets a guest live otherwise than before: recordings of such
guests drift then, and a replay says why. A new row needs no new number: no recording can name it.
"""
