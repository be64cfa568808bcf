"""What help teaches: of every command what it does, what to try in the default lab, what can go wrong."""

from engine.commands.teaching.memory import MEMORY
from engine.commands.teaching.operators import OPERATORS
from engine.commands.teaching.questions import QUESTIONS
from engine.commands.teaching.teaching import Teaching
from engine.commands.teaching.world import WORLD

TEACHING = {**MEMORY, **WORLD, **QUESTIONS, **OPERATORS}
"""By verb."""

__all__ = ["TEACHING", "Teaching"]
