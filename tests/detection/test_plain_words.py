"""What frightened people type in a few everyday words is heard; the same words in ordinary life are left alone."""

from __future__ import annotations

import pytest

from moderation.detection import read

PLAIN = {
    "en": (
        "I took something and now I'm scared",
        "I took them all and now I feel sick",
        "I took my tablets and I'm scared I took too many",
        "I took my meds and I want to die",
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
        "i'm jumping tonight",
        "just attempted",
        "my 4 year old swallowed the blood pressure tablets",
        "our toddler just ate some of grandma's pills",
        "They are taking me abroad tomorrow to marry a man I have never met.",
    ),
    "es": (
        "tomé algo y tengo miedo",
        "me mato a las 22:00",
        "mi hijo de tres años se tragó las pastillas de mi madre",
        "me corto las venas hoy",
        "me intenté matar el martes",
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
        "we're jumping tonight at the trampoline park",
        "i just attempted the quiz twice",
        "my toddler ate all his breakfast and two bananas",
        "took something for a headache and feel fine again",
        "my nan needed an ambulance last year, she is fine now",
        "if somebody faints, please call 999 and stay with them",
        "bro stabbed me in the back over a group project",
        "im gonna murder that burger",
        "locked myself in the bathroom for five mins peace from the kids",
        "I tried to kill myself ten years ago and I'm so glad I'm still here",
        "my coach touched on a good point",
        "I took my meds and now I'm tired",
        "took my night tablets and now I'm sleepy",
        "She just hit me with the truth and I needed it",
        "This time I will do it, I'm going to call the dentist",
    ),
    "es": (
        "me mato a trabajar todo el día",
        "si ponen otra vez esa canción me corto las venas",
        "me mato a las risas con vosotros",
        "se me pegó el arroz",
        "me pegó fuerte la gripe",
        "hay que llamar a una ambulancia si alguien se desmaya, lo aprendí en el curso",
        "me voy a matar estudiando para selectividad, pero la saco",
        "voy a matar a todos en la partida de esta noche, se conectan?",
        "me tomé todo el jugo, estaba riquísimo",
        "Tomé la medicación y tengo sueño",
        "Mi papá no viene desde ayer porque está de viaje",
        "Me dicen que salte a la piscina",
    ),
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in PLAIN.items() for text in texts])
def test_plain_words_of_somebody_in_danger_are_heard(code: str, text: str) -> None:
    assert read(text, language=code).level == "crisis"


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in ORDINARY.items() for text in texts])
def test_the_same_words_in_ordinary_life_are_no_crisis(code: str, text: str) -> None:
    assert read(text, language=code).level != "crisis"


GLAD = (
    ("en", "I tried to kill myself ten years ago and I'm so glad I'm still here"),
    ("en", "I tried to kill myself last year and I'm glad I'm alive"),
    ("es", "intenté suicidarme hace diez años y me alegro de seguir aquí"),
)
NOT_GLAD = (
    ("en", "I tried to kill myself ten years ago and I still want to"),
    ("en", "I tried to kill myself last year and I'm glad I'm alive but I still want to"),
    ("en", "I tried to kill myself last year and I'm glad I'm still here, but I still think about it"),
    ("en", "I tried to kill myself ten years ago and I'm not glad I'm still here"),
    ("en", "I tried to kill myself last year and everyone says I should be glad I'm still here"),
    ("es", "intenté suicidarme hace diez años y me alegro de seguir aquí pero todavía quiero hacerlo"),
)


@pytest.mark.parametrize(("code", "text"), GLAD)
def test_who_is_glad_to_be_alive_speaks_of_the_past(code: str, text: str) -> None:
    assert read(text, language=code).level == "none"


@pytest.mark.parametrize(("code", "text"), NOT_GLAD)
def test_gladness_that_is_denied_or_does_not_hold_takes_nothing_back(code: str, text: str) -> None:
    assert read(text, language=code).level == "crisis"
