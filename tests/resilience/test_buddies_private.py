"""The room of two: what it takes, who reads it, how the team is called, and what is left of it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

import clock
from accounts import services as accounts
from chat import services as chat
from chat.models import Message, Participant, Room
from moderation.models import Case, Report
from notifications.models import Notification
from resilience.models import BuddyPair, BuddyRequest
from resilience.services import buddy_pairs
from tests.factories.buddies import may_be_asked, pair_up, said, says_to_buddy
from tests.factories.moderation import CRISIS
from tests.resilience.buddy_pages import DAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    ["Write to me: ana@example.org", "My number is 0170 555 0199 12", "Look at https://example.org/x",
     "www.example.org", "come to chat.example.com then", "t.me/slowriver", "I am @slow_river there",
     "data:image/png;base64,aaaa", "024 7612 3456 is mine", "fern.bsky.social", "\uff20slow_river"],
)  # fmt: skip
def test_the_room_takes_no_contact_details_links_or_images_and_gives_the_words_back(
    words: str, ana: Any, anas: Any, bos: Any, client_of: Any
) -> None:
    pair = pair_up(anas, bos)
    fine = said(
        ana,
        pair,
        "Slept for five hours, e.g. without waking. At 7.30 on 12.03.2024 I rang 116 123, and that was fine/good.",
    )
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
    said(ana, pair, "That was all from me today.")
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
    assert "That was all from me today." in desk and "number 8." in desk and "number 2." not in desk
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
