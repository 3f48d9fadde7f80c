"""Who sees which rooms, participants and messages. Staff have no privilege here."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q


def _of(user: Any, prefix: str = "") -> Q:
    return Q(**{f"{prefix}membership__account": user}) | Q(**{f"{prefix}account": user})


class ParticipantQuerySet(models.QuerySet[Any]):
    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of(self, user: Any) -> Self:
        """The live participants that are `user`; none for a visitor."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.live().filter(_of(user))

    def visible_to(self, user: Any) -> Self:
        """People see who else is in a room they are in, by the names that they may see in its group."""
        from chat.models import Participant
        from groups.models import Membership

        here = self.filter(Exists(Participant.objects.of(user).filter(room=OuterRef("room"))))
        named = Membership.objects.visible_to(user).filter(pk=OuterRef("membership"))
        staying = Q(membership__isnull=True, account__erase_after__isnull=True)
        return here.filter(Exists(named) | staying | _of(user))


class RoomQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Rooms in which `user` is a live participant."""
        from chat.models import Participant

        return self.filter(Exists(Participant.objects.of(user).filter(room=OuterRef("pk"))))


class MessageQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Messages of the rooms `user` is in, without those a moderator hid (but one's own) and blocked names.

        Somebody who asked to be erased is hidden at once, as if their words were gone already.
        """
        from chat.models import Participant
        from groups.models import Block

        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = Participant.objects.of(user).filter(room=OuterRef("room"))
        between = Block.objects.filter(
            Q(blocker=user, against=OuterRef("author__membership"))
            | Q(blocker=OuterRef("author__membership__account"), blocked=user, against__group=OuterRef("room__group"))
        )
        shown = Q(
            hidden_at__isnull=True,
            author__membership__account__erase_after__isnull=True,
            author__account__erase_after__isnull=True,
        )
        return self.filter(Exists(mine)).filter(shown | _of(user, "author__")).exclude(Exists(between))
