"""Choosing: what fits at the cursor, what mends a wrong word, what was typed before; and putting it into the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.prompt.choices import Choice, Choices
from tui.prompt.foot import LONGEST

if TYPE_CHECKING:
    from tui.prompt.foot import Foot
    from tui.prompt.guess import Guess
    from tui.prompt.line import PromptLine
    from tui.prompt.menu import Menu
    from tui.prompt.recall import Recall
    from tui.render.text.glyphs import Glyphs

BEFORE = "typed before"
NO_OLDER = "nothing like that was typed before"


@attrs.define
class Chooser:
    """The menu and the line that it is about.

    Each action returns what there is to say of it, or nothing.
    """

    menu: Menu
    line: PromptLine
    recall: Recall
    guess: Guess
    foot: Foot
    glyphs: Glyphs

    @property
    def open(self) -> bool:
        """Whether there is something to choose from, or a search for it."""
        return bool(self.menu.chosen or self.line.searching)

    @property
    def column(self) -> int:
        """The column of the line in which the word begins that the menu is about."""
        start = 0 if self.line.searching else self.menu.choices.start
        return max(0, start - int(self.line.scroll_offset.x))

    def show(self, choices: Choices) -> None:
        """Offer something else; nothing: close."""
        words = self.glyphs.words
        shown = tuple(Choice(choice.text, words(choice.means, LONGEST)) for choice in choices.choices)
        self.menu.show(attrs.evolve(choices, choices=shown, title=words(choices.title, LONGEST)))
        self.line.menu_open = bool(choices.choices)

    def close(self) -> None:
        """Offer nothing, and search for nothing."""
        self.line.searching = False
        self.show(Choices())

    def complete(self) -> str:
        """Complete the word if one thing fits; if several do, open the menu, or choose the next of it."""
        if self.menu.chosen:
            self.menu.move(1)
            return ""
        choices = self._fitting()
        if len(choices.choices) == 1:
            self._replace(choices, choices.choices[0].text)
        else:
            self.show(choices)
        return "" if choices.choices else self.guess.language.nothing

    def follow(self) -> None:
        """Offer what fits at the cursor now, if the menu is open."""
        if self.menu.chosen and not self.line.searching:
            self.show(self._fitting() if self.line.value else Choices())

    def search(self) -> str:
        """Search what was typed before for what is typed; while that is open: choose the next line."""
        if self.line.searching and self.menu.chosen:
            self.menu.move(1)
            return ""
        self.line.searching = True
        self.line.placeholder = ""
        return self.find()

    def find(self) -> str:
        """Offer what was typed before and contains what is typed."""
        sought = self.line.value
        found = tuple(Choice(line) for line in self.recall.containing(sought))
        self.show(Choices(0, found, f"{BEFORE}: {len(found)}" if found else BEFORE, sought=sought))
        return "" if found else NO_OLDER

    def take(self, choice: Choice) -> None:
        """Put a choice into the line."""
        choices, searched = self.menu.choices, self.line.searching
        self.close()
        if searched:
            self.line.write(choice.text)
        else:
            self._replace(choices, choice.text)

    def _fitting(self) -> Choices:
        """Return what fits at the cursor; where a word was refused, what fits in its place."""
        language, error = self.guess.language, self.foot.error
        if error:
            return language.mend(self.line.value, error.place)
        return language.choices(self.line.value, self.line.cursor_position)

    def _replace(self, choices: Choices, text: str) -> None:
        """Put `text` in the place that `choices` are for, with the cursor behind it."""
        value = self.line.value
        before, after = value[: choices.start], "" if choices.end is None else value[choices.end :]
        if not text.endswith(("=", " ")) and not after.startswith(" "):
            text += " "
        self.line.write(before + text + after)
        self.line.cursor_position = len(before) + len(text)
