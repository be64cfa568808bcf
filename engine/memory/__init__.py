"""One guest's physical memory: page frames, free lists, zones and sections. Pure data that knows no time."""
