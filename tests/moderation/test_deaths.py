"""A member has died: two people are sure, everything that reaches out stops, and all of it comes back when it must."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

import clock
from accounts.models import User
from audit.models import AuditEvent
from groups.models import Block, Membership
from meetings.models import Reminder, Rsvp, ServiceRole
from meetings.services import answer, hand_over_reminders, take_role
from moderation import services
from moderation.died import words_to_begin_with
from moderation.models import Case, Death, Farewell, LookIn, StepUp
from notifications.models import Notification
from notifications.services import deliver_due, notify
from tests.factories.accounts import make_account
from tests.factories.buddies import make_settled, pair_up, settle
from tests.factories.chat import say
from tests.factories.groups import join
from tests.factories.meetings import make_meeting
from tests.factories.moderation import make_crisis
from tests.moderation.conftest import KNOWN
from tests.moderation.engines import SIGN

pytestmark = pytest.mark.django_db


def told(account: Any) -> list[str]:
    return list(Notification.objects.filter(account=account).values_list("kind", flat=True))


def test_who_keeps_the_group_says_it_a_moderator_is_sure_as_well_and_only_then_it_counts(
    client_of: Any, ana: Any, ben: Any, mo: Any, fern: Any, lantern: Any
) -> None:
    keeper, path = client_of(ben), f"/died/{lantern.uid}/"
    assert path in keeper.get(f"/groups/{lantern.group.slug}/members/{lantern.uid}/").content.decode()
    assert keeper.post(path, {"known": " "}).status_code == 422
    page = keeper.post(path, {"known": KNOWN})["Location"]
    assert KNOWN in keeper.get(page).content.decode() and "deaths.asked" in told(mo)
    assert keeper.post(path, {"known": "again"})["Location"] == page and Death.objects.count() == 1
    # Alone nobody makes it count: not who said it, and not with the button of the other.
    keeper.post(page, {"act": "agree"})
    keeper.post(page, {"act": "alone"})
    assert Death.objects.get().is_waiting and User.objects.get(pk=ana.pk).said_died_at is None
    desk = client_of(mo)
    assert page in desk.get("/desk/").content.decode() and KNOWN in desk.get(page).content.decode()
    assert client_of(fern).get(page).status_code == client_of(ana).get(page).status_code == 404
    desk.post(page, {"act": "agree"})
    assert Membership.objects.get(pk=lantern.pk).state == "paused" and User.objects.get(pk=ana.pk).said_died_at
    assert "sure as well" in keeper.get(page).content.decode() and page in keeper.get("/home/").content.decode()
    assert KNOWN not in repr(list(Death.objects.values()))
    # Nobody else of the group reads of it; the name is there as it was.
    for address in (f"/groups/{lantern.group.slug}/members/", f"/groups/{lantern.group.slug}/"):
        assert "died" not in client_of(fern).get(address).content.decode()
    assert "Small Lantern" in client_of(fern).get(f"/groups/{lantern.group.slug}/members/").content.decode()


def test_everything_that_reaches_out_stops_and_one_tap_of_a_living_person_brings_it_back(
    client_of: Any, ana: Any, ben: Any, mo: Any, fern: Any, group: Any, lantern: Any, move_clock: Any
) -> None:
    ana.email = "ana@example.org"
    ana.save()
    ana.emailaddress_set.create(email=ana.email, verified=True, primary=True)
    ana.profile.mail_is_safe = True
    ana.profile.save()
    meeting = make_meeting(ben, group, capacity=1)
    mine = answer(actor=ana, meeting=meeting, answer="going", shown_to="group")
    next_one = answer(actor=fern, meeting=meeting, answer="going")
    role = take_role(actor=ana, group=group, role="greeter")
    case = make_crisis(ana, group)
    services.claim(actor=mo, case=case, version=case.version)
    case.refresh_from_db()
    services.reply(actor=mo, case=case, version=case.version, words="I am here.")
    check = case.check_backs.get(place=1)
    case.check_backs.update(due_at=clock.now() - timedelta(minutes=1))
    open_page = client_of(ana)
    assert open_page.get("/home/").status_code == 200
    waits = Notification.objects.filter(account=ana, state="waiting")
    with _transaction():
        notify(account=ana, kind="groups.closed", about=group)
    assert waits.exists() and services.bring_check_backs() >= 1
    case.check_backs.update(raised_at=None)

    death = services.say_died(actor=ben, membership=lantern, known=KNOWN)
    services.answer_died(actor=mo, death=death, agrees=True)
    mail.outbox.clear()
    deliver_due()
    assert not [one for one in mail.outbox if ana.email in one.to] and not waits.exists()
    assert not Reminder.objects.filter(rsvp=mine).exists()
    assert Rsvp.objects.get(pk=mine.pk).seat == "" or not Rsvp.objects.get(pk=mine.pk).has_place
    assert Rsvp.objects.get(pk=next_one.pk).seat == "offered", "the place goes to who waits"
    assert not ServiceRole.objects.live().filter(pk=role.pk).exists()
    assert services.bring_check_backs() == 0 and check not in list(_desk(mo).to_ask)
    assert case.events.filter(verb="died").exists() and case.is_open
    hand_over_reminders()

    page = open_page.get("/home/")
    assert page["Location"] == "/still-here/"
    words = open_page.get("/still-here/").content.decode()
    assert "I am here" in words and KNOWN not in words and "Old Maple" not in words
    # Help stays open before anything is said.
    assert open_page.get("/help/").status_code == open_page.get("/need-help/").status_code == 200
    # It may be somebody else who signs in: what is private waits for the tap.
    private = ("/plan/", "/journal/", "/you/data/", "/conversations/", f"/conversations/{case.uid}/")
    for address in (*private, "/account/email/", "/account/password/change/", "/account/2fa/"):
        assert open_page.get(address)["Location"] == "/still-here/", address
    # They can write to the team, and learn nothing of what is written there already.
    assert "/conversations/" not in open_page.get("/still-here/").content.decode()
    assert str(case.uid) not in open_page.get("/need-help/").content.decode()
    assert open_page.post("/need-help/", {"words": "I am her brother."})["Location"] == "/still-here/"
    assert "The team has it now" in open_page.get("/still-here/").content.decode()
    assert Case.objects.filter(subject_account=ana, kind="help").exists()
    open_page.post("/still-here/")
    assert open_page.get("/home/").status_code == 200
    lantern.refresh_from_db()
    assert (lantern.state, lantern.said_died_at, User.objects.get(pk=ana.pk).said_died_at) == ("active", None, None)
    assert ServiceRole.objects.live().filter(pk=role.pk).exists() and services.bring_check_backs() >= 1
    assert Rsvp.objects.get(pk=mine.pk).seat == "waiting", "a place that is gone is gone; they are on the list"
    death.refresh_from_db()
    assert death.came_back and told(ben).count("deaths.asked") + told(mo).count("deaths.asked") >= 2
    desk = client_of(mo)
    assert f"/after/{death.uid}/" in desk.get("/desk/").content.decode()
    desk.post(f"/after/{death.uid}/", {"act": "looked_into"})
    assert f"/after/{death.uid}/" not in desk.get("/desk/").content.decode()
    verbs = set(AuditEvent.objects.filter(target_uid=death.uid).values_list("verb", flat=True))
    assert verbs == {"death.said", "death.agreed", "death.came_back", "death.looked_into"}


def test_who_is_not_sure_changes_nothing_and_a_mistake_is_taken_back_by_one(
    ana: Any, ben: Any, mo: Any, said: Death, lantern: Any
) -> None:
    services.answer_died(actor=mo, death=said, agrees=False)
    lantern.refresh_from_db()
    assert lantern.state == "active" and User.objects.get(pk=ana.pk).said_died_at is None
    again = services.say_died(actor=ben, membership=lantern, known="Now his brother, too.")
    services.answer_died(actor=mo, death=again, agrees=True)
    services.take_back_died(actor=ben, death=again)
    lantern.refresh_from_db()
    assert lantern.state == "active" and User.objects.get(pk=ana.pk).said_died_at is None


def test_nobody_else_says_it_and_nobody_with_a_block_is_the_second(
    client_of: Any, ana: Any, ben: Any, mo: Any, vi: Any, cy: Any, ada: Any, fern: Any, lantern: Any, said: Death
) -> None:
    from groups.services import block

    other = Membership.objects.get(account=fern)
    for who in (ana, cy, ada, mo):
        assert client_of(who).get(f"/died/{other.uid}/").status_code == 404
        with pytest.raises(PermissionDenied):
            services.say_died(actor=who, membership=other, known="hello")
    with pytest.raises(PermissionDenied):
        services.say_died(actor=ben, membership=Membership.objects.get(account=ben), known="hello")
    theirs = join(lantern.group, vi, name="Plain Ferry")
    block(actor=vi, membership=lantern)
    # A block that is made afterwards takes nothing off a page: who made it would learn who is who.
    assert Death.objects.for_second(vi).filter(pk=said.pk).exists()
    Block.objects.update(created_at=said.said_at - timedelta(minutes=1))
    for who in (ben, ana, ada, vi):
        with pytest.raises(PermissionDenied):
            services.answer_died(actor=who, death=said, agrees=True)
    with pytest.raises(PermissionDenied):
        services.say_alive(actor=ana)
    assert theirs.state == "active" and said.is_waiting
    # A moderator who has a case about the name may say it; of a name they know nothing of, not.
    make_crisis(fern, lantern.group)
    assert services.say_died(actor=mo, membership=other, known=KNOWN).said_as is None


def test_one_who_is_alone_on_the_team_is_looked_at_again(
    ana: Any, ben: Any, mo: Any, lantern: Any, client_of: Any
) -> None:
    make_crisis(ana, lantern.group)
    row = services.say_died(actor=mo, membership=lantern, known=KNOWN)
    services.agree_alone(actor=mo, death=row)
    assert User.objects.get(pk=ana.pk).said_died_at
    with pytest.raises(PermissionDenied):
        services.review_died(actor=mo, death=row, right=True)
    page = client_of(ben).get(f"/after/{row.uid}/").content.decode()
    assert "look at it again" in page and KNOWN not in page
    services.review_died(actor=ben, death=row, right=False)
    assert User.objects.get(pk=ana.pk).said_died_at is None
    make_account("second", is_moderator=True)
    again = services.say_died(actor=mo, membership=lantern, known=KNOWN)
    with pytest.raises(PermissionDenied):
        services.agree_alone(actor=mo, death=again)


def test_who_keeps_the_group_tells_it_without_a_way_and_a_mistake_is_said_as_well(
    client_of: Any, engine: Any, ben: Any, cy: Any, fern: Any, group: Any, died: Death
) -> None:
    keeper, page = client_of(ben), f"/after/{died.uid}/"
    shown = keeper.get(page).content.decode()
    assert "Small Lantern has died. We are sad" in shown
    engine("notices_a_sign", seconds=5)
    kept = keeper.post(page, {"act": "tell", "words": f"It was {SIGN}. We miss the amber hat."})
    assert kept.status_code == 422 and "amber hat" in kept.content.decode() and not Farewell.objects.exists()
    engine("raises")
    assert keeper.post(page, {"act": "tell", "words": "We miss the amber hat."}).status_code == 422
    engine("", seconds=5)
    address, reader = f"/groups/{group.slug}/", client_of(fern)
    assert "amber hat" not in reader.get(address).content.decode()
    keeper.post(page, {"act": "tell", "words": "We miss the amber hat."})
    read = reader.get(address).content.decode()
    assert "amber hat" in read and "Small Lantern has died" in read and "/help/" in read
    assert "Has died." in reader.get(f"{address}members/").content.decode()
    assert f"#farewell-{Farewell.objects.get().uid}" in reader.get("/home/").content.decode()
    assert told(fern) == ["deaths.told"] and "amber hat" not in client_of(cy).get(address).content.decode()
    # Changed words tell nobody a second time; what was a mistake is said where it was told.
    keeper.post(page, {"act": "tell", "words": "We miss the green hat."})
    assert "green hat" in reader.get(address).content.decode() and told(fern) == ["deaths.told"]
    services.take_back_died(actor=ben, death=died)
    read = reader.get(address).content.decode()
    assert "green hat" not in read and "That was a mistake" in read
    assert "Has died." not in reader.get(f"{address}members/").content.decode()


def test_the_words_to_begin_with_name_no_way_and_are_taken(ben: Any, died: Death) -> None:
    words = words_to_begin_with(died)
    assert not {"suicide", "committed", "passed", "peace", "strong", "brave"} & set(words.lower().split())
    assert services.tell_group(actor=ben, death=died, words=words).read_level == "none"


def test_who_was_close_is_looked_in_on_after_a_day_and_a_week_by_a_person(
    client_of: Any, ana: Any, ben: Any, cy: Any, mo: Any, fern: Any, group: Any, lantern: Any, move_clock: Any
) -> None:
    # Ana and Fern answer each other; Rue only reads, and is Ana's buddy; Ida is there as well.
    rue = make_settled(group, make_account("rue"), ben, name="Mild Rue")
    ida = join(group, make_account("ida"), name="Far Ida")
    say(fern, group, "Good evening", reply_to=say(ana, group, "Hello").uid)
    pair_up(settle(lantern, ben), rue)
    death = services.say_died(actor=ben, membership=lantern, known=KNOWN)
    services.answer_died(actor=mo, death=death, agrees=True)
    on = set(LookIn.objects.values_list("membership__display_name", "place", "owner__display_name"))
    assert on == {(name, place, "Old Maple") for name in ("Mild Rue", "Night Fern") for place in (1, 2)}
    keeper, page = client_of(ben), f"/after/{death.uid}/"
    shown = keeper.get(page).content.decode()
    assert "Mild Rue" in shown and "Far Ida" not in shown and "buddy" not in shown and "I looked in" not in shown
    assert services.bring_close_look_ins() == 0
    for who in (fern, rue.account, ida.account, cy):
        assert client_of(who).get(page).status_code == 404
    assert "Mild Rue" not in client_of(mo).get(page).content.decode()
    move_clock(25 * 3600)
    assert services.bring_close_look_ins() == 2 and services.bring_close_look_ins() == 0
    assert "deaths.look_in" in told(ben) and "deaths.look_in" not in told(fern) + told(mo)
    first = LookIn.objects.get(membership=rue, place=1)
    keeper.post(page, {"act": "looked_in", "look_in": str(first.uid)})
    later = LookIn.objects.get(membership=rue, place=2)
    keeper.post(page, {"act": "looked_in", "look_in": str(later.uid)})
    assert keeper.post(page, {"act": "looked_in", "look_in": "x"}).status_code == 404
    first.refresh_from_db()
    later.refresh_from_db()
    assert first.done_at and not later.done_at, "not before its time"
    # Whoever of the team was with them is led to a talk about it; nobody else of the team is.
    assert page not in client_of(mo).get("/home/").content.decode()
    services.say_alive(actor=User.objects.get(pk=ana.pk))
    assert not LookIn.objects.exists()


def test_who_had_their_conversation_is_offered_to_talk_it_over(
    client_of: Any, ana: Any, mo: Any, vi: Any, group: Any, said: Death
) -> None:
    case = make_crisis(ana, group)
    services.reply(actor=mo, case=case, version=case.version, words="I am with you.")
    services.answer_died(actor=vi, death=said, agrees=True)
    page = f"/after/{said.uid}/"
    assert page in client_of(mo).get("/home/").content.decode()
    assert "/desk/care/" in client_of(mo).get(page).content.decode()
    assert page not in client_of(vi).get("/home/").content.decode()


def test_for_thirty_days_one_crisis_in_the_group_is_shown_to_the_desk_with_the_reason(
    client_of: Any, ana: Any, fern: Any, mo: Any, group: Any, died: Death, move_clock: Any
) -> None:
    make_crisis(ana, group)
    assert not _desk(mo).clusters, "not by the one who has died"
    make_crisis(fern, group)
    assert [one.count for one in _desk(mo).clusters] == [1]
    assert "one is enough to be looked at" in client_of(mo).get("/desk/").content.decode()
    Death.objects.update(second_at=clock.now() - timedelta(days=31))
    assert not _desk(mo).clusters


def test_how_it_was_known_goes_after_ninety_days(died: Death, move_clock: Any) -> None:
    move_clock(91 * 24 * 3600)
    services.forget_deaths(clock.now())
    died.refresh_from_db()
    assert not died.known and died.is_agreed and Case.objects.count() == StepUp.objects.count() == 0


def _desk(user: Any) -> Any:
    from moderation.desk_now import desk_now

    return desk_now(user)


def _transaction() -> Any:
    from django.db import transaction

    return transaction.atomic()
