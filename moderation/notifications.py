"""What moderation sends by mail. Subjects and bodies are neutral; the words are on the pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from moderation.services.caring import TALK_NOTICE
from moderation.services.cases import NOTICE
from moderation.services.deaths import DEATH_NOTICE
from moderation.services.decisions import STATEMENT_NOTICE
from moderation.services.desk import OUTCOME_NOTICE, REPLY_NOTICE
from moderation.services.farewells import TOLD_NOTICE
from moderation.services.ladder import UNANSWERED_NOTICE
from moderation.services.look_ins import CLOSE_NOTICE
from moderation.services.openings import OPENED_NOTICE
from moderation.services.steps_up import LOOK_IN_NOTICE, OFFERED_NOTICE
from notifications.kinds import Kind, kinds


def register() -> None:
    kinds.add(NOTICE, Kind(name=NOTICE, mutable=False, urgent=True))
    kinds.add(UNANSWERED_NOTICE, Kind(name=UNANSWERED_NOTICE, mutable=False, urgent=True))
    kinds.add(TALK_NOTICE, Kind(name=TALK_NOTICE, mutable=False))
    kinds.add(DEATH_NOTICE, Kind(name=DEATH_NOTICE, mutable=False))
    kinds.add(TOLD_NOTICE, Kind(name=TOLD_NOTICE, about=_("who keeps a group of yours has something hard to tell")))
    kinds.add(STATEMENT_NOTICE, Kind(name=STATEMENT_NOTICE, about=_("the team tells you what it decided")))
    kinds.add(OUTCOME_NOTICE, Kind(name=OUTCOME_NOTICE, about=_("something came of what you told the team")))
    kinds.add(REPLY_NOTICE, Kind(name=REPLY_NOTICE, about=_("the team writes to you")))
    kinds.add(OPENED_NOTICE, Kind(name=OPENED_NOTICE, mutable=False))
    kinds.add(OFFERED_NOTICE, Kind(name=OFFERED_NOTICE, about=_("who keeps a room of yours writes to you alone")))
    kinds.add(CLOSE_NOTICE, Kind(name=CLOSE_NOTICE, mutable=False))
    kinds.add(LOOK_IN_NOTICE, Kind(name=LOOK_IN_NOTICE, about=_("it is time to look in on somebody of your group")))
