"""Deciding: the person reads why, who told us hears the outcome, somebody else may look again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.sealed import open_sealed
from accounts.services import export_of
from audit.models import AuditEvent
from chat.models import Message
from moderation import services
from moderation.measures import measures_for
from moderation.models import Appeal, Case, Decision, Measure, Sanction
from notifications.models import Notification
from resilience.services import steps
from resilience.witnesses import choices_for
from tests.factories.chat import room_of, say
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_case, make_crisis
from tests.moderation.acts import act, fresh
from tests.moderation.deciding import RULE, SAID, decide, look_again, reported

pytestmark = pytest.mark.django_db


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
    assert case.evidence.exclude(finding=None).exists()
    Case.objects.filter(kind__in=["crisis", "help"]).delete()
    decide(mo, case, quoted="Everybody should")
    assert "A computer program had marked words" in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()


# -- who may ----------------------------------------------------------------------------------------------------------


def test_a_facilitator_hides_warns_and_mutes_in_their_own_group_and_no_more(
    ana: Any, ben: Any, mo: Any, case: Case
) -> None:
    assert set(measures_for(ben, case)) == {Measure.NO_ACTION, Measure.HIDE, Measure.WARN, Measure.MUTE}
    assert set(measures_for(mo, case)) == set(Measure) - {Measure.GOODBYE}
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


def test_an_export_holds_what_was_decided_about_oneself_and_nothing_about_others(
    ana: Any, mo: Any, vi: Any, fern: Any, case: Case
) -> None:
    decision = decide(mo, case, words="I know tonight is hard.", reason="Thoughts of Mo.")
    look_again(vi, services.appeal(actor=ana, decision=decision, words="My own words."), answer="Thank you.")
    mine = str(export_of(actor=ana))
    for part in ("I know tonight is hard.", "My own words.", "Thank you.", "Fern most of all"):
        assert part in mine
    assert "Thoughts of Mo." not in mine and "That hurt." not in mine
    for other in (fern, mo, vi):
        theirs = str(export_of(actor=other))
        assert "My own words." not in theirs and "tonight is hard" not in theirs and "Put" not in theirs
    assert "decided otherwise" in str(export_of(actor=fern))


def test_what_is_not_there_any_more_cannot_be_decided_about_and_yet_keeps_no_case_open(
    ana: Any, ben: Any, mo: Any, vi: Any, group: Any
) -> None:
    witness = next(value for value, label in choices_for(ana) if group.name in label)
    step = steps.say_step(actor=ana, words="Fern most of all", times=3, witness=witness)
    told = services.report(actor=ben, kind="small_step", uid=step.shown.uid, reason="unkind", words="")
    make_crisis(ana, group)
    waiting = decide(mo, told.case, Measure.HIDE)
    steps.say_step(actor=ana, words="Fern most of all", times=3, commitment=step)
    version = fresh(told.case).version
    with pytest.raises(PermissionDenied):
        services.second(actor=vi, decision=waiting, version=version, agrees=True)
    assert services.second(actor=vi, decision=waiting, version=version, agrees=False).state == "not_taken"
