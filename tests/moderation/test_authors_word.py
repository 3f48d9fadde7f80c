"""“I’m safe” and “you misread me”: offered wherever one may answer, answered each time, and closing nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from audit.models import AuditEvent
from moderation import services
from moderation.models import Case
from moderation.panel import page_panel, render_panel
from notifications.models import Notification
from tests.factories.moderation import make_case, make_crisis
from tests.moderation.acts import end, fresh

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("choice", ["safe", "misread"])
ANSWER = ("Thank you, noted.", "One person may still read it. You need do nothing.")


def plain(html: Any) -> str:
    text = html if isinstance(html, str) else html.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def offers(html: Any, choice: str) -> bool:
    text = html if isinstance(html, str) else html.content.decode()
    return f'name="choice" value="{choice}"' in text


def choose(client: Any, case: Case, choice: str, **more: Any) -> Any:
    headers = more.pop("headers", {})
    return client.post(f"/conversations/{case.uid}/choice/", {"choice": choice, **more}, headers=headers)


@BOTH
def test_both_are_offered_in_the_panel_and_on_the_page_of_the_conversation(
    ana: Any, group: Any, client_of: Any, choice: str
) -> None:
    case = make_crisis(ana, group)
    # A socket's panel has no token of its own, a page's has: both offer the same.
    for html in (
        render_panel(case=case, account=ana),
        page_panel(account=ana, group=group, csrf_token="t", back="/x/"),
    ):
        assert offers(html, choice)
    assert offers(client_of(ana).get(f"/conversations/{case.uid}/"), choice)


@BOTH
@pytest.mark.parametrize("before", ["write", "lines"])
def test_who_chose_something_else_can_still_say_it(
    ana: Any, group: Any, client_of: Any, choice: str, before: str
) -> None:
    case = make_crisis(ana, group)
    client = client_of(ana)
    answered = choose(client, case, before, headers={"X-Fragment": "1"})
    assert offers(answered, choice) and offers(client.get(f"/conversations/{case.uid}/"), choice)
    choose(client, case, choice)
    assert fresh(case).choice == choice


def test_who_asked_for_help_can_say_that_they_are_safe_and_was_not_misread(
    ana: Any, group: Any, client_of: Any
) -> None:
    case = services.open_help_case(actor=ana, group=group)
    page = client_of(ana).get(f"/conversations/{case.uid}/")
    assert offers(page, "safe") and not offers(page, "misread")


@BOTH
def test_it_is_answered_by_script_on_the_page_and_on_the_page_of_the_conversation(
    ana: Any, group: Any, client_of: Any, choice: str
) -> None:
    case, client = make_crisis(ana, group), client_of(ana)
    for said in (
        choose(client, case, choice, headers={"X-Fragment": "1"}),
        client.get(f"/conversations/{case.uid}/"),
    ):
        for sentence in ANSWER:
            assert sentence in plain(said)
    choose(client, case, choice, back="/conversations/")
    assert "Thank you, noted. One person may still read it. You need do nothing." in plain(
        client.get("/conversations/")
    )


@BOTH
def test_it_tells_the_desk_and_closes_nothing(ana: Any, mo: Any, group: Any, client_of: Any, choice: str) -> None:
    case = make_crisis(ana, group)
    before = fresh(case)
    choose(client_of(ana), case, choice)
    after = fresh(case)

    assert (after.is_open, after.state, after.severity, after.kind) == (True, before.state, before.severity, "crisis")
    assert after.version > before.version
    assert AuditEvent.objects.filter(verb="case.chose", reason=choice, actor_uid=ana.uid).exists()
    said = {"safe": "Says they are safe", "misread": "Says it was misread"}[choice]
    assert said in plain(client_of(mo).get("/desk/")) and said in plain(client_of(mo).get(f"/desk/{case.uid}/"))


@BOTH
def test_said_after_the_end_it_is_noted_and_opens_nothing(ana: Any, mo: Any, group: Any, choice: str) -> None:
    case = make_crisis(ana, group)
    end(mo, fresh(case))
    Notification.objects.all().delete()
    services.choose(actor=ana, case=fresh(case), choice=choice)

    assert (fresh(case).state, fresh(case).choice) == (Case.State.CLOSED, choice)
    assert Case.objects.count() == 1 and not Notification.objects.exists()
    assert case.events.filter(verb="chose", detail=choice).count() == 1


def test_a_wish_to_be_written_to_is_still_told_at_the_desk_after_they_say_they_are_safe(
    ana: Any, mo: Any, group: Any, client_of: Any
) -> None:
    case = make_crisis(ana, group)
    for choice in ("write", "safe"):
        services.choose(actor=ana, case=fresh(case), choice=choice)
    page = plain(client_of(mo).get(f"/desk/{case.uid}/"))
    assert "Says they are safe" in page and "that they would like someone to write" in page


def test_a_report_offers_its_subject_no_choice(ana: Any, mo: Any, group: Any, client_of: Any) -> None:
    case = make_case(ana, group, kind=Case.Kind.WORRY)
    services.reply(actor=mo, case=case, version=fresh(case).version, words="How are you?")
    page = client_of(ana).get(f"/conversations/{case.uid}/")
    assert page.status_code == 200 and not offers(page, "safe") and not offers(page, "misread")
