"""Words that read as a crisis outside a room bring the panel to the page that follows, for their author only."""

from __future__ import annotations

from typing import Any

import pytest

import clock
from groups.ground_rules import rules_in_force
from moderation.models import Case
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS, make_crisis

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
PANEL = "data-panel data-case"


def test_a_request_to_join_is_followed_by_the_panel(ben: Any, cy: Any, client_of: Any) -> None:
    group = make_group(ben, entry="request")
    data = {"display_name": "Slow Otter", "agree": "on", "rules": str(rules_in_force(group).uid), "words": CRISIS}
    page = client_of(cy).post(f"/groups/{group.slug}/ask/", data, follow=True).content.decode()
    assert Case.objects.filter(subject_account=cy, kind="crisis").exists()
    assert page.count(PANEL) == 1 and "css/room.css" in page
    keeper = client_of(ben)
    assert PANEL not in keeper.get(f"/groups/{group.slug}/").content.decode()
    assert PANEL not in keeper.get(f"/groups/{group.slug}/keep/").content.decode()


def test_ground_rules_that_cry_out_are_followed_by_the_panel(ben: Any, client_of: Any) -> None:
    group = make_group(ben)
    page = client_of(ben).post(f"/groups/{group.slug}/keep/rules/", {"short": CRISIS, "after": "1"}, follow=True)
    assert Case.objects.filter(subject_account=ben).exists() and PANEL in page.content.decode()


def test_the_panel_is_on_the_pages_people_are_led_to_and_folds_once_answered(
    ana: Any, ben: Any, cy: Any, client_of: Any
) -> None:
    group = make_group(ben)
    for who in (ana, cy):
        join(group, who)
    case = make_crisis(ana, group)
    paths = ["/home/", "/you/", *(f"/groups/{group.slug}/{end}" for end in ("", "me/", "members/"))]
    client, other = client_of(ana), client_of(cy)
    for path in paths:
        page = client.get(path).content.decode()
        assert page.count(PANEL) == 1 and f'name="back" value="{path}"' in page, path
        assert PANEL not in other.get(path).content.decode(), path
    for path in (f"/rooms/{group.rooms.get().uid}/", f"/conversations/{case.uid}/", "/help/"):
        assert client.get(path).content.decode().count(PANEL) <= 1, path
    answer = client.post(f"/conversations/{case.uid}/choice/", {"choice": "safe", "back": "/home/"})
    assert answer.url == "/home/"
    page = client.get("/home/").content.decode()
    assert PANEL in page and " open data-panel" not in page
    Case.objects.filter(pk=case.pk).update(state="closed", close_reason="talked", closed_at=clock.now())
    assert PANEL not in client.get("/home/").content.decode()
