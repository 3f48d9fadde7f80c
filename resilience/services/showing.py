"""Who witnesses a small step: a group, or one's buddy. They read the words and a name, and never what was missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import clock
from accounts import limits
from accounts.access import can, require
from accounts.ages import Ages
from audit import services as audit
from chat.newcomers import is_looked_after, may_be_in_need
from groups.models import Group, Membership
from moderation.contact import LeadsAway, leads_away
from moderation.hints import author_changed
from moderation.reading import Authorship, Outcome, after_store, apply_reading, passages_gone, read_text
from resilience.models import BuddyPair, Commitment, ShownStep
from resilience.querysets.steps import speaking
from resilience.witnesses import Witness
from rows import require_transaction

# How many times in how many seconds somebody may say a step to others.
OFTEN = (20, 3600)
KIND = "small_step"


@dataclass(frozen=True)
class Prepared:
    """Under which name, to which buddy (None: to the group), and what the engine said of the words."""

    membership: Membership
    pair: BuddyPair | None
    outcome: Outcome


# -- a group ----------------------------------------------------------------------------------------------------------
def groups_of(user: Any) -> list[tuple[str, str]]:
    """The groups that `user` may ask, with the name that stands there."""
    if not can(user, "accounts.participate"):
        return []
    rows = speaking(user).select_related("group")
    return [
        (str(row.uid), _("%(group)s. You are %(name)s there.") % {"group": row.group.name, "name": row.display_name})
        for row in rows.order_by("joined_at", "pk")
    ]


def prepare(actor: Any, value: str, words: str) -> Prepared:
    """What the engine says of the words. PermissionDenied, the same for every reason."""
    found = _own(actor, value)
    require(actor, "resilience.show_step", found)
    if found is None:
        raise PermissionDenied("resilience.show_step")
    prepared = _prepared(actor, found, None, words)
    # In groups of the young nothing leads away, in whatever is said there, unless they may be in need: as in the room.
    if found.group.ages == Ages.UNDER_18 and not may_be_in_need(prepared.outcome) and leads_away(words):
        raise LeadsAway
    return prepared


def _own(actor: Any, value: str) -> Membership | None:
    rows = Membership.objects.of(actor).select_related("group")
    return next((row for row in rows if str(row.uid) == value), None)


def read_refused(actor: Any, value: str, words: str) -> tuple[Outcome, Group | None]:
    """What the engine says of words that the group does not get, also where one may not speak there."""
    mine = _own(actor, value)
    group = mine.group if mine is not None else None
    return _read(group, words), group


def attach(commitment: Commitment, words: str, prepared: Prepared) -> None:
    """Building block. The group reads `words` from now on."""
    membership = _locked(prepared.membership)
    require(commitment.owner, "resilience.show_step", membership)
    _show(commitment, words, membership, None, prepared.outcome)


def detach(commitment: Commitment) -> None:
    """Building block. The group reads it no more. What a moderator put aside stays aside when it is shown again."""
    _take_away(ShownStep.objects.filter(commitment=commitment, pair__isnull=True))


def of(commitment: Commitment) -> tuple[str, str] | None:
    """The membership under which it is shown, and who sees what, in words for its owner."""
    row = _shown(commitment).filter(pair__isnull=True).first()
    if row is None:
        return None
    if row.hidden_at is not None:
        return str(row.membership.uid), _("The team has put it aside for now, so your group does not see it.")
    said = _("%(group)s sees it, under the name %(name)s: the words, and whether you did it lately. Nothing else.")
    names = {"group": row.membership.group.name, "name": row.membership.display_name}
    return str(row.membership.uid), said % names


def shows_any(user: Any) -> bool:
    """Does a group read any step of `user`?"""
    return ShownStep.objects.filter(commitment__owner=user, pair__isnull=True).exclude(words="").exists()


# -- one's buddy ------------------------------------------------------------------------------------------------------
def _pairs_of(user: Any) -> Any:
    return BuddyPair.objects.visible_to(user).live().select_related("asker__group", "asked__group")


def buddies_of(user: Any) -> list[tuple[str, str]]:
    """The buddies whom `user` may ask, by the name they have where the two met."""
    pairs = [pair for pair in _pairs_of(user) if can(user, "resilience.show_step_to_buddy", pair)]
    return [
        (str(pair.uid), _("%(name)s, your buddy. Nobody else.") % {"name": pair.other_than(user.pk).display_name})
        for pair in pairs
    ]


def prepare_for_buddy(actor: Any, value: str, words: str) -> Prepared:
    """The same for one's buddy, in whose room nothing leads away. LeadsAway, or PermissionDenied."""
    pair = _pair(actor, value)
    require(actor, "resilience.show_step_to_buddy", pair)
    mine = pair.one_of_two(actor.pk) if pair is not None else None
    if pair is None or mine is None:
        raise PermissionDenied("resilience.show_step_to_buddy")
    prepared = _prepared(actor, mine, pair, words)
    # No panel stands here as in their room: a cry is kept, and somebody is called.
    if not is_looked_after(prepared.outcome) and leads_away(words):
        raise LeadsAway
    return prepared


def _pair(actor: Any, value: str) -> BuddyPair | None:
    return next((one for one in _pairs_of(actor) if str(one.uid) == value), None)


def read_refused_for_buddy(actor: Any, value: str, words: str) -> tuple[Outcome, None]:
    """The same of words for one's buddy, of which no keeper learns."""
    pair = _pair(actor, value)
    mine = pair.one_of_two(actor.pk) if pair is not None else None
    return _read(mine.group if mine is not None else None, words), None


def attach_to_buddy(commitment: Commitment, words: str, prepared: Prepared) -> None:
    """Building block. The buddy reads `words` from now on."""
    membership = _locked(prepared.membership)
    pairs = BuddyPair.objects.select_for_update(no_key=True, of=("self",)).select_related("asker", "asked")
    pair = pairs.filter(pk=prepared.pair.pk).first() if prepared.pair is not None else None
    require(commitment.owner, "resilience.show_step_to_buddy", pair)
    _show(commitment, words, membership, pair, prepared.outcome)


def detach_from_buddy(commitment: Commitment) -> None:
    """Building block. The buddy reads it no more."""
    _take_away(ShownStep.objects.filter(commitment=commitment, pair__isnull=False))


def of_buddy(commitment: Commitment) -> tuple[str, str] | None:
    """The pair in which it is shown, and who sees what, in words for its owner."""
    row = _shown(commitment).filter(pair__ended_at__isnull=True, pair__isnull=False).first()
    if row is None or row.pair is None:
        return None
    if row.hidden_at is not None:
        return str(row.pair.uid), _("The team has put it aside for now, so your buddy does not see it.")
    said = _("%(name)s, your buddy, sees it: the words, and whether you did it lately. Nothing else.")
    return str(row.pair.uid), said % {"name": row.pair.other_than(commitment.owner_id).display_name}


def shows_buddy_any(user: Any) -> bool:
    """Does a buddy read any step of `user`?"""
    rows = ShownStep.objects.filter(commitment__owner=user, pair__ended_at__isnull=True, pair__isnull=False)
    return rows.exclude(words="").exists()


# -- both -------------------------------------------------------------------------------------------------------------
def _prepared(actor: Any, membership: Membership, pair: BuddyPair | None, words: str) -> Prepared:
    if not limits.allow(f"show_step:{actor.pk}", most=OFTEN[0], per_seconds=OFTEN[1]):
        raise ValidationError(_("You have told others a lot just now. Please rest a little, or keep it for yourself."))
    return Prepared(membership, pair, _read(membership.group, words))


def _read(group: Group | None, words: str) -> Outcome:
    if group is None:
        return read_text(words, language=get_language() or "en")
    return read_text(words, language=group.language, sensitivity=group.sensitivity)


def _locked(membership: Membership) -> Membership:
    require_transaction()
    rows = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("group", "account")
    held: Membership = rows.get(pk=membership.pk)
    return held


def _show(commitment: Commitment, words: str, membership: Membership, pair: BuddyPair | None, outcome: Outcome) -> None:
    row = ShownStep.objects.filter(commitment=commitment).first()
    if row is not None and (row.membership_id, row.pair_id) != (membership.pk, pair.pk if pair is not None else None):
        if row.hidden_at is not None:
            raise ValidationError(_("The team has put it aside for now. Please keep it for yourself until then."))
        # Others meet another row: what is said of it here leads nobody to the name there.
        _gone(ShownStep.objects.filter(pk=row.pk))
        row = None
    row = row or ShownStep(commitment=commitment, membership=membership, pair=pair)
    if not row.words:
        # Changing words brings nothing up again.
        row.shown_at = clock.now()
    passages_gone(KIND, [row.uid])
    row.words = words
    apply_reading(row, outcome)
    row.save()
    audit.record(actor=commitment.owner, verb="step.shown", target=row)
    case = after_store(
        kind=KIND,
        row_uid=row.uid,
        outcome=outcome,
        text=words,
        authorship=authorship_of(row),
        group=group_of(row),
        folded=row.folded,
    )
    if case is not None:
        author_changed(case)


def _take_away(rows: Any) -> None:
    require_transaction()
    _gone(rows.filter(hidden_at__isnull=True))
    passages_gone(KIND, rows.values_list("uid", flat=True))
    rows.update(words="", folded={})


def _gone(rows: Any) -> None:
    """These are shown no more, and nothing of what was folded in them is left to look at."""
    passages_gone(KIND, rows.values_list("uid", flat=True))
    rows.delete()


def _shown(commitment: Commitment) -> Any:
    rows = ShownStep.objects.filter(commitment=commitment).exclude(words="")
    return rows.select_related("membership__group", "pair__asker", "pair__asked")


def forget_shown_of(membership: Membership) -> None:
    """Building block. Who is not in the group shows nothing there; the step itself stays theirs."""
    require_transaction()
    _gone(ShownStep.objects.filter(membership=membership))


def forget_shown_to(pair: BuddyPair) -> None:
    """Building block. With a pair ends what the two were shown; the steps themselves stay with their owners."""
    require_transaction()
    _gone(ShownStep.objects.filter(pair=pair))


def authorship_of(row: ShownStep) -> Authorship:
    """Who said it: the person under their name in the group."""
    return Authorship.under_name(row.membership)


def group_of(row: ShownStep) -> Any:
    """The group whose keepers answer for it; None between buddies, of whom no keeper is told."""
    return row.membership.group if row.pair_id is None else None


GROUP = Witness(
    choices=groups_of,
    prepare=prepare,
    attach=attach,
    detach=detach,
    of=of,
    sees_any=shows_any,
    read_refused=read_refused,
)
BUDDY = Witness(
    choices=buddies_of,
    prepare=prepare_for_buddy,
    attach=attach_to_buddy,
    detach=detach_from_buddy,
    of=of_buddy,
    sees_any=shows_buddy_any,
    read_refused=read_refused_for_buddy,
)
