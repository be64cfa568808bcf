"""The line itself: an Input that lets go of what is not a letter while it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.actions import SkipAction
from textual.binding import BindingsMap
from textual.events import Key
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from tui.asking import AS_COMMAND
from tui.bindings import bindings, keymap
from tui.prompt.paste import pasted_lines, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.events import Hide, Paste
    from textual.widget import Widget

    from tui.prompt.guess import Guess

_KEYS = BindingsMap(Input.BINDINGS)
_SCREENS = BindingsMap([*bindings("tour"), *bindings("command", "anywhere")])
LONGEST = 4096
"""Characters of a line."""


class Ghost(Suggester):
    """Suggests what was guessed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.guess: Guess | None = None

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole suggested line."""
        return self.guess.ghost(value) or None if self.guess else None


class PromptLine(Input, inherit_bindings=False):
    """One line of text. Enter, Tab, the arrows up and down and Esc are left to the prompt around it.

    A key that is bound here or by the prompt is acted on before the next one is looked at. Textual has bindings wait
    until a key has gone through every part around, and what was typed right after it would overtake it. So Textual is
    told of no keys of the line at all, and one that is given to something else goes on to that.

    Args:
        around: the prompt.
        keys: what the prompt binds.
    """

    class Pasted(Message):
        """Something was pasted that is no single line; nothing was inserted."""

        def __init__(self, lines: tuple[str, ...] | None) -> None:
            super().__init__()
            self.lines = lines
            """What is to be run; None: it was too much."""

    def __init__(self, around: Widget, keys: BindingsMap) -> None:
        self.ghost = Ghost()
        self._around = around
        self._keys = keys
        self._own = _KEYS
        self._screens = _SCREENS
        self.menu_open = False
        self.searching = False
        self.answers = False
        """Whether an answer may be typed, which may begin with a digit."""
        super().__init__(suggester=self.ghost, select_on_focus=False, compact=True, max_length=LONGEST)
        self.cursor_blink = False

    def rebind(self, overrides: Mapping[str, str]) -> None:
        """Have other keys; one that is given to something here or anywhere no longer edits the line.

        Args:
            overrides: keys by an action's id, where they are others than the table's.
        """
        self._keys = self._keys.copy()
        self._keys.apply_keymap(keymap(overrides))
        self._screens = _SCREENS.copy()
        self._screens.apply_keymap(keymap(overrides))
        near = ("anywhere.", "command.", "prompt.")
        given = {key for name, keys in overrides.items() if name.startswith(near) for key in keys.split(",")}
        self._own = BindingsMap.from_keys(
            {key: bound for key, bound in _KEYS.key_to_bindings.items() if key not in given}
        )

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say which keys are text: all that print, but on an empty line those alone that can start a command."""
        if not super().check_consume_key(key, character):
            return False
        return (
            bool(self.value)
            or self.searching
            or character is None
            or character.isalpha()
            or character in "#@"
            or (self.answers and (character.isdigit() or character == AS_COMMAND))
        )

    async def on_key(self, event: Key) -> None:
        """Do what a key does that is no text; what does nothing here goes on to the bindings around.

        A key that came while one before it gave the keyboard away is for whoever has it now.
        """
        if self.screen.focused not in (self, None):
            event.stop()
            event.prevent_default()
            self.screen.focused.post_message(Key(event.key, event.character))
            return
        if event.is_printable and self.check_consume_key(event.key, event.character):
            return
        event.prevent_default()
        if await self._acts("enter" if event.key == "ctrl+j" else event.key):
            event.stop()

    async def _acts(self, key: str) -> bool:
        """Run the first action of `key` that does not pass: the line's own, the prompt's, the screen's."""
        for node, keys in ((self, self._own), (self._around, self._keys), (self.screen, self._screens)):
            for binding in keys.key_to_bindings.get(key, ()):
                if await self.app.run_action(binding.action, node):
                    return True
        return False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell nobody: the prompt watches the line, so that it follows at once."""
        event.stop()

    def on_hide(self, event: Hide) -> None:
        """Keep the keyboard while the terminal is too small to show the line."""
        event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Insert one line; more is the prompt's to handle."""
        event.stop()
        event.prevent_default()
        lines = pasted_lines(event.text)
        if lines is None or len(lines) > 1:
            self.post_message(self.Pasted(lines))
        else:
            self.insert_text(typed(event.text.strip("\r\n")) if lines else "")

    def insert_text(self, text: str) -> None:
        """Replace the selection by `text`, cut so that the line stays short enough."""
        start, end = sorted(self.selection)
        self.replace(text[: LONGEST - len(self.value) + end - start], start, end)

    def write(self, line: str) -> None:
        """Show `line` with the cursor at its end."""
        self.value = line
        self.cursor_position = len(line)

    def action_cursor_right(self, select: bool = False) -> None:
        """Move, or take the suggestion; on an empty line that is the placeholder."""
        if self.menu_open:
            raise SkipAction
        at_end = self.cursor_position == len(self.value) and not select
        suggested = self.ghost.guess.ghost(self.value) if at_end and self.ghost.guess else ""
        if not self.value and self.placeholder:
            self.write(self.placeholder)
        elif self.value and suggested:
            self.write(suggested)
        else:
            super().action_cursor_right(select)

    def action_cursor_right_word(self, select: bool = False) -> None:
        """Move by a word; at the end of the line take one word of the suggestion."""
        at_end = self.cursor_position == len(self.value) and not select
        suggested = self.ghost.guess.ghost(self.value) if at_end and self.value and self.ghost.guess else ""
        if suggested:
            rest = suggested[len(self.value) :]
            word = rest[: len(rest) - len(rest.lstrip())] + rest.split(maxsplit=1)[0]
            self.write(self.value + word)
        else:
            super().action_cursor_right_word(select)

    def action_home(self, select: bool = False) -> None:
        """Go to its beginning; on an empty line the key means something else."""
        if not self.value:
            raise SkipAction
        super().action_home(select)

    def action_end(self, select: bool = False) -> None:
        """Go to its end; on an empty line the key means something else."""
        if not self.value:
            raise SkipAction
        super().action_end(select)

    def action_delete_left_all(self) -> None:
        """Delete what is left of the cursor; on an empty line the key means something else."""
        if not self.value:
            raise SkipAction
        super().action_delete_left_all()

    async def action_submit(self) -> None:
        """Leave Enter to the prompt."""
        raise SkipAction
