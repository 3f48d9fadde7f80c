"""Stories, what is written of them before anybody reads it, and how they are heard."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
from accounts.models import LivedExperience
from accounts.sealed import SealedTextField
from groups.models import Group, Membership
from moderation.models import FoldableText
from rows import Row
from stories.querysets import OwnQuerySet, ReplyQuerySet, StoryQuerySet

TITLE_MOST = 120
NOTE_MOST = 140
HELP_MOST = 300
NAME_MOST = 40
REPLY_MOST = 4000


def words() -> SealedTextField:
    """A sealed field that its owner alone reads: opening it is no matter for the audit."""
    return SealedTextField(opening_is_audited=False)


class Story(Row, FoldableText):
    """What somebody lived through, told to others. Who wrote it is never shown: a story has a byline of its own."""

    TEXTS_READ = ("title", "content_note", "note_help", "how_it_was", "what_helped", "now")

    class Byline(models.TextChoices):
        NOBODY = "nobody", _("No name")
        OTHER = "other", _("Another name, for this story only")
        MEMBER = "member", _("My name in a group")

    class Audience(models.TextChoices):
        GROUP = "group", _("One of my groups")
        MEMBERS = "members", _("Everybody with an account here")
        EVERYONE = "everyone", _("Everyone, also without an account")

    # Null once the person was erased, or took it back and it is only the place above the replies of others.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    byline = models.CharField(max_length=8, choices=Byline.choices, default=Byline.NOBODY)
    # The name in a group that it is signed with; it decides about blocks, and where it ends, the words stay.
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    label = models.CharField(max_length=NAME_MOST, blank=True)
    avatar_seed = models.CharField(max_length=32)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=TITLE_MOST, blank=True)
    how_it_was = models.TextField(blank=True)
    what_helped = models.TextField(blank=True)
    now = models.TextField(blank=True)
    still_in_it = models.BooleanField(default=False)
    content_note = models.CharField(max_length=NOTE_MOST, blank=True)
    note_help = models.CharField(max_length=HELP_MOST, blank=True)
    topics = models.ManyToManyField(LivedExperience, blank=True, related_name="+")
    # Keys of stories/helps.py between commas, such as ",talking,sleep,".
    helped = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(default=1)
    replies_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    # A person of the team has read this version and lets everyone read it; or would rather not.
    reviewed_at = models.DateTimeField(null=True, blank=True)
    kept_inside_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    # The first answer of another person, and who was asked to look because none came.
    answered_at = models.DateTimeField(null=True, blank=True)
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=~Q(audience="group") | Q(group__isnull=False), name="story_for_a_group_has_one"
            ),
            models.CheckConstraint(
                condition=Q(byline="nobody", label="") | ~Q(byline="nobody"), name="no_name_is_none"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(removed_at__isnull=True), name="stories_newest"),
            models.Index(
                fields=["published_at"],
                condition=Q(answered_at__isnull=True, removed_at__isnull=True, replies_open=True),
                name="stories_unanswered",
            ),
            models.Index(fields=["published_at"], condition=Q(read_level="not_yet"), name="stories_not_read"),
        ]

    def __str__(self) -> str:
        return f"story {self.uid}"

    def texts_read(self) -> list[tuple[str, str]]:
        name = self.label if self.byline == self.Byline.OTHER else ""
        return [("", name), *super().texts_read()]

    def get_absolute_url(self) -> str:
        return reverse("stories:story", args=[self.uid])

    @property
    def is_public(self) -> bool:
        """May visitors read it?"""
        here = self.removed_at is None and self.hidden_at is None
        return here and self.audience == self.Audience.EVERYONE and self.reviewed_at is not None

    @property
    def was_taken_away(self) -> bool:
        """By a moderator, who could put it back: hidden and emptied in one moment."""
        return self.removed_at is not None and self.removed_at == self.hidden_at


class StoryDraft(Row):
    """What is being written. Sealed, its owner's alone; no program reads it and nobody of the team can."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The story it would change; none for a new one.
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    title = words()
    how_it_was = words()
    what_helped = words()
    now = words()
    content_note = words()
    note_help = words()
    # JSON: for whom, under which name, about what.
    choices = words()
    # Begins at the time of writing, so that one begun anew never has the number of one that was thrown away.
    version = models.PositiveBigIntegerField(default=0)
    last_page = models.UUIDField(null=True, blank=True)
    last_turn = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnQuerySet)()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["story"], name="one_draft_a_story")]

    def __str__(self) -> str:
        return f"draft {self.uid}"


class StoryReply(Row, FoldableText):
    """An answer to a story, under a name of its own."""

    TEXTS_READ = ("content_note", "body")

    class Opening(models.TextChoices):
        HEAR = "hear", _("I hear you")
        ASK = "ask", _("I would like to ask something")
        MINE = "mine", _("What I did")
        COMPANY = "company", _("You are not alone with this")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    label = models.CharField(max_length=NAME_MOST, blank=True)
    avatar_seed = models.CharField(max_length=32)
    opening = models.CharField(max_length=8, choices=Opening.choices, blank=True)
    body = models.TextField(max_length=REPLY_MOST)
    content_note = models.CharField(max_length=NOTE_MOST, blank=True)
    client_uid = models.UUIDField(null=True, blank=True)
    posted_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["posted_at", "pk"]
        verbose_name_plural = _("story replies")
        constraints = [models.UniqueConstraint(fields=["story", "author", "client_uid"], name="story_answered_once")]
        indexes = [models.Index(fields=["posted_at"], condition=Q(read_level="not_yet"), name="story_replies_not_read")]

    def __str__(self) -> str:
        return f"story reply {self.uid}"

    def texts_read(self) -> list[tuple[str, str]]:
        name = self.label if self.membership_id is None else ""
        return [("", name), *super().texts_read()]

    @property
    def was_taken_away(self) -> bool:
        """By a moderator, who could put it back: hidden and emptied in one moment."""
        return self.removed_at is not None and self.removed_at == self.hidden_at


class StoryEncouragement(Row):
    """Words given to who wrote a story, each once; only they see them, and never how many."""

    class Words(models.TextChoices):
        HEAR = "hear", _("I hear you")
        BEEN_THERE = "been_there", _("I’ve been there")
        THANKS = "thanks", _("thank you for sharing")
        WITH_YOU = "with_you", _("with you")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="encouragements")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=12, choices=Words.choices)
    given_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "giver", "words"], name="story_words_given_once")]

    def __str__(self) -> str:
        return self.words


class SavedStory(Row):
    """A story that somebody wants to read, or read again, later."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnQuerySet)()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name_plural = _("saved stories")
        constraints = [models.UniqueConstraint(fields=["owner", "story"], name="story_saved_once")]

    def __str__(self) -> str:
        return f"saved {self.uid}"


class StoryWishes(Row):
    """How somebody would like stories to come to them, and whether they want more hints before they share one."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The topics that they would rather not read about, as JSON. What somebody avoids tells what hurt them.
    avoided = words()
    more_hints = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnQuerySet)()

    class Meta:
        verbose_name_plural = _("story wishes")

    def __str__(self) -> str:
        return f"wishes {self.uid}"


class HintPutAway(Row):
    """A hint before publishing that somebody does not want to see again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hint = models.CharField(max_length=24)
    at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnQuerySet)()

    class Meta:
        verbose_name_plural = _("hints put away")
        constraints = [models.UniqueConstraint(fields=["owner", "hint"], name="hint_put_away_once")]

    def __str__(self) -> str:
        return f"hint {self.uid}"


class StoryAside(Row):
    """A story that home does not bring to somebody again: they opened it there, or asked for another one.

    What somebody reads elsewhere is kept nowhere.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnQuerySet)()

    class Meta:
        verbose_name_plural = _("stories put aside")
        constraints = [models.UniqueConstraint(fields=["owner", "story"], name="story_put_aside_once")]

    def __str__(self) -> str:
        return f"aside {self.uid}"


class NotToday(Row):
    """What somebody put away from their home until the next morning."""

    class What(models.TextChoices):
        STORY = "story", _("A story for you")
        WAITING = "waiting", _("Who waits for a first answer")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=8, choices=What.choices)
    until = models.DateTimeField()

    objects = models.Manager.from_queryset(OwnQuerySet)()

    class Meta:
        verbose_name_plural = _("put away for today")
        constraints = [models.UniqueConstraint(fields=["owner", "what"], name="put_away_once_for_today")]

    def __str__(self) -> str:
        return self.what
