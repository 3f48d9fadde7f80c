"""Every measure happens, ends by itself, and is lifted by one act; each leaves a person what is theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from accounts.access import can
from accounts.services import export_of
from care import services as care
from chat import services as chat
from chat.models import Message, Participant
from groups import services as groups
from groups.models import Membership
from moderation import services
from moderation.errors import StaleCase
from moderation.models import LASTING, Appeal, Case, CaseEvidence, Decision, Measure, Report, Sanction
from notifications.models import Notification
from realtime.topics import topics
from tests.factories.chat import post_of, room_of, say
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_case
from tests.moderation.acts import act, fresh
from tests.moderation.deciding import PEOPLE, SAID, decide, look_again, reported

pytestmark = pytest.mark.django_db
DAY = 24 * 3600
# Who is too young did no harm: tests/moderation/test_goodbye.py.
FOR_HARM = [measure for measure in LASTING if measure != Measure.GOODBYE]


def post(user: Any, group: Any, words: str = "hello") -> str:
    """The code of the refusal, or nothing where it was posted."""
    voice = Participant.objects.get(membership__account=user, room__group=group, ended_at=None)
    (answer,) = chat.post_messages(posts=[chat.Post(voice.pk, user.pk, words)])
    return answer.code if isinstance(answer, chat.Refused) else ""


def holds(measure: str, ana: Any, group: Any) -> bool:
    """Whether what the measure does is so, as others or the person themself meet it."""
    ana.refresh_from_db()
    message = Message.objects.filter(seq=1).get()
    if measure == Measure.CONTENT_NOTE:
        return message.content_note == "Hard to read"
    if measure == Measure.HIDE:
        return message.hidden_at is not None and message.body == SAID
    if measure == Measure.REMOVE:
        return message.body == ""
    if measure == Measure.LEAVE_GROUP:
        return not Membership.objects.live().filter(account=ana, group=group).exists()
    if measure in (Measure.SUSPEND, Measure.BAN):
        return not can(ana, "accounts.participate")
    if measure == Measure.LIMIT:
        return not can(ana, "accounts.may_join_groups") and can(ana, "accounts.participate")
    return Participant.objects.filter(membership__account=ana, muted_until__gt=clock.now()).exists()


@pytest.mark.parametrize("measure", FOR_HARM)
def test_it_happens_and_one_act_lifts_it(measure: str, ana: Any, mo: Any, vi: Any, group: Any, case: Case) -> None:
    assert not holds(measure, ana, group)
    decision = decide(mo, case, measure)
    assert holds(measure, ana, group)
    Notification.objects.all().delete()
    services.lift(actor=vi, sanction=decision.sanction, version=fresh(case).version, words="It has calmed down.")
    assert not holds(measure, ana, group)
    message = Message.objects.get(seq=1)
    assert (message.body, message.content_note, message.hidden_at, message.removed_at) == (SAID, "", None, None)
    assert Membership.objects.live().filter(account=ana, group=group).exists()
    assert Notification.objects.filter(account=ana, kind="decision.statement").exists()
    decision.sanction.refresh_from_db()
    assert (decision.sanction.lifted_because, decision.sanction.lifted_by) == ("lifted", vi)
    with pytest.raises(PermissionDenied):
        services.lift(actor=vi, sanction=decision.sanction, version=fresh(case).version)


@pytest.mark.parametrize("measure", FOR_HARM)
def test_it_happens_and_ends_by_itself(
    measure: str, ana: Any, mo: Any, group: Any, case: Case, move_clock: Any
) -> None:
    decide(mo, case, measure, ends_at=clock.now() + timedelta(days=1), no_end="")
    move_clock(DAY - 60)
    assert services.end_due_sanctions() == 0 and holds(measure, ana, group)
    move_clock(DAY + 60)
    assert services.end_due_sanctions() == 1 and services.end_due_sanctions() == 0
    assert not holds(measure, ana, group)
    assert Sanction.objects.get().lifted_because == "ended"


@pytest.mark.parametrize("measure", FOR_HARM)
def test_it_happens_and_an_appeal_undoes_it(measure: str, ana: Any, mo: Any, vi: Any, group: Any, case: Case) -> None:
    decision = decide(mo, case, measure)
    ana.refresh_from_db()
    look_again(vi, services.appeal(actor=ana, decision=decision, words="Please."))
    assert not holds(measure, ana, group)


@pytest.mark.parametrize("measure", sorted(PEOPLE))
def test_without_an_end_it_says_why_and_can_be_lifted(
    measure: str, client_of: Any, ana: Any, mo: Any, group: Any, case: Case
) -> None:
    decision = decide(mo, case, measure, ends_at=None, no_end="safety")
    assert services.end_due_sanctions() == 0 and holds(measure, ana, group)
    ana.refresh_from_db()
    assert "others would not be safe" in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)
    assert not holds(measure, ana, group)


def test_a_warning_leaves_nothing_standing(client_of: Any, ana: Any, mo: Any, case: Case) -> None:
    decide(mo, case, Measure.WARN)
    assert not Sanction.objects.exists()
    assert "Nothing else changes." in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()


# -- several at once --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", sorted(PEOPLE - {Measure.LEAVE_GROUP}))
def test_lifting_one_leaves_what_another_decision_asks_for(
    measure: str, ana: Any, fern: Any, mo: Any, group: Any, case: Case
) -> None:
    other = reported(ana, group, fern, words="And again: Fern most of all.")
    first, second = decide(mo, case, measure), decide(mo, other, measure, ends_at=clock.now() + timedelta(days=3))
    services.lift(actor=mo, sanction=first.sanction, version=fresh(case).version)
    assert holds(measure, ana, group)
    services.lift(actor=mo, sanction=second.sanction, version=fresh(other).version)
    assert not holds(measure, ana, group)


def test_who_was_removed_by_two_decisions_comes_back_when_both_are_lifted(
    ana: Any, fern: Any, mo: Any, group: Any, case: Case
) -> None:
    other = reported(ana, group, fern, words="And again: Fern most of all.")
    first, second = decide(mo, case, Measure.LEAVE_GROUP), decide(mo, other, Measure.LEAVE_GROUP)
    services.lift(actor=mo, sanction=first.sanction, version=fresh(case).version)
    assert not Membership.objects.live().filter(account=ana).exists()
    services.lift(actor=mo, sanction=second.sanction, version=fresh(other).version)
    assert Membership.objects.live().filter(account=ana).exists()


def test_lifting_a_ban_leaves_a_suspension_that_still_runs(
    ana: Any, fern: Any, mo: Any, group: Any, case: Case
) -> None:
    other = reported(ana, group, fern, words="And again: Fern most of all.")
    decide(mo, case, Measure.SUSPEND)
    ban = decide(mo, other, Measure.BAN, ends_at=None, no_end="again")
    services.lift(actor=mo, sanction=ban.sanction, version=fresh(other).version)
    ana.refresh_from_db()
    assert ana.suspended_until is not None and ana.suspended_until < clock.now() + timedelta(days=2)


@pytest.mark.parametrize(
    ("first", "second"), [("hide", "remove"), ("remove", "hide"), ("hide", "hide"), ("remove", "remove")]
)
def test_words_come_back_when_nothing_keeps_them_aside_any_more(
    first: str, second: str, ana: Any, mo: Any, case: Case
) -> None:
    decisions = [decide(mo, case, first, ends_case=False), decide(mo, case, second, ends_case=False)]
    services.lift(actor=mo, sanction=decisions[0].sanction, version=fresh(case).version)
    assert Message.objects.get().hidden_at is not None
    services.lift(actor=mo, sanction=decisions[1].sanction, version=fresh(case).version)
    message = Message.objects.get()
    assert (message.hidden_at, message.removed_at, message.body) == (None, None, SAID)


def test_words_that_two_decisions_took_away_come_back_in_whichever_order_they_are_lifted(mo: Any, case: Case) -> None:
    decisions = [decide(mo, case, Measure.REMOVE, ends_case=False) for _ in range(2)]
    for decision in reversed(decisions):
        assert Message.objects.get().body == ""
        services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)
    assert Message.objects.get().body == SAID


def test_what_its_author_took_back_meanwhile_stays_taken_back(ana: Any, mo: Any, vi: Any, case: Case) -> None:
    decision = decide(mo, case)
    chat.remove_message(actor=ana, message=Message.objects.get())
    look_again(vi, services.appeal(actor=ana, decision=decision, words="Please."))
    message = Message.objects.get()
    assert message.body == "" and message.removed_at is not None and message.hidden_at is None


@pytest.mark.parametrize("way", ["one", "all"])
@pytest.mark.parametrize("hidden", ["", "before", "after"])
def test_words_that_a_moderator_took_away_and_their_author_takes_back_never_return(
    way: str, hidden: str, ana: Any, mo: Any, vi: Any, group: Any, case: Case
) -> None:
    if hidden == "before":
        decide(mo, case, Measure.HIDE, ends_case=False)
    decision = decide(mo, case, Measure.REMOVE, ends_case=False)
    if hidden == "after":
        decide(mo, case, Measure.HIDE, ends_case=False)
    if way == "one":
        chat.remove_message(actor=ana, message=Message.objects.get())
    else:
        assert chat.take_words_back(actor=ana, group=group) == 1
    assert Message.objects.get().was_taken_back
    services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)
    message = Message.objects.get()
    assert message.body == "" and message.was_taken_back


def test_removing_words_that_their_author_took_back_and_lifting_it_leaves_a_tombstone(
    ana: Any, mo: Any, case: Case
) -> None:
    chat.remove_message(actor=ana, message=Message.objects.get())
    decision = decide(mo, case, Measure.REMOVE)
    assert Message.objects.get().was_taken_back
    services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)
    assert Message.objects.get().was_taken_back


# -- no way round ----------------------------------------------------------------------------------------------------


def test_leaving_and_coming_in_again_ends_no_mute(ana: Any, mo: Any, group: Any, case: Case) -> None:
    decide(mo, case, Measure.MUTE)
    groups.leave_group(actor=ana, group=group)
    join(group, ana, name="Small Lantern again")
    assert post(ana, group) == "muted"


def test_a_mute_holds_in_its_group_alone(ana: Any, cy: Any, mo: Any, group: Any, case: Case) -> None:
    other = make_group(cy)
    join(other, ana, name="Elsewhere Otter")
    decide(mo, case, Measure.MUTE)
    assert post(ana, group) == "muted" and post(ana, other) == ""


def test_a_limited_account_may_speak_slowly_and_join_nothing_new(
    ana: Any, mo: Any, group: Any, case: Case, move_clock: Any
) -> None:
    decide(mo, case, Measure.LIMIT)
    ana.refresh_from_db()
    assert post(ana, group) == "limited"
    move_clock(6 * 60)
    assert post(ana, group) == "" and post(ana, group) == "limited"


def test_the_content_note_of_a_moderator_outlives_an_edit(ana: Any, mo: Any, case: Case) -> None:
    decide(mo, case, Measure.CONTENT_NOTE)
    chat.edit_message(actor=ana, message=Message.objects.get(), body="Softer words.", content_note="")
    assert Message.objects.get().content_note == "Hard to read" and Message.objects.get().body == "Softer words."


def test_who_was_removed_cannot_come_in_again_until_it_is_lifted(ana: Any, mo: Any, group: Any, case: Case) -> None:
    decision = decide(mo, case, Measure.LEAVE_GROUP)
    assert not can(ana, "groups.join", group)
    name = Membership.objects.get(account=ana).display_name
    services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)
    back = Membership.objects.get(account=ana)
    assert (back.state, back.display_name, back.role) == ("active", name, "member")
    assert post(ana, group) == ""


def test_sockets_of_a_suspended_account_open_no_room(ana: Any, mo: Any, group: Any, case: Case) -> None:
    room, key = topics.get("room"), str(room_of(group).uid)
    assert room.authorise(ana, key) is not None
    epoch = ana.access_epoch
    decide(mo, case, Measure.SUSPEND)
    ana.refresh_from_db()
    assert room.authorise(ana, key) is None and ana.access_epoch > epoch
    assert topics.get("me").authorise(ana, str(ana.uid)) is not None


def test_lifting_over_an_older_page_changes_nothing(mo: Any, case: Case) -> None:
    decision = decide(mo, case)
    with pytest.raises(StaleCase):
        services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version - 1)
    assert Sanction.objects.standing().exists()


@pytest.mark.parametrize("who", ["ana", "cy", "ada"])
def test_who_may_not_lifts_nothing(who: str, request: Any, mo: Any, case: Case) -> None:
    decision = decide(mo, case)
    with pytest.raises(PermissionDenied):
        services.lift(actor=request.getfixturevalue(who), sanction=decision.sanction, version=fresh(case).version)


def test_a_facilitator_lifts_what_they_could_have_decided_and_no_more(ben: Any, mo: Any, case: Case) -> None:
    mute, ban = decide(mo, case, Measure.MUTE, ends_case=False), decide(mo, case, Measure.BAN)
    services.lift(actor=ben, sanction=mute.sanction, version=fresh(case).version)
    with pytest.raises(PermissionDenied):
        services.lift(actor=ben, sanction=ban.sanction, version=fresh(case).version)


# -- what stays ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", [*FOR_HARM, Measure.WARN])
def test_under_any_sanction_help_plan_data_conversation_and_appeal_stay(
    measure: str, client_of: Any, ana: Any, mo: Any, vi: Any, group: Any, case: Case
) -> None:
    care.write_plan(actor=ana, texts={"signs": "I sleep badly"}, with_lines=True, version=0)
    thread = make_case(ana)
    act("reply", vi, thread, words="How are you tonight?")
    changed = {"ends_at": None, "no_end": "safety"} if measure in PEOPLE else {}
    decision = decide(mo, case, measure, **changed)
    if decision.state == Decision.State.WAITING:
        services.second(actor=vi, decision=decision, version=fresh(case).version, agrees=True)
    ana.refresh_from_db()
    client = client_of(ana)

    assert client.get("/help/").status_code == client.get("/help/services/").status_code == 200
    assert "I sleep badly" in client.get("/plan/").content.decode()
    assert client.get("/plan/write/").status_code == client.get("/you/").status_code == 200
    assert client.get("/you/data/").status_code == client.get("/conversations/").status_code == 200
    assert client.get("/need-help/").status_code == 200
    talk = client.get(f"/conversations/{thread.uid}/")
    assert "How are you tonight?" in talk.content.decode()
    assert client.post(f"/conversations/{thread.uid}/", {"words": "Still here."}).status_code == 302
    assert thread.replies.filter(from_team=False).count() == 1
    assert client.post("/need-help/", {"words": "please"}).status_code == 302
    assert fresh(thread).choice == "write"
    statement = client.get(f"/conversations/{case.uid}/").content.decode()
    for link in ("/help/", "/need-help/", "/plan/", "/you/data/"):
        assert f'href="{link}"' in statement
    assert client.get(f"/conversations/{case.uid}/again/{decision.uid}/").status_code == 200
    asked = client.post(f"/conversations/{case.uid}/again/{decision.uid}/", {"words": "Please look again."})
    assert asked.status_code == 302 and Appeal.objects.count() == 1

    given = export_of(actor=ana)
    assert given["decisions"][0]["words it is about"] == "Fern most of all"
    assert given["appeals"][0]["words"] == "Please look again."


def test_a_case_because_of_which_something_stands_is_kept_without_its_copies(
    client_of: Any, ana: Any, fern: Any, mo: Any, group: Any, case: Case, move_clock: Any
) -> None:
    other = reported(ana, group, fern, words="And again: Fern most of all.")
    decision = decide(mo, case, Measure.BAN, ends_at=None, no_end="safety")
    decide(mo, other, Measure.WARN)
    move_clock(400 * DAY)
    services.forget_closed(clock.now())
    assert list(Case.objects.all()) == [case]
    assert not CaseEvidence.objects.exists() and not Report.objects.exists()
    services.lift(actor=mo, sanction=decision.sanction, version=fresh(case).version)
    services.forget_closed(clock.now())
    assert not Case.objects.exists() and not Sanction.objects.exists()


def test_somebody_under_a_mute_still_calls_for_help_in_the_room(
    client_of: Any, ana: Any, mo: Any, group: Any, case: Case
) -> None:
    decide(mo, case, Measure.MUTE)
    answer = client_of(ana).post(f"/rooms/{room_of(group).uid}/", {"body": "please", "need": "help"})
    assert answer.status_code in (200, 302)
    assert Case.objects.filter(kind=Case.Kind.HELP, subject_account=ana).exists()


def test_somebody_new_under_a_limit_is_heard_on_the_first_day(ana: Any, mo: Any, group: Any, case: Case) -> None:
    decide(mo, case, Measure.LIMIT)
    ana.refresh_from_db()
    assert services.send_to_team(actor=ana, words="I am going to kill myself tonight.").severity >= 4


def test_posts_of_others_are_untouched(fern: Any, ana: Any, mo: Any, group: Any, case: Case) -> None:
    decide(mo, case, Measure.MUTE)
    assert say(fern, group, "hello").pk and post_of(fern, group, "again")
