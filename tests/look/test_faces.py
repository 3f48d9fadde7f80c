"""Faces and seats: the same seed draws the same picture for ever, and a row of windows always says its words."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from accounts.avatars import MOTIFS, face
from accounts.templatetags import look

SEEDS = [f"seed-{number}" for number in range(400)]


def test_the_same_seed_gives_the_same_face() -> None:
    face.cache_clear()
    first = [face(seed) for seed in SEEDS]
    face.cache_clear()
    assert [face(seed) for seed in SEEDS] == first


def test_faces_never_change_between_releases() -> None:
    """People know each other by their picture: a new drawing needs a new function, not a change to this one."""
    drawn = "".join(face(seed) for seed in SEEDS)
    assert sha256(drawn.encode()).hexdigest()[:16] == "b87b43d1e12263f4"


def test_different_seeds_give_different_faces() -> None:
    assert len({face(seed) for seed in SEEDS}) == len(SEEDS)


def test_every_motif_is_drawn() -> None:
    marks = ["<ellipse", 'class="stem', "Q", "S34"]
    assert len(marks) == len(MOTIFS)
    for mark in marks:
        assert any(mark in face(seed) for seed in SEEDS)


def test_a_face_holds_shapes_and_theme_classes_only() -> None:
    for seed in SEEDS:
        drawing = face(seed)
        assert set(re.findall(r"<(\w+)", drawing)) <= {"path", "circle", "ellipse"}
        tones = {word for words in re.findall(r'class="([^"]*)"', drawing) for word in words.split()}
        assert tones <= {"pale", "mid", "deep", "light", "stem", "h1", "h2", "h3", "h4", "h5"}
        assert "#" not in drawing and "style" not in drawing


def test_a_seed_from_a_person_cannot_bring_markup_into_a_page() -> None:
    assert "<script" not in look.face('"><script>', '"><script>')


@pytest.mark.parametrize(
    ("size", "taken", "words"),
    [
        (8, 7, "7 people, 1 place free"),
        (8, 1, "1 person, 7 places free"),
        (8, 8, "8 people, full"),
        (8, 9, "9 people, full"),
        (40, 12, "12 people, 28 places free"),
    ],
)
def test_seats_say_in_words_what_they_show(size: int, taken: int, words: str) -> None:
    assert words in look.seats(size, taken, "some-group")


def test_seats_show_one_window_for_each_place() -> None:
    drawn = look.seats(8, 5, "some-group")
    assert drawn.count('class="free"') == 3
    assert len(re.findall(r'class="h[1-5]"', drawn)) == 5


def test_a_way_icon_can_be_mirrored_and_others_are_not() -> None:
    assert "icon--way" in look.icon("back")
    assert "icon--way" not in look.icon("help")
