"""Where files of the user's lie. Asking for a path creates nothing."""

from __future__ import annotations

from pathlib import Path

NAME = "ballonet"


def state_folder() -> Path:
    """Return where what happened is kept: the history, and reports of failures."""
    from platformdirs import user_state_path

    return user_state_path(NAME, appauthor=False)


def history_file() -> Path:
    """Return where typed commands are kept between runs."""
    return state_folder() / "history.jsonl"


def remembered_file() -> Path:
    """Return where it is kept what was seen and chosen before."""
    from platformdirs import user_state_path

    return user_state_path(NAME, appauthor=False) / "remembered.json"


def config_file() -> Path:
    """Return where settings are read from, unless another file is named."""
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False) / "config.toml"


def presenting_file() -> Path:
    """Return where it is written how a presentation stands, while there is one."""
    return state_folder() / "presenting.json"


def themes_folder() -> Path:
    """Return where the user's own themes lie."""
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False) / "themes"


def lessons_folder() -> Path:
    """Return where the user's own lessons lie."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "lessons"


def progress_file() -> Path:
    """Return where it is kept which lessons were seen, and how questions were answered."""
    return state_folder() / "lessons.json"


def last_recording() -> Path:
    """Return where the journal of the last run lies."""
    return state_folder() / "last.bal"


def journals_folder() -> Path:
    """Return where the journals of sessions lie, also of those that were cut off."""
    return state_folder() / "journals"


def replays_folder() -> Path:
    """Return where it is kept what was found out of recordings; it may be thrown away."""
    from platformdirs import user_cache_path

    return user_cache_path(NAME, appauthor=False) / "replays"
