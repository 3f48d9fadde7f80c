"""Who sees which groups, memberships, requests and invitations."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

import clock
from accounts.ages import ages_seen_by
from fulltext.words import words_of

if TYPE_CHECKING:
    from groups.models import AgeMove, Group, Invitation, JoinRequest, Membership  # noqa: F401 - named in strings

KEEPERS = ["facilitator", "co_facilitator"]


def _signed_in(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False))


def oversees(user: Any) -> bool:
    """A moderator whose account is in use: neither suspended nor on its way out."""
    if not _signed_in(user) or not user.is_active or not user.is_moderator or user.erase_after is not None:
        return False
    if user.said_died_at is not None:
        return False
    return user.suspended_until is None or user.suspended_until <= clock.now()


class GroupQuerySet(models.QuerySet["Group"]):
    def listed(self, user: Any = None) -> Self:
        """What the discovery page may show to `user`; without one, to anybody."""
        return self.filter(state="active", ages__in=ages_seen_by(user)).exclude(entry="invite")

    def visible_to(self, user: Any) -> Self:
        """Open and by-request groups for everybody of their ages; private ones only for those who are in them.

        Proposed groups are seen by who founded them. Moderators get no more here: what they may know of private
        groups comes from `for_moderators`, which carries no words.
        """
        listed = Q(state="active", ages__in=ages_seen_by(user)) & ~Q(entry="invite")
        if not _signed_in(user):
            return self.filter(listed)
        return self.filter(listed | Exists(_mine(user)) | Q(state__in=["proposed", "declined"], founded_by=user))

    def joined_by(self, user: Any) -> Self:
        """Groups that `user` is in; the rules of a newer version may still wait for their yes."""
        if not _signed_in(user):
            return self.none()
        return self.filter(Exists(_mine(user)))

    def kept_by(self, user: Any) -> Self:
        """Groups that `user` keeps as facilitator or co-facilitator."""
        if not _signed_in(user):
            return self.none()
        return self.filter(Exists(_mine(user).filter(role__in=KEEPERS, state="active")))

    def for_moderators(self) -> Self:
        """Every group with what the team may know: people, last activity, state. Words are deferred."""
        return self.with_places().defer("summary", "expect", "about", "welcome", "pinned_note")

    def with_places(self) -> Self:
        """Adds `people` (who takes a place) and `places` (free ones, never below 0)."""
        from groups.models import Membership

        people = (
            Membership.objects.seated()
            .filter(group=OuterRef("pk"))
            .order_by()
            .values("group")
            .annotate(n=Count("pk"))
            .values("n")
        )
        counted = self.annotate(people=Coalesce(Subquery(people, output_field=IntegerField()), Value(0)))
        return counted.annotate(places=Greatest(F("size") - F("people"), Value(0)))

    def with_room(self, today: date) -> Self:
        """Groups that take people in on `today`: kept, not closed, not a cohort under way, with a free place."""
        return (
            self.with_places()
            .filter(places__gt=0, unkept_since__isnull=True, closed_to_posts_at__isnull=True)
            .filter(Q(cohort_starts_on__isnull=True) | Q(cohort_starts_on__gt=today))
        )

    def about_topics(self, topics: Any) -> Self:
        """Groups with at least one of `topics` (rows or primary keys)."""
        from groups.models import Group

        through = Group.lived_experience.through.objects
        return self.filter(Exists(through.filter(group=OuterRef("pk"), livedexperience__in=topics)))

    def nearest_first(self, topics: list[int]) -> Self:
        """Ordered: about one of `topics` (primary keys) before others, takes people in before full or unkept, name.

        Asks for `with_places`.
        """
        from groups.models import Group

        through = Group.lived_experience.through.objects
        near = Exists(through.filter(group=OuterRef("pk"), livedexperience__in=topics))
        takes_in = Q(places__gt=0, unkept_since__isnull=True, closed_to_posts_at__isnull=True)
        ordered = self.annotate(takes_in=Case(When(takes_in, then=0), default=1))
        if topics:
            return ordered.annotate(near=Case(When(near, then=0), default=1)).order_by("near", "takes_in", "name", "pk")
        return ordered.order_by("takes_in", "name", "pk")

    def search(self, words: str) -> Self:
        """Groups in whose texts or topics every word of `words` begins a word; without a single word, all of them."""
        from groups.search import INDEX, topics_with

        found, asked = self, words_of(words)
        for word, topics in topics_with(asked).items() if asked else ():
            of_topic = self.model.objects.about_topics(topics).values("pk")
            found = found.filter(Q(pk__in=INDEX.with_word(word)) | Q(pk__in=of_topic))
        return found


def _agrees() -> Q:
    """The row's `account` agrees now that this place keeps what it writes, and shows it."""
    from accounts.policies import consents_in_force

    return Q(Exists(consents_in_force().filter(user=OuterRef("account"))))


def _may_be_shown() -> Q:
    """Neither on the way out nor resting; names of people who are gone still stand beside what was said."""
    return Q(account__erase_after__isnull=True) & (Q(account__isnull=True) | _agrees() | _agreed_while_they_lived())


def _agreed_while_they_lived() -> Q:
    """Nobody asks the dead once more when the words of the agreement change: theirs stands as they left it."""
    from accounts.models import Consent

    theirs = Consent.objects.filter(user=OuterRef("account"), kind=Consent.Kind.HEALTH, withdrawn_at__isnull=True)
    return Q(Exists(theirs), account__said_died_at__isnull=False)


def _mine(user: Any) -> models.QuerySet[Membership]:
    from groups.models import Membership

    return Membership.objects.filter(group=OuterRef("pk"), account=user).exclude(state="ended")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> Self:
        return self.exclude(state="ended")

    def seated(self) -> Self:
        """Those who take a place in the group. Somebody who has died is in it, and takes none once the group knows: a
        place that is free before says it to everybody.
        """
        return self.live().exclude(said_died_at__isnull=False, death_told_at__isnull=False)

    def appointed(self) -> Self:
        """Facilitators and co-facilitators, whether or not they can look after the room now."""
        return self.filter(role__in=KEEPERS, state="active")

    def keepers(self) -> Self:
        """Those of them who can: their account is in use, and they agree that this place keeps what is written."""
        from accounts.policies import in_use

        return self.appointed().filter(in_use("account__"), _agrees())

    def of(self, user: Any) -> Self:
        """The live memberships that are `user`; none for a visitor."""
        return self.live().filter(account=user) if _signed_in(user) else self.none()

    def former_of(self, user: Any) -> Self:
        """Who `user` was in groups that they are not in now, whyever; none for a visitor."""
        from groups.models import Membership

        if not _signed_in(user):
            return self.none()
        here = Membership.objects.of(user).filter(group=OuterRef("group"))
        return self.filter(account=user, state="ended").exclude(Exists(here))

    def visible_to(self, user: Any) -> Self:
        """Names are shown only to people in the group, without those between whom a block stands.

        Ended memberships are in it, because their names still stand beside what was said. Who keeps the room sees
        every name in it but those they blocked themselves: nobody may hide from the person who looks after the room.
        Who took their agreement back rests: they see nobody but themselves, and nobody sees them.
        """
        if not _signed_in(user):
            return self.none()
        from accounts.policies import consents_in_force
        from groups.models import Membership

        mine = Membership.objects.filter(group=OuterRef("group"), account=user, state__in=["active", "paused"])
        reads = Exists(mine) & Exists(consents_in_force().filter(user=user))
        return self.unblocked_for(user).filter(Q(account=user) | (reads & _may_be_shown()))

    def shown_to_guest(self, user: Any) -> Self:
        """Names that may be shown to somebody who is in one room with them and not in their group; the room asks."""
        return self.unblocked_for(user).filter(_may_be_shown()) if _signed_in(user) else self.none()

    def unblocked_for(self, user: Any) -> Self:
        """Without names of a group in which a block stands between them and `user`; who is signed out has no blocks.

        Who keeps the room loses only those they blocked themselves.
        """
        if not _signed_in(user):
            return self
        from groups.models import Block, Membership

        keeping = Membership.objects.filter(group=OuterRef("group"), account=user, role__in=KEEPERS, state="active")
        in_this_group = Block.objects.filter(against__group=OuterRef("group"))
        i_blocked = in_this_group.filter(blocker=user, blocked=OuterRef("account"))
        blocked_me = in_this_group.filter(blocker=OuterRef("account"), blocked=user)
        return self.filter(Q(account=user) | (~Exists(i_blocked) & (Exists(keeping) | ~Exists(blocked_me))))

    def kept_by(self, user: Any) -> Self:
        """Live memberships of the groups that `user` keeps, whatever blocks stand: their worklist.

        Without people who asked to be erased, or took their agreement back: they are hidden from everybody.
        """
        if not _signed_in(user):
            return self.none()
        from groups.models import Membership

        keeping = Membership.objects.filter(group=OuterRef("group"), account=user, role__in=KEEPERS, state="active")
        shown = Q(account__erase_after__isnull=True) & _agrees()
        return self.live().filter(Exists(keeping)).filter(Q(account=user) | shown)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def standing(self) -> Self:
        """Those that wait, without somebody on their way out, who is nobody's worklist, and who rests meanwhile."""
        return self.waiting().filter(_agrees(), account__erase_after__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """One's own requests; for keepers those of their group; for moderators those nobody answered for 72 hours."""
        if not _signed_in(user):
            return self.none()
        from groups.models import Membership

        keeping = Membership.objects.filter(group=OuterRef("group"), account=user, role__in=KEEPERS, state="active")
        # Somebody on their way out is nobody's worklist any more, nor is who rests while they do.
        open_ones = Q(state="waiting", account__erase_after__isnull=True) & _agrees()
        theirs = Exists(keeping)
        if oversees(user):
            return self.filter(Q(account=user) | (open_ones & (theirs | Q(passed_on_at__isnull=False))))
        return self.filter(Q(account=user) | (open_ones & theirs))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self, at: datetime) -> Self:
        """Neither revoked, run out nor used up at the moment `at`, and to a group that still takes people."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, uses_left__gt=0, group__state="active")

    def visible_to(self, user: Any) -> Self:
        """Invitations to the groups that `user` keeps."""
        if not _signed_in(user):
            return self.none()
        from groups.models import Membership

        keeping = Membership.objects.filter(group=OuterRef("group"), account=user, role__in=KEEPERS, state="active")
        return self.filter(Exists(keeping))


class HiddenNameQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Blocks and mutes are known only to who made them."""
        if not _signed_in(user):
            return self.none()
        owner = "blocker" if any(f.name == "blocker" for f in self.model._meta.fields) else "account"
        return self.filter(**{owner: user})


class AgeMoveQuerySet(models.QuerySet["AgeMove"]):
    def open(self) -> Self:
        return self.filter(done_at__isnull=True, declined_at__isnull=True)

    def of(self, user: Any) -> Self:
        return self.open().filter(account=user) if _signed_in(user) else self.none()

    def visible_to(self, user: Any) -> Self:
        """One's own that one asked for or that was said yes to; for moderators what waits, without their own."""
        if not _signed_in(user):
            return self.none()
        mine = Q(account=user) & (Q(by_team=False) | Q(answered_at__isnull=False))
        if not oversees(user):
            return self.filter(mine)
        waits = Q(answered_at__isnull=True, done_at__isnull=True, declined_at__isnull=True)
        return self.filter(mine | (waits & ~Q(account=user)))
