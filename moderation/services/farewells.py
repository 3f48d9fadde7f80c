"""What a group is told after a death: words of who keeps it, looked at before anybody reads them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.models import User
from audit import services as audit
from groups.models import Membership
from groups.services.blocks import note_death_told
from moderation.engine import Outcome, read_text
from moderation.errors import NotWhole
from moderation.folding import FOLDED
from moderation.models import FAREWELL_MOST, Death, Farewell, Level
from moderation.services.deaths import held_death
from moderation.services.readings import apply_reading, note_finding
from notifications.services import Message, notify_many

TOLD_NOTICE = "deaths.told"


def tell_group(*, actor: Any, death: Death, words: str) -> Farewell:
    """Who keeps the group tells it that somebody has died, or changes how it is told; members hear of it once.

    Raises NotWhole without words, where they show or urge a way to get hurt, or where nothing could look at them now.
    """
    words = words.strip()[:FAREWELL_MOST]
    if not words:
        raise NotWhole(_("Please write a few words."), code="words")
    outcome = looked_at(words, group=death.membership.group)
    return _tell(actor=actor, death=death, words=words, outcome=outcome)


def looked_at(words: str, *, group: Any) -> Outcome:
    """What the engine said of words to a whole group after a death. NotWhole where they show or urge a way to get hurt,
    or where nothing could look at them now."""
    outcome = read_text(words, language=group.language, sensitivity=group.sensitivity)
    if outcome.level == Level.NOT_YET:
        # Here alone a text does not go out unread: it is made for people who are hurt by it most easily.
        raise NotWhole(
            _("We could not look at the words just now. They are still here: please try again."), code="later"
        )
    if outcome.reading is not None and any(found.kind in FOLDED for found in outcome.reading.findings):
        raise NotWhole(
            _("Some of these words may show a way to somebody who is near it. Please leave out how it happened."),
            code="way",
        )
    return outcome


@transaction.atomic(durable=True)
def _tell(*, actor: Any, death: Death, words: str, outcome: Outcome) -> Farewell:
    held = held_death(death)
    require(actor, "moderation.tell_group_died", held)
    now = clock.now()
    found = Farewell.objects.filter(death=held).first()
    row = found or Farewell(death=held, told_at=now)
    row.words, row.changed_at = words, now
    row.told_by = Membership.objects.keepers().get(account=actor, group=held.membership.group)
    apply_reading(row, outcome)
    row.save()
    note_finding(kind="farewell", row_uid=row.uid, outcome=outcome)
    note_death_told(held.membership, told=True)
    audit.record(actor=actor, verb="death.changed_words" if found else "death.told", target=held)
    if not found:
        here = Membership.objects.filter(group=held.membership.group, state=Membership.State.ACTIVE)
        others = User.objects.filter(pk__in=here.exclude(account=actor).values("account"))
        # Who has a block with them does not see it, so no message leads there.
        see = [one for one in others if Farewell.objects.visible_to(one).filter(pk=row.pk).exists()]
        notify_many(messages=[Message(account_id=one.pk, kind=TOLD_NOTICE, about=row) for one in see])
    return row


@transaction.atomic(durable=True)
def take_down_farewell(*, actor: Any, death: Death) -> None:
    """It is not there any more, nor beside the name. Twice is harmless.

    What the team put aside stays aside: told anew it would be there again.
    """
    held = held_death(death)
    require(actor, "moderation.tell_group_died", held)
    rows = Farewell.objects.filter(death=held)
    rows.exclude(pk__in=rows.put_aside().values("pk")).delete()
    note_death_told(held.membership, told=False)
    audit.record(actor=actor, verb="death.untold", target=held)
