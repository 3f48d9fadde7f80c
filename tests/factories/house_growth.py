"""What Ana notes for herself, which nobody else reads; and one small step that her group knows of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from resilience.services import growth, journal, steps


def keep_at_it(house: Any) -> None:
    ana = house.people["ana"]

    def words(*columns: str) -> list[str]:
        return [house.mark(f"resilience.{column}", "ana", owner="ana") for column in columns]

    word, more = words("SelfCheckIn.word", "SelfCheckIn.more")
    house.growth["check_in"] = growth.say_how_i_am(actor=ana, word=word, number=4, more=more)
    (named,) = words("Milestone.words")
    house.growth["milestone"] = growth.name_milestone(actor=ana, words=named, day=dt.date(2030, 1, 2))
    (alone,) = words("Commitment.words")
    house.growth["step"] = steps.say_step(actor=ana, words=alone, times=7)
    told = house.mark("resilience.ShownStep.words", "ana ben hal", owner="ben")
    mine = house.memberships["ana@open"]
    house.growth["told"] = steps.say_step(actor=ana, words=told, times=7, witness=f"group:{mine.uid}")
    steps.say_today(actor=ana, commitment=house.growth["told"], done=True)
    title, body = words("JournalEntry.title", "JournalEntry.body")
    house.growth["entry"] = journal.begin_entry(actor=ana)
    journal.write_entry(
        actor=ana, entry=house.growth["entry"], title=title, body=body, version=house.growth["entry"].version
    )
    house.growth["entry"].refresh_from_db()
