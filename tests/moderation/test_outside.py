"""Emergency services: only by the written policy, by two people; a place is for one conversation alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import AuditEvent
from moderation import services
from moderation.errors import Ended, NotWhole, StaleCase, StillWaits
from moderation.models import Case, Finding, OutsideHelp
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.moderation import CRISIS, make_case, make_crisis
from tests.moderation.acts import act, end, fresh

pytestmark = pytest.mark.django_db
POLICY = "We ask first. Two people decide. We tell the person."
ASKED = {"asked": "no_answer", "tried": "We wrote to her twice.", "reason": "She said where she is going."}


@pytest.fixture
def policy(settings: Any) -> None:
    settings.EMERGENCY_POLICY = POLICY


def propose(actor: Any, case: Case, **more: Any) -> OutsideHelp:
    case = fresh(case)
    return services.propose_call(actor=actor, case=case, version=case.version, **{**ASKED, **more})


def agree(actor: Any, case: Case, agrees: bool = True) -> OutsideHelp:
    case = fresh(case)
    return services.second_call(actor=actor, case=case, version=case.version, agrees=agrees)


def test_without_a_written_policy_nobody_calls_and_members_are_told_so(
    client_of: Any, ana: Any, mo: Any, group: Any, settings: Any
) -> None:
    settings.EMERGENCY_POLICY = ""
    case = make_crisis(ana, group)
    with pytest.raises(PermissionDenied):
        propose(mo, case)
    with pytest.raises(PermissionDenied):
        services.give_place(actor=ana, case=case, words="At the river")
    desk = client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert "no written policy" in desk and "Ask a second person" not in desk
    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert "cannot send anyone to you" in page and "Where are you?" not in page
    assert client_of(ana).post(f"/conversations/{case.uid}/place/", {"words": "At the river"}).status_code == 404
    assert fresh(case).place_at is None


def test_two_people_decide_with_reasons_and_the_person_is_told(
    policy: None, client_of: Any, ana: Any, ben: Any, mo: Any, vi: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    mos = client_of(mo)
    assert POLICY in mos.get(f"/desk/{case.uid}/").content.decode()
    data = {f"call-{key}": value for key, value in ASKED.items()} | {"call-version": fresh(case).version}
    assert mos.post(f"/desk/{case.uid}/call/", {**data, "call-asked": ""}).status_code == 422
    assert mos.post(f"/desk/{case.uid}/call/", data).status_code == 302
    with pytest.raises(StillWaits):
        propose(vi, case)
    with pytest.raises(PermissionDenied):
        agree(mo, case)
    told = "decided to call emergency services for you"
    assert told not in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    data = {"agree-version": fresh(case).version, "agree-answer": "yes"}
    assert client_of(vi).post(f"/desk/{case.uid}/agree/", data).status_code == 302
    row = OutsideHelp.objects.get()
    assert (row.state, row.proposed_by, row.second_by) == ("agreed", mo, vi)
    page = client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    assert told in page and ASKED["reason"] not in page
    # A facilitator reads neither the reasons nor where somebody is.
    services.give_place(actor=ana, case=case, words="Bench at the pond")
    theirs = client_of(ben).get(f"/desk/{case.uid}/").content.decode()
    assert ASKED["reason"] not in theirs and "Bench at the pond" not in theirs
    assert "Bench at the pond" in client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    verbs = set(AuditEvent.objects.filter(target_uid=case.uid).values_list("verb", flat=True))
    assert {"case.call_proposed", "case.call_agreed", "case.place_given"} <= verbs


def test_the_second_person_may_say_no_and_nothing_happened(
    policy: None, client_of: Any, ana: Any, mo: Any, vi: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    propose(mo, case)
    assert agree(vi, case, agrees=False).state == "not_agreed"
    assert "emergency services for you" not in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    # It may be proposed again, when more is known.
    assert propose(vi, case).state == "waiting"


@pytest.mark.parametrize("missing", ["tried", "reason"])
def test_it_needs_what_was_tried_and_why(policy: None, missing: str, ana: Any, mo: Any, group: Any) -> None:
    with pytest.raises(NotWhole):
        propose(mo, make_crisis(ana, group), **{missing: "  "})


def test_only_moderators_and_only_for_somebody_in_distress(
    policy: None, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    with pytest.raises(PermissionDenied):
        propose(ben, make_crisis(ana, group))
    for kind in (Case.Kind.WORRY, Case.Kind.REPORT):
        with pytest.raises(PermissionDenied):
            propose(mo, make_case(make_account(), kind=kind))


def test_a_place_is_sealed_can_be_taken_back_and_is_gone_at_the_end(
    policy: None, client_of: Any, ana: Any, cy: Any, mo: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    theirs = client_of(ana)
    assert theirs.post(f"/conversations/{case.uid}/place/", {"words": "Bench at the pond"}).status_code == 302
    assert "Bench" not in str(Case.objects.values_list("place", flat=True).get()) and fresh(case).place
    assert "You have told us where you are" in theirs.get(f"/conversations/{case.uid}/").content.decode()
    assert client_of(cy).post(f"/conversations/{case.uid}/place/", {"words": "x"}).status_code == 404
    theirs.post(f"/conversations/{case.uid}/place/", {"words": ""})
    assert not fresh(case).place and fresh(case).place_at is None
    services.give_place(actor=ana, case=fresh(case), words="Bench at the pond")
    act("release", mo, fresh(case))
    ended = end(mo, fresh(case))
    assert not ended.is_open and not fresh(case).place and fresh(case).place_at is None
    with pytest.raises(Ended):
        services.give_place(actor=ana, case=ended, words="again")
    assert theirs.post(f"/conversations/{case.uid}/place/", {"words": "again"}).status_code == 302
    assert not fresh(case).place


def test_who_says_where_they_are_is_heard_and_an_end_is_taken_back(
    policy: None, ana: Any, ben: Any, mo: Any, vi: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    act("reply", ben, fresh(case))
    services.decline_thread(actor=ana, case=fresh(case))
    act("close", ben, act("claim", ben, fresh(case)))
    act("claim", mo, fresh(case))
    act("release", mo, fresh(case))
    act("claim", ben, fresh(case))
    Notification.objects.all().delete()
    version = fresh(case).version
    services.give_place(actor=ana, case=fresh(case), words="Bench at the pond")
    now = fresh(case)
    assert now.ending_at is None and now.thread_declined_at is None and now.waits_since is not None
    assert now.version > version
    told = set(Notification.objects.filter(kind="desk.case", about_uid=case.uid).values_list("account", flat=True))
    # Who has it, and those who can read it.
    assert told == {ben.pk, mo.pk, vi.pk}
    Notification.objects.all().delete()
    services.give_place(actor=ana, case=now, words="")
    assert not Notification.objects.exists()


def test_words_of_a_place_are_read_like_all_words_and_no_copy_of_them_is_kept(
    policy: None, ana: Any, mo: Any, group: Any
) -> None:
    case = make_case(ana, group)
    services.give_place(actor=ana, case=case, words=f"Bench at the pond. {CRISIS}")
    now = fresh(case)
    assert (now.kind, Case.objects.count()) == (Case.Kind.CRISIS, 1)
    assert now.severity >= 4 and not now.evidence.exists()
    assert Finding.objects.get().kind == "place"
    assert not end(mo, now).place


def test_a_facilitator_reads_nothing_of_emergency_services_and_of_where_somebody_is(
    policy: None, client_of: Any, ana: Any, ben: Any, mo: Any, vi: Any, group: Any
) -> None:
    case = make_crisis(ana, group)
    known = fresh(case).version
    propose(mo, case)
    case = fresh(case)
    services.second_call(actor=vi, case=case, version=case.version, agrees=False, words="Her sister is on the way.")
    services.give_place(actor=ana, case=fresh(case), words="Bench at the pond")
    services.give_place(actor=ana, case=fresh(case), words="")
    act("note", mo, fresh(case), words="She likes tea.")
    act("note", ben, fresh(case), words="She came on Tuesday.")
    said = (
        "likes tea",
        "sister",
        "pond",
        "emergency services; a second",
        "to call emergency services.",
        "where they are.",
    )
    theirs, moderators = (client_of(who).get(f"/desk/{case.uid}/").content.decode() for who in (ben, mo))
    assert [words for words in said if words in theirs] == []
    assert (
        "She came on Tuesday." in theirs
        and "likes tea" in moderators
        and "sister" in moderators
        and "Told us where they are." in moderators
    )
    # Nor where their page was an older one.
    with pytest.raises(StaleCase) as caught:
        services.note(actor=ben, case=case, version=known, words="mine")
    assert {change.verb for change in caught.value.changes} == {"noted"}
    late = client_of(ben).post(f"/desk/{case.uid}/note/", {"note-version": known, "note-words": "mine"})
    assert late.status_code == 409 and [words for words in said if words in late.content.decode()] == []
