"""What somebody does with what home brings to them: read it, ask for another, put it away until the morning."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

import clock
from accounts.access import require
from stories.models import NotToday, Story, StoryAside

# A day ends when most people sleep: whoever puts something away at one in the night has it back after this hour.
MORNING = 5
# After so long a story may come back. Who had set it aside has become somebody else meanwhile.
KEEP_ASIDE = timedelta(days=365)


@transaction.atomic(durable=True)
def set_story_aside(*, actor: Any, story: Story) -> None:
    """Home brings this story to `actor` no more. Nobody else knows. Twice is harmless."""
    require(actor, "stories.set_aside", story)
    StoryAside.objects.get_or_create(owner=actor, story=story)


@transaction.atomic(durable=True)
def not_today(*, actor: Any, what: str) -> None:
    """Leave `what` out of the home of `actor` until the next morning of their clock."""
    require(actor, "stories.not_today")
    NotToday.objects.update_or_create(owner=actor, what=NotToday.What(what), defaults={"until": next_morning()})


def next_morning() -> datetime:
    """By the clock that the page goes by."""
    now = timezone.localtime(clock.now())
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > now else morning + timedelta(days=1)


def forget_put_away(moment: datetime) -> int:
    """Retention. What was put away for a day that is over, and what was set aside long ago."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    over, _each = NotToday.objects.filter(until__lte=moment).delete()
    old, _each = StoryAside.objects.filter(at__lt=moment - KEEP_ASIDE).delete()
    return over + old
