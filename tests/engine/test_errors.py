from engine.errors import CommandError, Place, SyntaxRefused, printable, quoted


def test_control_characters_are_escaped():
    assert printable("a\x1b[31mb\n") == "a\\x1b[31mb\\n"
    assert printable("\u202eevil\ud800") == "\\u202eevil\\ud800"


def test_a_long_text_is_cut():
    assert printable("x" * 100_000) == "x" * 60 + "…"
    assert printable("x" * 60) == "x" * 60


def test_a_quoted_word_is_printable():
    assert quoted("a\tb") == "'a\\tb'"


def test_an_error_of_a_file_starts_with_its_place():
    place = Place(9, 5, 3, "05-syntax.bal")
    assert str(SyntaxRefused("wrong", "right", place)) == "05-syntax.bal:3:9: wrong: right"
    assert str(SyntaxRefused("wrong", "", place)) == "05-syntax.bal:3:9: wrong"


def test_a_line_without_a_file_still_has_a_number():
    assert str(Place(9, 5, 3)) == "3:9:"


def test_an_error_of_a_typed_command_has_no_place_in_its_text():
    assert str(CommandError("wrong", "right", Place(9, 5))) == "wrong: right"


def test_an_error_keeps_its_class_at_another_place():
    moved = SyntaxRefused("wrong", "right").at(Place(4, 2))
    assert isinstance(moved, SyntaxRefused)
    assert (moved.found, moved.wanted, moved.place) == ("wrong", "right", Place(4, 2))
