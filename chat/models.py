"""Rooms, who is in them, and what was said. Each room has its own counter, so commit order is seq order."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.ages import Ages
from accounts.sealed import SealedTextField
from chat.querysets import HeldMessageQuerySet, MessageQuerySet, ParticipantQuerySet, RoomQuerySet
from groups.models import Group, Membership
from moderation.models import FoldableText, ReadText
from moderation.models.word_rules import WHY_LONGEST
from rows import Row

BODY_MOST, REASON_MOST = 4000, 500


class Room(Row):
    class Kind(models.TextChoices):
        GROUP = "group", _("Group")
        MEETING = "meeting", _("Meeting")
        SIDE = "side", _("Side")
        BUDDY = "buddy", _("Buddy")
        CARE = "care", _("Care")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.GROUP)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="rooms")
    # As its group, or as the two it is for. The database lets nobody in who is on the other side (chat/line.py).
    ages = models.CharField(max_length=8, choices=Ages.choices, default=Ages.ADULTS)
    seq = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    last_message_at = models.DateTimeField(null=True, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(kind="group"), name="one_group_room"),
            models.CheckConstraint(condition=~Q(kind="group") | Q(group__isnull=False), name="group_room_has_group"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} room {self.uid}"


class Participant(Row):
    """Someone in a room: a membership or an account, exactly one of the two. `label` is what others see."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="participants")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="participants"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    label = models.CharField(max_length=40)
    avatar_seed = models.CharField(max_length=32)
    last_read_seq = models.PositiveBigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(null=True, blank=True)
    last_posted_at = models.DateTimeField(null=True, blank=True)
    access_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(membership__isnull=True) ^ Q(account__isnull=True), name="membership_or_account"
            ),
            models.UniqueConstraint(
                fields=["room", "membership"], condition=Q(ended_at__isnull=True), name="membership_once_a_room"
            ),
            models.UniqueConstraint(
                fields=["room", "account"], condition=Q(ended_at__isnull=True), name="account_once_a_room"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def owner_id(self) -> int | None:
        """The account behind the name, also after it left and came back under another one."""
        return self.account_id if self.membership is None else self.membership.account_id


class Message(Row, FoldableText):
    TEXTS_READ = ("content_note", "body")
    SEPARATOR = "\n"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="messages")
    client_uid = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    changed_seq = models.PositiveBigIntegerField()
    body = models.TextField(max_length=BODY_MOST, blank=True)
    content_note = models.CharField(max_length=120, blank=True)
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    posted_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # The author's act: the body is emptied, a tombstone stays.
    removed_at = models.DateTimeField(null=True, blank=True)
    # A moderator's reversible act: the text is kept.
    hidden_at = models.DateTimeField(null=True, blank=True)
    # A moderator put the content note before it: its author may change the words, not the note.
    noted_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_message_a_seq"),
            models.UniqueConstraint(fields=["room", "author", "client_uid"], name="sent_once"),
            models.CheckConstraint(condition=Q(changed_seq__gte=F("seq")), name="changes_come_after"),
            models.CheckConstraint(condition=Q(removed_at__isnull=True) | Q(body=""), name="removed_is_empty"),
        ]
        indexes = [
            models.Index(fields=["room", "changed_seq"]),
            # The sweep and the desk look for what the engine has not read yet.
            models.Index(fields=["id"], condition=Q(read_level="not_yet"), name="message_not_yet_read"),
        ]

    def __str__(self) -> str:
        return f"message {self.uid}"

    @property
    def was_taken_away(self) -> bool:
        """A moderator took the words away: hidden and emptied in one act."""
        return self.hidden_at is not None and self.removed_at == self.hidden_at

    @property
    def was_taken_back(self) -> bool:
        """Its author emptied it, whatever happened to it before."""
        return self.removed_at is not None and not self.was_taken_away


class HeldMessage(Row, ReadText):
    """Words that met a rule of the team and are in no room until somebody has looked. The message gets the same uid."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Nobody has looked yet")
        THROUGH = "through", _("Let through")
        NOT_THROUGH = "not_through", _("Not let through")
        TAKEN_BACK = "taken_back", _("Taken back by its author")
        RETURNED = "returned", _("Nobody looked in time")

    # Where it is on its way, or over, and no words are kept.
    EMPTY = (State.THROUGH, State.TAKEN_BACK)

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="held")
    author = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="held")
    client_uid = models.UUIDField()
    body = models.TextField(max_length=BODY_MOST, blank=True)
    content_note = models.CharField(max_length=120, blank=True)
    reply_to = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # What the rule said then: it may have ended since.
    why = models.CharField(max_length=WHY_LONGEST)
    # Since when it waits: anew when its author asks for another look.
    held_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=11, choices=State.choices, default=State.WAITING)
    version = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Why it was not let through, for its author, up to REASON_MOST letters.
    reason = SealedTextField(opening_is_audited=False)
    # Their one way to ask for another look. `decided_by` stays meanwhile: it is for somebody else.
    asked_again_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = HeldMessageQuerySet.as_manager()

    class Meta:
        ordering = ["held_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_uid"], name="held_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["through", "taken_back"]) | Q(body="", content_note=""),
                name="what_waits_no_more_is_empty",
            ),
            models.CheckConstraint(condition=~Q(state="not_through") | ~Q(reason=""), name="held_back_with_a_reason"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False), name="held_decided_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["held_at"], condition=Q(state="waiting"), name="held_waiting")]

    def __str__(self) -> str:
        return f"held message {self.uid}"

    def text_read(self) -> str:
        """Its words as one text, for the engine."""
        return "\n".join(words for words in (self.content_note, self.body) if words)


class Encouragement(Row):
    """Words given, each once, in no order; never counted."""

    class Words(models.TextChoices):
        HEAR = "hear", _("I hear you")
        BEEN_THERE = "been_there", _("I’ve been there")
        THANKS = "thanks", _("thank you for sharing")
        WITH_YOU = "with_you", _("with you")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="encouragements")
    giver = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=12, choices=Words.choices)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "giver", "words"], name="given_once")]

    def __str__(self) -> str:
        return self.words
