"""Where buddies show on pages of the floors below: around their room, in their group, at home, in the own circle."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.around import Known, around
from chat.models import Message, Participant
from chat.surroundings import Surrounding, surroundings
from groups.doors import Block, blocks
from groups.models import Group, Membership
from moderation.forms import new_client_uid
from registries import HomeCard
from registries import home as home_page
from resilience.models import BuddyPair, BuddyRequest

HOME_MOST = 6


def room_of_two(user: Any, participant: Participant) -> Surrounding | None:
    rows = BuddyPair.objects.visible_to(user).live().filter(room=participant.room_id)
    pair = rows.select_related("asker__group", "asked").first()
    if pair is None:
        return None
    return Surrounding(
        title=gettext_lazy("Buddy room"),
        back=reverse("resilience:buddy", args=[pair.asker.group.slug]),
        back_label=gettext_lazy("About buddies"),
        template="resilience/_buddy_about.html",
        context={"pair": pair, "other": pair.other_than(user.pk), "client_uid": new_client_uid()},
        near="resilience/_buddy_near.html",
    )


def in_group(user: Any, group: Group, membership: Membership) -> Block | None:
    """A quiet line. Who keeps the group has none there, and reads of it on the page of the group's people."""
    if membership.keeps_the_room or group.state != Group.State.ACTIVE:
        return None
    waits = BuddyRequest.objects.waiting_for(user).filter(asked=membership).exists()
    room = BuddyPair.objects.live().of_membership(membership).values_list("room__uid", flat=True).first()
    return Block(template="resilience/_group_buddy.html", context={"group": group, "waits": waits, "room": room})


def _pairs(user: Any) -> list[tuple[BuddyPair, bool]]:
    """One's pairs that go on, each with whether the other said something new."""
    said = Message.objects.visible_to(user).filter(room=OuterRef("room"), removed_at__isnull=True)
    mine = Participant.objects.of(user).filter(room__kind="buddy")
    news = said.filter(seq__gt=OuterRef("last_read_seq")).exclude(author=OuterRef("pk"))
    new_in = dict(mine.annotate(has_new=Exists(news)).values_list("room", "has_new"))
    rows = BuddyPair.objects.visible_to(user).live().filter(room__in=new_in).select_related("asker", "asked", "room")
    return [(row, new_in[row.room_id]) for row in rows[:HOME_MOST]]


def home_card(user: Any) -> list[HomeCard]:
    """The way to one's buddy, and to what waits for an answer."""
    pairs = [{"room": row.room, "other": row.other_than(user.pk), "has_new": has_new} for row, has_new in _pairs(user)]
    asked = list(BuddyRequest.objects.waiting_for(user).select_related("asker", "asked__group")[:HOME_MOST])
    if not pairs and not asked:
        return []
    context = {"pairs": pairs, "asked": asked}
    return [HomeCard(template="resilience/_home_buddies.html", context=context, weight=25, place="aside")]


def in_circle(user: Any) -> list[Known]:
    """One's buddies, for one's own support circle: whom one may write to, under the name they have there."""
    found = []
    for pair, _new in _pairs(user):
        other = pair.other_than(user.pk)
        href = reverse("chat:room", args=[pair.room.uid]) if pair.room is not None else ""
        found.append(
            Known(
                seed=other.avatar_seed,
                name=other.display_name,
                kind=_("My buddy"),
                words=_("You write to each other here. Nobody is on call."),
                href=href,
                link=_("Go to your room"),
            )
        )
    return found


def register() -> None:
    surroundings.add("buddy", room_of_two)
    blocks.add("buddies", in_group)
    home_page.add("buddies", home_card)
    around.add("buddies", in_circle)
