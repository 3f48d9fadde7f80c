"""Who sees which cases. The filter is on the case's own columns: staff are never joined to what people wrote."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

import clock
from groups.models import Block, Membership

# Somebody's own words or call: one open case a person and group, first at the desk.
DISTRESS = ("crisis", "help")


def kept_groups(user: Any) -> models.QuerySet[Any]:
    """The uids of the groups that `user` keeps now, for a subquery."""
    return Membership.objects.keepers().filter(account=user).values("group__uid")


def may_work(user: Any) -> bool:
    """Signed in, and not shut out: a suspended moderator works no desk."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return user.suspended_until is None or user.suspended_until <= clock.now()


class CaseQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.exclude(state="closed")

    def visible_to(self, user: Any) -> Self:
        """All cases for moderators, those of their own groups for facilitators, and none about oneself.

        A case about a group is about those who keep it, so none of them sees it. A facilitator sees none of somebody
        who blocked them: a block refuses contact, and moderators are there for it. Admins see none.
        """
        if not may_work(user):
            return self.none()
        kept, of_theirs = kept_groups(user), Membership.objects.appointed().filter(account=user).values("group__uid")
        others = self.exclude(subject_account=user).exclude(content_kind="group", content_uid__in=of_theirs)
        if user.is_moderator:
            return others
        blocked_me = Block.objects.filter(blocker=OuterRef("subject_account"), blocked=user)
        return others.filter(group_uid__in=kept).exclude(Exists(blocked_me))

    def of_author(self, user: Any) -> Self:
        """The conversations of `user` with the team: what they asked for or wrote, or where the team wrote to them.

        Reports and worries of others show nowhere here until the team itself has written.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        from moderation.models import CaseReply

        written = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True)
        return self.filter(subject_account=user).filter(Q(kind__in=DISTRESS) | Exists(written))
