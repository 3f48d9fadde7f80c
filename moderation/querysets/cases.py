"""Who sees which cases. The filter is on the case's own columns: staff are never joined to what people wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

import clock
from groups.models import Block, Membership
from moderation.subjects import subjects

# Somebody's own words or call: one open case a person and group, first at the desk.
DISTRESS = ("crisis", "help")
# Evidence of what they wrote to the team in a conversation, as moderation.texts calls it.
REPLY = "reply"
TOLD_BY_OTHERS = ("report", "worry")
# The two queues: somebody is unwell, and a rule was broken.
UNWELL, RULES = "unwell", "rules"
# So long after such a conversation ended, a second person looks before anything is decided about them.
DISTRESS_LATELY = timedelta(days=7)


def kept_groups(user: Any) -> models.QuerySet[Any]:
    """The uids of the groups that `user` keeps now, for a subquery."""
    return Membership.objects.keepers().filter(account=user).values("group__uid")


def may_work(user: Any) -> bool:
    """Signed in, and not shut out: a suspended moderator works no desk."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or user.said_died_at is not None:
        return False
    return user.suspended_until is None or user.suspended_until <= clock.now()


class CaseQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.exclude(state="closed")

    def visible_to(self, user: Any) -> Self:
        """All cases for moderators, those of their own groups for facilitators, and none about oneself.

        A case about a group, or a meeting of it, is about those who keep it, so none of them sees it. A facilitator
        sees no call of somebody who blocked them, under whichever name: a block refuses contact, and moderators are
        there for it. What others told us, which they could bring about to see whether it shows, only a block in that
        group keeps from them.
        Admins see none.
        """
        if not may_work(user):
            return self.none()
        kept, others = kept_groups(user), self.exclude(subject_account=user)
        for subject in subjects:
            if subject.answered_for is not None:
                others = others.exclude(content_kind=subject.kind, content_uid__in=subject.answered_for(user))
        if user.is_moderator:
            return others
        blocked_me = Block.objects.filter(blocker=OuterRef("subject_account"), blocked=user)
        here = Exists(blocked_me.filter(against__group__uid=OuterRef("group_uid")))
        told, own = Q(kind__in=TOLD_BY_OTHERS), ~Q(kind__in=TOLD_BY_OTHERS)
        return others.filter(group_uid__in=kept).exclude(told & here).exclude(own & Exists(blocked_me))

    def read_whole_by(self, user: Any) -> Self:
        """Those in which nothing that the person wrote to the team is kept from `user`, who sees them.

        Moderators, and who stays with them; until somebody has written, all. Words of another conversation that
        led to it count as well, whoever stays with them.
        """
        if user.is_moderator:
            return self
        from moderation.models import CaseEvidence, CaseReply

        written = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True)
        theirs = CaseReply.objects.visible_to(user).filter(uid=OuterRef("subject_uid"))
        apart = CaseEvidence.objects.filter(~Exists(theirs), case=OuterRef("pk"), kind=REPLY)
        return self.filter(Q(companion=user) | ~Exists(written)).exclude(Exists(apart))

    def of_author(self, user: Any) -> Self:
        """The conversations of `user` with the team: what they asked for or wrote, or where the team wrote to them.

        Reports and worries of others show nowhere here until the team itself has written, or has told them of a
        decision.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        from moderation.models import CaseReply, Decision

        written = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True)
        decided = Decision.objects.told().filter(case=OuterRef("pk"))
        return self.filter(subject_account=user).filter(Q(kind__in=DISTRESS) | Exists(written) | Exists(decided))

    def in_distress(self, account_id: int | None, moment: datetime) -> Self:
        """Conversations in distress of an account that go on, or ended in the days before `moment`."""
        if account_id is None:
            return self.none()
        lately = ~Q(state="closed") | Q(closed_at__gte=moment - DISTRESS_LATELY)
        return self.filter(lately, subject_account=account_id, kind__in=DISTRESS)


class CaseReplyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What is said between a person and who of the team writes with them: moderators, and who that is.

        Until somebody answers, the words wait for all who see the case. From then on a facilitator reads what they
        began or took over; where somebody else did, only what came after they wrote there themselves.
        """
        found = self.filter(case__in=_cases().visible_to(user))
        if getattr(user, "is_moderator", False):
            return found
        from moderation.models import CaseReply

        until_then = CaseReply.objects.filter(case=OuterRef("case"), from_team=True, sent_at__lte=OuterRef("sent_at"))
        theirs = Q(case__companion=user) | Exists(until_then.filter(author=user))
        return found.filter(theirs | ~Exists(until_then))


class DecisionQuerySet(models.QuerySet[Any]):
    def told(self) -> Self:
        """Those that their person knows of."""
        return self.filter(state="taken", is_told=True)

    def of_author(self, user: Any) -> Self:
        """What was decided about `user`, as far as they are told."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.told().filter(case__subject_account=user)

    def visible_to(self, user: Any) -> Self:
        """Decisions of the cases that `user` may work."""
        return self.filter(case__in=_cases().visible_to(user))


class GrantQuerySet(models.QuerySet[Any]):
    """Of break-glass: moderators alone, and never about themselves."""

    def visible_to(self, user: Any) -> Self:
        if not may_work(user) or not user.is_moderator:
            return self.none()
        return self.filter(case__in=_cases().visible_to(user))

    def open_to(self, user: Any) -> Self:
        """What `user` asked for, may read now and may still work: these rows are what opens a talk to them."""
        now = clock.now()
        return self.visible_to(user).filter(asked_by=user, state="open", opens_at__lte=now, ends_at__gt=now)

    def to_review(self, user: Any) -> Self:
        """What somebody else opened alone, and nobody else has looked at."""
        return self.visible_to(user).filter(alone=True, review="").exclude(asked_by=user)

    def told_to(self, user: Any) -> Self:
        """What `user` is told of: that it was their account, or their talk."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(case__subject_account=user, told_at__isnull=False)


class SanctionQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(lifted_at__isnull=True)


class AppealQuerySet(models.QuerySet[Any]):
    def of_author(self, user: Any) -> Self:
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(author=user)

    def for_decider(self, user: Any) -> Self:
        """Appeals that `user` may answer: a moderator who took no part in the decision and told us nothing of it."""
        if not may_work(user) or not user.is_moderator:
            return self.none()
        from moderation.models import Report

        told = Report.objects.filter(case=OuterRef("decision__case"), reporter=user)
        decided = Q(decision__decided_by=user) | Q(decision__second_by=user)
        # Asked of each appeal alone: there are few of them, and many cases.
        seen = _cases().visible_to(user).filter(pk=OuterRef("decision__case"))
        waiting = self.filter(Exists(seen), state="waiting")
        return waiting.exclude(decided).exclude(Exists(told))


def _cases() -> CaseQuerySet:
    from moderation.models import Case

    return Case.objects.all()
