"""How much a script may be. All of it is held to before memory is spent."""

from engine.commands.structure_rows import MOST_TIMES
from engine.units import MIB

LARGEST_SCRIPT = MIB
"""Bytes of a script."""
SHOWN_ERRORS = 20
"""A script that is to run is read no further after so many errors."""
MOST_LINES = MOST_TIMES
"""Lines that `repeat` makes in one script, each time that nothing is repeated counted as one."""
MOST_TEXT = 4 * MIB
"""Characters of these lines."""
DEEPEST_REPEAT = 8
"""How deep `repeat` may stand inside `repeat`."""
MOST_VARIABLES = 100
"""Names that a script sets."""
