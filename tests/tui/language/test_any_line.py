"""Whatever is typed, the prompt has something to say and nothing breaks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.grammar import ROWS
from engine.errors import Place
from tests.tui.fake_session import FakeSession
from tui.language.spoken import Spoken

SESSION = FakeSession()
SPOKEN = Spoken(lambda: SESSION.completion("web"), SESSION.snapshot, lambda: "web")
WORDS = (
    *{word for row in ROWS for word in row.words},
    *("web", "db", "nobody", "5M", "40M", "7", "99999999T", "50%", "-1", "1-3", "section=", "online=mov"),
    *(
        "policy=",
        "@5s",
        "&",
        "#",
        "=",
        "%",
        "🎈",
        "漢字",
        "x" * 300,
        "operation=9",
        "0x10-0x20",
        "1.5.5G",
        "p",
    ),
)
LINES = st.one_of(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), st.text(max_size=40))


@settings(max_examples=150, deadline=None)
@given(LINES, st.integers(0, 60))
def test_any_line_can_be_hinted_at_completed_and_mended(line, cursor):
    cursor = min(cursor, len(line))
    hint = SPOKEN.hint(line, cursor)
    assert all(isinstance(text, str) for _, text in hint.spans(57))
    choices = SPOKEN.choices(line, cursor)
    assert 0 <= choices.start <= (choices.end or 0) <= len(line) or not line
    ghost = SPOKEN.ghost(line)
    assert not line or not ghost or ghost.startswith(line)
    SPOKEN.reads(line)
    mended = SPOKEN.mend(line, Place(cursor + 1, 3))
    assert mended.start <= len(line) + 2
