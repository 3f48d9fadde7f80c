"""A member has died: one says it, another agrees, what reaches out stops. After a mistake all of it comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.models import User
from accounts.services.standing import note_death as note_account
from accounts.services.standing import undo_death as undo_account
from audit import services as audit
from groups.models import Membership
from groups.services.blocks import lock, note_death, undo_death
from moderation import hints
from moderation.errors import NotWhole
from moderation.models import Case, Death, LookIn, MemorialWords
from moderation.models.deaths import KNOWN_KEPT, LOOK_INS_KEPT
from moderation.querysets import admins_instead, could_be_second
from moderation.services.cases import add_event, touch
from moderation.services.folds import passages_gone
from moderation.services.look_ins import forget_look_ins_of, plan_look_ins
from moderation.services.people import WORDS_MOST
from notifications.services import notify
from rows import require_transaction

DEATH_NOTICE = "deaths.asked"
REMEMBERED_KIND = "memorial_words"
State, Review = Death.State, Death.Review


@transaction.atomic(durable=True)
def say_died(*, actor: Any, membership: Membership, known: str) -> Death:
    """Who keeps the group, or a moderator, heard that `membership` has died; `known` is how they know.

    Nothing changes before a second person agrees. Raises NotWhole without words, or PermissionDenied.
    """
    held = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=membership.pk)
    require(actor, "moderation.say_died", held)
    known = known.strip()[:WORDS_MOST]
    if not known:
        raise NotWhole(_("Please write how you know."), code="known")
    keeper = Membership.objects.keepers().filter(account=actor, group=held.group).first()
    row = Death(membership=held, known=known, said_by=actor, said_as=keeper, said_at=clock.now())
    row.save(force_insert=True)
    audit.record(actor=actor, verb="death.said", target=row)
    # Where no moderator could be the second, who runs the place is asked instead.
    asked = could_be_second(held.account, actor, since=row.said_at)
    for account in asked or admins_instead(held.account, actor, since=row.said_at):
        notify(account=account, kind=DEATH_NOTICE, about=row)
    return row


def held_death(death: Death) -> Death:
    """Building block. The row, locked, and before it the group and the membership, as everything that ends one does."""
    lock(death.membership.group)
    Membership.objects.select_for_update(no_key=True, of=("self",)).get(pk=death.membership_id)
    rows = Death.objects.select_for_update(no_key=True, of=("self",))
    found: Death = rows.select_related("membership__group", "membership__account", "said_by").get(pk=death.pk)
    return found


@transaction.atomic(durable=True)
def answer_died(*, actor: Any, death: Death, agrees: bool, no_memorial: bool = False) -> Death:
    """The second person is sure as well, and from then on everything stops; or is not, and nothing has changed.

    `no_memorial`: those near to them wish for no page of remembrance.
    """
    held = held_death(death)
    require(actor, "moderation.second_died", held)
    held.second_by, held.second_at, held.no_memorial = actor, clock.now(), agrees and no_memorial
    _answered(held, State.AGREED if agrees else State.NOT_AGREED)
    audit.record(actor=actor, verb="death.agreed" if agrees else "death.not_agreed", target=held)
    return held


@transaction.atomic(durable=True)
def agree_alone(*, actor: Any, death: Death, no_memorial: bool = False) -> Death:
    """The team has nobody else. It counts at once, is written down as such, and somebody else looks afterwards."""
    held = held_death(death)
    require(actor, "moderation.agree_died_alone", held)
    held.alone, held.second_at, held.no_memorial = True, clock.now(), no_memorial
    _answered(held, State.AGREED)
    audit.record(actor=actor, verb="death.agreed_alone", target=held)
    for keeper in Membership.objects.keepers().filter(group=held.membership.group_id).exclude(account=actor):
        if Death.objects.to_review(keeper.account).filter(pk=held.pk).exists():
            notify(account=keeper.account, kind=DEATH_NOTICE, about=held)
    return held


def _answered(death: Death, state: Death.State) -> None:
    death.state = state
    death.save()
    if state == State.AGREED and death.membership.account is not None:
        note_death(death.membership)
        note_account(death.membership.account)
        _tell_cases(death, "died")
        plan_look_ins(death)
    if death.said_by is not None and not death.alone:
        notify(account=death.said_by, kind=DEATH_NOTICE, about=death)


@transaction.atomic(durable=True)
def review_died(*, actor: Any, death: Death, right: bool) -> Death:
    """Somebody else looks at what one took as true alone. Where it was a mistake, everything comes back at once."""
    held = held_death(death)
    require(actor, "moderation.review_died", held)
    held.review, held.second_by = (Review.RIGHT if right else Review.WRONG), actor
    held.save(update_fields=["review", "second_by"])
    audit.record(actor=actor, verb="death.reviewed", target=held, reason=held.review)
    if not right:
        _undo(held)
    return held


@transaction.atomic(durable=True)
def take_back_died(*, actor: Any, death: Death) -> Death:
    """It was a mistake: everything is as before. Nobody has to agree to that."""
    held = held_death(death)
    require(actor, "moderation.take_back_died", held)
    held.second_at = held.second_at or clock.now()
    _undo(held)
    audit.record(actor=actor, verb="death.undone", target=held)
    return held


@transaction.atomic(durable=True)
def say_alive(*, actor: Any) -> None:
    """“I am here.” Who was said to have died signs in: everything comes back, and the team hears of it. Twice is
    harmless."""
    require(actor, "moderation.say_alive", actor)
    for row in Death.objects.filter(membership__account=actor).standing().order_by("pk"):
        held = held_death(row)
        held.second_at, held.came_back = held.second_at or clock.now(), True
        _undo(held)
        audit.record(actor=actor, verb="death.came_back", target=held)
        took_part = {one for one in (held.said_by, held.second_by) if one is not None}
        for account in {*could_be_second(actor, since=clock.now()), *took_part}:
            notify(account=account, kind=DEATH_NOTICE, about=held)
    account = User.objects.get(pk=actor.pk)
    undo_account(account)
    # Where the row is gone already.
    for membership in Membership.objects.of(account).filter(said_died_at__isnull=False).select_related("group"):
        undo_death(membership)


def _undo(death: Death) -> None:
    """The name is as before; the account as well, unless it is said of another name of theirs, too."""
    require_transaction()
    death.state, death.undone_at = State.UNDONE, clock.now()
    death.save()
    if death.membership.said_died_at is not None:
        _tell_cases(death, "alive")
    forget_look_ins_of(death)
    undo_death(death.membership)
    account = death.membership.account
    if account is not None and not Death.objects.filter(membership__account=account, state=State.AGREED).exists():
        undo_account(account)


def _tell_cases(death: Death, verb: str) -> None:
    """What is open about them in this group says so; nothing of it ends by itself."""
    about = Case.objects.open().filter(subject_account=death.membership.account)
    for case in about.filter(group_uid=death.membership.group.uid).select_for_update(no_key=True, of=("self",)):
        touch(case)
        add_event(case, verb=verb)
        hints.desk_changed(case)


@transaction.atomic(durable=True)
def note_looked_into(*, actor: Any, death: Death) -> Death:
    """A moderator has asked how it came that somebody alive was said to have died."""
    held = held_death(death)
    require(actor, "moderation.look_into_died", held)
    held.looked_into_at = clock.now()
    held.save(update_fields=["looked_into_at"])
    audit.record(actor=actor, verb="death.looked_into", target=held)
    return held


def deaths_gone(rows: Any) -> int:
    """Building block. With what was left on their pages of remembrance, and what was folded there."""
    require_transaction()
    remembered = MemorialWords.objects.filter(memorial__death__in=rows)
    passages_gone(REMEMBERED_KIND, remembered.values_list("uid", flat=True))
    gone: int = rows.delete()[0]
    return gone


def forget_deaths(moment: datetime) -> int:
    """Retention. After 90 days what came to nothing goes, and how somebody knew; after 60 on whom was looked in."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    old = Death.objects.filter(said_at__lt=moment - KNOWN_KEPT)
    for row in old.filter(state=State.AGREED).exclude(known=""):
        row.known = ""
        row.save(update_fields=["known"])
    # What was taken back lately is shown to the group as a mistake, and words of a page are in copies of data.
    mistaken = old.exclude(state=State.AGREED).exclude(undone_at__gt=moment - KNOWN_KEPT)
    gone = deaths_gone(mistaken)
    done: int = LookIn.objects.filter(due_at__lt=moment - LOOK_INS_KEPT).delete()[0]
    return gone + done
