"""After a death: the way there from a name, for who keeps the group."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

import clock
from accounts.access import can
from groups.doors import Block, Door, acts, blocks
from groups.models import Group, Membership
from moderation.models import MISTAKE_SHOWN, Case, Death, Farewell, Memorial

OF_FAREWELL = ("death__membership__group", "told_by")


def died_link(user: Any, row: Group | Membership) -> Door | None:
    """Beside a name."""
    if not isinstance(row, Membership):
        return None
    found = Death.objects.visible_to(user).standing().filter(membership=row).first()
    if found is not None:
        return Door(label=gettext("What was said of them, and what helps now"), href=page_of(found), icon="leaf")
    if can(user, "moderation.say_died", row):
        return Door(label=gettext("They have died"), href=reverse("moderation:say_died", args=[row.uid]), icon="leaf")
    return None


def died_of(user: Any, case: Case) -> Door | None:
    """The same from a conversation that is about a name in a group."""
    if case.subject_account_id is None or case.group_uid is None or not user.is_moderator:
        return None
    names = Membership.objects.live().filter(account=case.subject_account_id, group__uid=case.group_uid)
    name = names.select_related("group").first()
    return died_link(user, name) if name is not None else None


def words_to_begin_with(death: Death) -> str:
    """For who keeps the group, to be changed: no way, no reason, nobody who was strong or is at peace now."""
    return gettext(
        "%(name)s has died. We are sad, and we wanted you to hear it from us.\n\n"
        "We do not know everything, and we do not guess. Whatever you feel now may be there, and it may be nothing at "
        "all. You need not write anything.\n\n"
        "If you would like to say something about %(name)s, our room is open, and our next meeting. Please "
        "leave out how it happened and what you think was the reason: some of us would carry that home.\n\n"
        "If it brings up thoughts that frighten you, or you do not want to be alone with it tonight, please tell one "
        "of us, or somebody near you. The helplines are open to you, too."
    ) % {"name": death.membership.display_name}


def words_to_remember_with(death: Death) -> str:
    """The first words of a page of remembrance, to be changed as well."""
    return gettext(
        "This page is for %(name)s.\n\n"
        "If you like, leave a few words: something you remember, something they said, something you would like to say "
        "to them. You need not write anything, and there is no hurry.\n\n"
        "Please leave out how it happened, and what you think was the reason. None of us knows all of it, and some of "
        "us would carry it home."
    ) % {"name": death.membership.display_name}


def farewells(user: Any, group: Group, membership: Membership) -> Block | None:
    """Beside the door of a group: what was told there of somebody who has died, a page for them, or a mistake."""
    told = _told_to(user, group)
    wrong = Death.objects.filter(
        membership__in=Membership.objects.visible_to(user).filter(group=group),
        farewell__isnull=False,
        undone_at__gt=clock.now() - MISTAKE_SHOWN,
    )
    mistaken = list(wrong.values_list("membership__display_name", flat=True))
    pages = Memorial.objects.visible_to(user).filter(death__membership__group=group)
    memorials = list(pages.select_related("death__membership"))
    if not told and not mistaken and not memorials:
        return None
    context = {"told": told, "mistaken": mistaken, "mine": membership.pk, "memorials": memorials}
    return Block(template="moderation/_farewell.html", context=context)


def _told_to(user: Any, group: Group) -> list[dict[str, Any]]:
    """With who wrote it, whose name stays unsaid across a block, as everywhere."""
    found = Farewell.objects.visible_to(user).filter(death__membership__group=group).select_related(*OF_FAREWELL)
    rows = list(found)
    by = {row.told_by_id for row in rows} - {None}
    seen = set(Membership.objects.visible_to(user).filter(pk__in=by).values_list("pk", flat=True)) if by else set()
    return [{"row": row, "writer": row.told_by if row.told_by_id in seen else None} for row in rows]


def page_of(death: Death) -> str:
    return reverse("moderation:after_death", args=[death.uid])


def register() -> None:
    acts.add("died", died_link)
    blocks.add("farewells", farewells)
