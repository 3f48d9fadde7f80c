"""What frightened people type in a few everyday words is heard; the same words in ordinary life are left alone."""

from __future__ import annotations

import pytest

from moderation.detection import read

PLAIN = {
    "en": (
        "I took something and now I'm scared",
        "I took them all and now I feel sick",
        "I need an ambulance",
        "can someone call 999 please",
        "this time I will do it",
        "forget it im just going to do it",
        "just tried to do it and i got scared and stopped. im shaking",
        "he just hit me",
        "i was raped last night",
        "my boss forced himself on me today",
        "some lads held me down at the party. i havent told anybody",
        "my stepdad touches me and says i cant tell",
        "mummy hasnt come home since yesterday and im on my own",
        "my mums boyfriend comes in my room at night",
        "its telling me to drink the bleach and im so tired of saying no",
        "i hit her and she isnt moving",
        "i havent eaten in six days and i just collapsed",
        "i stopped drinking yesterday and i just had a fit",
        "They are taking me abroad tomorrow to marry a man I have never met.",
    ),
    "es": (
        "tomé algo y tengo miedo",
        "necesito una ambulancia por favor",
        "me acaban de violar",
        "mi novio me quiso ahorcar recién",
        "mi mama no se despierta tengo 7 años",
        "mi papa no viene desde ayer y estoy solo",
        "me dicen que salte, no se callan",
        "llevo seis días sin comer y me acabo de desmayar",
        "dejé de tomar de golpe, tiemblo y veo cosas, me siento muy mal",
        "mi bebé tomó cloro qué hago",
        "no me puedo mantener a salvo esta noche",
    ),
}
ORDINARY = {
    "en": (
        "took something for a headache and feel fine again",
        "my nan needed an ambulance last year, she is fine now",
        "if somebody faints, please call 999 and stay with them",
        "bro stabbed me in the back over a group project",
        "im gonna murder that burger",
        "locked myself in the bathroom for five mins peace from the kids",
        "I tried to kill myself ten years ago and I'm so glad I'm still here",
        "my coach touched on a good point",
    ),
    "es": (
        "se me pegó el arroz",
        "me pegó fuerte la gripe",
        "hay que llamar a una ambulancia si alguien se desmaya, lo aprendí en el curso",
        "me voy a matar estudiando para selectividad, pero la saco",
        "voy a matar a todos en la partida de esta noche, se conectan?",
        "me tomé todo el jugo, estaba riquísimo",
    ),
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in PLAIN.items() for text in texts])
def test_plain_words_of_somebody_in_danger_are_heard(code: str, text: str) -> None:
    assert read(text, language=code).level == "crisis"


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in ORDINARY.items() for text in texts])
def test_the_same_words_in_ordinary_life_are_no_crisis(code: str, text: str) -> None:
    assert read(text, language=code).level != "crisis"


def test_who_is_glad_to_be_alive_speaks_of_the_past_and_who_still_wants_to_does_not() -> None:
    assert read("I tried to kill myself ten years ago and I'm glad I'm still alive", language="en").level == "none"
    assert read("I tried to kill myself ten years ago and I still want to", language="en").level == "crisis"
    assert read("intenté suicidarme hace diez años y me alegro de seguir aquí", language="es").level == "none"
