"""What moderation holds of those who are of the team."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from moderation import exported
from moderation.models import OnCallShift, RotaSlot, TeamCare, WordRule
from moderation.privacy import all_of
from moderation.services import erasing


def register() -> None:
    holdings.add(
        "moderation.oncallshift",
        Holding(
            model=OnCallShift,
            kind="shifts",
            about=_("When you were on duty"),
            fields=all_of("account shown_name starts_at ends_at slot cancelled_at break_until", Class.PRIVATE),
            retention=_("As long as your account."),
            export=exported.shifts,
            erase=erasing.erase_shifts,
        ),
    )
    holdings.add(
        "moderation.rotaslot",
        Holding(
            model=RotaSlot,
            kind="rota",
            about=_("When you are on duty each week"),
            fields=all_of("account shown_name weekday begins until zone made_at", Class.PRIVATE),
            retention=_("Until you stop it, and no longer than your account."),
            export=exported.slots,
            erase=erasing.erase_shifts,
        ),
    )
    holdings.add(
        "moderation.teamcare",
        Holding(
            model=TeamCare,
            kind="team_care",
            about=_("How you, as one of the team, look after yourself: what you leave to others, your buddy"),
            fields=all_of(
                "account at_most themes buddy buddy_agreed_at talk_asked_at talk_with talk_at", Class.PRIVATE
            ),
            retention=_("Until you change it, and while you are of the team; that you would like to talk, a week."),
            export=exported.team_care,
            erase=erasing.erase_team_care,
        ),
    )
    holdings.add(
        "moderation.wordrule",
        Holding(
            model=WordRule,
            kind="word_rules",
            about=_("Rules about words and links that you made as one of the team"),
            fields={
                **all_of("kind words why group effect", Class.MEMBERS),
                **all_of("made_at made_by", Class.PRIVATE),
            },
            retention=_("Until a moderator takes the rule away. When your account is erased: without who made it."),
            export=exported.word_rules,
            erase=erasing.erase_from_word_rules,
        ),
    )
