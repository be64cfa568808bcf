"""Keys of a recording that is played: those that work wherever a letter would not be typed, and its pane's own."""

from __future__ import annotations

from tui.keys.table import Bound, Key

TRANSPORT = (
    Key(
        "command",
        ",",
        "Step back",
        "in a replay: to before the last instant, and pause",
        Bound("back", "comma", "app.step_back"),
        mouse="wheel up on the clock",
    ),
    Key(
        "command",
        "[ ]",
        "Operation",
        "in a replay: to where the operation before began, or the next one",
        Bound("operation-before", "left_square_bracket", "app.to_operation(-1)"),
        Bound("operation-after", "right_square_bracket", "app.to_operation(1)"),
    ),
    Key(
        "command",
        "{ }",
        "Chapter",
        "in a replay: to the chapter before, or the next one",
        Bound("chapter-before", "left_curly_bracket", "app.to_chapter(-1)"),
        Bound("chapter-after", "right_curly_bracket", "app.to_chapter(1)"),
        mouse="click its title",
    ),
    Key(
        "command",
        "Home End",
        "Ends",
        "in a replay: to its start, to its end",
        Bound("start", "home", "app.to_start"),
        Bound("finish", "end", "app.to_end"),
        mouse="drag the timeline",
    ),
    Key(
        "command",
        "",
        "Go to a time",
        "in a replay: write @, then a time as 90s or 1:30, and Enter goes there",
        Bound("go-to-time", "", "screen.ask_time"),
    ),
    Key(
        "command",
        "",
        "Replay this session",
        "play what was done so far, to go back in it; also: , twice",
        Bound("replay-so-far", "", "app.replay_so_far"),
    ),
    Key(
        "command",
        ">",
        "Go on live",
        "in a replay of this session: go on with it, as it was left",
        Bound("go-live", "greater_than_sign", "app.go_live"),
    ),
)
REPLAY = (
    Key(
        "replay",
        "← →",
        "Time",
        "go back and on, by a column of the timeline",
        Bound("left", "left,h", "nudge(-1)"),
        Bound("right", "right,l", "nudge(1)"),
        mouse="drag, or click",
    ),
    Key("replay", "o", "Loop", "begin anew at the end; again: stop there", Bound("loop", "o", "app.loop")),
    Key(
        "replay",
        "c",
        "Compare fork",
        "the fork beside the recording, at the same time",
        Bound("compare", "c", "app.compare_fork"),
        mouse="click it",
    ),
    Key(
        "replay",
        "b",
        "Back to the recording",
        "leave the fork; Tab twice from the prompt, then b",
        Bound("leave-fork", "b", "app.leave_fork"),
        mouse="click it",
    ),
    Key(
        "replay",
        "f",
        "Write fork",
        "write the fork that was left last to a file",
        Bound("write-fork", "f", "app.write_fork"),
    ),
    Key(
        "replay",
        ": @",
        "Prompt",
        "back to the prompt; @ begins a time to go to there",
        Bound("prompt", "colon", "screen.prompt"),
        Bound("time", "at", "screen.ask_time"),
    ),
)
