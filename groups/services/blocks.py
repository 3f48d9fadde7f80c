"""Building blocks that the entry services of this app share."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

import clock
from accounts.ages import fits
from accounts.limits import allow
from accounts.names import pseudonym
from accounts.policies import in_use
from audit import services as audit
from groups import signals
from groups.errors import GroupFull, NameTaken, RulesChanged, TooOften
from groups.ground_rules import rules_in_force
from groups.models import GroundRules, Group, Invitation, JoinRequest, Membership, RulesAcceptance, new_seed
from groups.words import clean_name, name_key
from notifications.services import notify
from rows import require_transaction

NAMES_AN_HOUR = 15


def lock(group: Group) -> Group:
    """The group's row, fresh and locked until commit: it is the resource that joins, names and roles compete for."""
    require_transaction()
    return Group.objects.select_for_update(no_key=True).get(pk=group.pk)


def people_in(group: Group) -> int:
    """How many people take a place in the group, newcomers and those who keep it included."""
    return Membership.objects.seated().filter(group=group).count()


def need_a_place(group: Group) -> None:
    """GroupFull unless the locked `group` has a free place."""
    if people_in(group) >= group.size:
        raise GroupFull


def name_is_free(group: Group, name: str, *, account: Any) -> bool:
    """Nobody else in the group has or had this name: words of those who left must not change hands."""
    return not Membership.objects.filter(group=group, name_key=name_key(name)).exclude(account=account).exists()


def free_name(group: Group, name: str, *, account: Any) -> str:
    """`name` cleaned, or NameTaken. TooOften for who tries one name after the other to learn who is, or was, here."""
    name = clean_name(name)
    if not allow(f"name:{account.uid}", most=NAMES_AN_HOUR, per_seconds=3600):
        raise TooOften
    if not name_is_free(group, name, account=account):
        raise NameTaken
    return name


def any_free_name(group: Group, name: str, *, account: Any) -> str:
    """`name` if nobody took it meanwhile, else a drawn one: for steps that the person does not watch."""
    while not name_is_free(group, name, account=account):
        name = pseudonym()
    return name


def own_seed(group: Group, seed: str, *, account: Any) -> str:
    """`seed`, or a new one if somebody else in the group has that picture."""
    taken = Membership.objects.filter(group=group, avatar_seed=seed).exclude(account=account).exists()
    return new_seed() if taken or not seed else seed


def need_fitting(row: Any, *fields: str) -> None:
    """ValidationError where a text of `row` is longer than its column says, or empty where it may not be.

    Databases and `full_clean` do not ask text columns for their length.
    """
    errors = {}
    for name in fields:
        column = row._meta.get_field(name)
        text = getattr(row, name)
        if not text and not column.blank:
            errors[name] = ValidationError(_("Please write something here."), code="empty_text")
        elif len(text) > column.max_length:
            most = _("This is a little long. Up to %(most)d letters fit.") % {"most": column.max_length}
            errors[name] = ValidationError(most, code="long_text")
    if errors:
        raise ValidationError(errors)


def publish_texts(
    row: Any, fields: list[str], *, account: Any, group: Group, membership: Membership | None = None
) -> None:
    """Say that the texts in `fields` of `row` were stored, so that the floors above can read them."""
    for field in fields:
        signals.text_published.send(
            sender=type(row),
            kind=row._meta.label_lower,
            uid=row.uid,
            field=field,
            text=getattr(row, field),
            account=account,
            membership=membership,
            group=group,
        )


def take_free_place(
    *,
    group: Group,
    account: Any,
    rules: GroundRules,
    display_name: str,
    avatar_seed: str,
    just_listening: bool = False,
    role: str = Membership.Role.MEMBER,
) -> Membership:
    """A membership in the locked `group` for `account`, who agreed to `rules` and chose `display_name`.

    Raises RulesChanged, GroupFull, NameTaken or TooOften.
    """
    require_transaction()
    if rules != rules_in_force(group):
        raise RulesChanged
    need_a_place(group)
    return begin_membership(
        group=group,
        account=account,
        display_name=free_name(group, display_name, account=account),
        avatar_seed=avatar_seed,
        just_listening=just_listening,
        agreed_to=rules,
        role=role,
    )


def begin_membership(
    *,
    group: Group,
    account: Any,
    display_name: str,
    avatar_seed: str,
    just_listening: bool,
    agreed_to: GroundRules | None,
    role: str = Membership.Role.MEMBER,
) -> Membership:
    """Store a membership in the locked `group`. Active if `agreed_to` holds, else a newcomer who is asked first.

    `display_name` is clean and free. Closes a request of theirs that still waits.
    """
    require_transaction()
    agreed = agreed_to is not None and agreed_to == rules_in_force(group)
    membership = Membership.objects.create(
        group=group,
        account=account,
        role=role,
        state=Membership.State.ACTIVE if agreed else Membership.State.NEWCOMER,
        display_name=display_name,
        name_key=name_key(display_name),
        avatar_seed=own_seed(group, avatar_seed, account=account),
        just_listening=just_listening,
        joined_at=clock.now(),
    )
    if agreed_to is not None:
        RulesAcceptance.objects.create(membership=membership, rules=agreed_to, accepted_at=clock.now())
    JoinRequest.objects.waiting().filter(group=group, account=account).update(
        state=JoinRequest.State.ACCEPTED, decided_at=clock.now()
    )
    publish_texts(membership, ["display_name"], account=account, group=group, membership=membership)
    if agreed:
        signals.membership_began.send(sender=Membership, membership=membership)
    if role != Membership.Role.MEMBER:
        look_after(group)
    return membership


def end_membership(membership: Membership, reason: str, *, actor: Any = None) -> None:
    """End a live membership for one of Membership.EndReason. Nobody in the group is told.

    Takes back the invitations they made, and marks the group when nobody keeps it from now on. Twice is harmless.
    """
    require_transaction()
    group = lock(membership.group)
    if not Membership.objects.live().filter(pk=membership.pk).exists():
        return
    now = clock.now()
    membership.state = Membership.State.ENDED
    membership.ended_at = now
    membership.end_reason = reason
    membership.offers_to_keep_at = None
    membership.save(update_fields=["state", "ended_at", "end_reason", "offers_to_keep_at"])
    Invitation.objects.filter(made_by=membership, revoked_at__isnull=True).update(revoked_at=now)
    audit.record(actor=actor, verb="membership.ended", target=membership, reason=reason)
    signals.membership_ended.send(sender=Membership, membership=membership)
    if membership.role != Membership.Role.MEMBER:
        look_after(group)


def note_death(membership: Membership) -> None:
    """They are still in the group, with their name and their words; nothing asks for them, and their place is free.

    Twice is harmless.
    """
    require_transaction()
    group = lock(membership.group)
    if membership.said_died_at is not None or not Membership.objects.live().filter(pk=membership.pk).exists():
        return
    membership.said_died_at, membership.state = clock.now(), Membership.State.PAUSED
    _rested(membership, group)


def undo_death(membership: Membership) -> None:
    """It was a mistake: they are in the group as before, with their role, also where it has become full meanwhile.

    Twice is harmless.
    """
    require_transaction()
    group = lock(membership.group)
    if membership.said_died_at is None:
        return
    membership.said_died_at = membership.death_told_at = None
    if membership.state == Membership.State.PAUSED:
        membership.state = Membership.State.ACTIVE
    _rested(membership, group)


def note_death_told(membership: Membership, *, told: bool) -> None:
    """Whether the group knows that they have died, and reads it beside their name."""
    require_transaction()
    membership.death_told_at = clock.now() if told else None
    membership.save(update_fields=["death_told_at"])


def _rested(membership: Membership, group: Group) -> None:
    membership.save(update_fields=["said_died_at", "death_told_at", "state"])
    signals.membership_rests.send(sender=Membership, membership=membership)
    if membership.role != Membership.Role.MEMBER:
        look_after(group)


def bar(membership: Membership, *, actor: Any = None) -> None:
    """Whoever left the group by themselves does not come back into it. Harmless for one who was removed."""
    require_transaction()
    lock(membership.group)
    if membership.end_reason == Membership.EndReason.REMOVED:
        return
    membership.end_reason = Membership.EndReason.BARRED
    membership.save(update_fields=["end_reason"])
    audit.record(actor=actor, verb="membership.barred", target=membership)


def take_back_in(membership: Membership) -> bool:
    """Undo that somebody was removed. They are in the group as before, under the name they had; answers whether.

    Where they had left by themselves, the group has ended, or they are in it again, only the door is open again.
    """
    require_transaction()
    group = lock(membership.group)
    if membership.end_reason not in Membership.NO_WAY_BACK:
        return False
    left = membership.end_reason == Membership.EndReason.BARRED
    again = Membership.objects.live().filter(group=group, account=membership.account_id).exists()
    # A role of the room is given anew, by somebody who leads it: they come back as a member, of the same side of 18.
    fitting = membership.account is not None and fits(membership.account, group.ages, keeping=False)
    if left or group.state != Group.State.ACTIVE or membership.account is None or again or not fitting:
        membership.end_reason = Membership.EndReason.LEFT
        membership.save(update_fields=["end_reason"])
        return False
    name = any_free_name(group, membership.display_name, account=membership.account)
    membership.display_name, membership.name_key = name, name_key(name)
    # Of whom it is said that they have died, the name rests until it was a mistake.
    back = Membership.State.ACTIVE if membership.said_died_at is None else Membership.State.PAUSED
    membership.state, membership.ended_at, membership.end_reason = back, None, ""
    membership.role = Membership.Role.MEMBER
    membership.save()
    audit.record(verb="membership.taken_back_in", target=membership)
    signals.membership_began.send(sender=Membership, membership=membership)
    return True


def look_after(group: Group) -> None:
    """Mark the locked, active `group` when its last keeper is gone, and lift the mark when one is back."""
    require_transaction()
    if group.state != Group.State.ACTIVE:
        return
    kept = Membership.objects.keepers().filter(group=group).exists()
    if not kept and group.unkept_since is None:
        group.unkept_since = clock.now()
        group.save(update_fields=["unkept_since"])
        audit.record(verb="group.unkept", target=group)
        signals.group_unkept.send(sender=Group, group=group)
        tell_moderators("groups.unkept", about=group)
    elif kept and group.unkept_since is not None:
        was_closed = group.closed_to_posts_at is not None
        group.unkept_since = None
        group.closed_to_posts_at = None
        group.save(update_fields=["unkept_since", "closed_to_posts_at"])
        audit.record(verb="group.kept_again", target=group)
        if was_closed:
            signals.group_reopened.send(sender=Group, group=group)


def close_to_posts(group: Group, *, why: str, actor: Any = None) -> None:
    """No new posts in the locked `group` from now on; its members are told and offered other groups."""
    require_transaction()
    group.closed_to_posts_at = clock.now()
    group.save(update_fields=["closed_to_posts_at"])
    audit.record(actor=actor, verb="group.closed", target=group, reason=why)
    signals.group_closed.send(sender=Group, group=group)
    for membership in Membership.objects.live().filter(group=group).select_related("account"):
        if membership.account != actor:
            notify(account=membership.account, kind="groups.closed", about=group)


def tell_moderators(kind: str, *, about: Any) -> None:
    """Write to the outbox of every moderator who can act on it."""
    for moderator in get_user_model().objects.filter(in_use(), is_moderator=True):
        notify(account=moderator, kind=kind, about=about)


def tell_keepers(kind: str, *, group: Group, about: Any) -> None:
    """Write to the outbox of everybody who keeps the group."""
    for keeper in Membership.objects.keepers().filter(group=group).select_related("account"):
        notify(account=keeper.account, kind=kind, about=about)
