"""Passages that are folded or marked apart from any crisis, in both languages, and those that only sound like them."""

from __future__ import annotations

import pytest

from moderation.detection import read
from moderation.folding import folds_of, shown
from tests.detection.batteries import FILES, rows


def kinds(text: str, language: str) -> set[str]:
    return {found.kind for found in read(text, language=language).findings}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("you should just kill yourself", "en"),
        ("everyone would be better off without you", "en"),
        ("anyone want to end it together", "en"),
        ("what is the quickest way to kill yourself", "en"),
        ("forty pills are lethal", "en"),
        ("everybody should just take forty pills", "en"),
        ("mátate ya, nadie te va a extrañar", "es"),
        ("deberías suicidarte", "es"),
        ("¿por qué no te morís?", "es"),
        ("el mundo estaría mejor sin vos", "es"),
        ("busco a alguien para suicidarnos juntas", "es"),
        ("hicimos un pacto de muerte", "es"),
        ("con cuarenta pastillas te mueres", "es"),
        ("tómate cuarenta pastillas de golpe", "es"),
        ("la forma más rápida de matarse", "es"),
    ],
)
def test_encouragement_a_pact_and_how_it_is_done_are_found(text: str, language: str) -> None:
    assert kinds(text, language) == {"method_detail"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("you should not kill yourself", "en"),
        ("i know the world would not be better off without you", "en"),
        ("nobody here would want you dead", "en"),
        ("just take a paracetamol and sleep", "en"),
        ("you should take 20 mg of your tablets at night", "en"),
        ("how many mg of ibuprofen is enough for a headache?", "en"),
        ("the best way is to talk to your doctor", "en"),
        ("who wants to go together to the cinema", "en"),
        ("we do it together every sunday", "en"),
        ("no deberías matarte", "es"),
        ("por favor no te mates", "es"),
        ("el mundo no estaría mejor sin ti", "es"),
        ("ojalá te mueras de envidia", "es"),
        ("tómate las pastillas y duerme", "es"),
        ("tómate dos pastillas y duerme", "es"),
        ("¿cuántos mg de ibuprofeno tomo para el dolor?", "es"),
        ("la mejor manera de matar el tiempo", "es"),
        ("hagámoslo juntos el domingo", "es"),
        ("esa serie es una dosis letal de ternura", "es"),
        ("tírate a la piscina", "es"),
    ],
)
def test_care_for_somebody_and_daily_life_are_never_folded(text: str, language: str) -> None:
    assert kinds(text, language) == set()


def test_spanish_passage_is_folded_with_its_sentence_and_nothing_around_it() -> None:
    text = "tomé un té. anda, mátate ya, me escribió. después me fui a dormir"
    folds = folds_of(read(text, language="es").findings, [("body", text)], "\n")
    assert shown(text, folds["body"]).text == "tomé un té. […] después me fui a dormir"


@pytest.mark.parametrize("battery", sorted(FILES))
def test_what_is_folded_without_a_person_is_hardly_ever_ordinary(battery: str) -> None:
    ordinary = [row for row in rows(battery) if row.split == "dev" and row.label == "none"]
    assert not [row.id for row in ordinary if "method_detail" in kinds(row.text, FILES[battery])]


@pytest.mark.parametrize(
    "text",
    [
        "escribime al whatsapp",
        "mi insta es ana.rie",
        "pásame tu número",
        "seguimos por telegram",
        "vivo en la calle Sur 12",
    ],
)
def test_spanish_contact_detail_is_found(text: str) -> None:
    assert kinds(text, "es") == {"identifying_detail"}


@pytest.mark.parametrize(
    "text", ["le escribo a mi mamá por whatsapp", "mi número favorito es el ocho", "trabajo en una carrera de fondo"]
)
def test_spanish_talk_about_telephones_is_no_contact_detail(text: str) -> None:
    assert kinds(text, "es") == set()
