"""Groups, the names in them, and what a group reads after a death, as things that can be reported."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.doors import Door, acts
from groups.models import Group, Membership
from moderation.models import Farewell, Memorial, MemorialWords
from moderation.services import fold_remembered
from moderation.subjects import Authorship, Subject, subjects

TEXTS = ("name", "summary", "expect", "about", "welcome", "pinned_note")


def _fetch_group(uid: uuid.UUID, user: Any) -> Group | None:
    return Group.objects.visible_to(user).filter(uid=uid).first()


def _fetch_membership(uid: uuid.UUID, user: Any) -> Membership | None:
    return Membership.objects.visible_to(user).filter(uid=uid).select_related("group").first()


def _farewells() -> Any:
    return Farewell.objects.select_related("death__membership__group")


def _farewells_answered_for(user: Any) -> Any:
    kept = Membership.objects.appointed().filter(account=user).values("group")
    return Farewell.objects.filter(death__membership__group__in=kept).values("uid")


def _memorials() -> Any:
    return Memorial.objects.select_related("death__membership__group")


def _memorials_answered_for(user: Any) -> Any:
    kept = Membership.objects.appointed().filter(account=user).values("group")
    return Memorial.objects.filter(death__membership__group__in=kept).values("uid")


def _remembered() -> Any:
    return MemorialWords.objects.select_related("membership__group", "membership__account", "memorial__death")


def _stands_by_the_decision(row: Farewell | Memorial | MemorialWords) -> None:
    """The querysets ask the decisions themselves, so there is nothing to set."""


def _group_texts(group: Group) -> dict[str, Any]:
    return {"text": "\n\n".join(filter(None, (getattr(group, name) for name in TEXTS))), "neighbours": []}


def report_link(user: Any, row: Group | Membership) -> Door | None:
    """Beside a group or a name that somebody else keeps: the way to tell the team."""
    if isinstance(row, Membership):
        if row.account_id == user.pk:
            return None
        return _door(gettext("Report this name"), "membership", row)
    return _door(gettext("Report this group"), "group", row)


def _door(label: str, kind: str, row: Group | Membership) -> Door:
    return Door(label=label, href=reverse("moderation:report", args=[kind, row.uid]), icon="worry")


def register() -> None:
    acts.add("report", report_link)
    subjects.add(
        "group",
        Subject(
            kind="group",
            what=_("this group"),
            fetch=_fetch_group,
            # Nobody in particular: a group's texts are its keepers' together, so none of them sees the case.
            authorship=lambda group: Authorship(account_id=None, label=group.name, avatar_seed=group.avatar_seed),
            group=lambda group: group,
            snapshot=_group_texts,
            find=lambda uid: Group.objects.filter(uid=uid).first(),
            answered_for=lambda user: Membership.objects.appointed().filter(account=user).values("group__uid"),
        ),
    )
    subjects.add(
        "membership",
        Subject(
            kind="membership",
            what=_("this person"),
            fetch=_fetch_membership,
            authorship=Authorship.under_name,
            group=lambda membership: membership.group,
            snapshot=lambda membership: {"text": membership.display_name, "neighbours": []},
            find=lambda uid: Membership.objects.filter(uid=uid).select_related("group", "account").first(),
        ),
    )
    subjects.add(
        "farewell",
        Subject(
            kind="farewell",
            what=_("what the group was told"),
            fetch=lambda uid, user: _farewells().visible_to(user).filter(uid=uid).first(),
            # Nobody in particular, as with a group: who reads it may have a block with who wrote it.
            authorship=lambda row: Authorship(account_id=None, label=row.death.membership.group.name),
            group=lambda row: row.death.membership.group,
            snapshot=lambda row: {"text": row.words, "neighbours": []},
            find=lambda uid: _farewells().filter(uid=uid).first(),
            hide=_stands_by_the_decision,
            restore=_stands_by_the_decision,
            answered_for=_farewells_answered_for,
        ),
    )
    subjects.add(
        "memorial",
        Subject(
            kind="memorial",
            what=_("the first words of this page"),
            fetch=lambda uid, user: _memorials().visible_to(user).filter(uid=uid).first(),
            # As with what the group was told.
            authorship=lambda row: Authorship(account_id=None, label=row.death.membership.group.name),
            group=lambda row: row.death.membership.group,
            snapshot=lambda row: {"text": row.words, "neighbours": []},
            find=lambda uid: _memorials().filter(uid=uid).first(),
            hide=_stands_by_the_decision,
            restore=_stands_by_the_decision,
            answered_for=_memorials_answered_for,
        ),
    )
    subjects.add(
        "memorial_words",
        Subject(
            kind="memorial_words",
            what=_("what somebody remembers"),
            fetch=lambda uid, user: _remembered().visible_to(user).filter(uid=uid).first(),
            authorship=lambda row: Authorship.under_name(row.membership),
            group=lambda row: row.membership.group,
            snapshot=lambda row: {"text": row.words, "neighbours": []},
            find=lambda uid: _remembered().filter(uid=uid).first(),
            hide=_stands_by_the_decision,
            restore=_stands_by_the_decision,
            fold=fold_remembered,
        ),
    )
