"""Who took their agreement back is seen by nobody in their groups, and comes back as they were."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import clock
from accounts import services as accounts
from accounts.access import can
from accounts.policies import CONSENT_VERSIONS
from chat.models import Message, Participant
from chat.neighbours import neighbours_of
from groups import services
from groups.models import Group, JoinRequest, Membership
from groups.policies import leads_group
from groups.services.blocks import tell_moderators
from meetings.models import Rsvp
from moderation.models import Case
from moderation.services.cases import alert
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.chat import room_of, say, voice_of
from tests.factories.groups import ask, join, make_group
from tests.factories.meetings import make_meeting, says
from tests.factories.moderation import make_case, make_shift

pytestmark = pytest.mark.django_db(transaction=True)


def take_back(account: Any) -> None:
    accounts.withdraw_consent(actor=account, kind="health")


def agree(account: Any) -> None:
    accounts.give_consent(actor=account, kind="health", version=CONSENT_VERSIONS["health"])


def test_name_words_and_picture_go_and_come_back(open_group: Any, ana: Any, ben: Any, client_of: Any) -> None:
    mine = join(open_group, ana, name="Quiet Heron")
    said, seed = say(ana, open_group, "words of the heron"), mine.avatar_seed
    room, client = room_of(open_group), client_of(ben)

    def shown() -> list[bool]:
        pages = [client.get(path).content.decode() for path in (
            f"/groups/{open_group.slug}/members/", f"/rooms/{room.uid}/", f"/rooms/{room.uid}/faces/",
            f"/groups/{open_group.slug}/keep/",
        )]  # fmt: skip
        return [
            *("Quiet Heron" in page for page in pages),
            "words of the heron" in pages[1],
            Membership.objects.visible_to(ben).filter(pk=mine.pk).exists(),
            Participant.objects.visible_to(ben).filter(membership=mine).exists(),
            Message.objects.visible_to(ben).filter(pk=said.pk).exists(),
            Membership.objects.kept_by(ben).filter(pk=mine.pk).exists(),
        ]

    assert set(shown()) == {True}
    take_back(ana)
    assert set(shown()) == {False}
    assert Membership.objects.visible_to(ana).filter(pk=mine.pk).exists()
    agree(ana)
    assert set(shown()) == {True}
    mine.refresh_from_db()
    assert mine.avatar_seed == seed


def test_names_of_who_left_or_was_erased_stay(open_group: Any, ana: Any, ben: Any) -> None:
    mine = join(open_group, ana)
    services.leave_group(actor=ana, group=open_group)
    assert Membership.objects.visible_to(ben).filter(pk=mine.pk).exists()
    Membership.objects.filter(pk=mine.pk).update(account=None)
    assert Membership.objects.visible_to(ben).filter(pk=mine.pk).exists()


def test_who_rests_reads_no_names_and_changes_none(open_group: Any, ana: Any, ben: Any, client_of: Any) -> None:
    join(open_group, ana, name="Quiet Heron")
    client, slug = client_of(ana), open_group.slug
    theirs = Membership.objects.get(group=open_group, account=ben)
    take_back(ana)
    for path in (f"/groups/{slug}/members/", f"/groups/{slug}/me/"):
        seen = client.get(path)
        assert seen.status_code == 302 and seen.url == "/you/data/", path
    assert client.get(f"/groups/{slug}/members/{theirs.uid}/").status_code in (302, 404)
    assert not Membership.objects.visible_to(ana).filter(pk=theirs.pk).exists()
    mine = Membership.objects.get(group=open_group, account=ana)
    assert not can(ana, "groups.rename", mine) and not can(ana, "groups.view_members", open_group)
    # What is theirs stays in reach: going, help, their data.
    for path in (f"/groups/{slug}/leave/", "/help/", "/need-help/", "/you/data/", f"/groups/{slug}/"):
        assert client.get(path).status_code == 200, path
    assert client.post("/need-help/", {"words": "please"}).status_code == 302
    services.leave_group(actor=ana, group=open_group)


def test_who_keeps_a_group_and_rests_does_not_keep_it(open_group: Any, ana: Any, ben: Any, client_of: Any) -> None:
    join(open_group, ana, name="Quiet Heron")
    client = client_of(ben)
    name = Membership.objects.get(group=open_group, account=ben).display_name
    assert name in client_of(ana).get(f"/groups/{open_group.slug}/").content.decode()
    take_back(ben)
    open_group.refresh_from_db()
    assert open_group.unkept_since is not None
    assert not Membership.objects.keepers().filter(group=open_group).exists()
    assert name not in client_of(ana).get(f"/groups/{open_group.slug}/").content.decode()
    assert client.get(f"/groups/{open_group.slug}/keep/").url == "/you/data/"
    assert client.get(f"/groups/{open_group.slug}/keep/rules/").status_code == 404
    agree(ben)
    open_group.refresh_from_db()
    assert open_group.unkept_since is None and client.get(f"/groups/{open_group.slug}/keep/").status_code == 200


def test_a_co_facilitator_leads_while_the_facilitator_rests(open_group: Any, ana: Any, ben: Any) -> None:
    join(open_group, ana, role="co_facilitator")
    assert not leads_group(ana, open_group)
    take_back(ben)
    assert leads_group(ana, open_group)


def test_the_words_of_a_request_are_not_read_while_its_author_rests(asked_group: Any, ana: Any, ben: Any) -> None:
    request = ask(asked_group, ana)
    take_back(ana)
    assert request not in JoinRequest.objects.visible_to(ben) and request in JoinRequest.objects.visible_to(ana)
    agree(ana)
    assert request in JoinRequest.objects.visible_to(ben)


def test_a_case_keeps_no_words_of_a_neighbour_who_rests(open_group: Any, ana: Any, ben: Any) -> None:
    join(open_group, ana)
    said = [(voice_of(who, open_group).pk, "somebody", text) for who, text in ((ana, "hers"), (ben, "his"))]
    assert [one.text for one in neighbours_of(said)] == ["hers", "his"]
    take_back(ana)
    assert [one.text for one in neighbours_of(said)] == ["his"]


def test_nobody_sees_that_somebody_who_rests_comes_to_a_meeting(open_group: Any, ana: Any, ben: Any) -> None:
    join(open_group, ana)
    meeting = make_meeting(ben, open_group)
    says(ana, meeting, shown_to="group")
    assert Rsvp.objects.visible_to(ben).filter(meeting=meeting).count() == 1
    take_back(ana)
    assert Rsvp.objects.visible_to(ben).filter(meeting=meeting).count() == 0
    assert Rsvp.objects.live().filter(meeting=meeting).count() == 0


def test_a_moderator_who_rests_as_keeper_sees_no_case_about_their_group(mo: Any, ana: Any) -> None:
    group = make_group(mo)
    case = Case.objects.create(kind="report", label="", content_kind="group", content_uid=group.uid)
    assert case not in Case.objects.visible_to(mo)
    take_back(mo)
    assert case not in Case.objects.visible_to(mo)


# -- who is told ----------------------------------------------------------------------------------------------------
def out_of_use(account: Any, how: str) -> None:
    if how == "suspended":
        account.suspended_until = clock.now() + timedelta(days=2)
    elif how == "leaving":
        account.erase_after = clock.now() + timedelta(days=7)
    else:
        account.is_active = False
    account.save()


@pytest.mark.parametrize("how", ["suspended", "leaving", "closed"])
def test_an_alert_goes_to_nobody_who_cannot_act_on_it(open_group: Any, ana: Any, ben: Any, mo: Any, how: str) -> None:
    join(open_group, ana)
    out_of_use(ben, how)
    out_of_use(mo, how)
    make_shift(mo)
    case = make_case(ana, open_group)
    assert not Notification.objects.filter(account__in=[ben, mo]).exists()
    case.refresh_from_db()
    assert case.alerted_at is None
    tell_moderators("groups.unkept", about=open_group)
    assert not Notification.objects.filter(account=mo).exists()
    assert not Membership.objects.keepers().filter(group=open_group).exists()


def test_a_case_in_hands_that_cannot_act_is_told_to_others(open_group: Any, ana: Any, mo: Any) -> None:
    other = make_account("nel", is_moderator=True)
    case = make_case(ana, open_group)
    Case.objects.filter(pk=case.pk).update(claimed_by=mo, claimed_until=clock.now() + timedelta(hours=1))
    Notification.objects.all().delete()
    out_of_use(mo, "suspended")
    with transaction.atomic():
        assert alert(Case.objects.get(pk=case.pk))
    assert set(Notification.objects.values_list("account__sign_in_name", flat=True)) >= {other.sign_in_name}
    assert not Notification.objects.filter(account=mo).exists()


def test_pages_ask_no_more_than_before(open_group: Any, ben: Any, client_of: Any) -> None:
    client, counts = client_of(ben), []
    for number in range(2):
        for more in range(1 + number * 4):
            join(open_group, make_account(f"more-{number}-{more}"), name=f"Heron {number} {more}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/groups/{open_group.slug}/members/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Group.objects.count() == 1
