"""Keys of a presentation: letters type on, capitals and other keys act."""

from __future__ import annotations

from tui.keys.table import Bound, Key

PRESENTER = (
    Key("presenter", "a-z", "Type", "type the next character of the script's next command"),
    Key(
        "presenter",
        "Enter",
        "Run",
        "run the line; one that is not whole is typed first; at a stop: go on",
        Bound("run", "enter", "app.present('run')"),
    ),
    Key(
        "presenter",
        "Tab →",
        "Whole",
        "type all of the line",
        Bound("whole", "tab,right", "app.present('whole')"),
    ),
    Key(
        "presenter",
        "PgDn",
        "On",
        "the next thing, as a remote control does: type all of the line, run it, go on from a stop",
        Bound("on", "pagedown", "app.present('run')"),
    ),
    Key(
        "presenter",
        "PgUp B",
        "Back",
        "back to before the last command; first what is typed goes",
        Bound("back", "pageup,B", "app.present('back')"),
    ),
    Key(
        "presenter",
        "Backspace ←",
        "Rub out",
        "take back a character",
        Bound("rub-out", "backspace,left", "app.present('rub_out')"),
    ),
    Key(
        "presenter",
        "M",
        "Mode",
        "who types: you, it by itself, or nobody (Enter runs the next line)",
        Bound("mode", "M", "app.present('mode')"),
    ),
    Key(
        "presenter",
        "T",
        "Take over",
        "type commands of your own; Esc at the empty line goes on with the script",
        Bound("take-over", "T", "app.present('take_over')"),
    ),
    Key(
        "presenter",
        "n N",
        "Notes",
        "the speaker's notes and the next command, or no more",
        Bound("notes", "n,N", "app.present('notes')"),
    ),
    Key(
        "presenter",
        "C",
        "Clock",
        "the time in large digits, or small",
        Bound("clock", "C", "app.present('clock')"),
    ),
    Key(
        "presenter",
        "Esc",
        "Leave",
        "back to the main screen; the script stays where it is, F9 goes on with it",
        Bound("leave", "escape", "app.present('leave')"),
    ),
)
