"""What home asks the database: little, and no more for who has ten times as much of everything."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import LivedExperience
from meetings import services as meetings
from resilience.services import steps
from tests.factories.accounts import make_account
from tests.factories.buddies import make_settled, pair_up, said
from tests.factories.chat import say
from tests.factories.groups import join, make_group
from tests.factories.meetings import make_meeting
from tests.factories.moderation import make_crisis
from tests.factories.stories import tell

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Session and account; which parts have anything; rooms; the next meeting and one's answer; what one told us, what one
# would rather not read, the story and its topics; a step and its days; one's buddies, and who asks.
MOST = 14


def give(number: int, ana: Any, ben: Any, reader: Any, topic: str) -> None:
    """One more of everything that home shows."""
    group = make_group(ben, name=f"Group {number}")
    join(group, reader, name=f"Heron {number}")
    say(ben, group, "It rained here.")
    meeting = make_meeting(ben, group, days=2 + number)
    meetings.answer(actor=reader, meeting=meeting, answer="going")
    tell(ana, title=f"Told {number}", topics=(topic,))
    steps.say_step(actor=reader, words=f"Tea {number}", times=7, witness="")


def asked_by(client: Client) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/home/").content.decode()
    return len(asked), page


def test_home_asks_little_and_the_same_for_ten_times_as_much(ana: Any, ben: Any, client_of: Any) -> None:
    topic = LivedExperience.objects.all()[0].slug
    reader = make_account(topics=(topic,))
    shared = make_group(ben, founder_name="Grey Heron")
    mine = make_settled(shared, reader, ben, name="Slow River")
    pair = pair_up(make_settled(shared, ana, ben, name="Soft Rain"), mine)
    said(ana, pair, "Good evening.")
    client = client_of(reader)
    give(0, ana, ben, reader, topic)
    client.get("/home/")
    few, page = asked_by(client)
    for shown in ("Told 0", "Group 0", "Tea 0", "You and Soft Rain", "Something new since", "Your next meeting"):
        assert shown in page, shown
    for number in range(1, 10):
        give(number, ana, ben, reader, topic)
    many, page = asked_by(client)
    assert all(f"Group {number}" in page for number in range(10)) and "Told 9" in page
    assert few == many <= MOST, (few, many)


def test_what_few_people_have_is_asked_for_only_where_it_is_there(ana: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    client = client_of(ana)
    client.get("/home/")
    usual, page = asked_by(client)
    assert usual <= 7 and "You and the team" not in page
    make_crisis(ana, group)
    client.get("/home/")
    now, page = asked_by(client)
    assert "You and the team" in page and now > usual
