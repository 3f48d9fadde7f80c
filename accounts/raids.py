"""Whether nobody new comes in at the moment. Asked by sign-up, by invitations, by new guests and by the desk."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

import clock
from accounts.models import RaidMode


class ClosedToNewPeople(ValidationError):
    """Sign-up is closed for a short while."""

    def __init__(self) -> None:
        super().__init__(_("We are not taking anyone new right now. Please try again tomorrow."), code="closed")


def raid_mode_on() -> models.QuerySet[RaidMode]:
    """The rows that hold now, the newest first: none, or the one that somebody switched on."""
    return RaidMode.objects.filter(ended_at__isnull=True, ends_at__gt=clock.now()).order_by("-began_at")


def is_closed_to_new_people() -> bool:
    return raid_mode_on().exists()
