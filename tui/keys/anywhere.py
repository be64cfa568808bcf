"""Keys that work anywhere, and those that work wherever a letter would not be typed."""

from __future__ import annotations

from tui.keys.table import Bound, Key

ANYWHERE = (
    Key(
        "anywhere",
        "F1",
        "Help",
        "help for the pane that has the keyboard; again: all keys",
        Bound("help", "f1", "help"),
    ),
    Key(
        "anywhere",
        "^P",
        "Palette",
        "find any action, command or guest by a part of its name",
        Bound("palette", "ctrl+p", "palette"),
    ),
    Key(
        "anywhere",
        "^O",
        "Jump",
        "letters on all that can be gone to; one key goes there",
        Bound("jump", "ctrl+o", "jump"),
    ),
    Key("anywhere", "F2", "Guests", "the guests: maps and free lists", Bound("main", "f2", "main")),
    Key(
        "anywhere",
        "F3",
        "Inspect",
        "say everything about what is at the cursor; again: no more",
        Bound("inspect", "f3", "inspect"),
    ),
    Key(
        "anywhere",
        "F5",
        "Compare",
        "policies abreast, for half the memory; again: the guests",
        Bound("compare", "f5", "compare"),
    ),
    Key(
        "anywhere",
        "F6",
        "Host map",
        "whose the machine's frames are; again: the guests",
        Bound("host-map", "f6", "host_map"),
    ),
    Key(
        "anywhere",
        "F7",
        "Plots",
        "the guests over virtual time; again: the guests",
        Bound("plots", "f7", "plots"),
    ),
    Key(
        "anywhere",
        "F4",
        "Why failed",
        "ask why of what failed last",
        Bound("why-failed", "f4", "why_failed"),
        mouse="click it",
    ),
    Key("anywhere", "", "Tour", "four things to know; also: help tour", Bound("tour", "", "tour")),
    Key(
        "anywhere",
        "^T",
        "Theme",
        "other colours: every theme, shown as you go through them",
        Bound("themes", "ctrl+t", "themes"),
    ),
    Key(
        "anywhere",
        "PgUp",
        "Up",
        "scroll what is open, else the sentences, back",
        Bound("scroll-back", "pageup", "scroll_back"),
    ),
    Key(
        "anywhere",
        "PgDn",
        "Down",
        "scroll what is open, else the sentences, forth",
        Bound("scroll-forth", "pagedown", "scroll_forth"),
    ),
    Key("anywhere", "Esc", "Out", "one step out; at home: forget what failed", Bound("out", "escape", "out")),
    Key(
        "anywhere",
        "^Z",
        "Suspend",
        "back to the shell; fg returns",
        Bound("suspend-process", "ctrl+z", "app.suspend_process"),
    ),
    Key("anywhere", "^Q", "Quit", "leave; nothing is asked", Bound("quit", "ctrl+q", "app.quit")),
)
COMMAND = (
    Key("command", "Space", "Pause", "pause, or go on", Bound("pause", "space", "app.pause")),
    Key(
        "command",
        ".",
        "Step",
        "what is due at the next instant, and pause",
        Bound("step", "full_stop", "app.step"),
    ),
    Key(
        "command",
        "+",
        "Faster",
        "the next higher speed, up to 1000x",
        Bound("faster", "plus,equals_sign", "app.faster"),
    ),
    Key(
        "command", "-", "Slower", "the next lower speed, down to 0.1x", Bound("slower", "minus", "app.slower")
    ),
    Key(
        "command",
        "1-9",
        "Guest",
        "pick a guest; again: large",
        Bound("guest-1", "1", "pick(1)"),
        Bound("guest-2", "2", "pick(2)"),
        Bound("guest-3", "3", "pick(3)"),
        Bound("guest-4", "4", "pick(4)"),
        Bound("guest-5", "5", "pick(5)"),
        Bound("guest-6", "6", "pick(6)"),
        Bound("guest-7", "7", "pick(7)"),
        Bound("guest-8", "8", "pick(8)"),
        Bound("guest-9", "9", "pick(9)"),
    ),
    Key(
        "command",
        "/",
        "Filter",
        "show guests like what is typed; /s23: go to a section",
        Bound("filter", "slash", "filter"),
        mouse="click the row above the guests",
    ),
    Key(
        "command",
        "^U",
        "Undo",
        "write the command that takes back what was done last",
        Bound("undo", "ctrl+u", "app.undo"),
    ),
    Key("command", "0", "All", "all guests alike", Bound("pick-all", "0", "pick_all")),
    Key(
        "command", "Tab", "Map", "to the map, and back to the prompt", Bound("next-pane", "tab", "next_pane")
    ),
    Key(
        "command",
        "Shift+Tab",
        "Back",
        "to the events, and back to the prompt",
        Bound("previous-pane", "shift+tab", "previous_pane"),
    ),
    Key(
        "command",
        "?",
        "Legend",
        "every sign on the screen, and help; as F1",
        Bound("legend", "question_mark", "legend"),
        mouse="rest on a sign",
    ),
)
JOINED = (
    Key(
        "command",
        "+/-",
        "Speed",
        "the next higher speed, the next lower one",
        Bound("faster", "plus", "app.faster"),
        Bound("slower", "minus", "app.slower"),
    ),
)
"""Rows that are one in the footer."""
