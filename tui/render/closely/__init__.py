"""What is said of one thing: inspector, tooltips, what can be done with a cell, and the answer to why."""
