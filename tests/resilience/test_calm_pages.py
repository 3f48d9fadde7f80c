"""Pages for everybody: exercises, words that help, what people ask."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

import clock
from accounts.models import Profile
from resilience import services
from resilience.cards import HOUSE
from resilience.questions import ASKED
from tests.factories.strategies import hand_in, house_card

pytestmark = pytest.mark.django_db
PATHS = ["/exercises/", "/words-that-help/", "/what-people-ask/", "/strategies/"]


@pytest.mark.parametrize("path", PATHS)
def test_it_is_open_to_everybody_and_sets_no_cookie(path: str, client: Client) -> None:
    page = client.get(path)
    assert page.status_code == 200 and not page.cookies
    assert "Help now" in page.content.decode()


@pytest.mark.parametrize("path", PATHS[:3])
def test_it_is_open_in_every_state_of_an_account(path: str, ana: Any, client_of: Any) -> None:
    mine = client_of(ana)
    type(ana).objects.filter(pk=ana.pk).update(suspended_until=clock.now() + dt.timedelta(days=3))
    assert mine.get(path).status_code == 200
    Profile.objects.filter(user=ana).update(onboarded_at=None)
    assert mine.get(path).status_code == 200 and mine.get("/strategies/")["Location"] == "/welcome/"


def test_the_exercises_are_the_same_for_everybody_and_lead_to_their_strategies(
    ana: Any, client: Client, client_of: Any
) -> None:
    for key in HOUSE:
        house_card(key)
    mine = hand_in(ana, title="Of Ana alone")
    services.keep_words(actor=ana, words="My own line", favourite=True)
    seen = [_main(one.get("/exercises/").content.decode()) for one in (client, client_of(ana))]
    assert seen[0] == seen[1] and mine.title not in seen[1] and "My own line" not in seen[1]
    linked = {card.exercise for key, card in HOUSE.items() if f"/strategies/{house_card(key).uid}/" in seen[0]}
    assert linked == {"breathing", "five-things", "sleep", "worry-time"}
    assert linked == set(re.findall(r'id="(breathing|five-things|sleep|worry-time)"', seen[0]))
    # What the team put aside is no longer led to; the exercise itself needs no card.
    type(mine).objects.filter(key="breathing").update(reviewed_at=None)
    again = _main(client.get("/exercises/").content.decode())
    assert f"/strategies/{house_card('breathing').uid}/" not in again and 'id="breathing"' in again


def _main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_every_figure_and_finding_names_who_says_so(client: Client) -> None:
    page = client.get("/what-people-ask/").content.decode()
    for one in ASKED:
        said = f"{one.fact} {one.more}".lower()
        claims = re.search(r"\d|one in |research|review|studies|treatment|condition", said)
        assert bool(one.sources) == bool(claims), one.question
        assert all(re.search(r"\d{4}|fact sheet", source) for source in one.sources)
        for source in one.sources:
            assert source in page
    # No denial: what is not true is what would be remembered.
    assert not re.search(r"myth|it is not true|contrary|\bfalse\b", page.lower())


def test_cards_of_the_house_are_short_and_hold_nothing_clinical() -> None:
    for card in HOUSE.values():
        said = f"{card.title} {card.when} {card.how}".lower()
        assert len(said) < 400 and not re.search(r"\bmg\b|dose|tablet|medicine|pill|alcohol", said)
