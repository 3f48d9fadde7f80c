"""Which mails somebody wants: kind by kind, and none at all stays an ordinary answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

from accounts.privacy import holdings
from audit.models import AuditEvent
from notifications import services
from notifications.kinds import kinds
from notifications.models import MutedKind, Notification
from notifications.services import deliver_due, notify
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db(transaction=True)
REPLY, ANSWER, ALERT = "conversation.reply", "groups.request_answered", "desk.case"
PAGE = "/you/mail/"


@pytest.fixture
def nel() -> Any:
    return make_account("nel", email="nel@example.org", profile={"mail_is_safe": True})


def told(account: Any, *names: str) -> list[str]:
    """The states of one message of each kind, after delivery."""
    for name in names:
        with transaction.atomic():
            notify(account=account, kind=name)
    deliver_due()
    return list(Notification.objects.filter(account=account).order_by("pk").values_list("state", flat=True))


def test_a_kind_that_was_turned_off_is_not_sent_and_the_others_are(nel: Any) -> None:
    services.choose_mail(actor=nel, wanted=[kind.name for kind in kinds if kind.name != REPLY])
    assert told(nel, REPLY, ANSWER) == ["kept", "sent"]
    assert len(mail.outbox) == 1


def test_what_was_turned_off_can_be_turned_on_again(nel: Any) -> None:
    services.choose_mail(actor=nel, wanted=[])
    services.choose_mail(actor=nel, wanted=[])
    assert told(nel, REPLY) == ["kept"]
    services.choose_mail(actor=nel, wanted=[REPLY])
    assert told(nel, REPLY) == ["kept", "sent"]


def test_the_choice_of_one_person_changes_nothing_for_another(nel: Any) -> None:
    other = make_account("other", email="other@example.org", profile={"mail_is_safe": True})
    services.choose_mail(actor=nel, wanted=[])
    assert told(other, REPLY) == ["sent"]


def test_an_alert_to_the_team_cannot_be_turned_off() -> None:
    mo = make_account("mo", email="mo@example.org", is_moderator=True, profile={"mail_is_safe": True})
    services.choose_mail(actor=mo, wanted=[])
    assert not MutedKind.objects.filter(kind=ALERT).exists()
    MutedKind.objects.create(account=mo, kind=ALERT)
    assert told(mo, ALERT, "groups.proposed") == ["sent", "sent"]


def test_no_mail_at_all_stays_an_ordinary_answer(nel: Any) -> None:
    services.choose_mail(actor=nel, wanted=[REPLY])
    type(nel.profile).objects.filter(user=nel).update(mail_is_safe=False)
    assert told(nel, REPLY) == ["kept"]
    assert not mail.outbox


def test_nobody_chooses_for_somebody_else_or_from_a_closed_account(nel: Any) -> None:
    nel.is_active = False
    with pytest.raises(PermissionDenied):
        services.choose_mail(actor=nel, wanted=[])


def test_the_page_shows_what_is_wanted_and_keeps_what_is_chosen(nel: Any, client_of: Callable[[Any], Client]) -> None:
    client = client_of(nel)
    body = client.get(PAGE).content.decode()
    mutable = [kind for kind in kinds if kind.mutable]
    assert body.count('type="checkbox"') == body.count(" checked") == len(mutable) > 3
    assert ALERT not in body and all(str(kind.about) in body for kind in mutable)

    answer = client.post(PAGE, {"wanted": [ANSWER]})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    body = client.get(PAGE).content.decode()
    assert body.count(" checked") == 1 and "Saved." in body
    assert {row.kind for row in MutedKind.objects.filter(account=nel)} == {kind.name for kind in mutable} - {ANSWER}
    assert AuditEvent.objects.filter(verb="account.mail_chosen", actor_uid=nel.uid).count() == 1
    assert client.post(PAGE, {}).status_code == 302
    assert client.post(PAGE, {"wanted": ["nothing.like.it"]}).status_code == 422


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"email": ""}, "You have no address here"),
        ({"email": "a@example.org", "profile": {"mail_is_safe": False}}, "That is an ordinary answer."),
        ({"email": "a@example.org", "verified": False, "profile": {"mail_is_safe": True}}, "not confirmed"),
    ],
)
def test_who_gets_no_mail_is_told_why_and_asked_for_nothing(
    given: dict[str, Any], says: str, client_of: Callable[[Any], Client]
) -> None:
    body = client_of(make_account("quiet", **given)).get(PAGE).content.decode()
    assert says in body and 'type="checkbox"' not in body


def test_the_page_about_oneself_leads_there(nel: Any, client_of: Callable[[Any], Client]) -> None:
    assert f'href="{PAGE}"' in client_of(nel).get("/you/").content.decode()


def test_choices_are_exported_and_erased_with_the_account(nel: Any) -> None:
    services.choose_mail(actor=nel, wanted=[ANSWER])
    holding = holdings.get("notifications.muted_kind")
    assert {"kind": REPLY} in holding.export(nel) and {"kind": ANSWER} not in holding.export(nel)
    holding.erase(nel)
    assert not MutedKind.objects.exists()


def test_every_kind_that_can_be_turned_off_says_when_it_comes() -> None:
    assert [kind.name for kind in kinds if kind.mutable and not str(kind.about)] == []
    assert [kind.name for kind in kinds if kind.urgent and kind.mutable] == []
