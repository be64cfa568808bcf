"""What each step costs in simulated time: one table, each figure with its source.

Figures are kept in picoseconds, so that a section's cost can be shared out among its pages without
fractions. Answers are whole nanoseconds, rounded up: work always takes time.

(V) marks what the named source measured, (S) what it quotes, (E) an estimate. HyperAlloc is the
public data of the HyperAlloc paper (EuroSys 2025): a 20 GiB guest shrunk to 2 GiB and grown back, Linux 6.1,
Xeon Gold 6252.
"""

from engine.costs.costs import Costs
from engine.costs.words import Figure, figures

__all__ = ["Costs", "Figure", "figures"]
