"""Keys that edit the line are the line's, and do what they do in a shell."""

from __future__ import annotations

import pytest

from tests.tui.driving import opened


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("ctrl+w",), "balloon set "),
        (("ctrl+u",), ""),
        (("home", "ctrl+k"), ""),
        (("ctrl+a", "X"), "Xballoon set web"),
        (("home", "end", "X"), "balloon set webX"),
        (("ctrl+left", "X"), "balloon set Xweb"),
        (("alt+b", "alt+b", "X"), "balloon Xset web"),
        (("home", "ctrl+right", "ctrl+k"), "balloon "),
        (("home", "alt+f", "ctrl+k"), "balloon "),
        (("home", "alt+d"), "set web"),
        (("home", "delete"), "alloon set web"),
        (("left", "backspace"), "balloon set wb"),
        (("ctrl+d",), "balloon set web"),
    ],
)
async def test_a_key_edits(keys, value):
    async with opened() as app:
        await app.type("balloon set web")
        await app.press(*keys)
        assert app.prompt.value == value


async def test_a_word_of_the_suggestion_is_taken_at_the_end(tmp_path):
    file = tmp_path / "history.jsonl"
    file.write_text('"balloon set web 512M"\n')
    async with opened(history=file) as app:
        await app.type("ball")
        await app.press("alt+f")
        assert app.prompt.value == "balloon"
        await app.press("ctrl+right")
        assert app.prompt.value == "balloon set"


async def test_wide_characters_and_emoji_are_text_and_bidi_controls_are_not():
    async with opened() as app:
        await app.paste("say 漢字 🎈 \u202eweb\u2066")
        assert app.prompt.value == "say 漢字 🎈 web"
        await app.press("enter")
        assert app.session.ran == ["say 漢字 🎈 web"]
