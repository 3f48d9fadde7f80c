from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

import clock
from accounts.models import User
from accounts.sealed import open_sealed
from audit.models import AuditEvent
from moderation.errors import Ended
from moderation.models import Case, CaseReply
from moderation.services import (
    author_reply,
    choose,
    decline_thread,
    notice_refused,
    open_help_case,
    read_refused,
    send_to_team,
)
from notifications.models import Notification
from tests.factories.groups import leave, make_group
from tests.factories.moderation import CRISIS, ORDINARY, crisis_outcome, make_case, make_crisis

pytestmark = pytest.mark.django_db


def words_of(case: Case, actor: Any) -> list[str]:
    return [json.loads(open_sealed(piece, "copy", actor))["text"] for piece in case.evidence.all()]


def test_asking_for_help_without_a_word_opens_one_case(ana: Any, mo: Any, group: Any) -> None:
    case = open_help_case(actor=ana, group=group)
    again = open_help_case(actor=ana, group=group, words="It is bad tonight.")

    assert case == again
    assert (again.kind, again.choice, again.label) == (Case.Kind.HELP, Case.Choice.WRITE, "Small Lantern")
    assert words_of(again, mo) == ["It is bad tonight."]
    assert Notification.objects.filter(kind="desk.case", account=mo).count() == 1


def test_asking_for_help_without_a_group_says_no_name(ana: Any, mo: Any) -> None:
    case = open_help_case(actor=ana)

    assert (case.label, case.group_uid) == ("", None)
    assert ana.sign_in_name not in case.shown_label
    assert Case.objects.visible_to(mo).get() == case


def test_group_somebody_never_was_in_is_not_put_on_their_case(cy: Any, group: Any) -> None:
    case = open_help_case(actor=cy, group=group)

    assert (case.group_uid, case.group_name) == (None, "")


def test_visitor_cannot_open_a_case() -> None:
    with pytest.raises(PermissionDenied):
        open_help_case(actor=AnonymousUser())
    assert not Case.objects.exists()


def test_help_works_for_somebody_suspended_removed_or_leaving(ana: Any, dee: Any, group: Any) -> None:
    User.objects.filter(pk=ana.pk).update(
        suspended_until=clock.now() + timedelta(days=3), erase_after=clock.now() + timedelta(days=7)
    )
    ana.refresh_from_db()
    membership = group.memberships.get(account=ana)
    leave(membership, "removed")

    case = send_to_team(actor=ana, words=ORDINARY, group=group)
    assert (case.label, case.group_uid) == ("Small Lantern", group.uid)


def test_help_is_never_too_much(ana: Any) -> None:
    for _ in range(40):
        open_help_case(actor=ana)
    assert Case.objects.count() == 1


def test_crisis_in_the_words_raises_the_case(ana: Any, engine: Any) -> None:
    assert open_help_case(actor=ana).severity == 4
    engine("wild_offsets", seconds=5)
    assert open_help_case(actor=ana, words=CRISIS).severity == 5


def test_words_reach_the_team_also_when_the_engine_fails(ana: Any, mo: Any, engine: Any) -> None:
    engine("raises")
    case = send_to_team(actor=ana, words=CRISIS)

    assert words_of(case, mo) == [CRISIS]


def test_refused_words_are_read_and_stored_nowhere(ana: Any) -> None:
    outcome = read_refused(text=CRISIS, language="en")
    notice_refused(actor=ana)

    assert outcome.is_crisis
    assert not Case.objects.exists()
    assert list(AuditEvent.objects.values_list("verb", "reason")) == [("refused.noticed", "crisis")]


@pytest.mark.parametrize("choice", ["write", "lines", "misread", "safe"])
def test_choice_is_kept_and_closes_nothing(ana: Any, group: Any, choice: str) -> None:
    case = choose(actor=ana, case=make_crisis(ana, group), choice=choice)

    assert (case.choice, case.state) == (choice, Case.State.NEW)
    assert case.choice_at is not None
    assert AuditEvent.objects.filter(verb="case.chose", reason=choice, actor_uid=ana.uid).count() == 1


def test_nobody_else_chooses_for_a_person(ana: Any, ben: Any, mo: Any, cy: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    for other in (ben, mo, cy):
        with pytest.raises(PermissionDenied):
            choose(actor=other, case=case, choice="misread")
    case.refresh_from_db()
    assert case.choice == ""


def test_asking_to_be_written_to_alerts_again_and_takes_a_refusal_back(ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    decline_thread(actor=ana, case=case)
    Notification.objects.all().delete()

    case = choose(actor=ana, case=case, choice="write")
    assert case.thread_declined_at is None
    assert Notification.objects.filter(account=mo).exists()


def test_asking_to_be_written_to_after_the_end_opens_a_new_case(ana: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    Case.objects.filter(pk=case.pk).update(state="closed", close_reason="talked")

    new = choose(actor=ana, case=case, choice="write")
    assert new.pk != case.pk
    assert (new.kind, new.choice, new.is_open) == (Case.Kind.HELP, "write", True)
    assert choose(actor=ana, case=case, choice="misread").pk == case.pk


def test_answer_is_stored_once_sealed_and_read_by_the_engine(ana: Any, group: Any) -> None:
    case, client_uid = make_case(ana, group), uuid.uuid4()
    first = author_reply(actor=ana, case=case, words=ORDINARY, client_uid=client_uid)
    second = author_reply(actor=ana, case=case, words=ORDINARY, client_uid=client_uid)

    assert first.pk == second.pk
    reply = CaseReply.objects.get()
    assert ORDINARY not in reply.text.ciphertext
    assert open_sealed(reply, "text", ana) == ORDINARY
    assert (reply.read_level, reply.from_team) == ("none", False)


def test_crisis_in_an_answer_opens_the_crisis_case(ana: Any, group: Any) -> None:
    case = make_case(ana, group)
    author_reply(actor=ana, case=case, words=CRISIS)

    crisis = Case.objects.get(kind=Case.Kind.CRISIS)
    assert (crisis.subject_account, crisis.group_uid) == (ana, group.uid)


def test_nobody_else_answers_in_a_conversation(ana: Any, ben: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    for other in (ben, mo):
        with pytest.raises(PermissionDenied):
            author_reply(actor=other, case=case, words="I am Ana")
        with pytest.raises(PermissionDenied):
            decline_thread(actor=other, case=case)
    assert not CaseReply.objects.exists()


def test_conversation_that_ended_takes_no_answer(ana: Any, group: Any) -> None:
    case = make_case(ana, group)
    Case.objects.filter(pk=case.pk).update(state="closed", close_reason="talked")
    with pytest.raises(Ended):
        author_reply(actor=ana, case=case, words="one more")


def test_author_list_shows_own_talks_and_never_reports_or_worries(ana: Any, ben: Any, mo: Any, group: Any) -> None:
    crisis = make_crisis(ana, group)
    worry = make_case(ana, group, kind=Case.Kind.WORRY)
    make_case(ana, group, kind=Case.Kind.REPORT)
    make_crisis(ben, group)
    assert list(Case.objects.of_author(ana)) == [crisis]

    from moderation.services import reply

    reply(actor=mo, case=worry, version=worry.version, words="How are you tonight?")
    assert set(Case.objects.of_author(ana)) == {crisis, worry}
    assert not Case.objects.of_author(AnonymousUser()).exists()
    assert not Case.objects.of_author(make_group(ben).founded_by).filter(subject_account=ana).exists()


@pytest.mark.parametrize("way", ["/need-help/", "/send-to-team/"])
def test_a_crisis_at_the_end_of_long_words_is_read_and_arrives(way: str, ana: Any, mo: Any, client_of: Any) -> None:
    words = ORDINARY + " The kettle is on again." * 200 + f" {CRISIS}"
    assert len(words) > 4500 and client_of(ana).post(way, {"words": words}).status_code == 302
    case = Case.objects.get()
    (item,) = case.evidence.all()
    assert case.severity == crisis_outcome().severity
    assert json.loads(open_sealed(item, "copy", mo))["text"].endswith(CRISIS)
