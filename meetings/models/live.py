"""A meeting while it goes on: what state it is in, what happened, and how people said they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from chat.models import Room
from groups.models import Group, Membership
from meetings.live import Kind, State, from_json
from meetings.models.planning import Meeting
from meetings.querysets import CheckInQuerySet, GroupVideoQuerySet, LiveMeetingQuerySet
from rows import Row

NUMBER_MOST = 10
# So long after the end one still reads and writes there: to say goodbye, or to tell the team of something.
TALK_STAYS = timedelta(minutes=30)


def names_one_host(link: str) -> None:
    """Refuse a link of which people read another site than the one that browsers open."""
    try:
        is_plain = "\\" not in link and "@" not in urlsplit(link).netloc
    except ValueError:
        is_plain = False
    if not is_plain:
        raise ValidationError(_("This link may lead somewhere else than it says. Please take one without @ and \\."))


class GroupVideo(Row):
    """Where a group meets by video, on a service of its own choice. No page loads it: people follow it, or not."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="video")
    link = models.URLField(max_length=300, validators=[URLValidator(schemes=["https"])])

    objects = GroupVideoQuerySet.as_manager()

    def __str__(self) -> str:
        return f"video {self.uid}"

    def clean(self) -> None:
        try:
            names_one_host(self.link)
        except ValidationError as error:
            raise ValidationError({"link": error}) from None

    @property
    def host(self) -> str:
        """Whose service it is, as people read it before they follow the link."""
        return urlsplit(self.link).hostname or ""


class LiveMeeting(Row):
    """The live room of one meeting. `state` is what `meetings.live` writes: ids and codes, no words of anybody."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="live")
    room = models.OneToOneField(Room, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.JSONField()
    version = models.PositiveIntegerField(default=0)
    phase_since = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = LiveMeetingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(closed_at__isnull=True), name="lives_that_go_on")]

    def __str__(self) -> str:
        return f"live meeting {self.uid}"

    @property
    def now(self) -> State:
        """The state as the machine knows it."""
        return from_json(self.state)

    @property
    def talk_until(self) -> datetime | None:
        """Until when one can still write there; None while it goes on."""
        return None if self.closed_at is None else self.closed_at + TALK_STAYS


class LiveEvent(Row):
    """One line of what happened: who did what, to whom. Without `by`: the platform."""

    live = models.ForeignKey(LiveMeeting, on_delete=models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=[(kind.value, kind.value) for kind in Kind])
    by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    whom = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["live", "version"]
        constraints = [models.UniqueConstraint(fields=["live", "version"], name="one_event_a_version")]

    def __str__(self) -> str:
        return f"event {self.uid}"


class CheckIn(Row):
    """How somebody says they are when a meeting begins, or ends. Chosen from lists: nobody has to find words."""

    class Kind(models.TextChoices):
        IN = "in", _("At the beginning")
        OUT = "out", _("At the end")

    class Way(models.TextChoices):
        WORD = "word", _("A word")
        PICTURE = "picture", _("A picture")
        NUMBER = "number", _("A number")
        DONT_KNOW = "dont_know", _("I don’t know")
        PASSED = "passed", _("I pass")

    class Word(models.TextChoices):
        CALM = "calm", _("calm")
        HOPEFUL = "hopeful", _("hopeful")
        OKAY = "okay", _("okay")
        LIGHTER = "lighter", _("a bit lighter")
        TIRED = "tired", _("tired")
        RESTLESS = "restless", _("restless")
        HEAVY = "heavy", _("heavy")
        SAD = "sad", _("sad")
        AFRAID = "afraid", _("afraid")
        ANGRY = "angry", _("angry")
        ALONE = "alone", _("alone")
        FAR_AWAY = "far_away", _("far away")

    class Picture(models.TextChoices):
        SUN = "sun", _("Sun")
        DAWN = "dawn", _("First light")
        CLOUDS = "clouds", _("Clouds")
        FOG = "fog", _("Fog")
        RAIN = "rain", _("Rain")
        STORM = "storm", _("Storm")

    class ShownTo(models.TextChoices):
        HERE = "here", _("Everyone in this meeting")
        KEEPERS = "keepers", _("Those who keep the room")
        NOBODY = "nobody", _("Only me")

    live = models.ForeignKey(LiveMeeting, on_delete=models.CASCADE, related_name="check_ins")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="check_ins")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    way = models.CharField(max_length=9, choices=Way.choices)
    word = models.CharField(max_length=8, choices=Word.choices, blank=True)
    picture = models.CharField(max_length=6, choices=Picture.choices, blank=True)
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(NUMBER_MOST)]
    )
    shown_to = models.CharField(max_length=7, choices=ShownTo.choices, default=ShownTo.KEEPERS)
    said_at = models.DateTimeField(default=clock.now)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["live", "membership", "kind"], name="said_once_a_kind"),
            models.CheckConstraint(condition=Q(way="word") ^ Q(word=""), name="a_word_has_its_way"),
            models.CheckConstraint(condition=Q(way="picture") ^ Q(picture=""), name="a_picture_has_its_way"),
            models.CheckConstraint(condition=Q(way="number") ^ Q(number__isnull=True), name="a_number_has_its_way"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__range=(1, NUMBER_MOST)), name="number_from_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"check-in {self.uid}"
