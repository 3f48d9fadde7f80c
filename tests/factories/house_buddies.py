"""Buddies of the house: Ana and Kim are a pair, whom nobody else knows of; Kim asked Eve; Ana could ask Kim again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import override_settings

import clock
from groups.models import Membership
from meetings.models import Attendance
from resilience.services import buddies, buddy_pairs, steps
from tests.factories.buddies import ask, may_be_asked, said
from tests.factories.groups import join


def pair(house: Any) -> None:
    """At the end: until then Kim keeps a group. Kim comes to no page, so that she is in no list of who is where."""
    ana, kim, eve = (house.people[who] for who in ("ana", "kim", "eve"))
    for key, readers in (("open", "ana eve ben hal"), ("private", "ana ivy")):
        name = house.mark("groups.Membership.display_name", readers, owner="ana")
        house.of_kim[key] = join(house.groups[key], kim, name=name)
    with override_settings(BUDDIES_AFTER_DAYS=0, BUDDIES_AFTER_MEETINGS=0):
        # Once it is answered, what was asked stands on no page.
        asked = ask(
            house.of_kim["private"], house.memberships["ana@private"], house.mark("resilience.BuddyRequest.words")
        )
        house.pair = buddy_pairs.say_yes(actor=ana, request=asked)
        words = house.mark("resilience.BuddyRequest.words", "eve", owner="eve")
        house.buddy_request = ask(house.of_kim["open"], may_be_asked(house.memberships["eve@open"]), words)
        buddies.choose_askable(actor=kim, membership=house.of_kim["open"], yes=True)
    for person in (ana, kim):
        said(person, house.pair, house.mark("chat.Message.body", "ana", owner="ana"))
    step = house.mark("resilience.ShownStep.words", "ana", owner="ana")
    steps.say_step(actor=ana, words=step, times=7, witness=f"buddy:{house.pair.uid}")
    Attendance.objects.create(meeting=house.ended, membership=house.of_kim["open"], present=True)
    long_here = [house.of_kim["open"].pk, house.memberships["ana@open"].pk]
    Membership.objects.filter(pk__in=long_here).update(joined_at=clock.now() - timedelta(days=20))
    house.memberships["ana@open"].refresh_from_db()
    assert eve.pk == house.buddy_request.asked.account_id
