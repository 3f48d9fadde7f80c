"""The other side of the line at 18, for a while: a group of the young, who is in it, and words that only they read.

Apart from the house, because most places have no such side; the cast of the house are all adults.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from groups import services as groups
from groups.models import Group
from meetings.models import Meeting
from resilience.services import steps
from stories.models import Story
from tests.factories.chat import room_of, say
from tests.factories.groups import ask, join
from tests.factories.live import comes_in, make_soon
from tests.factories.stories import answer, tell
from tests.factories.young import make_trusted, make_young, make_young_group


@dataclass
class Young:
    """`words` stand on their pages and on nobody else's. Kit and Lu are under 18, Gil keeps the group."""

    kit: Any
    lu: Any
    gil: Any
    group: Group
    meeting: Meeting
    stories: list[Story]
    invited: str
    words: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def build_young() -> Young:
    words = [f"zqk{number:02d}w" for number in range(12)]
    word = iter(words)
    kit, lu, gil = make_young("kit"), make_young("lu"), make_trusted("gil")
    group = make_young_group(gil, name=next(word), summary=next(word), expect=next(word), founder_name=next(word))
    mine = join(group, kit, name=next(word))
    ask(group, lu)
    said = say(kit, group, next(word))
    meeting = make_soon(gil, group, title=next(word))
    comes_in(kit, meeting)
    inside = tell(kit, audience="members", title=next(word), how_it_was=next(word))
    within = tell(kit, audience="group", group=group, byline="member", title=next(word))
    answer(lu, inside, next(word))
    steps.say_step(actor=kit, words=next(word), times=7, witness=f"group:{mine.uid}")
    _invitation, token = groups.make_invitation(actor=gil, group=group)
    at, story = f"/groups/{group.slug}/", inside.get_absolute_url()
    paths = [at + rest for rest in ("", "rules/", "members/", "buddy/", "meetings/", "roles/", "settings/", "leave/")]
    paths += [f"{at}members/{mine.uid}/", f"/rooms/{room_of(group).uid}/", f"/report/message/{said.uid}/"]
    paths += [meeting.get_absolute_url(), f"{meeting.get_absolute_url()}live/", story, within.get_absolute_url()]
    return Young(kit, lu, gil, group, meeting, [inside, within], f"/groups/invited/{token}/", words, paths)
