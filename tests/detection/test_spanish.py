"""Who, wanted or denied, when, asked and quoted, in Spanish: on acts that are in no battery in these frames."""

from __future__ import annotations

import pytest

from moderation.detection import Turn, read

ACTS = (
    "quitarme la vida",
    "ahorcarme",
    "tirarme del puente",
    "tomarme todas las pastillas",
    "pegarme un tiro",
    "ahogarme",
)
LEAST = 0.97

AFFIRMED = (
    "quiero {}",
    "voy a {} esta noche",
    "me dan ganas de {}",
    "no es que no quiera {}",
    "no quiero {} pero creo que lo voy a hacer",
    "anoche quise {} y todavía quiero",
    "si me deja voy a {}",
    "quiero dejar de querer {}",
    "ya no tengo miedo de {}",
    "no puedo dejar de pensar en {}",
    "ya no me importa {}",
    "antes era feliz. ahora solo quiero {}",
    "hace años que quiero {}",
    "mi mamá no sabe que quiero {}",
    "vos no sabés las ganas que tengo de {}",
    "tengo pensado {} el viernes",
    "no quiero hacer otra cosa que {}",
)
TAKEN_BACK = (
    "no quiero {}",
    "nunca voy a {}",
    "ni loca voy a {}",
    "ya no quiero {}",
    "aunque lo perdiera todo no voy a {}",
    "hace diez años quería {}, hoy amo mi vida",
    "mi médico me preguntó si quería {} y le dije que no, de verdad",
    'la canción dice "quiero {}" una y otra vez',
    'en el capítulo cuatro el protagonista dice "voy a {}" y lloré',
    "no se trata de {}, solo quiero dormir",
    "no tengo ganas de {}",
    "no te preocupes que no voy a {}",
    "no creo que vaya a {}",
    "este excel me hace querer {} jajaja",
)


@pytest.mark.parametrize(("frames", "crisis"), [(AFFIRMED, True), (TAKEN_BACK, False)], ids=["affirmed", "taken back"])
def test_frames_say_whether_an_act_is_meant(frames: tuple[str, ...], crisis: bool) -> None:
    texts = [frame.format(act) for frame in frames for act in ACTS]
    wrong = [text for text in texts if (read(text, language="es").level == "crisis") != crisis]
    assert len(wrong) <= (1 - LEAST) * len(texts), wrong


@pytest.mark.parametrize(
    "text",
    [
        "me mataré esta noche",
        "me suicidaré mañana",
        "hoy termino con todo",
        "me tiré del puente",
        "estoy ahorcándome",
        "ahorita me pego un tiro",
        "quiero tomarme todas las pastillitas",
        "ganas de vivir no tengo",
        "le dije que no quería matarme. mentí",
    ],
)
def test_other_forms_of_an_act_are_the_act(text: str) -> None:
    assert read(text, language="es").level == "crisis"


def test_present_and_past_are_told_apart_without_their_accents() -> None:
    assert read("yo me mato antes, ya lo decidí", language="es").level == "crisis"
    assert read("mi abuelo se mato hace muchos años, lo cuento sin dolor", language="es").level != "crisis"


def test_short_answer_is_understood_from_its_question() -> None:
    asked = Turn(same_author=False, text="¿estás a salvo ahora?", is_question=True)
    tea = Turn(same_author=False, text="¿quieres té?", is_question=True)
    assert read("no", language="es", context=[asked]).level == "crisis"
    assert read("sí, lo estoy", language="es", context=[asked]).level == "none"
    assert read("no", language="es", context=[tea]).level == "none"


def test_laughter_does_not_silence_a_wish_and_a_small_cause_does() -> None:
    assert read("quiero morirme lol", language="es").level == "crisis"
    assert read("prefiero morirme antes que exponer mañana", language="es").level != "crisis"
    assert read("prefiero morirme antes que volver con él", language="es").level == "concern"


@pytest.mark.parametrize(
    "text",
    [
        "mi marido me va a matar un día de estos",
        "me va a matar cuando se entere de que hablé",
        "mi ex me va a matar cuando vea que me fui",
        "me va a matar de un golpe",
        "la carta de despedida está en la mesa",
    ],
)
def test_what_is_often_an_idiom_is_heard_as_a_threat_or_a_goodbye_all_the_same(text: str) -> None:
    assert read(text, language="es").level == "crisis"
