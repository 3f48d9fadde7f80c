"""Who sees which strategies, and whose a toolbox is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from care.querysets import OwnedQuerySet

if TYPE_CHECKING:
    from resilience.models import Strategy  # noqa: F401 - named in strings


def _author_is_here() -> Q:
    """Who wrote it neither asked to be erased nor took their agreement back, as with every word in this house."""
    from accounts.policies import consents_in_force

    agrees = Exists(consents_in_force().filter(user=OuterRef("author")))
    return Q(author__isnull=False, author__erase_after__isnull=True) & Q(agrees)


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def standing(self) -> Self:
        """Neither taken back nor emptied."""
        return self.filter(removed_at__isnull=True)

    def of_house(self) -> Self:
        return self.exclude(key="")

    def visible_to(self, user: Any) -> Self:
        """Cards of the house for everybody; those of members for members, once read; and one's own."""
        from accounts.access import can

        # What a person of the team has read, and nobody has put aside. Cards of the house come read.
        let_out = Q(reviewed_at__isnull=False, hidden_at__isnull=True)
        house = let_out & ~Q(key="")
        if not getattr(user, "is_authenticated", False):
            return self.standing().filter(house)
        mine = Q(author=user)
        if not can(user, "resilience.read_inside"):
            return self.standing().filter(mine | house)
        return self.standing().filter(mine | house | (let_out & _author_is_here()))

    def waiting_for_review(self) -> Self:
        """What no person of the team has read yet in this version, and what made it worse for somebody since."""
        new = Q(reviewed_at__isnull=True, kept_back_at__isnull=True) & _author_is_here()
        again = Q(worse_at__isnull=False) & (~Q(key="") | _author_is_here())
        rows = self.standing().filter(hidden_at__isnull=True).filter(new | again)
        return rows.order_by("written_at", "pk")

    def waiting_for(self, user: Any) -> Self:
        """What waits for `user` to read it: nobody reads their own card first. Cards of the house have no author."""
        return self.waiting_for_review().exclude(author=user)

    def house_cards_kept_back(self) -> Self:
        """Cards of the house that the team put aside: nobody owns them, so they are found again here."""
        return self.of_house().standing().filter(kept_back_at__isnull=False)


class ToolQuerySet(OwnedQuerySet):
    def favourites(self) -> Self:
        return self.filter(favourite=True)
