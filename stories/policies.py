"""Who may do what with stories."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

import rules
from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.access import can, declare
from accounts.ages import Ages, ages_seen_by, is_under_18
from accounts.policies import is_onboarded, is_signed_in, is_suspended
from accounts.standing import known, sees
from care.policies import is_owner
from chat.models import Participant
from chat.services.rooms import muted_in_group
from groups.models import Membership
from groups.policies import agrees_now, is_moderator, participates
from registry import Registry
from stories.models import Story, StoryReply

# The rows by which an account took it on to welcome people, as apps beside this one know it: peersupport/wiring.py.
welcomers: Registry[Callable[[Any], QuerySet[Any]]] = Registry("stories.welcomers")


@rules.predicate
def sees_story(user: Any, story: Story | None) -> bool:
    return story is not None and sees(user, story)


@rules.predicate
def sees_reply(user: Any, reply: StoryReply | None) -> bool:
    return reply is not None and sees(user, reply)


@rules.predicate
def wrote_it(user: Any, row: Any) -> bool:
    """Of a story or a reply: whoever rests, or was suspended, still owns their words."""
    return row is not None and row.author_id is not None and row.author_id == getattr(user, "pk", None)


@rules.predicate
def is_standing(user: Any, row: Any) -> bool:
    """Also what a moderator took away, and could put back, is its author's to take back."""
    return row is not None and (row.removed_at is None or row.was_taken_away)


@rules.predicate
def is_there(user: Any, row: Any) -> bool:
    return row is not None and row.removed_at is None


@rules.predicate
def takes_replies(user: Any, story: Story | None) -> bool:
    return story is not None and story.replies_open and story.hidden_at is None


@rules.predicate
def its_group_listens(user: Any, story: Story | None) -> bool:
    """What holds in the room of a group holds for its stories: whoever may not speak there says nothing here."""
    return story is not None and (story.group is None or may_speak_in(user, story.group))


@rules.predicate
def may_be_heard_by_author(user: Any, story: Story | None) -> bool:
    """Words across the line at 18 would be a way to each other: nobody answers across it but who is trusted."""
    if story is None or story.author is None:
        return False
    side = Ages.UNDER_18 if is_under_18(story.author) else Ages.ADULTS
    return story.author_id == user.pk or side in ages_seen_by(user)


def may_speak_in(user: Any, group: Any) -> bool:
    """The group takes words, and `user` is not muted in it."""
    if group.state != "active" or group.closed_to_posts_at is not None:
        return False
    until = muted_in_group(Participant.objects.filter(room__group=group, membership__account=user))
    return until is None or until <= clock.now()


@rules.predicate
def waits_for_review(user: Any, story: Story | None) -> bool:
    return story is not None and Story.objects.waiting_for_review().filter(pk=story.pk).exists()


@rules.predicate
def welcomes(user: Any, obj: Any) -> bool:
    """Keeps a group, or took it on to welcome people."""
    if not getattr(user, "is_authenticated", False):
        return False
    welcomes = known(user, "stories.welcomes")
    return any(rows.exists() for rows in _welcoming(user)) if welcomes is None else welcomes


def _welcoming(account: Any) -> list[Any]:
    """What makes `account`, a person or the row around, one who welcomes people."""
    keeps = Membership.objects.keepers().filter(account=account, group__state="active")
    return [keeps, *(asked(account) for asked in welcomers)]


def welcomes_now() -> Q:
    """The same for the account around it."""
    return reduce(or_, (Q(Exists(rows)) for rows in _welcoming(OuterRef("pk"))))


def may_welcome(user: Any) -> bool:
    """Does the list of what waits for an answer belong on the pages of `user`?"""
    return can(user, "stories.welcome")


declare(
    stories={
        # What is one's own is written in every state of the account; others read it only after `publish`.
        "keep_draft": is_signed_in & is_onboarded & is_owner,
        "read_inside": is_signed_in & is_onboarded & agrees_now & ~is_suspended,
        "publish": participates & is_owner,
        "change": wrote_it & is_there,
        "take_back": is_signed_in & wrote_it & is_standing,
        "reply": participates & sees_story & takes_replies & its_group_listens & may_be_heard_by_author,
        "remove_reply": is_signed_in & wrote_it & is_standing,
        "encourage": participates & sees_story & ~wrote_it,
        "save": is_signed_in & is_onboarded & sees_story,
        "put_hint_away": is_signed_in & is_onboarded,
        "wish": is_signed_in & is_onboarded,
        "set_aside": is_signed_in & is_onboarded & sees_story,
        "not_today": is_signed_in & is_onboarded,
        "welcome": participates & welcomes,
        "oversee": is_moderator,
        "review": is_moderator & waits_for_review & ~wrote_it,
    }
)
