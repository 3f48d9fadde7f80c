"""Ways to what people keep at, from pages of other floors: the page about oneself, a group, a room of two, care."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.cards import YouCard, you_cards
from care.around import Known, around
from care.bringing import BringPart, bring_parts
from care.forms import new_uid
from care.offers import OFFERS_MOST, Offer, helped_before
from chat.models import Participant
from chat.surroundings import Surrounding, surroundings
from groups.doors import Block, blocks
from groups.models import Group, Membership
from moderation.marking import paragraphs
from resilience.days import today
from resilience.finding import favourites_of
from resilience.models import BuddyPair, BuddyRequest, CommitmentDay, ShownStep
from resilience.pages import pairs_of
from resilience.services.growth import lately_of
from resilience.trend import Said, drawn

IN_GROUP, OF_ONE = 12, 3
IN_CIRCLE = 6
WEEK = dt.timedelta(days=7)


# -- a group ----------------------------------------------------------------------------------------------------------
def _steps_shown(user: Any, group: Group, membership: Membership) -> Block | None:
    """What people of the group show each other. When something did not happen is nobody's to see."""
    found = _as_shown(ShownStep.objects.visible_to(user).in_group(group), user)
    return Block(template="resilience/_group_steps.html", context={"steps": found}) if found else None


def _as_shown(rows: QuerySet[ShownStep], user: Any) -> list[dict[str, Any]]:
    """Steps of which others may read, as `user` reads them, and whether they were done lately."""
    shown = _some_of_each(rows.filter(commitment__state="going", hidden_at__isnull=True))
    done = CommitmentDay.objects.filter(commitment__in=[row.commitment_id for row in shown], kind="done")
    lately = set(done.filter(day__gt=today() - WEEK).values_list("commitment_id", flat=True))
    return [
        {
            "row": row,
            "words": paragraphs(row.shown("words", own=row.commitment.owner_id == user.pk)),
            "lately": row.commitment_id in lately,
            "mine": row.commitment.owner_id == user.pk,
        }
        for row in shown
    ]


def _some_of_each(rows: QuerySet[ShownStep]) -> list[ShownStep]:
    """The newest; nobody fills the block alone."""
    each: dict[int, int] = {}
    shown: list[ShownStep] = []
    for row in rows.select_related("membership", "commitment").order_by("-shown_at")[: IN_GROUP * OF_ONE * 4]:
        each[row.membership_id] = each.get(row.membership_id, 0) + 1
        if each[row.membership_id] <= OF_ONE and len(shown) < IN_GROUP:
            shown.append(row)
    return shown


def _buddy_line(user: Any, group: Group, membership: Membership) -> Block | None:
    """A quiet line. Who keeps the group has none there, and reads of it on the page of the group's people."""
    if membership.keeps_the_room or group.state != Group.State.ACTIVE:
        return None
    waits = BuddyRequest.objects.waiting_for(user).filter(asked=membership).exists()
    room = BuddyPair.objects.live().of_membership(membership).values_list("room__uid", flat=True).first()
    return Block(template="resilience/_group_buddy.html", context={"group": group, "waits": waits, "room": room})


# -- a room of two ----------------------------------------------------------------------------------------------------
def _room_of_two(user: Any, participant: Participant) -> Surrounding | None:
    rows = BuddyPair.objects.visible_to(user).live().filter(room=participant.room_id)
    pair = rows.select_related("asker__group", "asked").first()
    if pair is None:
        return None
    return Surrounding(
        title=gettext_lazy("Buddy room"),
        back=reverse("resilience:buddy", args=[pair.asker.group.slug]),
        back_label=gettext_lazy("About buddies"),
        template="resilience/_buddy_about.html",
        context={
            "pair": pair,
            "other": pair.other_than(user.pk),
            "client_uid": new_uid(),
            "steps": _as_shown(ShownStep.objects.visible_to(user).filter(pair=pair), user),
        },
        near="resilience/_buddy_near.html",
    )


# -- care: the own circle, the page to bring along, the plan and the help page ----------------------------------------
def _in_circle(user: Any) -> list[Known]:
    """One's buddies: whom one may write to, under the name they have there."""
    return [
        Known(
            seed=buddy.other.avatar_seed,
            name=buddy.other.display_name,
            kind=_("My buddy"),
            words=_("You write to each other here. Nobody is on call."),
            href=reverse("chat:room", args=[buddy.room.uid]),
            link=_("Go to your room"),
        )
        for buddy in pairs_of(user, most=IN_CIRCLE)
    ]


def _to_bring(user: Any) -> dict[str, Any] | None:
    """The numbers of the last three months, a day each. No word is on it, and no line."""
    numbers = [Said(one.day, number=one.number) for one in lately_of(actor=user)]
    trend = drawn(numbers)
    if trend is None:
        return None
    days: dict[dt.date, list[int]] = {}
    for one in sorted(numbers, key=lambda one: one.day):
        if one.number is not None:
            days.setdefault(one.day, []).append(one.number)
    return {"trend": trend, "days": list(days.items())}


def _favourites(user: Any) -> list[Offer]:
    """What one marked in one's toolbox: in the plan as an offer, on the help page as one line."""
    return [
        Offer(kept.text, f"{reverse('resilience:exercises')}#{kept.exercise}" if kept.exercise else kept.url)
        for kept in favourites_of(user)[:OFFERS_MOST]
    ]


def register() -> None:
    """Called once, from AppConfig.ready()."""
    you_cards.add("resilience.course", YouCard(gettext_lazy("Keeping at it"), "resilience/_on_you.html"))
    you_cards.add("resilience.toolbox", YouCard(gettext_lazy("What helps me"), "resilience/_toolbox_on_you.html"))
    blocks.add("resilience.steps", _steps_shown)
    blocks.add("resilience.buddies", _buddy_line)
    surroundings.add("buddy", _room_of_two)
    around.add("resilience.buddies", _in_circle)
    numbers = gettext_lazy("My numbers of the last three months")
    bring_parts.add("course", BringPart(numbers, "resilience/_bring_course.html", _to_bring))
    helped_before.add("resilience.toolbox", _favourites)
