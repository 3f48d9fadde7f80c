"""What moderation holds after a death: of whom it is said, of who said it, and of what a group reads then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from moderation import exported
from moderation.models import Death, Farewell, LookIn, Memorial, MemorialWords
from moderation.privacy import FOLDABLE, READING, all_of
from moderation.services import erasing, memorials


def register() -> None:
    holdings.add(
        "moderation.death",
        Holding(
            model=Death,
            kind="deaths",
            about=_("That somebody has died, as you told us; or that it was said of you"),
            fields=all_of(
                "membership state known said_by said_as said_at second_by second_at alone review no_memorial undone_at "
                "came_back looked_into_at"
            ),
            retention=_(
                "How somebody knew, and what was a mistake: 90 days. Else as long as the account of whom it is said."
            ),
            export=exported.deaths,
            erase=erasing.erase_deaths,
        ),
    )
    holdings.add(
        "moderation.farewell",
        Holding(
            model=Farewell,
            kind="farewells",
            about=_("What you told a group when somebody of it had died"),
            fields={**all_of("death words told_by told_at changed_at", Class.GROUP), **READING},
            retention=_("As long as the group has it there, and no longer than the account of who wrote it."),
            export=exported.farewells,
            erase=erasing.erase_farewells,
        ),
    )
    holdings.add(
        "moderation.lookin",
        Holding(
            model=LookIn,
            kind="look_ins",
            about=_("That who keeps your group was asked to look in on you after a death; or you were, on others"),
            fields=all_of("death membership owner place due_at raised_at done_at"),
            retention=_("60 days, and no longer than the account of whom it is about."),
            export=exported.look_ins,
            erase=erasing.erase_look_ins,
        ),
    )
    holdings.add(
        "moderation.memorial",
        Holding(
            model=Memorial,
            kind="memorials",
            about=_("What you put first on a page of remembrance, or changed there, as one who keeps the group"),
            fields={
                **all_of("death words opened_by writers opened_at changed_at closed_at away_at", Class.GROUP),
                **READING,
            },
            retention=_(
                "As long as the group has the page; 90 days after it was put away, or after a mistake. The words no "
                "longer than the account of who wrote them, the page no longer than that of whom it is about."
            ),
            export=exported.memorials,
            erase=memorials.erase_from_memorials,
        ),
    )
    holdings.add(
        "moderation.memorialwords",
        Holding(
            model=MemorialWords,
            kind="remembered",
            about=_("What you left on a page of remembrance"),
            fields={**all_of("memorial membership words written_at changed_at", Class.GROUP), **FOLDABLE},
            retention=_(
                "Until you take it away, on the page or with all you wrote in the group once you are not in it; as "
                "long as the page is kept, and no longer than your account. Nobody reads it any more when the page was "
                "put away, or when it was a mistake; it is in the copy of your data then."
            ),
            export=exported.remembered,
            erase=memorials.erase_remembered,
        ),
    )
