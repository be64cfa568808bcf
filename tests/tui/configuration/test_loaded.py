"""Settings: who beats whom, where each value is from, and what is said of a wrong one."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from engine.commands import values
from engine.errors import SyntaxRefused
from tui.configuration.loaded import load
from tui.configuration.table import SETTINGS
from tui.remembered import Remembered
from tui.settings import SPEEDS, Settings


def said(found) -> list[str]:
    """Return what is wrong, without the folder of the file."""
    return [str(problem).removeprefix(f"{found.file.parent}/") for problem in found.problems]


def test_without_anything_all_is_at_its_default(loaded):
    found = loaded()
    assert found.settings == Settings()
    assert set(found.origins.values()) == {"default"}
    assert found.problems == ()


def test_a_flag_beats_the_environment_that_the_file_that_what_is_remembered_and_that_the_default(loaded):
    layers = {
        "remembered": {"theme": "light"},
        "text": 'theme = "dark"',
        "environment": {"BALLONET_THEME": "light"},
        "flags": {"theme": "dark"},
    }
    origins = []
    for count in range(1, len(layers) + 1):
        found = loaded(**dict(list(layers.items())[:count]))
        origins.append(found.origins["theme"])
        assert found.settings.theme == ("light" if count % 2 else "dark")
    assert origins == ["remembered", f"{found.file}:1", "environment BALLONET_THEME", "--theme"]


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_can_be_set_in_the_file_and_in_the_environment_and_its_default_is_written_so(
    loaded, name
):
    setting = SETTINGS[name]
    assert loaded(setting.written).origins[name].endswith("config.toml:1")
    assert getattr(loaded(setting.written).settings, name) == setting.default
    word = setting.kind.word(setting.default)
    found = loaded(environment={setting.variable: word})
    origin = f"environment {setting.variable}" if word else "default"  # an empty variable is none
    assert (getattr(found.settings, name), found.origins[name]) == (setting.default, origin)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("moton = 1", "config.toml:1:1: there is no setting moton: did you mean motion?"),
        ('motion = "clam"', "config.toml:1:10: motion cannot be 'clam': full or calm"),
        ("  fps =   31", "config.toml:1:11: fps cannot be 31: a whole number from 1 to 30"),
        ("fps = 0", "config.toml:1:7: fps cannot be 0: a whole number from 1 to 30"),
        ("fps = true", "config.toml:1:7: fps cannot be 'true': a whole number from 1 to 30"),
        ("fps = [1, 2]", "config.toml:1:7: fps cannot be 'a list': a whole number from 1 to 30"),
        ("mouse = {}", "config.toml:1:9: mouse cannot be 'a table': true or false"),
        ("[motion]\nx = 1", "config.toml:2:1: there is no setting motion.x: did you mean motion?"),
        (
            'theme = "drak"',
            "config.toml:1:9: theme cannot be 'drak': did you mean dark?",
        ),
        (
            'theme = "\\u001b[31m"',
            "config.toml:1:9: theme cannot be '\\x1b[31m': the themes are safe,",
        ),
        ("theme = 5", "config.toml:1:9: theme cannot be '5': a theme's name, as dark"),
        ("fps = 20\nfps = 30", "config.toml:2:1: this is no TOML: cannot overwrite a value: "),
        ("fps", "config.toml:1:"),
        (
            "[keys]\n# mine\n[ keys ]",
            "config.toml:3:1: [keys] stands twice: line 1 and line 3: one [keys] with all",
        ),
        (
            "[keys]\nspeed = 2",
            "config.toml:2:1: speed stands in [keys]: speed is a setting: write it above [keys]",
        ),
        (
            "[keys]\nthem = 2",
            "config.toml:2:1: them stands in [keys]: theme is a setting: write it above [keys]",
        ),
        (b"theme = '\xff'", "config.toml:1:1: this is no UTF-8: a text file in UTF-8"),
        ("#" * (64 << 10) + "\n", "config.toml:1:1: the file is too large for settings: at most 64K"),
        (".".join("a" * 9000) + " = 1", "config.toml:1:1: this is nested too deeply: lines as fps = 30"),
        ("a=" + "[" * 5000, "config.toml:1:1: this is nested too deeply: lines as fps = 30"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_what_would_be_right(loaded, line, problem):
    found = loaded(line)
    assert len(found.problems) == 1
    assert said(found)[0].startswith(problem)
    assert found.settings == Settings()


def test_what_is_right_holds_beside_what_is_wrong(loaded):
    found = loaded("# mine\nfps = 99\n\n[other]\nfps = 1\n", {"BALLONET_MOUSE": "of", "BALLONET_SPEED": "4"})
    assert found.settings == Settings(speed=4.0)
    assert said(found) == [
        "config.toml:2:7: fps cannot be 99: a whole number from 1 to 30",
        "config.toml:5:1: there is no setting other.fps: did you mean fps?",
        "BALLONET_MOUSE cannot be 'of': true or false",
    ]


def test_a_variable_that_is_nearly_a_settings_is_named_and_others_are_left_alone(loaded):
    found = loaded(environment={"BALLONET_MOTON": "calm", "BALLONET_DEBUG": "1", "MOTION": "x"})
    assert said(found) == ["there is no variable BALLONET_MOTON: did you mean BALLONET_MOTION?"]


def test_a_switch_can_be_spelt_as_people_spell_it(loaded):
    for word, value in {"1": True, "Yes": True, "ON": True, "0": False, "off": False, "False": False}.items():
        assert loaded(environment={"BALLONET_MOUSE": word}).settings.mouse is value
    assert loaded("ascii = true").settings.ascii is True
    assert loaded('ascii = "auto"').settings.ascii is None


def test_a_text_of_several_lines_that_looks_like_settings_is_none(loaded):
    found = loaded('theme = """\nfps = 3\n"""\nfps = 99')
    assert [problem.place.line for problem in found.problems] == [1, 4]


def test_no_file_is_fine_unless_it_was_named(tmp_path):
    missing = str(tmp_path / "none.toml")
    assert load({}, {}, Remembered()).problems == ()
    with pytest.raises(SyntaxRefused, match="there is no file"):
        load({}, {}, Remembered(), missing)
    found = load({}, {"BALLONET_CONFIG": missing}, Remembered())
    assert "there is no file" in said(found)[0]


@pytest.mark.parametrize("name", ["", "a\0b", "~nobody-here/x", "x" * 5000])
def test_a_file_that_cannot_be_is_said_and_stops_nothing(name):
    found = load({}, {"BALLONET_CONFIG": name}, Remembered())
    assert len(found.problems) == bool(name)


@pytest.mark.parametrize("begin", [os.mkfifo, lambda file: file.symlink_to(file.name)])
def test_a_file_that_is_none_is_said_and_not_waited_for(tmp_path, begin):
    begin(tmp_path / "config.toml")
    found = load({}, {"BALLONET_CONFIG": str(tmp_path / "config.toml")}, Remembered())
    assert said(found)[0].startswith("config.toml:1:1: the file cannot be read: ")


def test_the_speeds_are_those_of_the_command():
    assert SPEEDS == values.SPEEDS


def test_no_color_beats_the_file_and_gives_way_to_what_names_a_theme_for_this_run(loaded):
    found = loaded(text='theme = "dark"', environment={"NO_COLOR": "1"}, remembered={"theme": "light"})
    assert (found.settings.theme, found.origins["theme"]) == ("plain", "environment NO_COLOR")
    assert loaded(environment={"NO_COLOR": ""}).settings.theme == "auto"
    assert loaded(environment={"NO_COLOR": "1", "BALLONET_THEME": "dark"}).settings.theme == "dark"
    assert loaded(environment={"NO_COLOR": "1"}, flags={"theme": "dark"}).settings.theme == "dark"


def test_a_theme_that_was_chosen_on_a_better_terminal_is_not_forced_on_one_of_few_colours(loaded):
    remembered = {"theme": "light"}
    assert loaded(environment={"TERM": "linux"}, remembered=remembered).settings.theme == "auto"
    assert loaded(environment={"TERM": "xterm-256color"}, remembered=remembered).settings.theme == "light"


def test_the_example_in_the_readme_has_nothing_wrong(loaded):
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    examples = re.findall(
        r"^```toml\n(.*?)^```", readme.partition("\n## Configuration")[2], re.DOTALL | re.MULTILINE
    )
    assert "[keys]" in examples[0]
    assert loaded(examples[0]).problems == ()
