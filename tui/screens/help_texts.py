"""What F1 says of each pane, before its keys. A line is a paragraph; it is broken where it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.keys.table import Pane

TITLES: dict[Pane, str] = {
    "themes": "the themes",
    "prompt": "the prompt",
    "map": "the section map",
    "guests": "many guests",
    "filter": "the filter",
    "operations": "the operations",
    "replay": "the timeline of a replay",
    "presenter": "a presentation",
    "events": "the events",
    "host": "the host map",
    "plots": "the plots",
    "fork": "a fork beside its recording",
    "compare": "a comparison",
}
QUESTION = (
    "a question",
    (
        "The script asks what you expect, and time stands meanwhile.",
        "Type the answer and Enter. Where a section is asked for, click it, type it as s12, or go to it in the map "
        "with Tab and the arrows: Enter answers.",
        "Space shows what is right, without an answer of yours; Space again goes on.",
        "Commands run too: several words that begin as one does, or anything behind a colon, as :help.",
    ),
)
HELD = (
    "a stop of the script",
    (
        "The script lets time stand here: look around, try commands, and Space goes on.",
        "What is right of a question is underlined in the map, if it is a section.",
    ),
)
ABOUT: dict[Pane, tuple[str, ...]] = {
    "prompt": (
        "Type a command, Enter runs it; Esc gives the keyboard back to the prompt.",
        "Tab completes and says what fits; → takes the suggestion.",
        "While the line is empty, every key that is not a letter acts.",
        "What is wrong is marked below the line, and the line stays.",
        "All commands: help. One of them: help balloon set.",
        "In a menu Tab and the arrows choose, Enter or → takes; in a search of what was typed, too.",
    ),
    "presenter": (
        "The script waits for you. Letters type its next command, Enter runs it. What it says shows when it is "
        "reached, what it waits for is waited for; it stops where it holds or asks. PgDn and PgUp are enough, "
        "as on a remote control; what is half typed, Enter types to its end first. At the right stands which command "
        "of its chapter comes next, and of how many, as 2 / 3. At a question letters answer; Esc there gives the "
        "capitals back. Space still pauses, + and - change the speed, 1-9 choose the guest.",
        "Notes are the comments before a line. n shows them here, ballonet replay --notes in another terminal.",
    ),
    "map": (
        "A cell is a section. First character: what it holds, the more ink the harder to take back. "
        "Second: what happens to it (▴ ▾ + ×), or what keeps it (K kernel, S slab, M mem_map, P pinned, B "
        "balloon). No mark: it can leave. A row begins at each zone, node and hole. Enter goes in: to "
        "pageblocks, each with its migrate type, then to pages. A free block is its order and dots; "
        "buddies become one. w asks why; other letters write a command, Enter there runs it.",
    ),
    "guests": (
        "Every guest once: in the strip a cell each, the most urgent first (× failed, ! swaps, ▴ ▾ a "
        "section comes or goes, ○ balloon at work, · nothing), under it a row each, or cards where there "
        "is room. Enter shows the selected one large, Esc comes back. The order holds for a second, so "
        "that rows can be read and clicked.",
    ),
    "filter": (
        "Guests that have every word are shown: a part of the name; the beginning of platform, driver or "
        "kernel; or what happens: failed, swapping, moving, growing, shrinking, balloon, waiting, slow, "
        "quiet. It changes what is shown; commands mean what they always mean. s23 and Enter goes to "
        "section 23 of the selected guest.",
    ),
    "themes": (
        "What is chosen is worn at once by all that is on the screen, and the memory goes on living "
        "meanwhile. Enter keeps it for the next run too. The signs beside a name are its page kinds: "
        "free, file, anon, balloon, slab, kernel, mem_map, pinned; then what keeps a section. A theme of "
        "your own is a file in the themes folder of your configuration; what is wrong with one is said "
        "below the list.",
    ),
    "events": (
        "What happened, newest last, each sentence with its reason. While it is scrolled back, new "
        "sentences do not move it. / searches them from the newest back, n goes on to the one before; f shows "
        "the selected guest's alone, ! warnings alone. Esc ends a search. y copies what is in sight, e writes "
        "all that is shown.",
    ),
    "operations": (
        "What is under way, and what failed or is just done: number, command, how far, what is left or "
        "what it waits for. Failed ones stay until they are dismissed; their sections are marked in the "
        "map meanwhile.",
    ),
    "replay": (
        "A recording is played: maps, lists and sentences are those of its time. Thick is what has passed, "
        "thin what is to come, dots what is not yet known. ┼ is a chapter, ┴ where an operation began, × a "
        "failure; under it the free memory of all guests. Drag to go to any time, or type @ and a time. A "
        "command that changes something forks: from there on it is live, and the line is double. A fork "
        "can be compared with what was recorded.",
    ),
    "fork": (
        "What was recorded and what became of it since a command was typed, both at the same virtual time: "
        "each guest that differs with its map and its figures, those that differ marked ●. The last rows "
        "say what that comes to. It goes on while time runs; b in the timeline leaves the fork.",
    ),
    "plots": (
        "Each guest over virtual time, a column a second. has and balloon are drawn of max; work is what "
        "programs finish, of what they would finish if they never had to wait; swap and free of their "
        "highest. Above them the guest's operations, from start to end, each with its number and what "
        "came of it; ! is a warning. The last row says how programs got on before, during and after an "
        "operation.",
    ),
    "compare": (
        "The same change of one guest under each policy, on copies of the world that began alike; the "
        "world itself goes on. The map is the guest on that copy. What ends in … is not final. When the "
        "last one has ended, ● marks the best value of those that got there. Enter takes the policy: its "
        "command stands in the prompt.",
    ),
    "host": (
        "The machine's memory, from its first frame to its last. A letter is the guest that holds most of "
        "the cell; in the colour of what is free, an eighth or more of it is free. Holes are what to "
        "count: a balloon gives back single pages from everywhere, a section that is removed gives back "
        "one piece.",
    ),
}
COPYING = "With Shift held, a drag selects as the terminal does. In a pane y copies what it shows."
MORE = "{anywhere.help} again: all keys · {anywhere.palette}: everything by its name · `help tour`: four things to know"
