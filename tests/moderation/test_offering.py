"""The desk sends somebody a service of the directory: its name and a link, and nobody learns whether it is opened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from audit.models import AuditEvent
from moderation import services as moderation
from moderation.models import Case, CaseEvent, CaseReply
from moderation.templatetags.own_links import own_links
from tests.factories.care import make_service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(ana: Any) -> Case:
    return moderation.open_help_case(actor=ana, words="please")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def main_of(response: Any) -> str:
    assert response.status_code == 200
    text: str = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def test_a_moderator_finds_a_service_and_sends_it(case: Case, mo: Any, ana: Any) -> None:
    service, _other = make_service("Quiet Harbour"), make_service("Bicycle House")
    desk = signed_in(mo)
    assert f'href="/desk/{case.uid}/services/"' in main_of(desk.get(f"/desk/{case.uid}/"))
    shown = main_of(desk.post(f"/desk/{case.uid}/services/", {"words": "harbour"}))
    assert "Quiet Harbour" in shown and "Bicycle House" not in shown
    posted = dict(re.findall(r'name="(reply-[a-z_]+)" value="([^"]*)"', shown))
    assert desk.post(f"/desk/{case.uid}/reply/", posted).status_code == 302
    assert CaseReply.objects.count() == 1
    theirs = main_of(signed_in(ana).get(f"/conversations/{case.uid}/"))
    assert f'This may help: Quiet Harbour<br><a href="/help/services/{service.uid}/">' in theirs


def test_opening_the_link_leaves_no_trace(case: Case, mo: Any, ana: Any) -> None:
    service = make_service("Quiet Harbour")
    person = signed_in(ana)
    person.get("/home/")
    before = (AuditEvent.objects.count(), CaseEvent.objects.count(), Case.objects.get().version)
    seen = CaseReply.objects.values_list("seen_at", flat=True)
    assert person.get(service.get_absolute_url()).status_code == 200
    assert (AuditEvent.objects.count(), CaseEvent.objects.count(), Case.objects.get().version) == before
    assert not any(seen)


def test_nobody_else_may_choose_for_a_case(case: Case, ana: Any, cy: Any, ada: Any) -> None:
    make_service("Quiet Harbour")
    for person in (ana, cy, ada):
        assert signed_in(person).get(f"/desk/{case.uid}/services/").status_code == 404


def test_there_is_nothing_to_send_to_somebody_who_does_not_want_to_be_written_to(case: Case, mo: Any, ana: Any) -> None:
    signed_in(ana).post(f"/conversations/{case.uid}/decline/")
    assert "/services/" not in main_of(signed_in(mo).get(f"/desk/{case.uid}/"))


def test_only_addresses_of_our_own_directory_become_links() -> None:
    path = "/help/services/ac148810-d857-441c-9679-408f346de14b/"
    ours = f"{settings.SITE_ORIGIN}{path}"
    assert own_links(f"Look: {ours}") == f'Look: <a href="{path}">{ours}</a>'
    for text in (
        f"https://evil.example{path}", f"{ours}more", f"{settings.SITE_ORIGIN}/help/", f"javascript:{path}",
        '<script>alert("1")</script>', f"{settings.SITE_ORIGIN}.evil.example{path}",
    ):  # fmt: skip
        assert own_links(text) == escape(text)
    assert own_links(f"<b>{ours}</b>").startswith("&lt;b&gt;<a ")
