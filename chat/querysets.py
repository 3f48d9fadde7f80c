"""Who sees which rooms, participants and messages. Staff have no privilege here."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce


def _of(user: Any, prefix: str = "") -> Q:
    return Q(**{f"{prefix}membership__account": user}) | Q(**{f"{prefix}account": user})


def _name_shown_to(user: Any, prefix: str = "") -> Q:
    """The name is one that `user` may see in its group: the memberships decide, so the two can never disagree.

    A guest sees the names of the one room they are in.
    """
    from chat.models import Participant
    from groups.models import Membership

    names = Membership.objects.visible_to(user).filter(pk=OuterRef(f"{prefix}membership"))
    as_guest = Participant.objects.of(user).filter(room=OuterRef("room"), membership__isnull=True)
    beside = Membership.objects.shown_to_guest(user).filter(pk=OuterRef(f"{prefix}membership"))
    shown = Exists(names) | (Exists(as_guest) & Exists(beside))
    return Q(**{f"{prefix}membership__isnull": True}) | Q(shown)


class ParticipantQuerySet(models.QuerySet[Any]):
    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def with_agreement(self) -> Self:
        """Each row says in `agrees` whether who it belongs to agrees now, so that many are asked about at once."""
        from accounts.policies import consents_in_force

        owner = Coalesce(OuterRef("membership__account"), OuterRef("account"))
        return self.annotate(agrees=Exists(consents_in_force().filter(user=owner)))

    def of(self, user: Any) -> Self:
        """The participants as whom `user` may enter a room; none for a visitor, none while the account is suspended.

        A membership that rests hears nothing, and without an agreement nobody does: `chat.enter_room` says the same.
        """
        from accounts.policies import consents_in_force, is_suspended

        if not getattr(user, "is_authenticated", False) or not user.is_active or is_suspended(user):
            return self.none()
        rests = Q(membership__isnull=False) & ~Q(membership__state="active")
        return self.live().filter(_of(user), Exists(consents_in_force().filter(user=user))).exclude(rests)

    def visible_to(self, user: Any) -> Self:
        """Who else is or was in a room the person is in, without names between whom a block stands."""
        from chat.models import Participant

        mine = Participant.objects.of(user).filter(room=OuterRef("room"))
        return self.filter(Exists(mine)).filter(_name_shown_to(user))


class RoomQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Rooms in which `user` is a live participant."""
        from chat.models import Participant

        return self.filter(Exists(Participant.objects.of(user).filter(room=OuterRef("pk"))))


class MessageQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Messages of the rooms the person is in: not what a moderator hid (but one's own), not hidden names."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        shown = self._in_own_rooms(user) & (Q(hidden_at__isnull=True) | _of(user, "author__"))
        # Nobody of the team reads a room by being of the team: only through a grant of their own, while it is open.
        return self.filter(shown | self._opened_to(user) if user.is_moderator else shown)

    def with_gaps(self, user: Any) -> Self:
        """The same with what a moderator put aside. Whoever shows these to others shows the place, never the words."""
        return self.filter(self._in_own_rooms(user)) if getattr(user, "is_authenticated", False) else self.none()

    def _in_own_rooms(self, user: Any) -> Q:
        from chat.models import Participant

        mine = Participant.objects.of(user).filter(room=OuterRef("room"))
        return Q(Exists(mine)) & _name_shown_to(user, "author__")

    def _opened_to(self, user: Any) -> Q:
        from moderation.models import Grant

        grants = Grant.objects.open_to(user).filter(
            scope="thread", thread_kind="message", thread_uid=OuterRef("room__uid"), since__lte=OuterRef("posted_at")
        )
        return Q(Exists(grants), hidden_at__isnull=True)

    def still_of(self, user: Any) -> Self:
        """What `user` wrote, under whichever name, and did not take back; also what a moderator took away."""
        return self.filter(_of(user, "author__")).filter(Q(removed_at__isnull=True) | Q(removed_at=F("hidden_at")))


class HeldMessageQuerySet(models.QuerySet[Any]):
    def of_author(self, user: Any, *, over: bool = False) -> Self:
        """What `user` wrote, under whichever name, and still has: it waits, or came back. With `over`, all of it."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        mine = self.filter(_of(user, "author__"))
        return mine if over else mine.exclude(state__in=["through", "taken_back"])

    def for_desk(self, user: Any) -> Self:
        """What `user` of the team may decide: a moderator everything, who keeps a group what is said in it.

        These words alone of a room, which their author was told of. Never one's own, nor between two of whom one
        blocked the other, nor what they decided and somebody is to look at again: somebody else looks then. Of who has
        left or died, is leaving or rests nobody looks at anything.
        """
        from accounts.policies import consents_in_force
        from groups.models import Block
        from moderation.querysets import kept_groups, may_work

        if not may_work(user):
            return self.none()
        owner = Coalesce(OuterRef("author__membership__account"), OuterRef("author__account"))
        blocks = Block.objects.filter(Q(blocker=user, blocked=owner) | Q(blocker=owner, blocked=user))
        leaves = Q(author__membership__account__erase_after__isnull=False)
        leaves |= Q(author__account__erase_after__isnull=False)
        here = consents_in_force().filter(user=owner, user__is_active=True, user__said_died_at__isnull=True)
        stays = self.filter(Exists(here), author__ended_at__isnull=True)
        others = stays.exclude(leaves).exclude(_of(user, "author__")).exclude(Exists(blocks))
        others = others.exclude(state="waiting", decided_by=user)
        return others if user.is_moderator else others.filter(room__group__uid__in=kept_groups(user))

    def waiting(self) -> Self:
        return self.filter(state="waiting")
