"""Staying with somebody: two pairs of eyes at the end, asking again after a day and after three, handing over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.sealed import open_sealed
from moderation import services
from moderation.errors import Declined, NobodyToTake, StaleCase, Taken
from moderation.models import Case, CaseReply, CheckBack
from moderation.services import bring_check_backs
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.moderation import make_case, make_crisis, make_shift
from tests.moderation.acts import act, end, fresh, told

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 24 * 3600


@pytest.fixture
def crisis(ana: Any, mo: Any, group: Any) -> Case:
    """Ana is in a crisis, and Mo has written to her under the name Mara."""
    make_shift(mo, name="Mara", hours=100)
    case = make_crisis(ana, group)
    act("reply", mo, fresh(case))
    Notification.objects.all().delete()
    return fresh(case)


def asked(case: Case) -> list[tuple[int, str]]:
    return list(case.check_backs.order_by("place").values_list("place", "outcome"))


# -- two pairs of eyes ------------------------------------------------------------------------------------------------


def test_a_crisis_ends_only_when_somebody_else_agrees(client_of: Any, ana: Any, mo: Any, vi: Any, crisis: Case) -> None:
    case = act("close", mo, crisis)
    assert case.is_open and told(vi) + told(mo) >= 1
    assert "This conversation ended" not in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    with pytest.raises(PermissionDenied):
        services.second_ending(actor=mo, case=case, version=case.version, agrees=True)
    assert "It goes on until somebody else has looked" in client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert client_of(mo).post(
        f"/desk/{case.uid}/ending/", {"ending-version": case.version, "ending-answer": "yes"}
    ).status_code in (403, 404)

    answer = client_of(vi).post(f"/desk/{case.uid}/ending/", {"ending-version": case.version, "ending-answer": "yes"})
    assert answer.status_code == 302
    case = fresh(case)
    assert (case.state, case.close_reason) == (Case.State.CLOSED, "talked")
    assert "This conversation ended" in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()


def test_the_second_person_may_say_no(mo: Any, vi: Any, crisis: Case) -> None:
    case = act("close", mo, crisis)
    case = services.second_ending(actor=vi, case=case, version=case.version, agrees=False, words="She wrote at noon.")
    assert case.is_open and case.ending_at is None
    assert case.events.filter(verb="goes_on").count() == 1
    # And then it is the other way round.
    case = act("close", vi, case)
    assert not services.second_ending(actor=mo, case=case, version=case.version, agrees=True).is_open


@pytest.mark.parametrize("what", ["writes", "posts", "asks", "chooses"])
def test_new_words_take_back_an_ending_that_was_proposed_without_them(
    what: str, ana: Any, mo: Any, vi: Any, group: Any, crisis: Case
) -> None:
    case = act("close", mo, crisis)
    version = case.version
    if what == "writes":
        services.author_reply(actor=ana, case=case, words="I cannot sleep.")
    elif what == "posts":
        make_crisis(ana, group)
    elif what == "asks":
        services.open_help_case(actor=ana, group=group, words="please")
    else:
        services.choose(actor=ana, case=case, choice="write")
    assert fresh(case).ending_at is None and fresh(case).is_open
    with pytest.raises(StaleCase):
        services.second_ending(actor=vi, case=case, version=version, agrees=True)


def test_a_call_for_help_that_was_no_crisis_ends_with_one_person_once_somebody_wrote(ana: Any, mo: Any) -> None:
    case = make_case(ana)
    act("reply", mo, case)
    assert not act("close", mo, fresh(case)).is_open


@pytest.mark.parametrize("reason", ["talked", "misread", "declined", "read"])
def test_a_call_for_help_without_a_word_of_the_team_ends_only_when_somebody_else_agrees(
    reason: str, ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    case = act("close", ben, make_case(ana, group), reason=reason)
    assert case.is_open and case.ending_by == ben
    assert not services.second_ending(actor=mo, case=case, version=case.version, agrees=True).is_open


# -- asking again -----------------------------------------------------------------------------------------------------


def test_a_day_and_three_days_later_the_desk_is_reminded_and_a_person_writes(
    client_of: Any, ana: Any, mo: Any, vi: Any, crisis: Case, move_clock: Any
) -> None:
    assert asked(crisis) == [(1, ""), (2, "")]
    assert {row.owner for row in crisis.check_backs.all()} == {mo}
    sent = CaseReply.objects.count()
    move_clock(DAY - 60)
    assert bring_check_backs() == 0

    move_clock(DAY + 60)
    assert bring_check_backs() == 1 and bring_check_backs() == 0
    assert told(mo) == 1 and not Notification.objects.filter(account=ana).exists()
    assert CaseReply.objects.count() == sent, "a machine wrote"
    page = client_of(mo).get("/desk/").content.decode()
    assert "Time to ask how they are" in page and "You said you would." in page
    act("reply", mo, fresh(crisis), words="You were on my mind.")
    assert asked(crisis) == [(1, "sent"), (2, "")]
    assert "Time to ask how they are" not in client_of(mo).get("/desk/").content.decode()
    last = "We have asked for the last time by ourselves"
    assert last not in client_of(ana).get(f"/conversations/{crisis.uid}/").content.decode()

    move_clock(3 * DAY + 60)
    assert bring_check_backs() == 1
    act("reply", mo, fresh(crisis), words="This is the last time I ask.")
    assert asked(crisis) == [(1, "sent"), (2, "sent")]
    assert last in client_of(ana).get(f"/conversations/{crisis.uid}/").content.decode()


def test_what_nobody_did_in_time_is_passed_on(mo: Any, vi: Any, crisis: Case, move_clock: Any) -> None:
    move_clock(DAY + 60)
    bring_check_backs()
    services.end_shift(actor=mo)
    make_shift(vi, hours=48)
    before = told(vi)
    move_clock(DAY + 3 * 3600)
    assert bring_check_backs() == 1 and bring_check_backs() == 0
    assert told(vi) == before + 1


def test_an_owner_who_left_the_team_leaves_nobody_forgotten(mo: Any, vi: Any, crisis: Case, move_clock: Any) -> None:
    type(mo).objects.filter(pk=mo.pk).update(is_moderator=False)
    move_clock(DAY + 60)
    assert bring_check_backs() == 1
    assert told(vi) == 1 and told(mo) == 0


def test_declining_is_respected_and_brings_nothing_about(
    client_of: Any, ana: Any, mo: Any, vi: Any, crisis: Case, move_clock: Any
) -> None:
    severity = crisis.severity
    services.decline_thread(actor=ana, case=crisis)
    assert asked(crisis) == [(1, "declined"), (2, "declined")]
    move_clock(3 * DAY + 60)
    assert bring_check_backs() == 0 and services.climb() == 0
    assert not Notification.objects.filter(kind="desk.case").exists()
    with pytest.raises(Declined):
        act("reply", mo, fresh(crisis))
    assert fresh(crisis).severity == severity
    # The door stays open: who comes back is answered and asked again as before.
    services.author_reply(actor=ana, case=crisis, words="I am back.")
    act("reply", mo, fresh(crisis))
    assert asked(crisis) == [(1, "declined"), (1, ""), (2, "declined"), (2, "")]


def test_a_new_crisis_is_answered_also_where_they_had_declined_before(
    client_of: Any, ana: Any, mo: Any, group: Any, crisis: Case
) -> None:
    services.decline_thread(actor=ana, case=crisis)
    assert make_crisis(ana, group) == crisis and fresh(crisis).thread_declined_at is None
    assert crisis.events.filter(verb="declined").exists()
    act("reply", mo, fresh(crisis))
    assert asked(crisis) == [(1, "declined"), (1, ""), (2, "declined"), (2, "")]


def test_we_are_talking_anyway_needs_no_message(client_of: Any, mo: Any, crisis: Case, move_clock: Any) -> None:
    move_clock(DAY + 60)
    bring_check_backs()
    answer = client_of(mo).post(f"/desk/{crisis.uid}/talking/", {"version": fresh(crisis).version})
    assert answer.status_code == 302
    assert asked(crisis) == [(1, "talking"), (2, "")]


def test_only_who_wrote_to_them_says_that_they_are_talking_and_not_while_somebody_else_has_it(
    client_of: Any, ben: Any, mo: Any, vi: Any, crisis: Case, move_clock: Any
) -> None:
    move_clock(DAY + 60)
    bring_check_backs()
    button = "We are talking anyway"
    assert button in client_of(mo).get(f"/desk/{crisis.uid}/").content.decode()
    assert button not in client_of(ben).get(f"/desk/{crisis.uid}/").content.decode()
    with pytest.raises(PermissionDenied):
        services.need_not_ask(actor=ben, case=crisis, version=fresh(crisis).version)
    act("claim", vi, fresh(crisis))
    with pytest.raises(Taken):
        services.need_not_ask(actor=mo, case=crisis, version=fresh(crisis).version)
    assert asked(crisis) == [(1, ""), (2, "")]


def test_the_end_stops_the_asking(mo: Any, vi: Any, crisis: Case, move_clock: Any) -> None:
    end(mo, crisis, second=vi)
    assert asked(crisis) == [(1, "ended"), (2, "ended")]
    move_clock(4 * DAY)
    assert bring_check_backs() == 0


def test_who_is_erased_is_not_asked_and_who_asked_is_named_no_more(
    ana: Any, mo: Any, crisis: Case, move_clock: Any
) -> None:
    from django.db import transaction

    from accounts.privacy import holdings

    with transaction.atomic():
        for name, holding in holdings.items():
            if name.startswith("moderation.") and holding.erase is not None:
                holding.erase(mo)
    assert not CheckBack.objects.exclude(owner=None).exists() and fresh(crisis).companion is None
    with transaction.atomic():
        for name, holding in holdings.items():
            if name.startswith("moderation.") and holding.erase is not None:
                holding.erase(ana)
    assert not CheckBack.objects.filter(done_at=None).exists()


# -- handing over -----------------------------------------------------------------------------------------------------


def test_the_next_person_stays_with_them_and_says_who_they_are(
    client_of: Any, ana: Any, mo: Any, vi: Any, crisis: Case
) -> None:
    make_shift(vi, name="Ilse")
    page = client_of(mo).get(f"/desk/{crisis.uid}/").content.decode()
    assert "Ilse, on duty now" in page and f">{vi.sign_in_name}" not in page
    assert str(vi.uid) not in page, "a page tells the uid of an account"
    (key,) = re.findall(r'<option value="(\w+)">Ilse, on duty now', page)
    data = {"over-version": crisis.version, "over-to": str(vi.uid), "over-words": "She has a cat."}
    assert client_of(mo).post(f"/desk/{crisis.uid}/over/", data).status_code == 422
    answer = client_of(mo).post(f"/desk/{crisis.uid}/over/", data | {"over-to": key})
    assert answer.status_code == 302
    case = fresh(crisis)
    assert (case.state, case.companion, case.claimed_by) == (Case.State.HANDED_OVER, vi, vi)
    assert {row.owner for row in case.check_backs.all()} == {vi}
    assert told(vi) == 1
    assert open_sealed(case.events.get(verb="handed_over"), "note", vi) == "She has a cat."
    theirs = client_of(vi).get(f"/desk/{case.uid}/").content.decode()
    assert "Please say who you are first" in theirs and "You stay with them." in theirs
    assert "cat" not in client_of(ana).get(f"/conversations/{case.uid}/").content.decode()
    act("reply", vi, case)
    assert fresh(case).state == Case.State.CONTACTED
    assert "Please say who you are first" not in client_of(vi).get(f"/desk/{case.uid}/").content.decode()


def test_it_is_handed_to_nobody_who_could_not_open_it(ana: Any, cy: Any, mo: Any, vi: Any, crisis: Case) -> None:
    resting = make_account("resting", is_moderator=True, is_active=False)
    for nobody in (ana, cy, mo, resting):
        with pytest.raises(NobodyToTake):
            services.hand_over(actor=mo, case=crisis, version=crisis.version, to=nobody)
    assert fresh(crisis).companion == mo


# -- words to begin with ----------------------------------------------------------------------------------------------


def test_words_to_begin_with_go_into_the_field_and_are_not_sent(client_of: Any, mo: Any, crisis: Case) -> None:
    sent = CaseReply.objects.count()
    answer = client_of(mo).post(
        f"/desk/{crisis.uid}/reply/",
        {"reply-version": crisis.version, "reply-words": "Hello you.", "insert": "last"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and CaseReply.objects.count() == sent
    field = page[page.index('name="reply-words"') :]
    assert field.index("Hello you.") < field.index("this is Mara") < field.index("last time I ask")
    again = client_of(mo).post(f"/desk/{crisis.uid}/reply/", {"reply-version": "x", "insert": "nothing such"})
    assert again.status_code == 200 and CaseReply.objects.count() == sent
