"""Buddies: from asking to goodbye, and who may ask whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from accounts.access import can
from accounts.models import Profile, User
from accounts.services.standing import limit_account, suspend_account
from audit.models import AuditEvent
from chat import services as chat
from chat.models import Participant
from groups import services as groups
from groups.models import Membership
from meetings.models import Attendance
from moderation.models import Case
from notifications.services import deliver_due
from resilience.models import BuddyPair, BuddyRequest, BuddyWish
from resilience.services import buddies, buddy_pairs
from tests.factories.accounts import reach_by_mail
from tests.factories.buddies import ask, make_settled, may_be_asked, pair_up, said
from tests.factories.groups import join, make_group
from tests.factories.young import make_trusted, make_young, make_young_group
from tests.resilience.buddy_pages import TICKED, page_of, refused

pytestmark = pytest.mark.django_db


def test_from_asking_to_goodbye_on_plain_forms(
    group: Any, ana: Any, bo: Any, anas: Any, bos: Any, client_of: Any, mailoutbox: Any
) -> None:
    reach_by_mail(ana, bo)
    one, other = client_of(ana), client_of(bo)
    place = f"/groups/{group.slug}/buddy/"
    assert place in one.get(f"/groups/{group.slug}/").content.decode()
    assert "Nobody here can be asked right now" in page_of(one, group)
    other.post(place, {"may": "yes"})
    assert f"{place}{bos.uid}/" in page_of(one, group)
    asking = one.get(f"{place}{bos.uid}/").content.decode()
    assert "A computer reads this room for danger." in asking and "You are not on call." in asking
    assert "People read it only after a report or a worry" in asking
    refused = one.post(f"{place}{bos.uid}/", {"words": "You always listen so well."})
    assert refused.status_code == 422 and "You always listen so well." in refused.content.decode()
    one.post(f"{place}{bos.uid}/", {"words": "You always listen so well.", "agree": "on"})
    assert "You have asked somebody" in page_of(one, group)
    deliver_due()
    asked = page_of(other, group)
    assert "Slow River asks whether you would be buddies" in asked and "You always listen so well." in asked
    assert "somebody asks you" in other.get(f"/groups/{group.slug}/").content.decode()
    row = BuddyRequest.objects.get()
    # Without the tick there is no room, and what was there is there still.
    unticked = other.post(f"/buddies/asked/{row.uid}/", {"act": "yes"})
    assert unticked.status_code == 422 and not BuddyPair.objects.exists()
    assert "tick that you agree" in unticked.content.decode()
    room = other.post(f"/buddies/asked/{row.uid}/", TICKED, follow=True).content.decode()
    assert "Buddy room" in room and "Slow River and you." in room and "You are not on call." in room
    pair = BuddyPair.objects.get()
    assert pair.asker_agreed_at <= pair.begun_at and pair.asked_agreed_at <= pair.begun_at
    address = f"/rooms/{pair.room.uid}/"
    other.post(address, {"body": "Hello. I walked along the river."})
    assert "Hello. I walked along the river." in one.get(address).content.decode()
    assert address in one.get("/home/").content.decode()
    assert address in one.get("/circle/").content.decode() and "Soft Rain" in one.get("/circle/").content.decode()
    assert not BuddyWish.objects.exists()
    deliver_due()
    told = " ".join(f"{mail.subject} {mail.body}" for mail in mailoutbox)
    assert len(mailoutbox) == 2
    assert not any(word in told for word in ("buddy", "Slow River", "Soft Rain", group.name, "listen"))
    goodbye = one.get(f"/buddies/{pair.uid}/end/").content.decode()
    assert "no closing word" in goodbye
    after = one.post(f"/buddies/{pair.uid}/end/", follow=True).content.decode()
    for text in (after, page_of(other, group)):
        assert "Your buddy room has ended" in text and "You can have a buddy again whenever you like" in text
    assert one.get(address).status_code == 404 and other.get(address).status_code == 404
    assert address not in one.get("/circle/").content.decode()
    # And again, with the roles turned round.
    anew = pair_up(bos, anas)
    assert anew.room != pair.room and "Go to your room" in page_of(other, group)


def test_a_buddy_is_somebody_by_the_name_of_the_group_where_they_met_and_nothing_joins_their_other_names(
    ben: Any, ana: Any, bo: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    elsewhere = make_group(ben)
    join(elsewhere, ana, name="Hidden Fern")
    join(elsewhere, bo, name="Late Swallow")
    pair = pair_up(anas, bos)
    said(ana, pair, "It is raining.")
    labels = set(Participant.objects.filter(room=pair.room).values_list("label", flat=True))
    assert labels == {"Slow River", "Soft Rain"} and pair.room.group is None
    client = client_of(bo)
    for address in (f"/rooms/{pair.room.uid}/", f"/rooms/{pair.room.uid}/faces/", "/circle/", "/home/"):
        text = client.get(address).content.decode()
        assert "Slow River" in text and "Hidden Fern" not in text
    groups.rename_membership(actor=ana, membership=anas, display_name="Long Day")
    assert "Long Day" in client.get(f"/rooms/{pair.room.uid}/").content.decode()


def test_nobody_else_knows_of_a_pair_or_what_is_asked(
    group: Any, ana: Any, bo: Any, ben: Any, mo: Any, ada: Any, cy: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    make_settled(group, cy, ben, name="Third One")
    waiting = ask(anas, bos, "Between us two.")
    for person in (cy, ben, mo, ada):
        assert not BuddyRequest.objects.visible_to(person).exists()
        assert client_of(person).post(f"/buddies/asked/{waiting.uid}/", TICKED).status_code == 404
        assert client_of(person).get(f"/report/buddy_request/{waiting.uid}/").status_code == 404
    pair = buddy_pairs.say_yes(actor=bo, request=waiting)
    said(ana, pair, "Between us two.")
    for person in (cy, ben, mo, ada):
        assert not BuddyPair.objects.visible_to(person).exists()
        for address in (f"/rooms/{pair.room.uid}/", f"/buddies/{pair.uid}/end/", f"/report/buddy/{anas.uid}/"):
            assert client_of(person).get(address).status_code == 404, (person, address)
        assert client_of(person).post(f"/buddies/{pair.uid}/danger/").status_code == 404
        with pytest.raises(PermissionDenied):
            buddy_pairs.end_pair(actor=person, pair=pair)
        with pytest.raises(PermissionDenied):
            buddy_pairs.tell_of_buddy(actor=person, pair=pair)
    assert not Case.objects.exists() and BuddyPair.objects.live().exists()
    assert not AuditEvent.objects.filter(verb="buddies.ended").exists()


def test_nobody_is_asked_who_has_not_switched_it_on(anas: Any, bos: Any, group: Any, ana: Any, client_of: Any) -> None:
    assert refused(anas, bos)
    assert client_of(ana).get(f"/groups/{group.slug}/buddy/{bos.uid}/").status_code == 404
    may_be_asked(bos)
    assert client_of(ana).get(f"/groups/{group.slug}/buddy/{bos.uid}/").status_code == 200
    buddies.choose_askable(actor=bos.account, membership=bos, yes=False)
    assert refused(anas, bos)


def test_both_have_been_there_for_two_weeks_and_kept_one_meeting(
    group: Any, ana: Any, ben: Any, bo: Any, cy: Any, anas: Any, bos: Any, settings: Any, client_of: Any
) -> None:
    may_be_asked(bos)
    there = Attendance.objects.filter(membership=anas)
    there.update(present=False)
    assert refused(anas, bos) and "First get to know the group" in page_of(client_of(ana), group)
    with pytest.raises(PermissionDenied):
        buddies.choose_askable(actor=ana, membership=anas, yes=True)
    there.update(present=True)
    Membership.objects.filter(pk=anas.pk).update(joined_at=clock.now() - timedelta(days=13))
    assert refused(anas, bos)
    # What was kept in another group is kept there.
    Attendance.objects.filter(membership=anas).delete()
    make_settled(make_group(ben), ana, ben)
    Membership.objects.filter(pk=anas.pk).update(joined_at=clock.now() - timedelta(days=15))
    assert refused(anas, bos)
    settings.BUDDIES_AFTER_MEETINGS = 0
    assert not ask(anas, bos).put_away_at
    # Who was asked and has not (any more) what is needed is no buddy either.
    settings.BUDDIES_AFTER_DAYS = 40
    with pytest.raises(PermissionDenied):
        buddy_pairs.say_yes(actor=bo, request=BuddyRequest.objects.get())


@pytest.mark.parametrize("whose", ["asker", "asked"])
@pytest.mark.parametrize("age", ["", "under"])
def test_never_with_who_is_not_known_to_be_of_age(whose: str, age: str, anas: Any, bos: Any) -> None:
    may_be_asked(bos)
    Profile.objects.filter(user=(anas if whose == "asker" else bos).account).update(age_band=age)
    assert refused(anas, bos)


def test_under_18_nobody_has_a_buddy() -> None:
    fay, kit, lu = make_trusted(), make_young(), make_young("lu")
    group = make_young_group(fay)
    theirs = [make_settled(group, one, fay) for one in (kit, lu)]
    assert not any(can(one.account, "resilience.switch_on", one) for one in theirs) and refused(*theirs)


def test_from_eighteen_on_the_youngest_band_is_of_age(anas: Any, bos: Any) -> None:
    Profile.objects.filter(user=anas.account).update(age_band="young")
    assert pair_up(anas, bos).asker_is_adult


def test_the_database_keeps_the_line_the_agreement_and_one_request_at_a_time(anas: Any, bos: Any, ana: Any) -> None:
    now = clock.now()
    whole = {"asker": anas, "asked": bos, "asker_agreed_at": now, "asked_agreed_at": now, "begun_at": now,
             "asker_is_adult": True, "asked_is_adult": True}  # fmt: skip
    for wrong in (
        {"asked_is_adult": False}, {"asked_agreed_at": None}, {"asker_agreed_at": now + timedelta(1)}, {"asked": anas},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            BuddyPair.objects.create(**(whole | wrong))
    BuddyPair.objects.create(**whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        BuddyPair.objects.create(**whole)
    row = {"asker": anas, "asked": bos, "account": ana, "words": "Hello", "lapses_at": now + timedelta(days=7)}
    BuddyRequest.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        BuddyRequest.objects.create(**row)


@pytest.mark.parametrize("power", ["facilitator", "co_facilitator", "keeps another group", "moderator", "admin"])
def test_who_keeps_a_group_or_is_of_the_team_asks_nobody(power: str, ana: Any, anas: Any, bos: Any) -> None:
    may_be_asked(bos)
    if power == "keeps another group":
        make_group(ana)
    elif power in ("moderator", "admin"):
        User.objects.filter(pk=ana.pk).update(**{"is_moderator" if power == "moderator" else "is_staff": True})
    else:
        Membership.objects.filter(pk=anas.pk).update(role=power)
    assert refused(anas, bos)


@pytest.mark.parametrize("power", ["facilitator", "moderator", "admin"])
def test_who_looks_after_people_there_is_asked_by_nobody(
    power: str, bo: Any, anas: Any, bos: Any, group: Any, client_of: Any
) -> None:
    row = ask(anas, bos)
    if power == "facilitator":
        Membership.objects.filter(pk=bos.pk).update(role=power)
    else:
        User.objects.filter(pk=bo.pk).update(**{"is_moderator" if power == "moderator" else "is_staff": True})
    for one in (bo, bos):
        one.refresh_from_db()
    with pytest.raises(PermissionDenied):
        buddy_pairs.say_yes(actor=bo, request=row)
    with pytest.raises(PermissionDenied):
        buddies.choose_askable(actor=bo, membership=bos, yes=True)
    BuddyRequest.objects.all().delete()
    assert refused(anas, bos)
    if power == "facilitator":
        assert "nobody’s buddy in it" in page_of(client_of(bo), group)


@pytest.mark.parametrize("state", ["muted", "limited", "suspended", "closed group", "newcomer"])
def test_who_may_not_speak_asks_nobody(state: str, group: Any, ana: Any, anas: Any, bos: Any) -> None:
    may_be_asked(bos)
    until = clock.now() + timedelta(days=1)
    with transaction.atomic():
        if state == "muted":
            chat.mute_in_group(account_id=ana.pk, group_uid=group.uid, until=until)
        elif state == "limited":
            limit_account(ana, until=until)
        elif state == "suspended":
            suspend_account(ana, until=until)
        elif state == "closed group":
            type(group).objects.filter(pk=group.pk).update(closed_to_posts_at=clock.now())
        else:
            Membership.objects.filter(pk=anas.pk).update(state="newcomer")
    anas.group.refresh_from_db()
    bos.group.refresh_from_db()
    assert refused(anas, bos)


def test_one_open_request_at_a_time_in_whichever_group(
    ben: Any, ana: Any, cy: Any, anas: Any, bos: Any, group: Any, client_of: Any
) -> None:
    other = make_group(ben)
    here, there = make_settled(other, ana, ben), may_be_asked(make_settled(other, cy, ben))
    row = ask(anas, bos)
    with pytest.raises(buddies.AskedAlready):
        ask(here, there)
    assert "in another of your groups" in page_of(client_of(ana), other)
    client_of(ana).post(f"/buddies/asked/{row.uid}/", {"act": "back"})
    assert not BuddyRequest.objects.waiting_for(bos.account).exists()
    assert "has lapsed" not in page_of(client_of(ana), group)
    # The same person is not asked again for a while, whatever became of it.
    with pytest.raises(buddies.AskedLately):
        ask(anas, bos)
    assert ask(here, there).is_open


def test_one_buddy_at_a_time_in_a_group_and_none_is_opened_for_somebody_else(
    group: Any, ben: Any, cy: Any, anas: Any, bos: Any
) -> None:
    third = make_settled(group, cy, ben)
    pair_up(anas, bos)
    may_be_asked(third)
    assert refused(anas, third)
    BuddyWish.objects.create(membership=anas)
    assert refused(third, anas)
    with pytest.raises(PermissionDenied):
        buddies.choose_askable(actor=cy, membership=bos, yes=True)
    with pytest.raises(PermissionDenied):
        buddies.choose_askable(actor=cy, membership=anas, yes=False)
