"""Who reads what a group remembers: its people, as long as it is so; nobody of the team, and nobody across a block."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from groups.models import Membership, Mute
from moderation.querysets.cases import may_work


class MemorialQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """For the people of the group who see the name, once they were told: neither put away nor put aside."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        names = Membership.objects.visible_to(user).filter(pk=OuterRef("death__membership"))
        mine = Membership.objects.filter(group=OuterRef("death__membership__group"), account=user)
        stands = self.filter(death__state="agreed", death__membership__death_told_at__isnull=False)
        stands = stands.filter(away_at__isnull=True).exclude(_is_hidden("memorial"))
        return stands.filter(Exists(names), Exists(mine.filter(state__in=["active", "paused"])))

    def of_keeper(self, user: Any) -> Self:
        """Those of the groups that `user` keeps, also put away, as long as two people are sure."""
        if not may_work(user):
            return self.none()
        kept = Membership.objects.keepers().filter(account=user).values("group")
        found = self.filter(death__state="agreed", death__membership__group__in=kept)
        return found.exclude(death__membership__account=user)

    def with_words_of(self, account: Any) -> Self:
        """Those to whose first words `account` gave something, also where somebody else changed them later."""
        wrote = self.model.writers.through.objects.filter(memorial=OuterRef("pk"), membership__account=account)
        return self.filter(Q(opened_by__account=account) | Exists(wrote))

    def put_aside(self) -> Self:
        """A decision of the team stands that hides them."""
        return self.filter(_is_hidden("memorial"))


class MemorialWordsQuerySet(models.QuerySet[Any]):
    def put_aside(self) -> Self:
        return self.filter(_is_hidden("memorial_words"))

    def with_aside(self) -> Self:
        return self.annotate(is_aside=_is_hidden("memorial_words"))

    def visible_to(self, user: Any) -> Self:
        """One's own; and those of names that `user` sees and did not put away, once something looked at the words.

        All of it in a memorial that `user` reads.
        """
        from moderation.models import Memorial

        here = self.filter(memorial__in=Memorial.objects.visible_to(user).values("pk")).exclude(words="")
        if not getattr(user, "is_authenticated", False):
            return here.none()
        names = Membership.objects.visible_to(user).filter(pk=OuterRef("membership"))
        muted = Mute.objects.filter(account=user, membership=OuterRef("membership"))
        shown = Q(Exists(names)) & ~Q(Exists(muted)) & ~Q(read_level="not_yet") & ~Q(_is_hidden("memorial_words"))
        return here.filter(Q(membership__account=user) | shown)


def _is_hidden(kind: str) -> Exists:
    from moderation.models import Measure, Sanction

    hidden = Sanction.objects.standing().filter(content_kind=kind, measure=Measure.HIDE)
    return Exists(hidden.filter(content_uid=OuterRef("uid")))
