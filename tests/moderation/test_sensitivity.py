"""How soon the computer notices, as a group sets it: never off for intent, plan and attempt."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groups import services as groups
from groups.models import Group
from moderation.models import Case
from tests.factories.chat import say

pytestmark = pytest.mark.django_db

SETTINGS = tuple(Group.Sensitivity.values)
ROOM = {"pinned_note": "", "slow_mode_seconds": 0, "needs_facilitator_here": False}
# A wish and despair beside it: how much of it makes a crisis is what the setting moves.
HEAVY = (
    "I wish I was dead. Everyone would be better off without me.",
    "I wish I was dead. I hate my life.",
    "I wish I was dead. I am so tired of everything.",
)


def set_to(sensitivity: str, keeper: Any, group: Any) -> None:
    groups.set_room_settings(actor=keeper, group=group, sensitivity=sensitivity, **ROOM)


@pytest.mark.parametrize("sensitivity", SETTINGS)
@pytest.mark.parametrize(
    "words",
    [
        "I am going to kill myself tonight.",
        "My plan is to end my life tomorrow.",
        "I tried to kill myself last night.",
        "Voy a matarme esta noche.",
    ],
)
def test_intent_plan_and_attempt_open_a_case_in_every_group(
    ana: Any, ben: Any, group: Any, sensitivity: str, words: str
) -> None:
    set_to(sensitivity, ben, group)
    say(ana, group, words)
    assert Case.objects.get().kind == Case.Kind.CRISIS


def test_calmer_waits_for_plainer_despair_and_more_careful_notices_sooner(ana: Any, ben: Any, group: Any) -> None:
    opened: dict[str, set[str]] = {}
    for sensitivity in ("calmer", "usual", "careful"):
        set_to(sensitivity, ben, group)
        opened[sensitivity] = set()
        for words in HEAVY:
            say(ana, group, words)
            if Case.objects.exists():
                opened[sensitivity].add(words)
            Case.objects.all().delete()
    assert opened["calmer"] <= opened["usual"] <= opened["careful"]
    assert opened["calmer"] < opened["careful"]


def test_a_facilitator_sets_it_on_a_page_that_says_what_it_does(ben: Any, group: Any, client_of: Any) -> None:
    client, address = client_of(ben), reverse("groups:room", args=[group.slug])
    page = client.get(address).content.decode()
    for words in ("Calmer", "Usual", "More careful", "It is never off", "misreads more"):
        assert words in page
    assert 'value="off"' not in page
    group.refresh_from_db()
    data = {"slow_mode_seconds": "0", "version": str(group.version)}
    assert client.post(address, data | {"sensitivity": "off"}).status_code == 422
    assert client.post(address, data | {"sensitivity": "careful"}).status_code == 302
    group.refresh_from_db()
    assert group.sensitivity == "careful"


def test_members_do_not_set_it(ana: Any, cy: Any, group: Any, client_of: Any) -> None:
    for other in (ana, cy):
        with pytest.raises(PermissionDenied):
            set_to("calmer", other, group)
        assert client_of(other).get(reverse("groups:room", args=[group.slug])).status_code == 404
    group.refresh_from_db()
    assert group.sensitivity == "usual"
