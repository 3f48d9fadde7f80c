"""What one of the team asks of others. Everything else in the row is theirs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

import clock
from moderation.querysets.cases import may_work

if TYPE_CHECKING:
    from moderation.models import TeamCare


class TeamCareQuerySet(models.QuerySet["TeamCare"]):
    def own(self, user: Any) -> TeamCare | None:
        """What `user` said of themself, while they are of the team."""
        return self.filter(account=user).first() if user.is_moderator else None

    def asked_of(self, user: Any) -> Self:
        """Those who would like `user` for a buddy, or have one in them."""
        return self._of_team(user).filter(buddy=user)

    def want_to_talk(self, user: Any) -> Self:
        """Those of the others who would like to talk something over, and to whom nobody has said yes."""
        from moderation.models import TALK_WITHIN

        waiting = self._of_team(user).filter(talk_asked_at__gt=clock.now() - TALK_WITHIN, talk_at__isnull=True)
        return waiting.exclude(account=user)

    def _of_team(self, user: Any) -> Self:
        if not may_work(user) or not user.is_moderator:
            return self.none()
        here = self.filter(account__is_active=True, account__is_moderator=True)
        return here.filter(account__erase_after__isnull=True, account__said_died_at__isnull=True)
