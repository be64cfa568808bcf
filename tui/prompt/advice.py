"""What can be done at the prompt just now, in one row; keys stand in it as `tui.keys.hints` reads them."""

from __future__ import annotations

READY = "just type a command"
ANSWER = "{prompt.run} answers · commands run too, one word as :help"
"""While a question is open."""
HELD = "{command.pause} goes on · commands run meanwhile"
"""While a script lets time stand, and wants no answer."""
_CHOOSE = "{prompt.older} {prompt.newer} choose"
_TAKES = "{prompt.run} or {prompt.take} takes · {prompt.out} close"
ELSEWHERE = {
    "map": "{map.in} in · {map.why} why · {map.inspect} inspect · "
    "{map.add} {map.remove} {map.online} {map.balloon} write · {map.out} out",
    "pages": "arrows move · {map.inspect} inspect · {map.why} why · {map.out} out",
    "host": "arrows move · {host.in} in · {host.prompt} to the prompt · {host.close} back",
    "compare": "{compare.left} {compare.right} policy · {compare.take} writes its command · {compare.close} back",
    "fork": "{fork.up} {fork.down} scroll · {fork.prompt} to the prompt · {fork.close} back",
    "plots": "{plots.left} {plots.right} time · {plots.up} {plots.down} scale · "
    "{plots.prompt} to the prompt · {plots.close} back",
    "guests": "{guests.open} large · {guests.sort} sort · {command.filter} filter · "
    "{guests.table} table · {guests.out} out",
    "filter": "type a part of a name, or swapping, failed, moving, xen",
    "themes": "↑ ↓ look at themes · Enter keeps · Esc back",
    "operations": "j k choose · {operations.why} why · {operations.cancel} writes cancel · {operations.dismiss} out",
    "replay": "{replay.left} {replay.right} time · {replay.loop} loop · {replay.compare} compare · {anywhere.out} out",
    "events": "{events.back} {events.on} scroll · End to the newest · {anywhere.out} to the prompt",
}
"""What the keys do while another pane has the keyboard; it fits 60 columns. `pages`: in the map among pages."""


def advice(line: str, suggestion: str, menu_open: bool, searching: bool) -> str:
    """Return what the keys do.

    Args:
        line: what is typed.
        suggestion: for an empty line.
        menu_open: whether there is something to choose from.
        searching: whether what is typed is what is searched for.
    """
    if searching:
        return f"type to search · {_CHOOSE} · {_TAKES}"
    if menu_open:
        return f"{{prompt.complete}} or {_CHOOSE} · {_TAKES}"
    if line:
        return (
            "{prompt.run} runs · {prompt.complete} completes · {prompt.out} keeps the line for {prompt.older}"
        )
    return f"{{prompt.take}} takes the suggestion · {READY}" if suggestion else READY
