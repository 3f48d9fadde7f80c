"""Who reads a step that is shown: the people of that group, or the one buddy, and its owner. Nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

import clock
from chat.models import Participant, Room
from groups.models import Membership, Mute

if TYPE_CHECKING:
    from resilience.models import ShownStep  # noqa: F401 - named in strings


def speaking(user: Any) -> models.QuerySet[Membership]:
    """The names under which `user` may say something: the group takes words, and they are not muted in all of it."""
    muted = Participant.objects.filter(
        room__kind=Room.Kind.GROUP,
        room__group=OuterRef("group"),
        membership__account=OuterRef("account"),
        muted_until__gt=clock.now(),
    )
    rows = Membership.objects.of(user).filter(state="active", group__state="active")
    return rows.filter(group__closed_to_posts_at__isnull=True).exclude(Exists(muted))


class ShownStepQuerySet(models.QuerySet["ShownStep"]):
    def in_group(self, group: Any) -> Self:
        return self.filter(membership__group=group, pair__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """One's own; and what people show in a group of `user`, or to them as their buddy, while they keep at it.

        Without names that a block hides or that `user` put away, and without what a moderator hid.
        """
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        names = Membership.objects.visible_to(user).filter(pk=OuterRef("membership"), state="active")
        put_away = Mute.objects.filter(account=user, membership=OuterRef("membership"))
        shown = Q(Exists(names)) & ~Q(Exists(put_away))
        shown &= Q(hidden_at__isnull=True, commitment__state="going", membership__group__state="active")
        to_them = Q(pair__asker__account=user) | Q(pair__asked__account=user)
        shown &= Q(pair__isnull=True) | (Q(pair__ended_at__isnull=True) & to_them)
        return self.filter(Q(commitment__owner=user) | shown).exclude(words="")
