from engine.neighbours import stretches, stretches_text


def test_neighbours_are_one_stretch():
    assert stretches([0, 2, 3, 4, 7]) == [(0, 0), (2, 4), (7, 7)]
    assert stretches([]) == []


def test_stretches_are_named_by_their_ends():
    assert stretches_text([0, 2, 3, 4, 5, 7]) == "0, 2-5, 7"
