"""What a decision needs: a rule, words, a reason, an end; and a second person where somebody is in distress."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from chat.models import Message
from groups.models import Membership
from moderation import services
from moderation.errors import Ended, NotWhole, StaleCase, StillWaits, Taken
from moderation.models import Case, Decision, Measure, NoEnd, Sanction
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import say
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_crisis, make_shift
from tests.moderation.acts import act, fresh
from tests.moderation.deciding import SAID, decide, needs

pytestmark = pytest.mark.django_db


def mail_for(account: Any) -> set[str]:
    return set(Notification.objects.filter(account=account).values_list("kind", flat=True))


# -- what a decision needs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "missing",
    [
        {"reason": " "},
        {"rule": ""},
        {"quoted": ""},
        {"quoted": "words that nobody wrote"},
        {"no_end": ""},
        {"ends_at": clock.now() - timedelta(hours=1), "no_end": ""},
        {"ends_at": clock.now() + timedelta(hours=1), "no_end": "words"},
        {"no_end": "because"},
    ],
)
def test_a_decision_without_rule_words_reason_or_end_is_none(missing: Any, mo: Any, case: Case) -> None:
    with pytest.raises(NotWhole):
        decide(mo, case, **missing)
    assert not Decision.objects.exists() and Message.objects.get().hidden_at is None


def test_the_database_keeps_no_sanction_without_its_decision(ana: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(measure=Measure.BAN, account=ana, no_end=NoEnd.SAFETY)
    assert not Sanction.objects.exists()


def test_the_database_keeps_no_two_sanctions_of_one_decision_and_none_without_an_end(
    ana: Any, mo: Any, case: Case
) -> None:
    decision = decide(mo, case, Measure.WARN)
    for wrong in ({"no_end": ""}, {"no_end": "words", "ends_at": clock.now()}, {"measure": "warn", "no_end": "words"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sanction.objects.create(**({"decision": decision, "measure": Measure.BAN, "account": ana} | wrong))
    Sanction.objects.create(decision=decision, measure=Measure.BAN, account=ana, no_end="safety")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(decision=decision, measure=Measure.MUTE, account=ana, no_end="safety")


def test_the_database_takes_no_decision_whose_second_person_is_missing_or_the_same(mo: Any, case: Case) -> None:
    values = {"case": case, "measure": Measure.WARN, "decided_by": mo, "second_for": "distress"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**values, state=Decision.State.TAKEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**values, state=Decision.State.TAKEN, second_by=mo, second_at=clock.now())


# -- two hands --------------------------------------------------------------------------------------------------------


def test_two_moderators_on_one_case_are_told_of_each_other(mo: Any, vi: Any, case: Case) -> None:
    known = case.version
    decide(mo, case, Measure.WARN, ends_case=False)
    with pytest.raises(StaleCase):
        services.decide(actor=vi, case=case, version=known, **needs(Measure.BAN))
    assert Decision.objects.count() == 1


def test_a_case_that_somebody_else_has_is_decided_by_them(mo: Any, vi: Any, case: Case) -> None:
    services.claim(actor=vi, case=case, version=case.version)
    with pytest.raises(Taken):
        decide(mo, case)
    assert decide(vi, case).state == Decision.State.TAKEN


def test_an_ended_case_is_not_decided_again(mo: Any, case: Case) -> None:
    decide(mo, case)
    with pytest.raises(Ended):
        decide(mo, case, Measure.BAN)


def test_an_appeal_answered_over_an_older_page_changes_nothing(ana: Any, mo: Any, vi: Any, case: Case) -> None:
    decision = decide(mo, case)
    known = fresh(case).version
    appeal = services.appeal(actor=ana, decision=decision, words="Please.")
    with pytest.raises(StaleCase):
        services.decide_appeal(actor=vi, appeal=appeal, version=known, overturned=True, reason="x")


def test_many_reports_do_nothing_by_their_number(ana: Any, group: Any, fern: Any) -> None:
    message = say(ana, group, SAID)
    for number in range(25):
        somebody = join(group, make_account(f"crowd-{number}"), name=f"Crowd {number}").account
        services.report(actor=somebody, kind="message", uid=message.uid, reason="unkind", words="Out with them.")
    message.refresh_from_db()
    case = Case.objects.get()
    assert case.reports.count() == 25 and case.severity == 1
    assert message.hidden_at is None and not Decision.objects.exists() and not Sanction.objects.exists()
    assert Membership.objects.get(account=ana).state == "active"


# -- somebody in distress ---------------------------------------------------------------------------------------------


def test_about_somebody_in_distress_nothing_happens_until_a_second_person_agrees(
    client_of: Any, ana: Any, mo: Any, vi: Any, group: Any, case: Case, fern: Any
) -> None:
    make_crisis(ana, group, text="I am going to kill myself tonight, says the secret diary.")
    page = client_of(vi).get(f"/desk/{case.uid}/decide/").content.decode()
    assert "in a conversation in distress" in page and "secret diary" not in page
    decision = decide(mo, case)

    assert decision.state == Decision.State.WAITING and Message.objects.get().hidden_at is None
    assert not Sanction.objects.exists() and fresh(case).is_open
    assert client_of(ana).get(f"/conversations/{case.uid}/").status_code == 404
    assert mail_for(vi) >= {"desk.case"} and "report.outcome" not in mail_for(fern)
    with pytest.raises(PermissionDenied):
        services.second(actor=mo, decision=decision, version=fresh(case).version, agrees=True)
    with pytest.raises(StillWaits):
        decide(vi, case, Measure.WARN)
    with pytest.raises(StillWaits):
        act("close", vi, fresh(case), reason="no_breach")
    services.second(actor=vi, decision=decision, version=fresh(case).version, agrees=True)
    assert Message.objects.get().hidden_at is not None and not fresh(case).is_open
    assert "What was decided" in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()


def test_a_second_person_who_does_not_agree_leaves_everything_as_it_is(
    client_of: Any, ana: Any, mo: Any, vi: Any, group: Any, case: Case
) -> None:
    make_crisis(ana, group)
    decision = decide(mo, case)
    answer = client_of(vi).post(
        f"/desk/{case.uid}/decisions/{decision.uid}/second/",
        {f"second-{decision.uid}-{name}": value for name, value in
         {"version": fresh(case).version, "answer": "no", "words": "Let us talk with her first."}.items()},
    )  # fmt: skip
    assert answer.status_code == 302
    decision.refresh_from_db()
    assert decision.state == Decision.State.NOT_TAKEN and not Sanction.objects.exists()
    assert Message.objects.get().hidden_at is None and fresh(case).is_open
    assert client_of(ana).get(f"/conversations/{case.uid}/").status_code == 404


@pytest.mark.parametrize(("days", "waits"), [(6, True), (8, False)])
def test_distress_of_the_last_seven_days_counts(
    days: int, waits: bool, ana: Any, mo: Any, group: Any, case: Case
) -> None:
    ended = act("close", mo, make_crisis(ana, group))
    Case.objects.filter(pk=ended.pk).update(closed_at=clock.now() - timedelta(days=days))
    assert (decide(mo, case).state == Decision.State.WAITING) is waits


def test_no_action_needs_no_second_person(ana: Any, mo: Any, group: Any, case: Case) -> None:
    make_crisis(ana, group)
    assert decide(mo, case, Measure.NO_ACTION).state == Decision.State.TAKEN


def test_a_facilitator_does_not_learn_of_distress_in_another_group(
    client_of: Any, ana: Any, ben: Any, mo: Any, cy: Any, case: Case
) -> None:
    other = make_group(cy)
    join(other, ana, name="Elsewhere Otter")
    make_crisis(ana, other)
    page = client_of(ben).get(f"/desk/{case.uid}/decide/").content.decode()
    assert "distress" not in page and "Elsewhere" not in page
    assert "a second person has to agree" in page
    decision = decide(ben, case)
    assert decision.state == Decision.State.WAITING
    desk = client_of(ben).get(f"/desk/{case.uid}/").content.decode()
    assert "distress" not in desk and "waits for a second person" in desk


def test_the_statement_is_signed_by_whoever_is_in_contact_with_them(
    ana: Any, mo: Any, vi: Any, group: Any, case: Case
) -> None:
    make_shift(mo, name="Mara")
    make_shift(vi, name="Viola")
    crisis = make_crisis(ana, group)
    decision = decide(mo, case)
    assert decision.signed == "Mara"
    act("reply", vi, fresh(crisis), words="I am here.")
    services.second(actor=vi, decision=decision, version=fresh(case).version, agrees=True)
    decision.refresh_from_db()
    assert decision.signed == "Viola"
