"""What every page with a list asks for who is signed in: everything counted, and no more for more rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import LivedExperience
from care import services as care
from groups import services as groups
from meetings import services as meetings
from meetings.models import Attendance, ServiceRole
from resilience import services as resilience
from resilience.services import growth, journal, steps
from stories import services as stories
from tests.factories.accounts import make_account
from tests.factories.buddies import make_settled, may_be_asked
from tests.factories.chat import say
from tests.factories.groups import ask, join, make_group
from tests.factories.meetings import make_meeting
from tests.factories.moderation import make_crisis
from tests.factories.stories import answer, let_out, tell, write
from tests.factories.strategies import hand_in
from tests.factories.strategies import let_out as share

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MOST = 8
# What it takes more than that, and why.
MORE = {
    # Four kinds of things in one search, each in its own tables.
    "POST /search/": 13,
    # Home is several lists of several apps (tests/look/test_home_questions.py), and here they all have something.
    "/home/": 17,
}
# The support panel of who is in distress asks the case, who is on duty and what they keep, each time anew.
PANEL = 3
WITH_PANEL = {
    "/home/", "/stories/", "/stories/?topic={topic}", "/stories/?near=on", "/stories/?helped=talking",
    "/stories/mine/", "/strategies/", "/strategies/?at=night", "/groups/{room}/members/", "/toolbox/", "/steps/",
    "POST /stories/", "POST /strategies/",
}  # fmt: skip
OTHERS = {
    "/stories/wishes/", "/stories/heard/", "/stories/waiting/", "/groups/", "/groups/?topic={topic}",
    "/groups/?free=on", "/groups/hidden-names/", "/groups/{room}/meetings/", "/groups/{kept}/roles/",
    "/groups/{kept}/missed/", "/meetings/attendance/", "/meetings/missed/", "/meetings/reminders/",
    "/meetings/calendar/", "/meetings/kit/", "/growth/", "/growth/?since=beginning", "/journal/", "/search/",
    "/you/mail/", "/you/devices/", "/account/sessions/", "/conversations/", "/circle/", "/circle/bring/",
    "/help/services/", "/exercises/", "POST /groups/", "POST /search/",
}  # fmt: skip
WORD = "lantern"


class Life:
    """A member with something on every list: each `more` brings one more of everything."""

    def __init__(self, ana: Any, ben: Any, mo: Any) -> None:
        self.ana, self.ben, self.mo = ana, ben, mo
        first, second = LivedExperience.objects.all()[:2]
        self.me = make_account(topics=(first.slug,))
        stories.set_wishes(actor=self.me, avoided=[second], more_hints=False)
        self.room = make_group(ben, name="The room", size=200)
        self.mine = join(self.room, self.me, name="Quiet Heron")
        self.kept = make_group(self.me, name="Kept", size=200)
        self.names = {"topic": first.slug, "room": self.room.slug, "kept": self.kept.slug}
        self.number = 0
        write(self.me, title="A draft")
        self._take_a_role()

    def _take_a_role(self) -> None:
        meetings.take_role(actor=self.me, group=self.kept, role=list(ServiceRole.Role)[0], weeks=4)

    def more(self) -> None:
        self.number += 1
        cache.clear()
        self._to_read()
        self._people()
        self._of_my_own()

    def _to_read(self) -> None:
        ana, me, topics = self.ana, self.me, (self.names["topic"],)
        story = let_out(tell(ana, title=f"{WORD} {self.number}", topics=topics, audience="everyone"), self.mo)
        stories.save_story(actor=me, story=story)
        answer(me, story, "I hear you.")
        tell(ana, title=f"Inside {WORD} {self.number}", topics=topics)
        tell(me, title=f"Mine {self.number}")
        resilience.keep_strategy(actor=me, strategy=share(hand_in(ana, title=f"Card {WORD} {self.number}"), self.mo))

    def _people(self) -> None:
        me, number = self.me, self.number
        join(make_group(make_account(), name=f"Group {WORD} {number}"), me, name=f"Heron {number}")
        ask(make_group(make_account(), name=f"Asked {number}", entry="request"), me)
        settled = make_settled(self.room, make_account(), self.ben, name=f"Settled {number}")
        may_be_asked(settled)
        join(self.kept, settled.account, name=f"There {number}")
        groups.mute_name(actor=me, membership=join(self.room, make_account(), name=f"Muted {number}"))
        groups.block(actor=me, membership=join(self.room, make_account(), name=f"Blocked {number}"))
        meeting = make_meeting(self.ben, self.room, title=f"Evening {number}", days=2 + number)
        meetings.answer(actor=me, meeting=meeting, answer="going")
        Attendance.objects.create(meeting=meeting, membership=self.mine, present=True)
        say(self.ben, self.room, "It rained here.")

    def _of_my_own(self) -> None:
        me, number = self.me, self.number
        witness = f"group:{self.mine.uid}" if number % 2 else ""
        step = steps.say_step(actor=me, words=f"Tea {number}", times=7, witness=witness)
        steps.say_today(actor=me, commitment=step, done=True)
        entry = journal.begin_entry(actor=me)
        journal.write_entry(actor=me, entry=entry, title=f"Page {number}", body="Rain.", version=entry.version)
        growth.say_how_i_am(actor=me, word="fine", number=4, more="")
        growth.name_milestone(actor=me, words=f"Stone {number}", day=dt.date(2030, 1, 2))
        care.keep_in_circle(actor=me, name=f"Aunt {number}", good_for="", reach="")


def go(client: Client, path: str) -> Any:
    return client.post(path[5:], {"q": WORD}) if path.startswith("POST ") else client.get(path)


def asked_by(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page = go(client, path)
    assert page.status_code == 200, path
    # Nothing that only shows something changes anything: what it fetched at first holds to its end.
    sent = [query["sql"] for query in asked]
    assert [sql for sql in sent if not sql.lstrip("(").startswith(("SELECT", "WITH", "DECLARE"))] == [], path
    return len(sent)


def test_no_list_asks_a_member_more_for_more_rows_and_hardly_one_more_than_eight(
    ana: Any, ben: Any, mo: Any, client_of: Any
) -> None:
    life = Life(ana, ben, mo)
    client = client_of(life.me)
    paths = {path: path.format(**life.names) for path in sorted(WITH_PANEL | OTHERS)}
    counts: dict[str, list[int]] = {path: [] for path in paths}
    for rows in (1, 9):
        for _ in range(rows):
            life.more()
        # What a place keeps for all of its pages is fetched once: which numbers there are, who speaks what.
        go(client, "/home/")
        for path, there in paths.items():
            counts[path].append(asked_by(client, there))
    with transaction.atomic():
        make_crisis(life.me, life.room)
    go(client, "/home/")
    for path in WITH_PANEL:
        counts[path].append(asked_by(client, paths[path]))
    most = {path: MORE.get(path, MOST) for path in counts}
    # A search that finds more looks no further.
    assert {path: seen for path, seen in counts.items() if seen[0] < seen[1]} == {}
    assert {path: seen for path, seen in counts.items() if seen[0] > most[path]} == {}
    assert {path: seen for path, seen in counts.items() if seen[-1] > max(most[path], seen[1] + PANEL)} == {}
