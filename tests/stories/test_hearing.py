"""Being heard: the longest waiting first, one facilitator asked after a day, one figure for all, no clock for any."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import clock
from meetings import services as meetings
from notifications.models import Notification
from notifications.services import deliver_due
from stories import services
from stories.home import waiting_for
from stories.models import Story
from stories.services import hearing
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.stories import answer, tell

pytestmark = pytest.mark.django_db
HOUR = 3600
DAY = 24 * HOUR


def asked() -> list[Any]:
    return [row.account for row in Notification.objects.filter(kind="stories.waiting").order_by("pk")]


def test_what_waits_longest_stands_first_and_goes_with_the_first_answer(
    ana: Any, ben: Any, cy: Any, client_of: Any, move_clock: Any
) -> None:
    make_group(ben)
    first = tell(ana, title="Waits longest")
    move_clock(HOUR)
    second = tell(ana, title="Waits less")
    tell(ana, title="Would rather be read", replies_open=False)
    # What the writer adds is no answer of another person.
    answer(ana, first, "I forgot to say.")
    assert list(waiting_for(ben)) == [first, second]
    page = client_of(ben).get("/stories/waiting/").content.decode()
    assert page.index("Waits longest") < page.index("Waits less") and "Would rather" not in page
    answer(cy, first)
    assert list(waiting_for(ben)) == [second] and not waiting_for(ana).exists()
    assert client_of(cy).get("/stories/waiting/").status_code == 404


def test_who_took_it_on_to_welcome_people_sees_it_too(ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    group = make_group(ben)
    join(group, cy)
    assert client_of(cy).get("/stories/waiting/").status_code == 404
    role = meetings.take_role(actor=cy, group=group, role="welcomer")
    assert client_of(cy).get("/stories/waiting/").status_code == 200
    meetings.put_down_role(actor=cy, role=role)
    assert client_of(cy).get("/stories/waiting/").status_code == 404


def test_after_a_day_one_facilitator_is_asked_once_and_not_the_writer(
    ana: Any, ben: Any, move_clock: Any, mailoutbox: Any
) -> None:
    make_group(ben)
    make_group(ana)
    story = tell(ana, title="Canary title")
    assert services.ask_facilitators() == 0
    move_clock(DAY + 60)
    assert services.ask_facilitators() == 1 and services.ask_facilitators() == 0
    assert asked() == [ben]
    story.refresh_from_db()
    assert story.asked == ben and story.asked_at


def test_in_a_group_one_of_its_own_and_elsewhere_who_was_asked_longest_ago(
    ana: Any, ben: Any, eve: Any, move_clock: Any
) -> None:
    group = make_group(ben)
    make_group(eve)
    join(group, ana)
    tell(ana, audience="group", group=group)
    move_clock(DAY + 60)
    services.ask_facilitators()
    assert asked() == [ben]
    tell(ana)
    tell(ana)
    move_clock(2 * DAY + 120)
    services.ask_facilitators()
    assert asked() == [ben, eve, ben]


def test_a_story_that_nobody_can_be_asked_about_does_not_stand_in_the_way(
    ana: Any, ben: Any, move_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "BATCH", 1)
    tell(ana, audience="group", group=make_group(ana))
    make_group(ben)
    tell(ana)
    move_clock(DAY + 60)
    assert [services.ask_facilitators(), services.ask_facilitators()] == [0, 1] and asked() == [ben]


def test_nobody_is_asked_about_what_was_answered_put_aside_or_taken_back(
    ana: Any, ben: Any, cy: Any, move_clock: Any
) -> None:
    make_group(ben)
    answer(cy, tell(ana))
    services.take_back_story(actor=ana, story=tell(ana))
    Story.objects.filter(pk=tell(ana).pk).update(hidden_at=clock.now())
    tell(ana, replies_open=False)
    move_clock(DAY + 60)
    assert services.ask_facilitators() == 0 and asked() == []


def test_the_message_tells_nothing_and_is_not_sent_when_it_is_no_longer_true(
    ana: Any, cy: Any, move_clock: Any, mailoutbox: Any
) -> None:
    keeper = make_account(email="ben@example.org", profile={"mail_is_safe": True})
    make_group(keeper)
    story = tell(ana, title="Canary title")
    late = tell(ana, title="Canary late")
    move_clock(DAY + 60)
    assert services.ask_facilitators() == 2
    answer(cy, late)
    assert deliver_due() == 1
    (mail,) = mailoutbox
    assert "Canary" not in mail.subject + mail.body and str(story.uid) not in mail.body
    assert "waited for a day" in mail.body


def test_half_of_all_waited_so_long_and_too_few_say_nothing(ana: Any, cy: Any, client_of: Any, move_clock: Any) -> None:
    for number in range(4):
        answer(cy, tell(ana))
        Story.objects.update(published_at=clock.now() - timedelta(hours=3 + number))
    assert services.first_answer().hours is None
    assert "too few stories" in client_of(ana).get("/stories/heard/").content.decode()


def test_the_figure_is_the_middle_and_waiting_counts_as_long(ana: Any, cy: Any, client_of: Any) -> None:
    now = clock.now()
    for hours in (1, 2, 4, None, None):
        story = tell(ana)
        told = now - timedelta(days=3)
        answered = told + timedelta(hours=hours) if hours else None
        Story.objects.filter(pk=story.pk).update(published_at=told, answered_at=answered)
    assert services.first_answer().hours == 4.0
    assert "about 4 hours" in client_of(cy).get("/stories/heard/").content.decode()
    Story.objects.filter(answered_at__isnull=False).update(replies_open=False)
    for _ in range(3):
        Story.objects.filter(pk=tell(ana).pk).update(published_at=now - timedelta(days=2))
    assert services.first_answer().still_waiting
    assert "still wait for a first answer" in client_of(cy).get("/stories/heard/").content.decode()


def test_the_author_never_sees_a_clock(ana: Any, ben: Any, client_of: Any, move_clock: Any) -> None:
    make_group(ben)
    story = tell(ana)
    move_clock(3 * DAY)
    services.ask_facilitators()
    for path in (story.get_absolute_url(), "/stories/mine/"):
        page = client_of(ana).get(path).content.decode().lower()
        assert not any(word in page for word in ("hours", "waiting", "waited", "first answer"))
