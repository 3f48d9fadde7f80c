"""Names and lines as they come in."""

import pytest
from django.core.exceptions import ValidationError

from groups.words import clean_line, clean_name, clean_text, name_key


def test_a_line_loses_control_and_direction_characters() -> None:
    assert clean_line("Quiet\u202e Heron\u0007\u200f \n now") == "Quiet Heron now"


def test_joiners_inside_words_stay() -> None:
    assert clean_line("می\u200cخواهم") == "می\u200cخواهم"


def test_a_text_keeps_its_lines_and_loses_piles_of_empty_ones() -> None:
    assert clean_text("one\r\n\r\n\r\n\r\ntwo\x00 \u2066three") == "one\n\ntwo three"


def test_marks_piled_on_a_letter_are_cut() -> None:
    assert len(clean_line("a" + "\u0336" * 50)) <= 4


@pytest.mark.parametrize(
    "twin", ["quiet heron", "QUIET  HERON", "Quiet-Heron", "Quіet Heron", "Qu\u200diet Heron", "Quíet Heron"]
)
def test_names_that_look_the_same_have_one_key(twin: str) -> None:
    assert name_key(twin) == name_key("Quiet Heron")


def test_different_names_have_different_keys() -> None:
    assert name_key("Quiet Heron") != name_key("Quiet Herring")


@pytest.mark.parametrize(
    "name",
    ["", "   ", "\u200d", "🙂", "x" * 41, "ana@example.org", "call 0151 2345 6789", "www.elsewhere.example",
     "Moderator", "The Team", "Mo the moderator", "M0derator", "Former member"],
)  # fmt: skip
def test_names_that_may_not_stand_in_a_group_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        clean_name(name)


@pytest.mark.parametrize("name", ["Quiet Heron", "Zoë", "夜の鳥", "Steamy Teapot", "Heron 12"])
def test_ordinary_names_pass(name: str) -> None:
    assert clean_name(name) == name
