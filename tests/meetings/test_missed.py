"""“We missed you”: only where somebody allowed it, from a person with a name, once, and never where it would hurt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import clock
from accounts import services as accounts
from accounts.models import User
from groups import services as groups
from groups.models import Block, Membership
from meetings import services
from meetings.models import Attendance, MayBeMissed, Missed
from moderation import services as moderation
from moderation.models import Case
from notifications.models import Notification
from notifications.services import deliver_due
from tests.factories.accounts import make_account, reach_by_mail
from tests.factories.groups import join
from tests.factories.groups import leave as leave_group
from tests.factories.live import comes_in
from tests.factories.meetings import make_series, meetings_of, says
from tests.factories.moderation import CRISIS, make_crisis
from tests.moderation.deciding import decide, reported

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "We missed you. No need to say why."


def of(person: Any, group: Any) -> Membership:
    return Membership.objects.select_related("group", "account").get(account=person, group=group, state="active")


@pytest.fixture
def allowed(group: Any, ana: Any) -> Membership:
    services.choose_missed(actor=ana, memberships=[of(ana, group).uid])
    return of(ana, group)


@pytest.fixture
def evenings(ben: Any, group: Any) -> list[Any]:
    return meetings_of(make_series(ben, group))


@pytest.fixture
def noted(ben: Any, group: Any, stand_at: Any) -> Callable[..., None]:
    """Ben notes who was there, an hour after a meeting began."""

    def note(meeting: Any, *there: Any) -> None:
        stand_at(meeting.starts_at, minutes=-59)
        services.note_attendance(actor=ben, meeting=meeting, present=[of(one, group).uid for one in there])

    return note


@pytest.fixture
def away(allowed: Membership, evenings: Any, noted: Any, ben: Any, ana: Any) -> Membership:
    """Ana was there, and then was not."""
    noted(evenings[0], ana, ben)
    noted(evenings[1], ben)
    return allowed


def names(writer: Any, group: Any) -> list[str]:
    return [one.display_name for one in services.people_missed(writer, group)]


def refuses(writer: Any, whom: Membership) -> bool:
    try:
        services.write_missed(actor=writer, whom=whom, words=WORDS)
    except PermissionDenied:
        return True
    return False


def test_nobody_is_written_to_who_did_not_allow_it(
    evenings: Any, noted: Any, group: Any, ana: Any, ben: Any, client_of: Any
) -> None:
    noted(evenings[0], ben)
    assert not MayBeMissed.objects.exists() and names(ben, group) == []
    assert refuses(ben, of(ana, group)) and not Notification.objects.filter(kind="meetings.missed").exists()
    assert client_of(ben).get(f"/meetings/missed/{of(ana, group).uid}/write/").status_code == 404
    page = client_of(ana).get("/meetings/missed/").content.decode()
    assert group.name in page and "checked" not in page
    client_of(ana).post("/meetings/missed/", {"groups": [str(of(ana, group).uid), "not-a-uid"]})
    assert not MayBeMissed.objects.exists()
    client_of(ana).post("/meetings/missed/", {"groups": [str(of(ana, group).uid)]})
    assert names(ben, group) == ["Quiet Heron"]
    client_of(ana).post("/meetings/missed/", {})
    assert names(ben, group) == [] and refuses(ben, of(ana, group))


def test_a_named_person_writes_it_and_the_mail_says_only_that_there_is_something(
    away: Membership, group: Any, ana: Any, ben: Any, client_of: Any, mailoutbox: Any
) -> None:
    reach_by_mail(ana)
    mailoutbox.clear()
    page = client_of(ben).get(f"/groups/{group.slug}/missed/").content.decode()
    assert "Quiet Heron" in page and "Nothing is sent by itself" in page
    assert not Missed.objects.exists() and not mailoutbox
    client_of(ben).post(f"/meetings/missed/{away.uid}/write/", {"words": "A chair was free beside me."})
    deliver_due()
    (letter,) = [one for one in mailoutbox if "few words" in one.body]
    for telling in (group.name, "Slow River", "Quiet Heron", "chair", "meeting", "missed"):
        assert telling not in letter.body and telling not in letter.subject, telling
    home = client_of(ana).get("/home/").content.decode()
    assert "A few words from Slow River" in home and "A chair was free beside me." in home
    for other in (ben, make_account("mo", is_moderator=True)):
        assert "A chair was free" not in client_of(other).get("/home/").content.decode()
        row = Missed.objects.get()
        assert client_of(other).post(f"/meetings/missed/{row.uid}/away/").status_code == 404
    client_of(ana).post(f"/meetings/missed/{Missed.objects.get().uid}/away/")
    assert "A chair was free" not in client_of(ana).get("/home/").content.decode()


def test_once_for_each_absence_whoever_writes_and_again_only_after_they_were_there(
    away: Membership, evenings: Any, noted: Any, group: Any, ana: Any, ben: Any
) -> None:
    greeter = make_account("greeter")
    join(group, greeter, name="Door Light")
    services.take_role(actor=greeter, group=group, role="greeter")
    services.write_missed(actor=ben, whom=away, words=WORDS)
    assert refuses(ben, away) and refuses(greeter, away) and names(greeter, group) == []
    noted(evenings[2], ben)
    assert refuses(greeter, away)
    noted(evenings[3], ana, ben)
    assert refuses(greeter, away)
    noted(evenings[4], ben)
    assert names(greeter, group) == ["Quiet Heron"]
    services.write_missed(actor=greeter, whom=away, words=WORDS)
    assert Missed.objects.count() == 2


def test_only_who_keeps_the_room_or_greets_there_writes(
    away: Membership, group: Any, ana: Any, people: Any, cy: Any, client_of: Any
) -> None:
    timekeeper, unwell = people[1], people[2]
    services.take_role(actor=timekeeper, group=group, role="timekeeper")
    services.take_role(actor=unwell, group=group, role="greeter")
    make_crisis(unwell, group)
    for person in (people[0], timekeeper, unwell, ana, cy, make_account("mo", is_moderator=True)):
        assert refuses(person, away)
        page = client_of(person).get(f"/groups/{group.slug}/missed/")
        # Who may be in need finds nobody to write to, and is not told why.
        assert page.status_code == (200 if person is unwell else 404) and "Quiet Heron" not in page.content.decode()
        assert client_of(person).get(f"/meetings/missed/{away.uid}/write/").status_code == 404
    assert not Missed.objects.exists()


def _leaves(away: Membership, ben: Any) -> None:
    leave_group(away)


def _rests(away: Membership, ben: Any) -> None:
    Membership.objects.filter(pk=away.pk).update(state="paused")


def _blocks(away: Membership, ben: Any) -> None:
    """Under another name, in another group: contact is refused everywhere."""
    Block.objects.create(blocker=away.account, blocked=ben, name="Somebody else")


def _was_blocked(away: Membership, ben: Any) -> None:
    Block.objects.create(blocker=ben, blocked=away.account, name="Somebody else")


def _is_suspended(away: Membership, ben: Any) -> None:
    User.objects.filter(pk=away.account_id).update(suspended_until=clock.now() + timedelta(days=1))


def _was_decided_about(away: Membership, ben: Any) -> None:
    case = reported(away.account, away.group, ben)
    decide(make_account("mo", is_moderator=True), case, measure="mute")


def _is_in_contact(away: Membership, ben: Any) -> None:
    make_crisis(away.account, away.group)
    case = Case.objects.get(subject_account=away.account)
    moderation.claim(actor=make_account("mo", is_moderator=True), case=case, version=case.version)


def _asks_to_be_erased(away: Membership, ben: Any) -> None:
    accounts.request_erasure(actor=away.account)


def _takes_agreement_back(away: Membership, ben: Any) -> None:
    accounts.withdraw_consent(actor=away.account, kind="health")


WHERE_IT_WOULD_HURT = [
    _leaves, _rests, _blocks, _was_blocked, _is_suspended, _was_decided_about, _is_in_contact, _asks_to_be_erased,
    _takes_agreement_back,
]  # fmt: skip


@pytest.mark.parametrize("what", WHERE_IT_WOULD_HURT)
def test_never_where_it_would_hurt_and_no_page_says_why(
    what: Any, away: Membership, group: Any, ben: Any, client_of: Any
) -> None:
    assert names(ben, group) == ["Quiet Heron"]
    what(away, ben)
    assert names(ben, group) == [] and refuses(ben, away)
    page = client_of(ben).get(f"/groups/{group.slug}/missed/").content.decode()
    assert "Nobody to write to" in page and "Quiet Heron" not in page


@pytest.mark.parametrize("what", WHERE_IT_WOULD_HURT)
def test_what_was_sent_and_not_yet_delivered_is_asked_about_once_more(
    what: Any, away: Membership, ben: Any, mailoutbox: Any
) -> None:
    reach_by_mail(away.account)
    services.write_missed(actor=ben, whom=away, words=WORDS)
    waiting = Notification.objects.filter(kind="meetings.missed")
    for is_over in (False, True):
        if is_over:
            what(away, ben)
        # As if it had not left yet.
        waiting.update(state="waiting", sent_at=None, claimed_until=None, due_at=clock.now())
        mailoutbox.clear()
        deliver_due()
        assert any("few words" in letter.body for letter in mailoutbox) != is_over


def test_never_after_they_were_asked_to_leave_a_meeting(
    away: Membership, evenings: Any, noted: Any, group: Any, ana: Any, ben: Any, stand_at: Any
) -> None:
    says(ana, evenings[2])
    stand_at(evenings[2].starts_at, minutes=-5)
    for person in (ben, ana):
        comes_in(person, evenings[2])
    services.remove_from_meeting(actor=ben, meeting=evenings[2], whom=away, reason="unkind")
    noted(evenings[2], ben)
    assert names(ben, group) == [] and refuses(ben, away)


def test_words_are_needed_and_are_read(away: Membership, ben: Any) -> None:
    for words in ("", "   ", "x" * 401):
        with pytest.raises(ValidationError):
            services.write_missed(actor=ben, whom=away, words=words)
    row = services.write_missed(actor=ben, whom=away, words=f"I missed you. {CRISIS}")
    assert row.read_version and Case.objects.get().subject_account == ben


def test_an_absence_of_long_ago_is_left_alone(away: Membership, group: Any, ben: Any, stand_at: Any) -> None:
    last = Attendance.objects.filter(membership=away).order_by("-meeting__starts_at")[0].meeting
    stand_at(last.starts_at, days=-31)
    assert names(ben, group) == []


def test_nothing_is_left_after_leaving_a_month_or_an_erasure(
    away: Membership, group: Any, ana: Any, ben: Any, stand_at: Any
) -> None:
    services.write_missed(actor=ben, whom=away, words=WORDS)
    services.forget_missed(clock.now() + timedelta(days=31))
    assert Missed.objects.get().words == "" and refuses(ben, away)
    groups.leave_group(actor=ana, group=group)
    assert not Missed.objects.exists() and not MayBeMissed.objects.exists()
