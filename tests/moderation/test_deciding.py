"""Deciding: the person reads why, who told us hears the outcome, somebody else may look again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from accounts.sealed import open_sealed
from audit.models import AuditEvent
from chat.models import Message
from groups.models import Membership
from moderation import services
from moderation.errors import Ended, NotWhole, StaleCase, StillWaits, Taken
from moderation.measures import measures_for
from moderation.models import Appeal, Case, Decision, Measure, NoEnd, Sanction
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import room_of, say
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_case, make_crisis, make_shift
from tests.moderation.acts import act, fresh
from tests.moderation.deciding import RULE, SAID, decide, look_again, needs, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def fern(group: Any) -> Any:
    return join(group, make_account("fern-account"), name="Night Fern").account


@pytest.fixture
def vi(db: Any) -> Any:
    """A second moderator."""
    return make_account("vi", is_moderator=True)


@pytest.fixture
def case(ana: Any, fern: Any, group: Any) -> Case:
    return reported(ana, group, fern)


def mail_for(account: Any) -> set[str]:
    return set(Notification.objects.filter(account=account).values_list("kind", flat=True))


# -- the whole way ----------------------------------------------------------------------------------------------------


def test_hidden_with_a_statement_appealed_and_restored_by_somebody_else(
    client_of: Any, ana: Any, fern: Any, mo: Any, vi: Any, group: Any, case: Case
) -> None:
    room = f"/rooms/{room_of(group).uid}/"
    assert SAID in client_of(fern).get(room).content.decode()
    decision = decide(mo, case, reason="Sealed thoughts of Mo.", words="I know tonight is hard.")

    theirs, mine = (client_of(who).get(room).content.decode() for who in (fern, ana))
    assert SAID not in theirs and "A moderator has put this aside." in theirs
    assert SAID in mine and "Only you still see it." in mine and 'href="/conversations/"' in mine
    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    for part in (RULE, "Fern most of all", "I know tonight is hard.", "No. A person decided.", "Please look again"):
        assert part in page
    for secret in ("Sealed thoughts", "That hurt", "Night Fern"):
        assert secret not in page
    assert {"decision.statement"} <= mail_for(ana)
    told = client_of(fern).get("/conversations/").content.decode()
    assert "did something about it" in told and "report.outcome" in mail_for(fern)
    assert "put aside" not in told and RULE not in told and "Hide" not in told
    assert fresh(case).close_reason == Case.CloseReason.DECIDED

    asked = client_of(ana).post(
        f"/conversations/{case.uid}/again/{decision.uid}/", {"words": "I was quoting what my father used to say."}
    )
    assert asked.status_code == 302
    appeal = Appeal.objects.get()
    assert "father" not in appeal.words.ciphertext
    assert not Appeal.objects.for_decider(mo).exists()
    assert str(case.uid) in client_of(vi).get("/desk/").content.decode()
    Notification.objects.all().delete()
    look_again(vi, appeal)

    assert SAID in client_of(fern).get(room).content.decode()
    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "decided otherwise" in page and "Thank you for asking." in page
    assert "decided otherwise" in client_of(fern).get("/conversations/").content.decode()
    assert "decision.statement" in mail_for(ana) and "report.outcome" in mail_for(fern)
    sanction = Sanction.objects.get()
    assert (sanction.lifted_because, sanction.lifted_by) == ("overturned", vi)
    desk = client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert "Overturned on appeal" in desk and "Looked again and decided otherwise." in desk
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"decision.taken", "decision.appealed", "appeal.overturned", "case.decided"} <= verbs


def test_an_appeal_that_changes_nothing_is_answered_all_the_same(
    client_of: Any, ana: Any, mo: Any, vi: Any, case: Case, fern: Any
) -> None:
    decision = decide(mo, case)
    appeal = services.appeal(actor=ana, decision=decision, words="Please look.")
    Notification.objects.all().delete()
    look_again(vi, appeal, overturned=False)

    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "It stays as it was decided." in page and "Thank you for asking." in page
    assert Message.objects.get().hidden_at is not None and Sanction.objects.standing().exists()
    assert mail_for(ana) == {"decision.statement"} and mail_for(fern) == set()


def test_no_action_tells_the_reporter_and_leaves_the_reported_in_peace(
    client_of: Any, ana: Any, fern: Any, mo: Any, case: Case
) -> None:
    decide(mo, case, Measure.NO_ACTION)

    assert "left it as it is" in client_of(fern).get("/conversations/").content.decode()
    assert client_of(ana).get(f"/conversations/{case.uid}/").status_code == 404
    assert mail_for(ana) == set() and not Sanction.objects.exists()
    assert "What was decided" in client_of(mo).get(f"/desk/{case.uid}/").content.decode()


def test_a_worry_tells_its_reporter_nothing_of_what_came_of_it(
    client_of: Any, ana: Any, fern: Any, mo: Any, group: Any
) -> None:
    message = say(ana, group, "I am tired.")
    case = services.report(actor=fern, kind="message", uid=message.uid, reason="worry").case
    act("close", mo, case)
    page = client_of(fern).get("/conversations/").content.decode()
    assert "looks in on them" in page and "left it as it is" not in page


def test_a_case_that_is_ended_without_a_decision_still_tells_its_reporters(
    client_of: Any, fern: Any, mo: Any, case: Case
) -> None:
    act("close", mo, case, reason="no_breach")
    assert "left it as it is" in client_of(fern).get("/conversations/").content.decode()
    assert "report.outcome" in mail_for(fern)


def test_the_statement_says_when_a_computer_had_marked_words(
    client_of: Any, ana: Any, fern: Any, mo: Any, group: Any
) -> None:
    words = "Everybody should just take forty pills at once, it works."
    case = reported(ana, group, fern, words=words)
    if not case.evidence.exclude(finding=None).exists():
        pytest.skip("the engine marked nothing in these words")
    Case.objects.filter(kind__in=["crisis", "help"]).delete()
    decide(mo, case, quoted="Everybody should")
    assert "A computer program had marked words" in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()


# -- who may ----------------------------------------------------------------------------------------------------------


def test_a_facilitator_hides_warns_and_mutes_in_their_own_group_and_no_more(
    ana: Any, ben: Any, mo: Any, case: Case
) -> None:
    assert set(measures_for(ben, case)) == {Measure.NO_ACTION, Measure.HIDE, Measure.WARN, Measure.MUTE}
    assert set(measures_for(mo, case)) == set(Measure)
    for measure in set(Measure) - set(measures_for(ben, case)):
        with pytest.raises(PermissionDenied):
            decide(ben, case, measure)
    assert not Decision.objects.exists()
    assert decide(ben, case, Measure.HIDE).state == Decision.State.TAKEN


@pytest.mark.parametrize("who", ["ana", "cy", "ada", "fern"])
def test_who_may_not_decide_decides_nothing(who: str, request: Any, case: Case) -> None:
    with pytest.raises(PermissionDenied):
        decide(request.getfixturevalue(who), case, Measure.NO_ACTION)
    assert not Decision.objects.exists()


def test_a_facilitator_of_another_group_decides_nothing(cy: Any, case: Case, client_of: Any) -> None:
    make_group(cy)
    with pytest.raises(PermissionDenied):
        decide(cy, case)
    assert client_of(cy).get(f"/desk/{case.uid}/decide/").status_code == 404


def test_a_report_about_a_moderator_is_neither_listed_for_nor_decided_by_them(
    client_of: Any, mo: Any, vi: Any, fern: Any, group: Any
) -> None:
    join(group, mo, name="Quiet Heron")
    case = reported(mo, group, fern)
    for path in ("/desk/", f"/desk/{case.uid}/", f"/desk/{case.uid}/decide/"):
        assert str(case.uid) not in client_of(mo).get(path).content.decode()
    with pytest.raises(PermissionDenied):
        decide(mo, case, Measure.NO_ACTION)
    decision = decide(vi, case)
    appeal = services.appeal(actor=mo, decision=decision, words="It was a joke.")
    with pytest.raises(PermissionDenied):
        look_again(mo, appeal)
    with pytest.raises(PermissionDenied):
        services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)


@pytest.mark.parametrize("kind", [Case.Kind.CRISIS, Case.Kind.HELP, Case.Kind.WORRY, Case.Kind.UNREAD])
def test_nothing_is_decided_about_a_person_in_distress_only_about_what_was_reported(
    kind: str, ana: Any, mo: Any, group: Any, client_of: Any
) -> None:
    case = make_case(ana, group, kind=kind)
    assert measures_for(mo, case) == []
    with pytest.raises(PermissionDenied):
        decide(mo, case, Measure.NO_ACTION)
    assert client_of(mo).get(f"/desk/{case.uid}/decide/").status_code == 404


@pytest.mark.parametrize("who", ["mo", "fern_moderator", "ben", "ana", "cy", "ada"])
def test_an_appeal_is_answered_by_nobody_who_decided_told_us_or_is_concerned(
    who: str, request: Any, ana: Any, mo: Any, vi: Any, fern: Any, case: Case
) -> None:
    appeal = services.appeal(actor=ana, decision=decide(mo, case), words="Please look.")
    if who == "fern_moderator":
        type(fern).objects.filter(pk=fern.pk).update(is_moderator=True)
    actor = fern if who == "fern_moderator" else request.getfixturevalue(who)
    actor.refresh_from_db()
    with pytest.raises(PermissionDenied):
        look_again(actor, appeal)
    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.WAITING
    assert look_again(vi, appeal).state == Appeal.State.OVERTURNED


@pytest.mark.parametrize("who", ["cy", "fern", "mo", "ben", "ada"])
def test_nobody_appeals_for_somebody_else(who: str, request: Any, mo: Any, case: Case, client_of: Any) -> None:
    decision, actor = decide(mo, case), request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        services.appeal(actor=actor, decision=decision, words="Me too.")
    path = f"/conversations/{case.uid}/again/{decision.uid}/"
    assert client_of(actor).get(path).status_code == client_of(actor).post(path, {"words": "x"}).status_code == 404


def test_of_no_action_nothing_can_be_appealed_because_nothing_was_told(ana: Any, mo: Any, case: Case) -> None:
    decision = decide(mo, case, Measure.NO_ACTION)
    with pytest.raises(PermissionDenied):
        services.appeal(actor=ana, decision=decision, words="What is it?")


def test_one_decision_is_appealed_once(client_of: Any, ana: Any, mo: Any, case: Case) -> None:
    decision = decide(mo, case)
    services.appeal(actor=ana, decision=decision, words="First.")
    path = f"/conversations/{case.uid}/again/{decision.uid}/"
    answer = client_of(ana).post(path, {"words": "Second."})
    assert answer.status_code == 409 and "asked for this already" in answer.content.decode()
    assert Appeal.objects.count() == 1


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


# -- words ------------------------------------------------------------------------------------------------------------


def test_an_appeal_that_is_a_cry_for_help_is_heard_past_the_facilitators(
    ana: Any, ben: Any, mo: Any, case: Case
) -> None:
    decision = decide(ben, case)
    services.appeal(actor=ana, decision=decision, words="I am going to kill myself tonight.")
    crisis = Case.objects.get(kind=Case.Kind.CRISIS)
    assert crisis.subject_account == ana and Appeal.objects.get().read_level == "crisis"
    assert Case.objects.visible_to(mo).filter(pk=crisis.pk).exists()
    assert not Case.objects.visible_to(ben).filter(pk=crisis.pk).exists()


def test_the_reason_is_sealed_and_opening_it_is_audited(client_of: Any, mo: Any, vi: Any, case: Case) -> None:
    decision = decide(mo, case, reason="Sealed thoughts of Mo.")
    assert "Sealed" not in decision.reason.ciphertext
    assert "Sealed thoughts of Mo." in client_of(vi).get(f"/desk/{case.uid}/").content.decode()
    line = AuditEvent.objects.get(verb="sealed.opened", target_uid=decision.uid)
    assert (line.actor_uid, line.reason) == (vi.uid, "reason")
    assert open_sealed(decision, "quoted", vi) == "Fern most of all"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ case.uid }}"])
def test_hostile_words_of_every_side_are_shown_as_words(
    text: str, client_of: Any, ana: Any, mo: Any, vi: Any, group: Any, fern: Any
) -> None:
    case = reported(ana, group, fern, words=f"{text} Fern most of all", told=text)
    decision = decide(mo, case, words=text, reason=text, quoted=f"{text} Fern", rule=text)
    appeal = services.appeal(actor=ana, decision=decision, words=text)
    look_again(vi, appeal, answer=text, reason=text)
    for who, path in ((ana, f"/conversations/{case.uid}/"), (vi, f"/desk/{case.uid}/"), (fern, "/conversations/")):
        page = client_of(who).get(path).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page
