"""What calms a reading, and what does not: nobody is less in danger for having told somebody."""

from __future__ import annotations

import pytest

from tests.detection.test_reading import level


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("told my therapist about it and i still want to kill myself tonight", "en"),
        ("told my therapist about it but i still want to kill myself", "en"),
        ("I called the hotline. Right now I want to end my life", "en"),
        ("not going to do anything but i still want to die", "en"),
        ("se lo conté a mi psicóloga y todavía quiero matarme", "es"),
    ],
)
def test_what_was_done_about_it_takes_nothing_from_what_is_wanted_now_or_still(text: str, language: str) -> None:
    assert level(text, language) == "crisis"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I can't go on and I want to be dead", "en"),
        ("I want to be dead and I can't go on", "en"),
        ("no plans for the weekend because I don't plan to be alive", "en"),
        ("no puedo dormir, me quiero matar", "es"),
        ("nunca se lo he dicho a nadie pero me quiero matar", "es"),
        ("antes estaba bien, ahora me quiero matar", "es"),
        ("jaja voy a matarme esta noche", "es"),
    ],
)
def test_what_stands_before_it_is_neither_a_denial_nor_a_story_of_the_past(text: str, language: str) -> None:
    assert level(text, language) == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "no puedo dormir, mi marido me pega",
        "no puedo dormir, me corté otra vez",
        "nadie sabe que me corté otra vez",
        "la verdad me estoy cortando",
        "mi mamá nos deja solos días sin comida",
        "nadie sabe que tomé demasiadas pastillas",
    ],
)
def test_a_no_in_one_clause_denies_nothing_in_the_next(text: str) -> None:
    assert level(text, "es") != "none"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("no me quiero matar", "es"),
        ("nunca me quise matar", "es"),
        ("no me corté", "es"),
        ("mi marido no me pega", "es"),
        ("mi mamá nunca nos deja solos días", "es"),
        ("my parents never leave me alone for days", "en"),
    ],
)
def test_a_no_in_the_same_clause_denies_it(text: str, language: str) -> None:
    assert level(text, language) == "none"


WAYS_ON = {
    "en": (
        "again", "in my sleep", "in peace", "from this pain", "alone", "for real", "so badly", "to be with her",
        "without anyone noticing", "down by the river", "out here", "in the car", "before my birthday", "every day",
        "because of work", "lol", "if she leaves", "tbh", "and nobody cares", "so I don't have to feel anything",
    ),
    "es": (
        "otra vez", "en paz", "mientras duermo", "sola", "de verdad", "de una vez", "por este dolor", "a veces",
        "para no sentir nada", "sin que nadie se entere", "si me deja", "en mi cuarto", "por favor ayuda",
    ),
}  # fmt: skip
WANTED = {
    "en": ("I want to die", "I want to kill myself", "I want to end my life", "I want to be dead"),
    "es": ("quiero morir", "quiero matarme", "quiero suicidarme", "me quiero matar"),
}
NOT_WANTED = {
    "en": ("I don't want to die", "I never wanted to end my life", "I am not going to kill myself"),
    "es": ("no quiero morir", "no me quiero matar", "ya no quiero morirme"),
}


@pytest.mark.parametrize("language", WAYS_ON)
def test_what_is_wanted_is_heard_however_the_sentence_goes_on(language: str) -> None:
    said = [f"{wanted} {on}" for wanted in WANTED[language] for on in WAYS_ON[language]]
    assert [text for text in said if level(text, language) != "crisis"] == []
    denied = [f"{wanted} {on}" for wanted in NOT_WANTED[language] for on in WAYS_ON[language]]
    assert [text for text in denied if level(text, language) == "crisis"] == []


@pytest.mark.parametrize(
    "text",
    [
        "i want to die of embarrassment",
        "i want to die from cringe",
        "that is a hill i want to die on",
        "i want to die without seeing another spreadsheet lol",
        "I want out of this lease",
        "when I am ninety I will die in my own bed",
    ],
)
def test_ways_of_speaking_go_on_in_their_own_words(text: str) -> None:
    assert level(text) != "crisis"


def test_who_says_afterwards_that_they_would_not_act_is_still_heard() -> None:
    assert level("i want to kill myself but i told my therapist about it") == "concern"
    assert level("right now i want to die. i'm not going to do anything, i told my therapist about it") == "concern"


def test_no_strength_to_live_calms_nothing() -> None:
    assert level("i don't have the strength to live, i want to kill myself") == "crisis"
    assert level("i want to kill myself but i don't have the courage to do it") != "none"


@pytest.mark.parametrize(
    "text",
    [
        "the doctor asked me if i was suicidal and i said no but i am",
        "got pills from the pharmacy so i can overdose tonight",
        "bought a gun, told them it was for home defense. i want to die",
        "i'm on the roof, told them i'm fixing tiles. i'm going to jump",
        "suicide is a permanent solution and i want it",
        "commit suicide tonight",
        "suicidal",
    ],
)
def test_no_everyday_reason_or_saying_calms_what_is_meant(text: str) -> None:
    assert level(text) == "crisis"
