"""The invitation to be there for others: where somebody looks for it, only what is open to them, never in distress."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

import clock
from accounts.models import Consent
from accounts.services import withdraw_consent
from groups.models import Membership
from meetings import services as meetings
from meetings.models import ServiceRole
from moderation.models import Case
from tests.factories.buddies import make_settled, may_be_asked
from tests.factories.moderation import make_crisis
from tests.factories.young import make_trusted, make_young, make_young_group

pytestmark = pytest.mark.django_db
PAGES = ("/words-that-help/", "/what-people-ask/")
STORIES, WAITING, ROLES, BUDDY = "/stories/", "/stories/waiting/", "/roles/", "/buddy/"


def invited(client: Client, path: str) -> list[str] | None:
    """Where the invitation on that page leads; None where there is none."""
    page = client.get(path).content.decode()
    found = re.search(r'aria-labelledby="if-you-like">(.*?)</section>', page, re.S)
    return re.findall(r'href="([^"]+)"', found[1]) if found else None


def test_a_member_is_shown_each_way_that_is_open_to_them_and_each_can_be_gone(
    group: Any, ana: Any, anas: Membership, client_of: Any
) -> None:
    client, place = client_of(ana), f"/groups/{group.slug}"
    for path in PAGES:
        there = invited(client, path)
        assert there == [STORIES, "/stories/write/", f"{place}{ROLES}", "/strategies/write/", f"{place}{BUDDY}"]
        assert [client.get(way).status_code for way in there] == [200] * 5
    # What they took on, or said yes to, is not asked again; what waits is theirs to look at.
    may_be_asked(anas)
    meetings.take_role(actor=ana, group=group, role=ServiceRole.Role.WELCOMER)
    assert invited(client, PAGES[0]) == [WAITING, "/stories/write/", "/strategies/write/"]


def test_only_what_somebody_may_do_is_offered(
    group: Any, ana: Any, ben: Any, cy: Any, anas: Membership, client_of: Any
) -> None:
    Membership.objects.filter(pk=anas.pk).update(joined_at=clock.now())
    assert not any(BUDDY in way for way in invited(client_of(ana), PAGES[0]) or [])
    # Nobody under 18 has a buddy, however long they are there.
    fay, kit = make_trusted(), make_young()
    make_settled(make_young_group(fay), kit, fay)
    young = invited(client_of(kit), PAGES[0]) or []
    assert any(ROLES in way for way in young) and not any(BUDDY in way for way in young)
    # Who keeps a group answers who waits longest and is nobody's buddy there; who is in no group hears of none.
    keeper = invited(client_of(ben), PAGES[0])
    assert keeper is not None and keeper[0] == WAITING and f"/groups/{group.slug}{BUDDY}" not in keeper
    assert invited(client_of(cy), PAGES[1]) == [STORIES, "/stories/write/", "/strategies/write/"]


def test_nobody_in_distress_or_at_rest_is_invited_nor_told_why_and_it_comes_back(
    group: Any, ana: Any, anas: Membership, client_of: Any
) -> None:
    client = client_of(ana)
    case = make_crisis(ana, group)
    for path in PAGES:
        page = client.get(path)
        assert page.status_code == 200 and "Some people find that it does them good" not in page.content.decode()
        assert invited(client, path) is None
    Case.objects.filter(pk=case.pk).update(state=Case.State.CLOSED, close_reason=Case.CloseReason.TALKED)
    assert invited(client, PAGES[0])
    type(ana).objects.filter(pk=ana.pk).update(suspended_until=clock.now() + dt.timedelta(days=2))
    assert invited(client, PAGES[0]) is None
    type(ana).objects.filter(pk=ana.pk).update(suspended_until=None)
    withdraw_consent(actor=ana, kind=Consent.Kind.HEALTH)
    assert invited(client, PAGES[1]) is None


def test_a_visitor_reads_it_without_ways_and_home_never_brings_it(ana: Any, anas: Membership, client_of: Any) -> None:
    assert [invited(Client(), path) for path in PAGES] == [["/strategies/"]] * 2
    home = client_of(ana).get("/home/").content.decode()
    assert "if-you-like" not in home and "does them good to be there for others" not in home
