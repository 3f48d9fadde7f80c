"""The audit in the admin pages tells what happened to a row, never which account stands behind a name in a group."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from groups.ground_rules import rules_in_force
from groups.services import join_group
from tests.factories.groups import make_group

pytestmark = pytest.mark.django_db
LIST = "admin:audit_auditevent_changelist"


@pytest.fixture
def joined(ana: Any, ben: Any) -> Any:
    """Ana came to two groups, under a name for each."""
    for name in ("Slow Otter", "Night Fern"):
        group = make_group(ben)
        membership = join_group(actor=ana, group=group, rules=rules_in_force(group), display_name=name)
    return membership


@pytest.fixture
def page(client_of: Any, ada: Any) -> Client:
    client: Client = client_of(ada)
    return client


def test_a_search_for_a_membership_finds_its_lines_and_not_its_person(joined: Any, ana: Any, page: Client) -> None:
    assert AuditEvent.objects.filter(target_uid=joined.uid, actor_uid=ana.uid).exists()
    body = page.get(reverse(LIST), {"q": str(joined.uid)}).content.decode()
    assert "membership.joined" in body and str(joined.uid) in body
    assert str(ana.uid) not in body


def test_the_page_of_a_line_does_not_show_who_did_it(joined: Any, ana: Any, page: Client) -> None:
    line = AuditEvent.objects.get(target_uid=joined.uid, verb="membership.joined")
    body = page.get(reverse("admin:audit_auditevent_change", args=[line.pk])).content.decode()
    assert str(joined.uid) in body and str(ana.uid) not in body


def test_neither_a_search_nor_the_address_line_lists_the_groups_of_an_account(
    joined: Any, ana: Any, page: Client
) -> None:
    body = page.get(reverse(LIST), {"q": str(ana.uid)}).content.decode()
    assert "0 audit events" in body and str(joined.uid) not in body
    for column in ("actor_uid", "actor_uid__exact", "actor_uid__startswith"):
        assert page.get(reverse(LIST), {column: str(ana.uid)}).status_code == 400


def test_nobody_learns_who_by_the_order_of_the_list(joined: Any, ana: Any, page: Client) -> None:
    assert "actor" not in str(page.get(reverse(LIST)).context["cl"].list_display)
