"""After an erasure no case says any more who was there: neither whose case it is, nor who spoke beside them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

import clock
from accounts.privacy import holdings
from accounts.sealed import open_text
from moderation import services
from moderation.casefile import casefile
from moderation.models import Case
from tests.factories.chat import say
from tests.factories.groups import join
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def erase(account: Any) -> None:
    with transaction.atomic():
        for holding in reversed(list(holdings)):
            holding.erase(account)


def sealed() -> str:
    """Everything that the cases hold under seal, opened."""
    from django.apps import apps

    found = []
    for model in apps.get_app_config("moderation").get_models():
        for field in model._meta.concrete_fields:
            if type(field).__name__ == "SealedTextField":
                for row in model._default_manager.all():
                    text = getattr(row, field.attname).ciphertext
                    found.append(
                        open_text(text, f"{model._meta.label_lower}.{field.attname}:{row.uid}") if text else ""
                    )
    return "\n".join(found)


def shown(case: Case, reader: Any) -> list[tuple[str, str]]:
    return [(near["label"], near["text"]) for piece in casefile(case=case, actor=reader).pieces
            for near in piece.neighbours]  # fmt: skip


def test_who_spoke_beside_somebody_in_distress_leaves_their_case(ana: Any, cy: Any, mo: Any, group: Any) -> None:
    join(group, cy, name="Night Fern")
    say(cy, group, "I walked by the river.")
    say(ana, group, "It was dark.")
    say(ana, group, CRISIS)
    case = Case.objects.get()
    assert shown(case, mo) == [("Night Fern", "I walked by the river."), ("Small Lantern", "It was dark.")]
    erase(cy)
    assert "Night Fern" not in sealed() and "river" not in sealed()
    assert shown(case, mo) == [("Small Lantern", "It was dark.")]
    assert CRISIS in sealed()


def test_who_spoke_beside_reported_words_leaves_the_report(ana: Any, ben: Any, cy: Any, mo: Any, group: Any) -> None:
    join(group, cy, name="Night Fern")
    said = say(ana, group, "You are all wrong.")
    say(cy, group, "That hurts.")
    report = services.report(actor=ben, kind="message", uid=said.uid, reason="unkind", words="Please look.")
    assert shown(report.case, mo) == [("Night Fern", "That hurts.")]
    erase(cy)
    assert "Night Fern" not in sealed() and "hurts" not in sealed()
    assert "You are all wrong." in sealed() and shown(report.case, mo) == []


def test_an_open_case_keeps_the_words_and_loses_every_name(ana: Any, ben: Any, mo: Any, group: Any) -> None:
    say(ana, group, CRISIS)
    services.open_help_case(actor=ana, group=group, words="Please write to me.")
    lantern = group.memberships.get(account=ana)
    services.report(actor=ben, kind="membership", uid=lantern.uid, reason="worry", words="Very quiet today.")
    assert "Small Lantern" in sealed()
    erase(ana)
    assert "Small Lantern" not in sealed()
    assert CRISIS in sealed() and "Please write to me." in sealed() and "Very quiet today." in sealed()


def test_what_is_kept_of_somebody_erased_ends_a_year_later_also_in_a_case_that_nobody_ended(
    ana: Any, ben: Any, cy: Any, mo: Any, group: Any, move_clock: Any
) -> None:
    say(ana, group, CRISIS)
    theirs = Case.objects.get()
    services.author_reply(actor=ana, case=theirs, words="Please write to me.")
    going_on = services.open_help_case(actor=cy, words="I am still here.")
    told = services.report(
        actor=ana, kind="membership", uid=group.memberships.get(account=ben).uid, reason="unkind", words="He shouts."
    )
    erase(ana)
    theirs.refresh_from_db()
    assert theirs.is_open and theirs.kept_until is not None

    for day, words in ((364, True), (366, False)):
        move_clock(day * DAY)
        services.forget_closed(clock.now())
        kept = sealed()
        assert (CRISIS in kept, "Please write to me." in kept, "He shouts." in kept) == (words,) * 3
    assert set(Case.objects.all()) == {going_on, told.case}
    assert "I am still here." in sealed()
