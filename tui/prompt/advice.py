"""What can be done at the prompt just now, in one row."""

from __future__ import annotations

READY = "just type a command"
ELSEWHERE = {
    "map": "Enter in · w why · i inspect · a r o b write · Esc out",
    "host": "arrows move · Enter in · : to the prompt · Esc back",
    "compare": "← → policy · Enter writes its command · Esc back",
    "plots": "← → time · ↑ ↓ scale · : to the prompt · Esc back",
    "guests": "Enter large · s sort · / filter · t table · Esc out",
    "filter": "type a part of a name, or swap, failed, moving, xen",
    "themes": "↑ ↓ look at themes · Enter keeps · Esc back",
    "operations": "j k choose · Enter why · x writes cancel · Esc out",
    "events": "↑ ↓ scroll · End to the newest · Esc to the prompt",
}
"""What the keys do while another pane has the keyboard; it fits the smallest screen."""


def advice(line: str, suggestion: str, menu_open: bool, searching: bool) -> str:
    """Return what the keys do.

    Args:
        line: what is typed.
        suggestion: for an empty line.
        menu_open: whether there is something to choose from.
        searching: whether what is typed is what is searched for.
    """
    if searching:
        return "type to search · ↑ ↓ choose · Enter or → takes · Esc close"
    if menu_open:
        return "Tab or ↑ ↓ choose · Enter or → takes · Esc close"
    if line:
        return "Enter runs · Tab completes · Esc keeps the line for ↑"
    return f"→ takes the suggestion · {READY}" if suggestion else READY
