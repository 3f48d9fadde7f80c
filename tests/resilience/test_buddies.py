"""Buddies: from asking to the end, and every rule that stands in between."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from accounts import services as accounts
from accounts.models import Profile, User
from accounts.services.standing import limit_account, suspend_account
from audit.models import AuditEvent
from chat import services as chat
from chat.models import Message, Participant, Room
from groups import services as groups
from groups.models import Block, Membership
from meetings.models import Attendance
from moderation.models import Case, Report
from notifications.models import Notification
from notifications.services import deliver_due
from resilience.models import BuddyPair, BuddyRequest, BuddyWish
from resilience.services import buddies, buddy_pairs
from tests.factories.accounts import make_account, reach_by_mail
from tests.factories.buddies import ask, make_settled, may_be_asked, pair_up, said, says_to_buddy
from tests.factories.groups import join, leave, make_group, sign
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db
DAY = 24 * 3600
TICKED = {"act": "yes", "agree": "on"}


@pytest.fixture
def group(ben: Any) -> Any:
    return make_group(ben, founder_name="Grey Heron")


@pytest.fixture
def bo(db: Any) -> Any:
    return make_account("bo")


@pytest.fixture
def anas(group: Any, ana: Any, ben: Any) -> Membership:
    return make_settled(group, ana, ben, name="Slow River")


@pytest.fixture
def bos(group: Any, bo: Any, ben: Any) -> Membership:
    return make_settled(group, bo, ben, name="Soft Rain")


def page_of(client: Any, group: Any) -> str:
    text: str = client.get(f"/groups/{group.slug}/buddy/").content.decode()
    return text


# -- the way through --------------------------------------------------------------------------------------------------
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


# -- who may, and who may not -----------------------------------------------------------------------------------------
def refused(asker: Membership, asked: Membership) -> bool:
    """Nothing is stored, whether by the service or by the page."""
    before = BuddyRequest.objects.count()
    asker.refresh_from_db()
    asker.account.refresh_from_db()
    with pytest.raises(PermissionDenied):
        buddies.ask(actor=asker.account, asked=asked, words="Would you?")
    return BuddyRequest.objects.count() == before


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
@pytest.mark.parametrize("age,least", [("", 18), ("young", 16)])
def test_never_across_the_adult_line(whose: str, age: str, least: int, anas: Any, bos: Any, settings: Any) -> None:
    may_be_asked(bos)
    settings.MINIMUM_AGE = least
    Profile.objects.filter(user=(anas if whose == "asker" else bos).account).update(age_band=age)
    assert refused(anas, bos)


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


# -- silence ----------------------------------------------------------------------------------------------------------
def without_tokens(text: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce[-=]")[^"]+', r"\1", text)


def test_a_request_that_is_declined_one_that_is_left_and_one_that_nobody_saw_look_the_same(
    group: Any, ben: Any, ana: Any, bo: Any, cy: Any, dee: Any, client_of: Any, move_clock: Any
) -> None:
    names = zip((ana, cy, dee), ("Same Name 0", "Same Name 1", "Same Name 2"), strict=True)
    askers = [make_settled(group, person, ben, name=name) for person, name in names]
    bos = may_be_asked(make_settled(group, bo, ben, name="Soft Rain"))
    elsewhere = make_group(ben)
    ana_there, bo_there = join(elsewhere, ana, name="Hidden Fern"), join(elsewhere, bo, name="Late Swallow")
    # Bo blocked a name of another group: neither learns here that it belongs to somebody who asks.
    groups.block(actor=bo, membership=ana_there)
    assert f"/buddy/{bos.uid}/" in page_of(client_of(ana), group)
    rows = [ask(one, bos) for one in askers]
    assert {row.account for row in BuddyRequest.objects.waiting_for(bo)} == {cy, dee}
    assert not Notification.objects.filter(about_uid=rows[0].uid).exists()
    with pytest.raises(PermissionDenied):
        buddy_pairs.say_yes(actor=bo, request=rows[0])
    assert client_of(bo).post(f"/buddies/asked/{rows[0].uid}/", TICKED).status_code == 404
    client_of(bo).post(f"/buddies/asked/{rows[1].uid}/", {"act": "away"})
    assert "Same Name 1" not in page_of(client_of(bo), group)

    def seen_by_askers(words: str) -> set[str]:
        pages = [without_tokens(page_of(client_of(person), group)) for person in (ana, cy, dee)]
        assert all(words in page for page in pages)
        return {re.sub(r"[0-9a-f-]{36}", "", page) for page in pages}

    assert len(seen_by_askers("You have asked somebody")) == 1
    move_clock(7 * DAY + 60)
    assert len(seen_by_askers("What you asked has lapsed")) == 1
    assert not BuddyRequest.objects.waiting_for(bo).exists()
    assert str(bo_there.uid) not in page_of(client_of(ana), group)
    move_clock(31 * DAY)
    buddy_pairs.forget_buddies(clock.now())
    assert not BuddyRequest.objects.exists()


def test_a_request_reaches_nobody_across_a_block_in_the_same_group(anas: Any, bos: Any, ana: Any, bo: Any) -> None:
    may_be_asked(bos)
    groups.block(actor=bo, membership=anas)
    assert refused(anas, bos)


@pytest.mark.parametrize("who", ["asker", "asked"])
def test_a_block_anywhere_ends_the_pair_and_what_waits(
    who: str, ben: Any, ana: Any, bo: Any, anas: Any, bos: Any, group: Any, client_of: Any
) -> None:
    elsewhere = make_group(ben)
    theirs = {ana: join(elsewhere, ana), bo: join(elsewhere, bo)}
    pair = pair_up(anas, bos)
    said(ana, pair, "Good morning.")
    blocker, blocked = (ana, bo) if who == "asker" else (bo, ana)
    groups.block(actor=blocker, membership=theirs[blocked])
    for person in (ana, bo):
        assert client_of(person).get(f"/rooms/{pair.room.uid}/").status_code == 404
        assert "Your buddy room has ended" in page_of(client_of(person), group)
    Block.objects.all().delete()
    BuddyRequest.objects.all().delete()
    row = ask(anas, bos)
    groups.block(actor=blocker, membership=theirs[blocked])
    Block.objects.all().delete()
    assert not BuddyRequest.objects.waiting_for(bo).filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "how", ["left", "removed", "suspended", "erasure", "agreement", "keeps the room", "joins the team", "by themselves"]
)
def test_every_way_to_go_ends_the_pair_and_reads_the_same(
    how: str, group: Any, ana: Any, bo: Any, ben: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    pair = pair_up(anas, bos)
    if how in ("left", "removed"):
        leave(anas, how)
    elif how == "suspended":
        with transaction.atomic():
            suspend_account(ana, until=clock.now() + timedelta(days=3))
    elif how == "erasure":
        accounts.request_erasure(actor=ana)
    elif how == "agreement":
        accounts.withdraw_consent(actor=ana, kind="health")
    elif how == "keeps the room":
        sign(ana)
        groups.set_role(actor=ben, membership=anas, role="co_facilitator")
    elif how == "joins the team":
        User.objects.filter(pk=ana.pk).update(is_moderator=True)
        buddy_pairs.forget_buddies(clock.now())
    else:
        buddy_pairs.end_pair(actor=ana, pair=pair)
    pair.refresh_from_db()
    assert pair.ended_at is not None and not Participant.objects.live().filter(room=pair.room).exists()
    text = page_of(client_of(bo), group)
    assert "Your buddy room has ended" in text and "Slow River" not in text
    assert client_of(bo).get(f"/rooms/{pair.room.uid}/").status_code == 404
    with pytest.raises(PermissionDenied):
        buddy_pairs.end_pair(actor=bo, pair=pair)
    with pytest.raises(PermissionDenied):
        buddy_pairs.tell_of_buddy(actor=bo, pair=pair)


# -- the room ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    ["Write to me: ana@example.org", "My number is 0170 555 0199 12", "Look at https://example.org/x",
     "www.example.org", "come to chat.example.com then", "t.me/slowriver", "I am @slow_river there",
     "data:image/png;base64,aaaa"],
)  # fmt: skip
def test_the_room_takes_no_contact_details_links_or_images_and_gives_the_words_back(
    words: str, ana: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    pair = pair_up(anas, bos)
    fine = said(ana, pair, "Slept for five hours, e.g. without waking. At 7.30 I rang 116 123, and that was fine/good.")
    page = client_of(ana).post(f"/rooms/{pair.room.uid}/", {"body": words})
    text = page.content.decode()
    assert page.status_code == 409 and words in text and "takes no addresses" in text
    assert says_to_buddy(ana, pair, "Look here", content_note=words).code == "contact"
    changed = chat.edit_message(actor=ana, message=fine, body=words)
    assert isinstance(changed, chat.Refused) and changed.code == "contact"
    fine.refresh_from_db()
    assert Message.objects.count() == 1 and fine.body.startswith("Slept")


def test_what_is_asked_holds_no_way_out_either(group: Any, ana: Any, anas: Any, bos: Any, client_of: Any) -> None:
    may_be_asked(bos)
    page = client_of(ana).post(
        f"/groups/{group.slug}/buddy/{bos.uid}/", {"words": "Find me: ana@example.org", "agree": "on"}
    )
    assert page.status_code == 422 and "Find me: ana@example.org" in page.content.decode()
    assert "Please without addresses" in page.content.decode() and not BuddyRequest.objects.exists()
    # In the group's own room nothing of this changes.
    here = Participant.objects.of(ana).get(room__group=group)
    (answer,) = chat.post_messages(posts=[chat.Post(here.pk, ana.pk, "See https://example.org/x")])
    assert isinstance(answer, chat.Posted)


def test_the_engine_reads_there_as_everywhere_and_no_keeper_of_the_group_is_told(
    group: Any, ana: Any, bo: Any, ben: Any, mo: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    pair = pair_up(anas, bos)
    for number in range(9):
        said(bo, pair, f"Of long ago, number {number}.")
    page = client_of(ana).post(f"/rooms/{pair.room.uid}/", {"body": CRISIS}, follow=True).content.decode()
    case = Case.objects.get()
    assert case.kind == "crisis" and case.subject_account == ana and case.label == "Slow River"
    assert str(case.uid) in page
    assert Case.objects.visible_to(mo).exists() and not Case.objects.visible_to(ben).exists()
    desk = client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert "Of long ago, number 8." in desk and "Of long ago, number 2." not in desk
    # Also words that are refused there are read.
    refused = client_of(bo).post(f"/rooms/{pair.room.uid}/", {"body": f"{CRISIS} bo@example.org"}).content.decode()
    assert "takes no addresses" in refused and "Send this to the team instead" in refused


def test_my_buddy_is_in_danger_is_one_tap(
    ana: Any, bo: Any, ben: Any, mo: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    pair = pair_up(anas, bos)
    for number in range(9):
        said(bo, pair, f"Of long ago, number {number}.")
    said(ana, pair, "I have nothing left to say.")
    room = client_of(bo).get(f"/rooms/{pair.room.uid}/").content.decode()
    assert f"/buddies/{pair.uid}/danger/" in room
    pressed = {"client_uid": str(uuid.uuid4())}
    for _again in range(2):
        page = client_of(bo).post(f"/buddies/{pair.uid}/danger/", pressed, follow=True).content.decode()
        assert "What you can do now" in page and "They never learn that it was you." in page
    case, told = Case.objects.get(), Report.objects.get()
    assert case.kind == "worry" and case.subject_account == ana and told.reporter == bo and case.severity == 4
    assert Notification.objects.filter(account=mo, kind="desk.case").exists()
    assert Case.objects.visible_to(mo).exists() and not Case.objects.visible_to(ben).exists()
    desk = client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert "I have nothing left to say." in desk and "number 8." in desk and "number 2." not in desk
    # The team opens no room by that.
    assert client_of(mo).get(f"/rooms/{pair.room.uid}/").status_code == 404
    assert str(case.uid) not in client_of(ana).get("/home/").content.decode()


def test_what_was_said_can_still_be_told_after_the_end_and_goes_after_a_month(
    ana: Any, bo: Any, mo: Any, anas: Any, bos: Any, client_of: Any, move_clock: Any
) -> None:
    pair = pair_up(anas, bos)
    said(ana, pair, "You are nothing, and I am gone.")
    buddy_pairs.end_pair(actor=ana, pair=pair)
    client_of(bo).post(f"/report/buddy/{anas.uid}/", {"reason": "unkind", "words": "That hurt."})
    case = Case.objects.get()
    assert "You are nothing, and I am gone." in client_of(mo).get(f"/desk/{case.uid}/").content.decode()
    assert client_of(ana).get(f"/report/buddy/{anas.uid}/").status_code == 404
    move_clock(29 * DAY)
    buddy_pairs.forget_buddies(clock.now())
    assert Message.objects.filter(room=pair.room).exists()
    move_clock(31 * DAY)
    assert buddy_pairs.forget_buddies(clock.now()) >= 1
    assert not BuddyPair.objects.exists() and not Room.objects.filter(kind="buddy").exists()
    assert not Message.objects.exists()
    assert client_of(bo).get(f"/report/buddy/{anas.uid}/").status_code == 404


def test_whoever_leaves_with_their_words_leaves_none_with_their_buddy(
    group: Any, ana: Any, bo: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    pair = pair_up(anas, bos)
    said(ana, pair, "I was so tired.")
    said(bo, pair, "I know that.")
    client_of(ana).post(f"/groups/{group.slug}/leave/", {"take_words": "on"})
    assert set(Message.objects.filter(room=pair.room).values_list("body", flat=True)) == {"", "I know that."}
    assert not BuddyRequest.objects.filter(account=ana).exists()


def test_an_erasure_takes_the_room_and_what_was_asked_along(
    ana: Any, bo: Any, anas: Any, bos: Any, move_clock: Any
) -> None:
    pair = pair_up(anas, bos)
    said(bo, pair, "You told me of your brother.")
    accounts.request_erasure(actor=ana)
    assert BuddyPair.objects.get().ended_at is not None
    move_clock(7 * DAY + 60)
    assert accounts.erase_due() == 1
    assert not BuddyPair.objects.exists() and not BuddyRequest.objects.exists()
    assert not Message.objects.filter(body__contains="brother").exists()


def test_words_that_cry_for_help_are_read_before_they_are_asked_or_refused(
    group: Any, ana: Any, ben: Any, mo: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    may_be_asked(bos)
    place = f"/groups/{group.slug}/buddy/{bos.uid}/"
    assert "panel" in client_of(ana).post(place, {"words": CRISIS}).content.decode()
    page = client_of(ana).post(place, {"words": CRISIS, "agree": "on"}, follow=True).content.decode()
    case = Case.objects.get()
    assert str(case.uid) in page and case.subject_account == ana
    assert Case.objects.visible_to(mo).exists() and not Case.objects.visible_to(ben).exists()
