"""That asking is silent, and every way in which it ends."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts import services as accounts
from accounts.models import User
from accounts.services.standing import suspend_account
from chat.models import Participant
from groups import services as groups
from groups.models import Block
from moderation.models import Case
from notifications.models import Notification
from resilience.models import BuddyRequest
from resilience.services import buddy_pairs
from tests.factories.buddies import ask, make_settled, may_be_asked, pair_up
from tests.factories.groups import join, leave, make_group, sign
from tests.resilience.buddy_pages import DAY, TICKED, page_of, refused

pytestmark = pytest.mark.django_db


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
def test_a_block_in_the_same_group_ends_the_pair_at_once_and_what_waits(
    who: str, ana: Any, bo: Any, anas: Any, bos: Any, group: Any, client_of: Any
) -> None:
    pair = pair_up(anas, bos)
    blocker, name = (ana, bos) if who == "asker" else (bo, anas)
    groups.block(actor=blocker, membership=name)
    assert client_of(ana).get(f"/rooms/{pair.room.uid}/").status_code == 404
    pair.refresh_from_db()
    assert pair.ended_at is not None
    Block.objects.all().delete()
    BuddyRequest.objects.all().delete()
    row = ask(anas, bos)
    groups.block(actor=blocker, membership=name)
    Block.objects.all().delete()
    assert not BuddyRequest.objects.waiting_for(bo).filter(pk=row.pk).exists()


@pytest.mark.parametrize("who", ["asker", "asked"])
def test_a_block_elsewhere_ends_the_pair_days_later_so_that_nobody_sees_who_is_who(
    who: str, ben: Any, ana: Any, bo: Any, anas: Any, bos: Any, client_of: Any, move_clock: Any
) -> None:
    elsewhere = make_group(ben)
    theirs = {ana: join(elsewhere, ana), bo: join(elsewhere, bo)}
    blocker, blocked = (ana, bo) if who == "asker" else (bo, ana)
    row = ask(anas, bos)
    groups.block(actor=blocker, membership=theirs[blocked])
    # Nothing vanishes from a page, and yet no pair begins across it.
    assert BuddyRequest.objects.waiting_for(bo).filter(pk=row.pk).exists()
    with pytest.raises(PermissionDenied):
        buddy_pairs.say_yes(actor=bo, request=row)
    Block.objects.all().delete()
    BuddyRequest.objects.all().delete()
    pair = pair_up(anas, bos)
    groups.block(actor=blocker, membership=theirs[blocked])
    buddy_pairs.forget_buddies(clock.now())
    assert client_of(ana).get(f"/rooms/{pair.room.uid}/").status_code == 200
    move_clock(7 * DAY)
    buddy_pairs.forget_buddies(clock.now())
    for person in (ana, bo):
        assert client_of(person).get(f"/rooms/{pair.room.uid}/").status_code == 404


@pytest.mark.parametrize(
    "how",
    [
        "left",
        "removed",
        "suspended",
        "erasure",
        "agreement",
        "keeps the room",
        "joins the team",
        "the group ends",
        "by themselves",
    ],
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
    elif how == "the group ends":
        groups.archive_group(actor=ben, group=group)
    else:
        buddy_pairs.end_pair(actor=ana, pair=pair)
    pair.refresh_from_db()
    assert pair.ended_at is not None and not Participant.objects.live().filter(room=pair.room).exists()
    text = page_of(client_of(bo), group)
    assert "Your buddy room has ended" in text and "Slow River" not in text
    assert client_of(bo).get(f"/rooms/{pair.room.uid}/").status_code == 404
    with pytest.raises(PermissionDenied):
        buddy_pairs.end_pair(actor=bo, pair=pair)
    # Whoever is in danger may be who ended it: the team can still be called to them.
    assert buddy_pairs.tell_of_buddy(actor=bo, pair=pair).case.kind == Case.Kind.WORRY
