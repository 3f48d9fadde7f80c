"""After a meeting: answers are nobody's, what a keeper notes is theirs, and the team hears who wants to talk."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.urls import reverse

import clock
from accounts import services as accounts
from audit.models import AuditEvent
from groups import services as groups
from meetings import services
from meetings.errors import AnsweredAlready, AskedAlready
from meetings.models import AfterCount, AfterMark, Debrief, DebriefAsk, Meeting, Watch
from moderation.models import Case
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.live import comes_in, leads_to, make_soon, presses
from tests.factories.meetings import make_meeting, says
from tests.factories.moderation import make_shift

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTES = "The kettle broke and nobody minded"


@pytest.fixture
def evening(ben: Any, ana: Any, people: list[Any], group: Any, stand_at: Any) -> Meeting:
    """A meeting to which everybody said yes, and that is over since an hour."""
    row = make_meeting(ben, group)
    for person in (ana, *people):
        says(person, row)
    stand_at(row.ends_at + HOUR)
    return row


def say(who: Any, meeting: Meeting, heard: str = "yes", safe: str = "yes") -> None:
    services.say_after(actor=who, meeting=meeting, heard=heard, safe=safe)


def page(client: Any, name: str, meeting: Meeting) -> str:
    response = client.get(reverse(f"meetings:{name}", args=[meeting.uid]))
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


# -- two questions ----------------------------------------------------------------------------------------------------
def test_who_was_there_answers_two_questions_and_is_thanked(ana: Any, evening: Meeting, client_of: Any) -> None:
    path, member = reverse("meetings:after", args=[evening.uid]), client_of(ana)
    assert path in member.get(evening.get_absolute_url()).content.decode()
    assert "Did you feel heard?" in member.get(path).content.decode()
    assert member.post(path, {"heard": "yes"}).status_code == 422
    thanks = member.post(path, {"heard": "mostly", "safe": "yes"})
    assert "Your answers are counted." in thanks.content.decode()
    given = AfterCount.objects.filter(count=1).values_list("question", "answer")
    assert set(given) == {("heard", "mostly"), ("safe", "yes")}
    # Nobody answers twice, nor changes an answer: nobody knows which it was.
    assert member.post(path, {"heard": "no", "safe": "no"}).status_code == 302
    assert AfterCount.objects.filter(count=1).count() == 2 and "Thank you" in member.get(path).content.decode()
    assert path not in member.get(evening.get_absolute_url()).content.decode()


@pytest.mark.parametrize("answer", ["little", "no"])
def test_who_did_not_feel_safe_is_shown_two_ways_at_once(
    answer: str, ana: Any, evening: Meeting, group: Any, client_of: Any
) -> None:
    path = reverse("meetings:after", args=[evening.uid])
    said = client_of(ana).post(path, {"heard": "yes", "safe": answer})
    body = said.content.decode()
    assert said.status_code == 200 and "You should be able to feel safe here" in body
    assert reverse("moderation:need_help") in body
    assert reverse("moderation:report", args=["group", group.uid]) in body
    # It is an offer. Nothing was opened, and nobody was told.
    assert not Case.objects.exists() and not Notification.objects.exists()


def test_nothing_that_is_stored_says_who_answered_what_or_in_which_order(
    ana: Any, people: list[Any], evening: Meeting
) -> None:
    before = AuditEvent.objects.count()
    for person, answer in zip((ana, *people), ("no", "yes", "yes", "little", "yes", "mostly"), strict=True):
        say(person, evening, heard=answer, safe=answer)
    own = [*AfterCount._meta.concrete_fields, *AfterMark._meta.concrete_fields]
    assert {field.related_model for field in own if field.is_relation} == {Meeting}
    assert not [field for field in own if isinstance(field, models.DateField | models.TimeField)]
    # All the numbers were made by the first answer: ids tell no order.
    assert AfterCount.objects.count() == 10 and AfterCount.objects.filter(count=0).exists()
    assert AfterMark.objects.count() == 6 and AuditEvent.objects.count() == before
    secret = [str(value) for one in (ana, *people) for value in (one.uid, one.sign_in_name)]
    secret += [str(uid) for uid in evening.series.group.memberships.values_list("uid", flat=True)]
    for model in (AfterCount, AfterMark):
        stored = json.dumps(list(model.objects.values()), default=str)
        assert not [value for value in secret if value in stored]


def test_answers_are_told_from_five_on_in_rough_words_and_only_when_nobody_can_answer_any_more(
    ben: Any, ana: Any, people: list[Any], evening: Meeting, client_of: Any, stand_at: Any
) -> None:
    keeper, everybody = client_of(ben), [ana, *people]
    for person in everybody[:4]:
        say(person, evening)
    say(everybody[4], evening, heard="no", safe="rather_not")
    # Whoever reads it now and once more after the next answer would know that answer.
    early = page(keeper, "debrief", evening)
    assert "You can read it here from" in early and "most or all" not in early
    stand_at(evening.ends_at + 2 * DAY)
    late = page(keeper, "debrief", evening)
    # Heard has five answers, and one "no" of them is not told apart from none; safe has four.
    assert late.count("most or all") == 1 and late.count("few or nobody") == 2
    assert "Fewer than 5 people answered" in late
    with pytest.raises(PermissionDenied):
        say(everybody[5], evening)


def test_nobody_answers_twice_by_another_way(ana: Any, evening: Meeting) -> None:
    say(ana, evening)
    with pytest.raises(AnsweredAlready):
        say(ana, evening, safe="no")
    assert sum(AfterCount.objects.values_list("count", flat=True)) == 2


@pytest.mark.parametrize("of", range(5, 13))
def test_no_words_stand_for_one_number_alone(of: int) -> None:
    from meetings.after import _words

    told = [str(_words(count / of)) for count in range(of + 1)]
    assert all(told.count(words) >= 2 for words in told), told
    # Whoever stands alone with an answer, or alone without it, does not show.
    assert told[0] == told[1] and told[-1] == told[-2]


@pytest.mark.parametrize(
    ("no", "of", "words"), [(0, 5, "few or nobody"), (1, 5, "few or nobody"), (2, 5, "some, or about half"),
                            (3, 5, "some, or about half"), (4, 5, "most or all"), (5, 5, "most or all"),
                            (5, 10, "some, or about half")],
)  # fmt: skip
def test_one_answer_alone_never_shows(no: int, of: int, words: str, evening: Meeting) -> None:
    from meetings.after import told

    for answer, count in (("no", no), ("yes", of - no)):
        AfterCount.objects.create(meeting=evening, question="safe", answer=answer, count=count)
    heard, safe = told(evening)
    assert heard.shares == () and str(dict((str(name), share) for name, share in safe.shares)["No"]) == words


def test_who_was_not_there_is_not_asked(
    ben: Any, ana: Any, cy: Any, people: list[Any], evening: Meeting, group: Any, client_of: Any, stand_at: Any
) -> None:
    late = make_account()
    join(group, late, name="Came later")
    for person in (ben, cy, late):
        with pytest.raises(PermissionDenied):
            say(person, evening)
    path = reverse("meetings:after", args=[evening.uid])
    assert [client_of(person).get(path).status_code for person in (ben, cy, late)] == [404, 404, 404]
    # Once somebody noted who was there, a yes from before is not enough.
    here = group.memberships.get(account=people[0]).uid
    services.note_attendance(actor=ben, meeting=evening, present=[here])
    say(people[0], evening)
    with pytest.raises(PermissionDenied):
        say(ana, evening)
    groups.leave_group(actor=people[1], group=group)
    with pytest.raises(PermissionDenied):
        say(people[1], evening)


def test_it_is_asked_from_the_end_of_the_live_room_on(ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    row = make_soon(ben, group)
    for person in (ben, ana):
        comes_in(person, row)
    with pytest.raises(PermissionDenied):
        say(ana, row)
    leads_to(ben, row, "check_out")
    presses(ben, row, "close")
    path = reverse("meetings:after", args=[row.uid])
    assert path in page(client_of(ana), "live", row) and path in page(client_of(ana), "meeting", row)
    assert reverse("meetings:debrief", args=[row.uid]) in page(client_of(ben), "live", row)
    say(ana, row)


def test_a_meeting_that_did_not_take_place_asks_nobody(ben: Any, ana: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    says(ana, row)
    with pytest.raises(PermissionDenied):
        say(ana, row)
    services.cancel_meeting(actor=ben, meeting=row)
    stand_at(row.ends_at + HOUR)
    for act in (lambda: say(ana, row), lambda: services.ask_debrief(actor=ben, meeting=row)):
        with pytest.raises(PermissionDenied):
            act()


def test_an_answer_that_is_none_is_refused_and_counts_nothing(ana: Any, evening: Meeting) -> None:
    with pytest.raises(ValueError):
        say(ana, evening, safe="perhaps")
    assert not AfterMark.objects.exists() and not AfterCount.objects.exists()


# -- for who kept the room --------------------------------------------------------------------------------------------
def test_a_keepers_list_and_notes_are_sealed_and_nobody_elses(
    ben: Any, ana: Any, mo: Any, evening: Meeting, group: Any, client_of: Any
) -> None:
    other = make_account()
    join(group, other, name="Keeps it too", role="co_facilitator")
    path, keeper = reverse("meetings:debrief", args=[evening.uid]), client_of(ben)
    assert path in keeper.get(evening.get_absolute_url()).content.decode()
    assert keeper.post(path, {"checks": ["turns", "me"], "notes": NOTES}).status_code == 302
    body = keeper.get(path).content.decode()
    assert NOTES in body and body.count(" checked") == 2
    assert "Only you can see this. Nobody will know if you are in danger." in body
    row = Debrief.objects.get()
    assert NOTES not in json.dumps(list(Debrief.objects.values("notes")), default=lambda sealed: sealed.ciphertext)
    assert repr(row.notes) == "<Sealed>" and not Debrief.objects.visible_to(other).exists()
    assert NOTES not in client_of(other).get(path).content.decode()
    assert [client_of(person).get(path).status_code for person in (ana, mo)] == [404, 404]
    # Written again, it takes the place of what was there.
    keeper.post(path, {"notes": "Only this"})
    assert Debrief.objects.count() == 1 and NOTES not in keeper.get(path).content.decode()
    assert not Case.objects.exists()


def test_notes_that_are_too_long_come_back(ben: Any, evening: Meeting, client_of: Any) -> None:
    path, long = reverse("meetings:debrief", args=[evening.uid]), "so many words " * 400
    response = client_of(ben).post(path, {"notes": long})
    assert response.status_code == 422 and long.strip() in response.content.decode()
    with pytest.raises(ValidationError):
        services.write_debrief(actor=ben, meeting=evening, checks=[], notes=long)


def test_who_stood_in_has_the_page_too_and_is_not_asked_as_a_guest(
    ana: Any, evening: Meeting, group: Any, client_of: Any
) -> None:
    mine = group.memberships.get(account=ana)
    Watch.objects.create(
        meeting=evening, starts_at=evening.starts_at, step="done", due_at=clock.now(), here=mine, here_at=clock.now()
    )
    body = page(client_of(ana), "debrief", evening)
    # What people said is for those who keep the group.
    assert "Two minutes for yourself" in body and "What people said" not in body
    with pytest.raises(PermissionDenied):
        say(ana, evening)
    groups.leave_group(actor=ana, group=group)
    with pytest.raises(PermissionDenied):
        services.ask_debrief(actor=ana, meeting=evening)


# -- talking it over --------------------------------------------------------------------------------------------------
def test_asking_to_talk_reaches_who_is_on_duty_and_opens_no_case(
    ben: Any, mo: Any, evening: Meeting, client_of: Any
) -> None:
    sleeps = make_account(is_moderator=True)
    make_shift(mo)
    keeper, path = client_of(ben), reverse("meetings:ask_debrief", args=[evening.uid])
    assert path in page(keeper, "debrief", evening)
    keeper.post(path)
    assert path not in page(keeper, "debrief", evening)
    keeper.post(path)
    ask = DebriefAsk.objects.get()
    assert not Case.objects.exists()
    told = Notification.objects.filter(kind="meetings.debrief_wanted")
    assert [row.account for row in told] == [mo] and sleeps not in [row.account for row in told]
    desk = client_of(mo)
    assert reverse("meetings:debriefs") in desk.get("/home/").content.decode()
    assert "Slow River" in desk.get(reverse("meetings:debriefs")).content.decode()
    answer = reverse("meetings:answer_debrief", args=[ask.uid])
    assert desk.post(answer, {"words": " "}).status_code == 422
    desk.post(answer, {"words": "Tonight at nine, on the line we share"})
    for where in ("/home/", reverse("meetings:debrief", args=[evening.uid])):
        assert "Tonight at nine" in keeper.get(where).content.decode()
    assert Notification.objects.get(kind="meetings.debrief_answered").account == ben
    assert "Slow River" not in desk.get(reverse("meetings:debriefs")).content.decode()
    assert desk.get(answer).status_code == 404


def test_with_nobody_on_duty_all_moderators_hear_of_it_but_not_who_asks(ben: Any, mo: Any, evening: Meeting) -> None:
    type(ben).objects.filter(pk=ben.pk).update(is_moderator=True)
    ben.refresh_from_db()
    ask = services.ask_debrief(actor=ben, meeting=evening)
    assert [row.account for row in Notification.objects.filter(kind="meetings.debrief_wanted")] == [mo]
    assert not DebriefAsk.objects.waiting_for(ben).exists()
    with pytest.raises(PermissionDenied):
        services.answer_debrief(actor=ben, ask=ask, words="To myself")
    with pytest.raises(AskedAlready):
        services.ask_debrief(actor=ben, meeting=evening)


def test_what_the_team_is_told_goes_when_somebody_was_quicker(ben: Any, mo: Any, evening: Meeting) -> None:
    from notifications.kinds import kinds

    ask = services.ask_debrief(actor=ben, meeting=evening)
    row = Notification.objects.get(kind="meetings.debrief_wanted")
    facts = kinds.get("meetings.debrief_wanted").facts
    assert facts is not None and facts(row) == {}
    services.answer_debrief(actor=mo, ask=ask, words="At nine")
    assert facts(row) is None
    with pytest.raises(PermissionDenied):
        services.answer_debrief(actor=make_account(is_moderator=True), ask=ask, words="At ten")


def test_the_team_sees_nobody_who_is_on_their_way_out_and_others_see_nothing(
    ben: Any, ana: Any, mo: Any, ada: Any, evening: Meeting, client_of: Any
) -> None:
    services.ask_debrief(actor=ben, meeting=evening)
    for person in (ana, ada):
        assert not DebriefAsk.objects.visible_to(person).exists()
        assert client_of(person).get(reverse("meetings:debriefs")).status_code == 404
    assert DebriefAsk.objects.waiting_for(mo).exists()
    accounts.request_erasure(actor=ben)
    assert not DebriefAsk.objects.waiting_for(mo).exists()


# -- how long it stays ------------------------------------------------------------------------------------------------
def test_what_is_kept_of_an_evening_goes_in_its_time(ben: Any, ana: Any, evening: Meeting, stand_at: Any) -> None:
    say(ana, evening)
    services.write_debrief(actor=ben, meeting=evening, checks=["time"], notes=NOTES)
    services.ask_debrief(actor=ben, meeting=evening)
    left = lambda: [model.objects.count() for model in (AfterMark, Debrief, DebriefAsk, AfterCount)]  # noqa: E731
    for days, kept in ((2, [1, 1, 1, 10]), (4, [0, 1, 1, 10]), (29, [0, 1, 1, 10]), (31, [0, 0, 0, 10]), (91, [0] * 4)):
        services.forget_after(evening.ends_at + days * DAY)
        assert left() == kept, days
    stand_at(evening.ends_at + 31 * DAY)
    with pytest.raises(PermissionDenied):
        services.write_debrief(actor=ben, meeting=evening, checks=[], notes=NOTES)


def test_an_erasure_takes_the_mark_and_leaves_the_numbers(ana: Any, people: list[Any], evening: Meeting) -> None:
    from django.db import transaction

    say(ana, evening)
    say(people[0], evening)
    with transaction.atomic():
        services.erase_after_of(ana)
    assert AfterMark.objects.count() == 1 and services.has_said(evening, people[0])
    assert sum(AfterCount.objects.filter(question="safe").values_list("count", flat=True)) == 2


def test_what_is_exported_is_ones_own(ben: Any, evening: Meeting) -> None:
    from accounts.privacy import holdings

    services.write_debrief(actor=ben, meeting=evening, checks=["turns"], notes=NOTES)
    services.ask_debrief(actor=ben, meeting=evening)
    (notes,) = holdings.get("meetings.debrief").export(ben)
    assert notes["notes"] == NOTES and notes["ticked"] == ["turns"]
    assert len(holdings.get("meetings.debriefask").export(ben)) == 1


def test_another_group_knows_nothing_of_it(cy: Any, evening: Meeting, client_of: Any) -> None:
    make_group(cy, name="Elsewhere")
    for name in ("after", "debrief"):
        assert client_of(cy).get(reverse(f"meetings:{name}", args=[evening.uid])).status_code == 404
    with pytest.raises(PermissionDenied):
        services.ask_debrief(actor=cy, meeting=evening)
