"""Who reads which stories and replies. Staff have no privilege here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.ages import YOUNG_BANDS, Ages, ages_seen_by

if TYPE_CHECKING:
    from stories.models import Story, StoryReply  # noqa: F401 - named in strings

MEMBER_AUDIENCES = ["members", "everyone"]


def reads_inside(user: Any) -> bool:
    """Somebody who reads what is only for people with an account: welcomed, and neither closed nor suspended.

    Whoever took their agreement back rests: they read what visitors read, and what is their own.
    """
    from accounts.access import can

    return bool(getattr(user, "is_authenticated", False)) and can(user, "stories.read_inside")


def _author_is_here() -> Q:
    """Who wrote it neither asked to be erased nor took their agreement back, as with every word in this house."""
    from accounts.policies import consents_in_force

    agrees = Exists(consents_in_force().filter(user=OuterRef("author")))
    return Q(author__isnull=False, author__erase_after__isnull=True) & Q(agrees)


def _in_group(user: Any, group: str) -> Q:
    from groups.models import Membership

    mine = Membership.objects.filter(group=OuterRef(group), account=user, state__in=["active", "paused"])
    return Q(Exists(mine))


def _name_shown_to(user: Any) -> Q:
    """No name of a group, or one between which and `user` no block stands in that group.

    Without such a name nobody is filtered: a story that goes missing would tell who wrote it.
    """
    from groups.models import Membership

    unblocked = Membership.objects.unblocked_for(user).filter(pk=OuterRef("membership"))
    return Q(membership__isnull=True) | Q(Exists(unblocked))


def _of_ages_seen_by(user: Any) -> Q:
    """By somebody of the same side of 18. Who the team trusts with the young reads both, and they read them."""
    from accounts.models import Profile

    seen = ages_seen_by(user)
    if len(seen) > 1:
        return Q()
    young = Q(Exists(Profile.objects.filter(user=OuterRef("author"), age_band__in=YOUNG_BANDS)))
    return young if Ages.UNDER_18 in seen else ~young


class StoryQuerySet(models.QuerySet["Story"]):
    def standing(self) -> Self:
        """Neither taken back nor emptied."""
        return self.filter(removed_at__isnull=True)

    def public(self) -> Self:
        """What visitors read: for everyone, and read by a person of the team first."""
        shown = self.standing().filter(audience="everyone", reviewed_at__isnull=False, hidden_at__isnull=True)
        return shown.filter(_author_is_here())

    def visible_to(self, user: Any) -> Self:
        """One's own; public ones; for members also what is for them, and what is for a group they are in.

        Across the line at 18 only what everyone may read, once a person of the team has read it.
        """
        if not getattr(user, "is_authenticated", False):
            return self.public()
        mine = Q(author=user)
        if not reads_inside(user):
            public = Q(audience="everyone", reviewed_at__isnull=False, hidden_at__isnull=True) & _author_is_here()
            return self.standing().filter(mine | (public & _name_shown_to(user)))
        inside = Q(audience__in=MEMBER_AUDIENCES) & _of_ages_seen_by(user)
        for_all = Q(audience="everyone", reviewed_at__isnull=False)
        for_me = inside | for_all | (Q(audience="group") & _in_group(user, "group"))
        shown = Q(hidden_at__isnull=True) & _author_is_here() & for_me & _name_shown_to(user)
        return self.standing().filter(mine | shown)

    def written_by(self, user: Any) -> Self:
        """What `user` published and did not take back."""
        return self.standing().filter(author=user) if getattr(user, "is_authenticated", False) else self.none()

    def waiting_for_review(self) -> Self:
        """For everyone as its author wishes, and not looked at yet by a person of the team."""
        standing = self.standing().filter(audience="everyone", reviewed_at__isnull=True, kept_inside_at__isnull=True)
        return standing.filter(_author_is_here(), hidden_at__isnull=True).order_by("published_at", "pk")

    def unanswered(self) -> Self:
        """What no other person has answered yet, the longest waiting first."""
        open_ones = self.standing().filter(answered_at__isnull=True, replies_open=True, hidden_at__isnull=True)
        return open_ones.filter(_author_is_here()).order_by("published_at", "pk")

    def of_ages_seen_by(self, user: Any) -> Self:
        """What `user` could answer, as far as the line at 18 goes."""
        return self.filter(_of_ages_seen_by(user))

    def listed(self) -> Self:
        """As lists show them: without the words, which are long."""
        return self.defer("how_it_was", "what_helped", "now").prefetch_related("topics")


class ReplyQuerySet(models.QuerySet["StoryReply"]):
    def standing(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """One's own, and for members those beneath a story they read: not what was hidden, no name across a block.

        Visitors read no replies: whoever answers speaks to people who have an account here.
        """
        from stories.models import Story

        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = Q(author=user)
        if not reads_inside(user):
            return self.standing().filter(mine)
        beneath = Q(Exists(Story.objects.visible_to(user).filter(pk=OuterRef("story"))))
        shown = Q(hidden_at__isnull=True) & _author_is_here() & beneath & _reply_name_shown_to(user)
        return self.standing().filter(mine | (shown & _reply_of_ages_seen_by(user)))

    def under_a_name_of_ones_own(self, user: Any) -> Self:
        """What `user` answered, the newest first, but for what carries their name of a group: that stays in there."""
        return self.filter(author=user, membership__isnull=True).order_by("-posted_at", "-pk")


def _reply_of_ages_seen_by(user: Any) -> Q:
    """Nobody looks at an answer first: the young read those of the young, and of whom the team trusts with them."""
    from accounts.models import Profile

    trusted = Exists(Profile.objects.filter(user=OuterRef("author"), approved_for_young_at__isnull=False))
    return _of_ages_seen_by(user) | Q(trusted)


def _reply_name_shown_to(user: Any) -> Q:
    """The memberships decide about names of a group, so that they and the replies can never disagree."""
    from groups.models import Membership

    names = Membership.objects.visible_to(user).filter(pk=OuterRef("membership"))
    return Q(membership__isnull=True) | Q(Exists(names))


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What is one's own; nobody else's, in any state of the team."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        owner = "giver" if any(field.name == "giver" for field in self.model._meta.fields) else "owner"
        return self.filter(**{owner: user})
