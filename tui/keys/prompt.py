"""Keys of the prompt."""

from __future__ import annotations

from tui.keys.table import Bound, Key

PROMPT = (
    Key(
        "prompt",
        "Enter",
        "Run",
        "run the line, or take the remedy of why",
        Bound("run", "enter", "run"),
        mouse="click a remedy of why",
    ),
    Key(
        "prompt",
        "Tab",
        "Complete",
        "complete the word, or open the menu of what fits",
        Bound("complete", "tab", "complete"),
    ),
    Key(
        "prompt",
        "→",
        "Take",
        "take the suggestion, or the menu's entry",
        Bound("take", "right", "take"),
        mouse="click the entry",
    ),
    Key(
        "prompt",
        "↑",
        "Older",
        "the line before that starts with what is typed",
        Bound("older", "up", "older"),
    ),
    Key("prompt", "↓", "Newer", "the line after the one that ↑ recalled", Bound("newer", "down", "newer")),
    Key("prompt", "^R", "Search", "search what was typed before", Bound("search", "ctrl+r", "search")),
    Key(
        "prompt",
        "Alt+B Alt+F",
        "Words",
        "by words, as ^← ^→; at the end: a word of the ghost",
        Bound("word-back", "alt+b", "word(-1)"),
        Bound("word-forth", "alt+f", "word(1)"),
    ),
    Key("prompt", "Alt+D", "Cut", "delete to the end of the word", Bound("word-cut", "alt+d", "cut_word")),
    Key(
        "prompt",
        "Esc",
        "Out",
        "close the menu, else leave the line; ↑ brings it back",
        Bound("out", "escape", "out"),
    ),
    Key(
        "prompt",
        "^C",
        "Drop",
        "leave the line, as Esc; copy what is selected",
        Bound("drop", "ctrl+c", "drop"),
    ),
    Key(
        "prompt", "Shift+Tab", "Before", "the menu's entry before", Bound("previous", "shift+tab", "previous")
    ),
)
