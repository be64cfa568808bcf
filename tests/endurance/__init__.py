"""Long runs, outside of the suite: random programs with every invariant checked at every step, and days of churn."""
