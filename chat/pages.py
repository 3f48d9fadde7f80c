"""What the room's page shows, gathered in a handful of queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

import clock
from chat.items import words_given
from chat.models import Encouragement, HeldMessage, Message, Participant, Room
from chat.replies import panel_of_case, panel_of_page
from chat.services.holding import why_held
from chat.surroundings import surrounding_of
from groups.models import Mute
from moderation.marking import paragraphs
from moderation.models import Case
from moderation.services import accompanied

PAGE = 50
SAME_VOICE_SECONDS = 5 * 60


@dataclass(frozen=True)
class Shown:
    """A message as one reader has it: whose it is, what was given for it, and how it sits below the one before."""

    message: Message
    mine: bool
    as_now: bool  # said under the name that they have now
    given: list[str]
    from_me: frozenset[str]
    muted: bool
    day: str
    shows_day: bool
    is_new_line: bool
    more: bool
    answers: Message | None
    # The first words of what it answers, and its own, as this reader has them.
    quoted: str
    body: SafeString

    @property
    def gone(self) -> bool:
        """Its author took it back."""
        return self.message.was_taken_back

    @property
    def hidden(self) -> bool:
        """A moderator has put it aside."""
        return self.message.hidden_at is not None

    @property
    def place_only(self) -> bool:
        """A moderator put it aside, and this reader has nothing of it but its place."""
        return self.hidden and not (self.mine and self.message.body)


def people(user: Any, participant: Participant) -> list[Any]:
    """Everyone who ever spoke or is in the room now, so that every message has its face.

    `muted` says of each whether the person put the name away for now: folded, never gone; `accompanied`, whether they
    let the group know that somebody of the team is with them.
    """
    rows = Participant.objects.visible_to(user).filter(room=participant.room).order_by("pk")
    put_away = Mute.objects.filter(account=user, membership=OuterRef("membership"))
    with_them = accompanied().filter(
        subject_account=OuterRef("membership__account"), group_uid=OuterRef("membership__group__uid")
    )
    rows = rows.annotate(muted=Exists(put_away), accompanied=Exists(with_them))
    return list(rows.select_related("membership"))


def panel_of(request: HttpRequest, case: Case) -> str:
    """The panel for a page: its choices work without a script and lead back to the room."""
    return panel_of_case(case, request.user, csrf_token=get_token(request), back=_back(request))


def open_panel(request: HttpRequest, participant: Participant) -> str:
    """The panel of what was noticed in this room a while ago, or nothing."""
    return panel_of_page(request.user, participant.room.group, csrf_token=get_token(request), back=_back(request))


def _back(request: HttpRequest) -> str:
    room = request.resolver_match.kwargs.get("room") if request.resolver_match else None
    return reverse("chat:room", args=[room]) if room else request.path


def _day(moment: Any) -> str:
    """Today, yesterday, or the date, where the person is."""
    day, today = timezone.localtime(moment).date(), timezone.localtime(clock.now()).date()
    if day == today:
        return _("Today")
    if (today - day).days == 1:
        return _("Yesterday")
    return date_format(day, "l j F" if day.year == today.year else "j F Y")


def room_context(
    user: Any, participant: Participant, *, before: int | None, reply_to: Any, client_uid: Any
) -> dict[str, Any]:
    """Messages with their days, voices and the unread line; people; what the composer answers and under which name."""
    room = participant.room
    visible = (
        Message.objects.visible_to(user).filter(room=room).select_related("author__membership", "reply_to__author")
    )
    # What a moderator put aside keeps its place for everybody, so that nobody wonders where the words went.
    window = Message.objects.with_gaps(user).filter(room=room).select_related("author__membership", "reply_to__author")
    window = window.filter(seq__lt=before) if before is not None else window
    found = list(window.order_by("-seq")[: PAGE + 1])
    older, found = len(found) > PAGE, found[:PAGE][::-1]
    faces = people(user, participant)
    answered = visible.filter(uid=reply_to).first() if _is_uid(reply_to) else None
    return {
        "room": room,
        "group": room.group,
        "around": surrounding_of(user, participant),
        "me": participant,
        "mine": [p.uid for p in faces if p.owner_id == participant.owner_id],
        "talk": _shown(found, participant, muted={p.pk for p in faces if p.muted}, line_drawn=before is not None),
        "older": found[0].seq if older and found else None,
        "before": before,
        "people": faces,
        "present": [p for p in faces if p.ended_at is None],
        "accompanied": _accompanied(participant, faces),
        "keepers": [p for p in faces if p.ended_at is None and p.membership and p.membership.keeps_the_room],
        "words": Encouragement.Words.choices,
        "answering": answered,
        "held": _held(user, participant) if before is None else [],
        "client_uid": client_uid if _is_uid(client_uid) else uuid.uuid4(),
        "through": room.seq,
        "names": participant.access_epoch,
    }


def _held(user: Any, participant: Participant) -> list[HeldMessage]:
    """Their own words that wait until somebody has looked, or came back; nobody else has them here."""
    rows = HeldMessage.objects.of_author(user).filter(room=participant.room)
    found = list(rows.order_by("held_at", "pk"))
    for row in found:
        row.told = why_held(row)
    return found


def _accompanied(reader: Participant, faces: list[Any]) -> list[Participant]:
    """Of the others whom this reader sees: who lets the group know that somebody of the team is with them."""
    if reader.room.kind != Room.Kind.GROUP:
        return []
    others = [p for p in faces if p.owner_id != reader.owner_id and p.ended_at is None and not p.muted]
    return [p for p in others if p.accompanied]


def _shown(found: list[Message], participant: Participant, *, muted: set[int], line_drawn: bool) -> list[Shown]:
    """The messages in order; the line above what is new is drawn once, or was drawn on a later page."""
    own = {message.pk for message in found if message.author.owner_id == participant.owner_id}
    readable = {message.pk for message in found if message.hidden_at is None or message.pk in own}
    for message in found:
        if message.pk not in readable:
            message.body = message.content_note = ""
        elif message.pk not in own:
            message.content_note = message.shown("content_note").text
    given = words_given(found)
    from_me: dict[int, set[str]] = defaultdict(set)
    for pk, words in Encouragement.objects.filter(message__in=found, giver=participant).values_list("message", "words"):
        from_me[pk].add(words)
    talk: list[Shown] = []
    for message in found:
        previous = talk[-1] if talk else None
        mine, day = message.pk in own, _day(message.posted_at)
        shows_day = previous is None or previous.day != day
        is_new_line = not line_drawn and not mine and 0 < participant.last_read_seq < message.seq
        line_drawn = line_drawn or is_new_line
        talk.append(
            Shown(
                message=message,
                mine=mine,
                as_now=message.author_id == participant.pk,
                given=[str(Encouragement.Words(words).label) for words in sorted(given.get(message.pk, []))],
                from_me=frozenset(from_me[message.pk]),
                muted=message.author_id in muted,
                day=day,
                shows_day=shows_day,
                is_new_line=is_new_line,
                more=not shows_day and not is_new_line and _same_voice(previous, message),
                answers=message.reply_to if message.reply_to_id in readable else None,
                quoted=message.reply_to.shown("body").text if message.reply_to else "",
                body=paragraphs(message.shown("body", own=mine)),
            )
        )
    return talk


def _same_voice(previous: Shown | None, message: Message) -> bool:
    """The same person goes on: no second face and name."""
    if previous is None or previous.message.author_id != message.author_id:
        return False
    return (message.posted_at - previous.message.posted_at).total_seconds() < SAME_VOICE_SECONDS


def _is_uid(value: Any) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
