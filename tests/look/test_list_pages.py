"""What the pages of lists ask the database: little, everything counted, and no more when there is more to show."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.access import can
from accounts.models import Consent, LivedExperience
from accounts.services import withdraw_consent
from accounts.standing import OneQuestion, WithStanding, once, sees
from resilience import services as resilience
from stories import services as stories
from stories.models import StoryReply
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.stories import let_out, tell, write
from tests.factories.strategies import hand_in
from tests.factories.strategies import let_out as share

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Session, account and everything else of the page included.
MOST = 8
FOR_ALL = ["/stories/", "/groups/", "/strategies/", "/search/"]
FOR_MEMBERS = [*FOR_ALL, "/stories/mine/", "/toolbox/", "/growth/"]
# Home is several lists of several apps: tests/look/test_home_questions.py.
HOME, HOME_MOST = "/home/", 10


def add_some(number: int, ana: Any, mo: Any, reader: Any, topic: str) -> None:
    """Two more of everything that a list can show, and that `reader` has."""
    for each in "ab":
        story = let_out(tell(ana, title=f"Told {number}{each}", topics=(topic,), audience="everyone"), mo)
        stories.save_story(actor=reader, story=story)
        tell(ana, title=f"Inside {number}{each}", topics=(topic,))
        tell(reader, title=f"Mine {number}{each}")
        card = share(hand_in(ana, title=f"Card {number}{each}"), mo)
        resilience.keep_strategy(actor=reader, strategy=card)
        join(make_group(make_account(), name=f"Group {number}{each}"), reader, name=f"Heron {number}{each}")


def asked_by(client: Client, path: str) -> tuple[int, str]:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path)
    assert page.status_code == 200, path
    return len(asked), page.content.decode()


def test_a_list_asks_at_most_eight_questions_and_the_same_for_more_rows(ana: Any, mo: Any, client_of: Any) -> None:
    first, second = LivedExperience.objects.all()[:2]
    reader = make_account(topics=(first.slug,))
    stories.set_wishes(actor=reader, avoided=[second], more_hints=False)
    member, visitor = client_of(reader), Client()
    counts: dict[str, list[int]] = {}
    for number in (1, 2):
        add_some(number, ana, mo, reader, first.slug)
        for who, client, paths in (("a visitor", visitor, FOR_ALL), ("a member", member, [*FOR_MEMBERS, HOME])):
            for path in paths:
                asked, page = asked_by(client, path)
                counts.setdefault(f"{who} {path}", []).append(asked)
                assert path != "/stories/" or f"Told {number}a" in page
                assert path != "/groups/" or f"Group {number}b" in page
    assert {where: said for where, said in counts.items() if len(set(said)) > 1} == {}
    assert {where: said for where, said in counts.items() if max(said) > MOST and HOME not in where} == {}
    assert counts[f"a member {HOME}"][0] <= HOME_MOST, counts


def test_what_was_fetched_to_show_a_page_never_lets_anybody_write(ana: Any, ben: Any, client_of: Any) -> None:
    story = tell(ana)
    client = client_of(ben)
    assert client.get(story.get_absolute_url()).status_code == 200
    request = RequestFactory().get("/")
    seen: dict[str, Any] = {}

    def shows(_request: Any) -> HttpResponse:
        seen["shown"] = WithStanding().get_user(ben.pk)
        withdraw_consent(actor=ben, kind=Consent.Kind.HEALTH)
        seen["while"] = can(seen["shown"], "accounts.participate")
        return HttpResponse()

    OneQuestion(shows)(request)
    # The page was begun when they agreed; whatever comes after it asks anew, also with the very same account.
    assert seen["while"] is True and can(seen["shown"], "accounts.participate") is False
    assert not hasattr(WithStanding().get_user(ben.pk), "standing_accounts_agrees")
    answered = client.post(f"{story.get_absolute_url()}answer/", {"body": "Late words."})
    assert not StoryReply.objects.exists() and answered.status_code != 302


@pytest.mark.parametrize(("method", "path", "times"), [("get", "/", 1), ("post", "/search/", 1), ("post", "/you/", 3)])
def test_what_is_asked_once_for_a_page_is_asked_anew_by_whatever_is_sent(method: str, path: str, times: int) -> None:
    asked: list[int] = []

    def shows(_request: Any) -> HttpResponse:
        for _ in range(3):
            once("tea", lambda: asked.append(1))
        return HttpResponse()

    for _ in range(2):
        OneQuestion(shows)(getattr(RequestFactory(), method)(path))
    assert len(asked) == 2 * times
    once("tea", lambda: asked.append(1))
    assert len(asked) == 2 * times + 1


def test_what_somebody_sees_is_remembered_for_them_and_that_row_alone(ana: Any, cy: Any) -> None:
    shared, kept = tell(ana), write(ana)
    seen: list[bool] = []

    def shows(_request: Any) -> HttpResponse:
        seen.extend(sees(person, row) for _ in range(2) for person in (ana, cy) for row in (shared, kept))
        return HttpResponse()

    OneQuestion(shows)(RequestFactory().get("/"))
    assert seen == [True, True, True, False] * 2
