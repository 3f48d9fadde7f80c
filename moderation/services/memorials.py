"""A page of a group for somebody who has died: who keeps the group opens it, its members leave a few words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts import limits
from accounts.access import require
from accounts.ages import Ages
from accounts.policies import is_new_account
from audit import services as audit
from groups.models import Membership
from moderation import hints
from moderation.contact import LeadsAway, leads_away
from moderation.engine import Outcome, read_text
from moderation.errors import NotWhole
from moderation.models import (
    AWAY_KEPT,
    OPENING_MOST,
    REMEMBERED_MOST,
    Death,
    Level,
    Memorial,
    MemorialWords,
    WordRule,
)
from moderation.services.deaths import REMEMBERED_KIND as KIND
from moderation.services.deaths import held_death
from moderation.services.farewells import looked_at
from moderation.services.folds import passages_gone
from moderation.services.readings import after_store, apply_reading, note_finding
from moderation.services.removals import record_hiding
from moderation.subjects import Authorship
from rows import require_transaction

OPENING_KIND = "memorial"
OFTEN = (20, 3600)


# -- the page ---------------------------------------------------------------------------------------------------------
def open_memorial(*, actor: Any, death: Death, words: str) -> Memorial:
    """Who keeps the group opens the page with a few words, once the group was told. Nobody gets a message of it.

    Raises NotWhole as telling the group does, or PermissionDenied where the family wishes for none.
    """
    words = _opening(words)
    return _open(actor=actor, death=death, words=words, outcome=looked_at(words, group=death.membership.group))


def _opening(words: str) -> str:
    words = words.strip()[:OPENING_MOST]
    if not words:
        raise NotWhole(_("Please write a few words."), code="words")
    return words


@transaction.atomic(durable=True)
def _open(*, actor: Any, death: Death, words: str, outcome: Outcome) -> Memorial:
    held = held_death(death)
    require(actor, "moderation.open_memorial", held)
    row = Memorial(death=held, opened_at=clock.now())
    _put_words(row, actor=actor, words=words, outcome=outcome)
    audit.record(actor=actor, verb="memorial.opened", target=row)
    return row


def change_memorial(*, actor: Any, memorial: Memorial, words: str) -> Memorial:
    """Other words to begin with. Raises NotWhole as `open_memorial` does."""
    words = _opening(words)
    outcome = looked_at(words, group=memorial.death.membership.group)
    return _change(actor=actor, memorial=memorial, words=words, outcome=outcome)


@transaction.atomic(durable=True)
def _change(*, actor: Any, memorial: Memorial, words: str, outcome: Outcome) -> Memorial:
    row = _held(memorial)
    require(actor, "moderation.keep_memorial", row)
    _put_words(row, actor=actor, words=words, outcome=outcome)
    audit.record(actor=actor, verb="memorial.changed", target=row)
    return row


def _put_words(row: Memorial, *, actor: Any, words: str, outcome: Outcome) -> None:
    row.words, row.changed_at = words, clock.now()
    row.opened_by = Membership.objects.keepers().get(account=actor, group=row.death.membership.group)
    apply_reading(row, outcome)
    row.save()
    row.writers.add(row.opened_by)
    note_finding(kind=OPENING_KIND, row_uid=row.uid, outcome=outcome)


def _held(memorial: Memorial) -> Memorial:
    rows = Memorial.objects.select_for_update(no_key=True, of=("self",))
    found: Memorial = rows.select_related("death__membership__group").get(pk=memorial.pk)
    return found


@transaction.atomic(durable=True)
def close_memorial(*, actor: Any, memorial: Memorial, closed: bool) -> Memorial:
    """It stays to be read and takes no new words; or takes them again. Twice is harmless."""
    row = _held(memorial)
    require(actor, "moderation.keep_memorial", row)
    if (row.closed_at is not None) != closed:
        row.closed_at = clock.now() if closed else None
        row.save(update_fields=["closed_at"])
        audit.record(actor=actor, verb="memorial.closed" if closed else "memorial.opened_again", target=row)
    return row


@transaction.atomic(durable=True)
def put_memorial_away(*, actor: Any, memorial: Memorial, away: bool) -> Memorial:
    """Nobody reads it any more; or it is back as it was, as long as it is kept. Twice is harmless."""
    row = _held(memorial)
    require(actor, "moderation.keep_memorial", row)
    if (row.away_at is not None) != away:
        row.away_at = clock.now() if away else None
        row.save(update_fields=["away_at"])
        audit.record(actor=actor, verb="memorial.put_away" if away else "memorial.back", target=row)
    return row


# -- what members remember --------------------------------------------------------------------------------------------
def remember(*, actor: Any, memorial: Memorial, words: str) -> MemorialWords:
    """A member leaves a few words, or changes theirs. Pain is kept and somebody looks after them; what could show a way
    is folded for the others.

    Raises NotWhole without words, where a rule of the team says no, or too often; LeadsAway; or PermissionDenied.
    """
    words = words.strip()[:REMEMBERED_MOST]
    if not words:
        raise NotWhole(_("Please write a few words."), code="words")
    require(actor, "moderation.remember", memorial)
    if not limits.allow(f"remember:{actor.pk}", most=OFTEN[0], per_seconds=OFTEN[1]):
        raise NotWhole(_("You changed your words many times just now. Please rest a little."), code="often")
    group = memorial.death.membership.group
    outcome = read_text(words, language=group.language, sensitivity=group.sensitivity)
    _need_allowed(actor, words, outcome, group=group)
    return _remember(actor=actor, memorial=memorial, words=words, outcome=outcome)


def _need_allowed(actor: Any, words: str, outcome: Outcome, *, group: Any) -> None:
    """As in the room: rules of the team, and nothing that leads away from the young or on the first day of an account.

    All of it holds only where nothing was noticed.
    """
    from moderation.word_rules import broken_by, left_out, rules_of

    rule: WordRule | None = broken_by(words, outcome, author=actor, group=group.pk, rules=rules_of([group.pk]))
    if rule is not None:
        raise NotWhole(left_out(rule), code="rule")
    if outcome.level != Level.NONE or not leads_away(words):
        return
    if group.ages == Ages.UNDER_18:
        raise LeadsAway
    if is_new_account(actor):
        raise NotWhole(
            _(
                "On the first day of an account, this page takes no addresses, numbers, links or names elsewhere. Your "
                "words are kept here: take that part out and leave the rest."
            ),
            code="new_contact",
        )


@transaction.atomic(durable=True)
def _remember(*, actor: Any, memorial: Memorial, words: str, outcome: Outcome) -> MemorialWords:
    held = _held(memorial)
    require(actor, "moderation.remember", held)
    mine = Membership.objects.of(actor).get(group=held.death.membership.group_id)
    # Also under the name that they had here before.
    theirs = MemorialWords.objects.filter(memorial=held, membership__account=actor)
    if theirs.put_aside().exists():
        raise PermissionDenied("moderation.remember")
    found = theirs.first()
    row = found or MemorialWords(memorial=held, written_at=clock.now())
    row.membership = mine
    passages_gone(KIND, [row.uid])
    row.words, row.changed_at = words, clock.now()
    apply_reading(row, outcome)
    row.save()
    audit.record(actor=actor, verb="memorial_words.changed" if found else "memorial_words.left", target=row)
    case = after_store(
        kind=KIND,
        row_uid=row.uid,
        outcome=outcome,
        text=words,
        authorship=Authorship.under_name(mine),
        group=held.death.membership.group,
        folded=row.folded,
    )
    if case is not None:
        hints.author_changed(case)
    return row


@transaction.atomic(durable=True)
def take_remembered_back(*, actor: Any, words: MemorialWords) -> None:
    """Its author takes their words away, at any time. Twice is harmless; what was put aside stays so for new words."""
    row = MemorialWords.objects.select_for_update(no_key=True, of=("self",)).filter(pk=words.pk).first()
    if row is None:
        return
    require(actor, "moderation.take_remembered_back", row)
    audit.record(actor=actor, verb="memorial_words.taken_back", target=row)
    _gone(MemorialWords.objects.filter(pk=row.pk))


@transaction.atomic(durable=True)
def hide_remembered(*, actor: Any, words: MemorialWords, why: str) -> bool:
    """Who keeps the group puts a member's words aside, with a reason that they read and can ask the team about.

    False where a second person looks first. Raises NotWhole without a reason, or PermissionDenied.
    """
    if why not in MemorialWords.Aside.values:
        raise NotWhole(_("Please choose why. They read it."), code="why")
    rows = MemorialWords.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("membership__group", "membership__account").filter(pk=words.pk).first()
    if row is None:
        # Their author has just taken them away.
        return True
    require(actor, "moderation.hide_remembered", row)
    return record_hiding(
        actor=actor,
        membership=row.membership,
        content=(KIND, row.uid),
        quoted=row.words,
        why=str(MemorialWords.Aside(why).label),
    )


def _gone(rows: Any) -> None:
    passages_gone(KIND, rows.values_list("uid", flat=True))
    aside = list(rows.put_aside().values_list("pk", flat=True))
    rows.filter(pk__in=aside).update(words="", folded={})
    rows.exclude(pk__in=aside).delete()


def fold_remembered(row: MemorialWords, spans: dict[str, Any]) -> None:
    """Building block of folding: others do not read these passages, or, with none, read it all."""
    require_transaction()
    held = MemorialWords.objects.select_for_update(no_key=True, of=("self",)).filter(pk=row.pk).first()
    if held is not None:
        held.folded = dict(spans) if held.words else {}
        held.save(update_fields=["folded"])


# -- what goes --------------------------------------------------------------------------------------------------------
@transaction.atomic(durable=True)
def take_all_remembered_back(*, actor: Any, group: Any) -> None:
    """Who leaves a group and takes their words along leaves none on its pages."""
    remembered_gone(actor=actor, group=group)


def remembered_gone(*, actor: Any, group: Any) -> None:
    """Building block. What `actor` left on pages of `group`, under whichever name, also where nobody reads it now."""
    require_transaction()
    rows = MemorialWords.objects.filter(membership__account=actor, membership__group=group)
    for row in rows.select_related("membership").select_for_update(no_key=True, of=("self",)):
        require(actor, "moderation.take_remembered_back", row)
        audit.record(actor=actor, verb="memorial_words.taken_back", target=row)
    _gone(rows)


def erase_remembered(account: Any) -> None:
    """Building block of erasure. A page loses what `account` wrote, as a member or as one who keeps the group."""
    require_transaction()
    theirs = MemorialWords.objects.filter(membership__account=account)
    passages_gone(KIND, theirs.values_list("uid", flat=True))
    theirs.delete()


def erase_from_memorials(account: Any) -> None:
    """Building block of erasure. The page stays without the words that they put first, or changed."""
    require_transaction()
    theirs = list(Memorial.objects.with_words_of(account).values_list("pk", flat=True))
    Memorial.objects.filter(pk__in=theirs, opened_by__account=account).update(opened_by=None)
    Memorial.objects.filter(pk__in=theirs).update(words="")
    Memorial.writers.through.objects.filter(memorial__in=theirs).delete()


def forget_memorials(moment: datetime) -> int:
    """Retention. What was put away goes after 90 days, with all that was left there."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    old = Memorial.objects.filter(away_at__lt=moment - AWAY_KEPT)
    passages_gone(KIND, MemorialWords.objects.filter(memorial__in=old).values_list("uid", flat=True))
    gone: int = old.delete()[0]
    return gone
