"""A group as the witness of a small step: its people read the words and a name, and never what was missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

import clock
from accounts import limits
from accounts.access import can, require
from audit import services as audit
from groups.models import Membership
from moderation.hints import author_changed
from moderation.reading import Authorship, Outcome, after_store, apply_reading, passages_gone, read_text
from resilience.models import Commitment, ShownStep
from resilience.querysets.steps import speaking
from resilience.witnesses import Witness
from rows import require_transaction

# How many times in how many seconds somebody may say a step to a group.
OFTEN = (20, 3600)
KIND = "small_step"


@dataclass(frozen=True)
class Prepared:
    membership: Membership
    outcome: Outcome


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
    found = next((row for row in Membership.objects.of(actor).select_related("group") if str(row.uid) == value), None)
    require(actor, "resilience.show_step", found)
    if found is None:
        raise PermissionDenied("resilience.show_step")
    if not limits.allow(f"show_step:{actor.pk}", most=OFTEN[0], per_seconds=OFTEN[1]):
        raise ValidationError(
            _("You have told your group a lot just now. Please rest a little, or keep it for yourself.")
        )
    return Prepared(found, read_text(words, language=found.group.language, sensitivity=found.group.sensitivity))


def attach(commitment: Commitment, words: str, prepared: Prepared) -> None:
    """Building block. The group reads `words` from now on."""
    require_transaction()
    rows = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("group", "account")
    membership = rows.get(pk=prepared.membership.pk)
    require(commitment.owner, "resilience.show_step", membership)
    row = ShownStep.objects.filter(commitment=commitment).first()
    if row is not None and row.membership_id != membership.pk:
        if row.hidden_at is not None:
            raise ValidationError(_("The team has put it aside for now. Please keep it for yourself until then."))
        # Another group meets another row: what is said of it here leads nobody to the name there.
        _gone(ShownStep.objects.filter(pk=row.pk))
        row = None
    row = row or ShownStep(commitment=commitment, membership=membership)
    if not row.words:
        # Changing words brings nothing up again.
        row.shown_at = clock.now()
    passages_gone(KIND, [row.uid])
    row.words = words
    apply_reading(row, prepared.outcome)
    row.save()
    audit.record(actor=commitment.owner, verb="step.shown", target=row)
    case = after_store(
        kind=KIND,
        row_uid=row.uid,
        outcome=prepared.outcome,
        text=words,
        authorship=authorship_of(row),
        group=membership.group,
        folded=row.folded,
    )
    if case is not None:
        author_changed(case)


def detach(commitment: Commitment) -> None:
    """Building block. The group reads it no more. What a moderator put aside stays aside when it is shown again."""
    require_transaction()
    _gone(ShownStep.objects.filter(commitment=commitment, hidden_at__isnull=True))
    aside = ShownStep.objects.filter(commitment=commitment)
    passages_gone(KIND, aside.values_list("uid", flat=True))
    aside.update(words="", folded={})


def forget_shown_of(membership: Membership) -> None:
    """Building block. Who is not in the group shows nothing there; the step itself stays theirs."""
    require_transaction()
    _gone(ShownStep.objects.filter(membership=membership))


def _gone(rows: Any) -> None:
    """These are shown no more, and nothing of what was folded in them is left to look at."""
    passages_gone(KIND, rows.values_list("uid", flat=True))
    rows.delete()


def of(commitment: Commitment) -> tuple[str, str] | None:
    """The membership under which it is shown, and who sees what, in words for its owner."""
    rows = ShownStep.objects.filter(commitment=commitment).exclude(words="")
    row = rows.select_related("membership__group").first()
    if row is None:
        return None
    if row.hidden_at is not None:
        return str(row.membership.uid), _("The team has put it aside for now, so your group does not see it.")
    said = _("%(group)s sees it, under the name %(name)s: the words, and whether you did it lately. Nothing else.")
    names = {"group": row.membership.group.name, "name": row.membership.display_name}
    return str(row.membership.uid), said % names


def shows_any(user: Any) -> bool:
    """Does a group read any step of `user`?"""
    return ShownStep.objects.filter(commitment__owner=user).exclude(words="").exists()


def authorship_of(row: ShownStep) -> Authorship:
    """Who said it: the person under their name in the group."""
    return Authorship.under_name(row.membership)


GROUP = Witness(choices=groups_of, prepare=prepare, attach=attach, detach=detach, of=of, sees_any=shows_any)
