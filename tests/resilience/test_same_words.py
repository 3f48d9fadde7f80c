"""What stands between words is one to both databases: the index keeps words as a search takes them."""

from __future__ import annotations

from typing import Any

import pytest

from fulltext.words import LETTERS_MOST, split, words_of
from resilience import search
from resilience.models import Strategy
from tests.factories.strategies import hand_in, let_out

LONG = "x" * 3000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Anxiety/depression", ["anxiety", "depression"]), ("It helped.it did", ["it", "helped", "it", "did"]),
        ("e-mail", ["e", "mail"]), ("#panic", ["panic"]), ("don’t don't", ["don", "t", "don", "t"]),
        ("a_b __", ["a", "b"]), ("3am at 1e5", ["3am", "at", "1e5"]), (LONG, [LONG[:LETTERS_MOST]]), ("…", []),
    ],
)  # fmt: skip
def test_words_are_letters_and_digits_and_nothing_between_them(text: str, words: list[str]) -> None:
    assert split(text) == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("anxiety/depression", "depression"), ("anxiety/depression", "anxiety"), ("anxiety/depression", "/depression"),
        ("Tea helped.it did", "it"), ("Tea helped.it did", "helped"), ("Tea helped.it did", "helped.it"),
        ("an e-mail", "mail"), ("an e-mail", "e-mail"), ("an e-mail", "e"), ("all #panic", "panic"),
        ("all #panic", "#panic"), ("I don't", "don't"), ("I don’t", "don't"), ("I don't", "don"), ("a foo_bar", "bar"),
        ("a foo_bar", "foo_bar"), ("ana@example.org", "example"), ("tea,toast", "toast"), ("night/3am/4am", "4am"),
        ("a-café-outside", "cafe"), (f"say {LONG}", LONG), (f"say {LONG}", LONG[:50]), ("1.5/2", "5"), ("-7", "7"),
    ],
)  # fmt: skip
def test_a_word_is_found_whatever_stands_beside_it(text: str, asked: str, ana: Any, cy: Any, mo: Any) -> None:
    card = let_out(hand_in(ana, how=text[:1400]), mo)
    let_out(hand_in(ana, title="Zanzibar", when="By noon.", how="Walk."), mo)
    seen = Strategy.objects.filter(key="").visible_to(cy)
    assert search.INDEX.found(seen, asked, [search.INSIDE], most=5) == [card]
    # Whole, and not only as the beginning of another: whole words are answered apart.
    whole, _begun = search.INDEX._both(words_of(asked), [search.INSIDE], 5)
    assert whole == [card.pk]
    for word in words_of(asked):
        assert set(seen.filter(pk__in=search.INDEX.with_word(word))) == {card}
