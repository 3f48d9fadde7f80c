"""What two people of the demo community keep at. Invented, gentle, and nothing that could hurt a reader."""

from __future__ import annotations

import datetime as dt
import uuid

import clock
from accounts.models import User
from groups.models import Membership
from resilience.services import growth, steps

GROUP = "Back to work, gently"
# Days ago, a word of the list or one of their own, a number, a line more.
SAID: list[tuple[int, str, int | None, str]] = [
    (40, "tired", 4, ""), (36, "heavy", 3, "The letter from work came."), (33, "tired", 4, ""), (29, "okay", 5, ""),
    (25, "restless", 4, ""), (22, "okay", 6, "Toast at three, with company."), (18, "lighter", 6, ""),
    (15, "woolly", None, "No number for it."), (11, "calm", 7, ""), (8, "tired", 5, ""), (5, "okay", 6, ""),
    (2, "hopeful", 7, "I said the sentence out loud, and nobody minded."),
]  # fmt: skip
NAMED = [(30, "I opened the letter."), (9, "First day back, until noon.")]
# (account, words, days a week, whether the group knows, on which days ago it was done)
STEPS = [
    ("demo-member", "Open the window and stand there for three breaths", 7, True, (6, 5, 2, 1)),
    ("demo-member", "Walk to the corner and back", 3, False, (5,)),
    ("demo-nel", "Lunch away from the desk", 5, True, (4, 3, 1)),
]


def seed_growth(by_name: dict[str, User], now: dt.datetime) -> None:
    """Running it again adds nothing."""
    member = by_name["demo-member"]
    for days, word, number, more in SAID:
        with clock.standing_at(now - dt.timedelta(days=days)):
            growth.say_how_i_am(actor=member, word=word, number=number, more=more, uid=_uid(f"said {days}"))
    for days, words in NAMED:
        day = (now - dt.timedelta(days=days)).date()
        growth.name_milestone(actor=member, words=words, day=day, uid=_uid(f"named {days}"))
    for who, words, times, shown, done in STEPS:
        mine = Membership.objects.live().get(group__name=GROUP, account=by_name[who])
        with clock.standing_at(now - dt.timedelta(days=7)):
            row = steps.say_step(
                actor=by_name[who], words=words, times=times, witness=f"group:{mine.uid}" if shown else "",
                uid=_uid(words),
            )  # fmt: skip
        for days in done:
            with clock.standing_at(now - dt.timedelta(days=days)):
                steps.say_today(actor=by_name[who], commitment=row, done=True)


def _uid(what: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demo {what}")
