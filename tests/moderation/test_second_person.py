"""What a decision needs: a rule, words, a reason, an end; and a second person where somebody is in distress."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from audit.models import AuditEvent
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
from tests.moderation.acts import act, end, fresh
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
    ended = end(mo, make_crisis(ana, group))
    Case.objects.filter(pk=ended.pk).update(closed_at=clock.now() - timedelta(days=days))
    assert (decide(mo, case).state == Decision.State.WAITING) is waits


def test_no_action_needs_no_second_person(ana: Any, mo: Any, group: Any, case: Case) -> None:
    make_crisis(ana, group)
    assert decide(mo, case, Measure.NO_ACTION).state == Decision.State.TAKEN


@pytest.mark.parametrize(
    ("measure", "hours", "state"),
    [
        (Measure.HIDE, 0, Decision.State.TAKEN),
        (Measure.MUTE, 24, Decision.State.TAKEN),
        (Measure.MUTE, 25, Decision.State.WAITING),
        (Measure.WARN, 0, Decision.State.WAITING),
    ],
)
@pytest.mark.parametrize("where", ["nowhere", "elsewhere", "here"])
def test_what_a_facilitator_decides_goes_the_same_way_whether_or_not_somebody_is_in_distress(
    where: str, measure: str, hours: int, state: str, ana: Any, ben: Any, cy: Any, mo: Any, group: Any, case: Case
) -> None:
    if where != "nowhere":
        make_crisis(ana, group if where == "here" else _elsewhere(ana, cy))
    ends = {"ends_at": clock.now() + timedelta(hours=hours)} if hours else {}
    decision = decide(ben, case, measure, **ends)
    assert decision.state == state and decision.second_for == ("power" if state == "waiting" else "")


def _elsewhere(ana: Any, cy: Any) -> Any:
    other = make_group(cy)
    join(other, ana, name="Elsewhere Otter")
    return other


def test_a_facilitator_reads_the_same_pages_whether_or_not_somebody_is_in_distress_in_another_group(
    client_of: Any, ana: Any, ben: Any, cy: Any, case: Case
) -> None:
    other = _elsewhere(ana, cy)

    def pages() -> list[str]:
        found = []
        for address in (f"/desk/{case.uid}/decide/", f"/desk/{case.uid}/"):
            page = client_of(ben).get(address).content.decode()
            found.append(page[page.index("<main") : page.index("</main>")])
        return [re.sub(r'(middlewaretoken|client_uid)" value="[\w-]+"', "", page) for page in found]

    before = pages()
    make_crisis(ana, other)
    assert pages() == before and "A moderator looks first at a warning" in before[0]
    decide(ben, case, Measure.WARN)
    after = pages()[1]
    assert "distress" not in after and "Elsewhere" not in after and "waits for a second person" in after


def test_moderators_hear_of_what_a_facilitator_decided_about_somebody_in_distress_and_the_facilitator_does_not(
    ana: Any, ben: Any, cy: Any, mo: Any, case: Case
) -> None:
    crisis = make_crisis(ana, _elsewhere(ana, cy))
    Notification.objects.all().delete()
    decision = decide(ben, case)
    told = Notification.objects.filter(about_uid=crisis.uid, kind="desk.case")
    assert [one.account for one in told] == [mo]
    line = AuditEvent.objects.get(verb="decision.in_distress")
    assert (line.target_uid, line.actor_uid) == (decision.uid, ben.uid)


def test_what_waits_is_agreed_by_a_moderator_and_by_no_other_facilitator(
    ana: Any, ben: Any, mo: Any, group: Any, case: Case
) -> None:
    dov = join(group, make_account("dov-account"), name="Dov", role="co_facilitator").account
    decision = decide(ben, case, Measure.WARN)
    with pytest.raises(PermissionDenied):
        services.second(actor=dov, decision=decision, version=fresh(case).version, agrees=True)
    services.second(actor=mo, decision=decision, version=fresh(case).version, agrees=True)
    assert Decision.objects.get().state == Decision.State.TAKEN


def test_what_waited_lasts_as_long_as_was_decided(ana: Any, mo: Any, vi: Any, group: Any, case: Case) -> None:
    make_crisis(ana, group)
    decision = decide(mo, case, Measure.MUTE, ends_at=clock.now() + timedelta(hours=1))
    long_ago = clock.now() - timedelta(hours=3)
    Decision.objects.update(decided_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    services.second(actor=vi, decision=decision, version=fresh(case).version, agrees=True)
    sanction, left = Sanction.objects.get(), timedelta(minutes=59)
    assert sanction.ends_at is not None and left < sanction.ends_at - clock.now() <= timedelta(hours=1)
    assert Decision.objects.get().ends_at == sanction.ends_at


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
