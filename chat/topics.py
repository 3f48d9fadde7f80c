"""Rooms on the socket: `room:<uid>`. Everything here runs in threads; the socket awaits it."""

from __future__ import annotations

import uuid
from collections.abc import Hashable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.access import can
from chat import services
from chat.forms import MessageForm, message_form, plainly_fine
from chat.items import event_of, item_of, words_given
from chat.models import Encouragement, Message, Participant, Room
from chat.replies import closed_text, panel_of_case, reply_to_post
from moderation import services as moderation
from realtime.topics import Access, Call, CatchUp, Operation, Reply

CATCH_UP_MOST = 200


def uid_in(text: Any) -> uuid.UUID | None:
    """The uid that `text` spells the one way in which topics are named: another spelling would never be served."""
    try:
        found = uuid.UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and str(found) == text else None


def _participant(user: Any, room_uid: uuid.UUID) -> Participant | None:
    return (
        Participant.objects.of(user)
        .filter(room__uid=room_uid)
        .select_related("room__group", "membership__account", "account")
        .first()
    )


def hidden_names(user: Any, room: Room) -> frozenset[str]:
    """Participants of `room` whose words `user` does not see: blocked either way there, or on their way out."""
    shown = Participant.objects.visible_to(user).filter(room=room).values("pk")
    others = Participant.objects.filter(room=room).exclude(pk__in=shown)
    return frozenset(str(uid) for uid in others.values_list("uid", flat=True))


class RoomTopic:
    prefix = "room"

    def __init__(self) -> None:
        self.operations = {
            "post": Operation("batch", self.post),
            "edit": Operation("write", _alone(self.edit)),
            "remove": Operation("write", _alone(self.remove)),
            "encourage": Operation("write", _alone(self.encourage)),
            "read": Operation("write", _alone(self.read)),
            "need_help": Operation("help", _alone(self.need_help)),
        }

    # -- the contract -------------------------------------------------------------------------------------------------
    def authorise(self, user: Any, key: str) -> Access | None:
        room_uid = uid_in(key)
        participant = _participant(user, room_uid) if room_uid else None
        if participant is None or not can(user, "chat.enter_room", participant):
            return None
        if getattr(user, "lacks_second_step", False):
            # Pages keep out who is on the team and showed no second step; their sockets do the same.
            return None
        return Access(
            user_id=user.pk,
            key=key,
            token=participant.access_epoch,
            hidden=hidden_names(user, participant.room),
            own=str(participant.uid),
            data=(participant.pk,),
        )

    def catch_up(self, access: Access, after: int) -> CatchUp:
        """What changed after a place, and the count by which a page knows that it must ask who is who again.

        Where the room is open only while a facilitator is here, also whether it is.
        """
        participant_id = access.data[0]
        room = Room.objects.select_related("group").get(participants__pk=participant_id)
        rows = list(
            Message.objects.filter(room=room, changed_seq__gt=after)
            .select_related("author__membership", "reply_to")
            .order_by("changed_seq")[: CATCH_UP_MOST + 1]
        )
        complete, rows = len(rows) <= CATCH_UP_MOST, rows[:CATCH_UP_MOST]
        given = words_given(rows)
        items = [
            item_of(message, given.get(message.pk, []), own=message.author.owner_id == access.user_id)
            for message in rows
            if str(message.author.uid) not in access.hidden
        ]
        through = room.seq if complete else rows[-1].changed_seq
        extra: dict[str, Any] = {"names": access.token}
        if room.group is not None and room.group.needs_facilitator_here:
            extra["closed"] = _closed(participant_id)
        return CatchUp(items=items, through=through, complete=complete, extra=extra)

    def changes(self, key: str, after: int) -> list[dict[str, Any]]:
        rows = list(
            Message.objects.filter(room__uid=key, changed_seq__gt=after)
            .select_related("author", "reply_to")
            .order_by("changed_seq")[:CATCH_UP_MOST]
        )
        given = words_given(rows)
        return [event_of(message, given.get(message.pk, [])) for message in rows]

    def heads(self, keys: Iterable[str]) -> dict[str, int]:
        rows = Room.objects.filter(uid__in=list(keys)).values_list("uid", "seq")
        return {str(uid): seq for uid, seq in rows}

    def tokens(self, accesses: Iterable[Access]) -> dict[tuple[int, str], Hashable]:
        by_id = {access.data[0]: access for access in accesses}
        rows = Participant.objects.live().filter(pk__in=list(by_id)).exclude(membership__state__in=["paused", "ended"])
        return {(by_id[pk].user_id, by_id[pk].key): epoch for pk, epoch in rows.values_list("pk", "access_epoch")}

    def touch(self, accesses: Iterable[Access]) -> None:
        services.note_presence(participants={access.data[0] for access in accesses})

    # -- operations ---------------------------------------------------------------------------------------------------
    def post(self, calls: list[Call]) -> list[Reply]:
        replies: dict[int, Reply] = {}
        posts: list[tuple[int, services.Post]] = []
        for index, call in enumerate(calls):
            given = {**call.data, "client_uid": call.client_uid}
            data = plainly_fine(given)
            if data is None:
                form = message_form(given)
                if not form.is_valid():
                    replies[index] = _unfit(call, form)
                    continue
                data = form.cleaned_data
            posts.append((index, services.Post(call.access.data[0], call.access.user_id, **data)))
        answers = services.post_messages(posts=[post for _, post in posts])
        for (index, post), answer in zip(posts, answers, strict=True):
            replies[index] = reply_to_post(post, answer)
        return [replies[index] for index in range(len(calls))]

    def edit(self, call: Call, participant: Participant, message: Message | None) -> Reply:
        if message is None:
            return _not_there()
        form = message_form(call.data)
        if not form.is_valid():
            return _unfit(call, form)
        actor = _account(participant)
        answer = services.edit_message(
            actor=actor,
            message=message,
            body=form.cleaned_data["body"],
            content_note=form.cleaned_data["content_note"],
        )
        if isinstance(answer, services.Refused):
            return reply_to_post(services.Post(participant.pk, actor.pk, form.cleaned_data["body"]), answer)
        panel = panel_of_case(answer.case, actor) if answer.case else ""
        return Reply(state="posted", seq=answer.message.changed_seq, panel=panel)

    def remove(self, call: Call, participant: Participant, message: Message | None) -> Reply:
        if message is None:
            return _not_there()
        removed = services.remove_message(actor=_account(participant), message=message)
        return Reply(state="posted", seq=removed.changed_seq)

    def encourage(self, call: Call, participant: Participant, message: Message | None) -> Reply:
        words = call.data.get("words")
        if message is None or words not in Encouragement.Words.values:
            return _not_there()
        given = services.encourage(
            actor=_account(participant),
            message=message,
            participant=participant,
            words=str(words),
            give=call.data.get("give") is not False,
        )
        return Reply(state="posted", extra={"given": given})

    def read(self, call: Call, participant: Participant, message: Message | None) -> Reply:
        seq = call.data.get("seq")
        if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 2**62:
            return Reply(state="refused", code="bad_data", text=_("This is not a place in the room."))
        services.mark_read(actor=_account(participant), participant=participant, seq=seq)
        return Reply(state="posted")

    def need_help(self, call: Call, participant: Participant, message: Message | None) -> Reply:
        words = call.data.get("words")
        actor = _account(participant)
        case = moderation.open_help_case(
            actor=actor,
            group=participant.room.group,
            words=words if isinstance(words, str) else "",
        )
        return Reply(state="posted", panel=panel_of_case(case, actor))


def _closed(participant_id: int) -> str:
    rows = Participant.objects.with_agreement().select_related("room__group", "membership__account", "account")
    participant = rows.get(pk=participant_id)
    return closed_text(_account(participant), participant)


def _not_there() -> Reply:
    return Reply(state="refused", code="not_found", text=_("This message is not there for you any more."))


def _account(participant: Participant) -> Any:
    return participant.account if participant.membership is None else participant.membership.account


def _unfit(call: Call, form: MessageForm) -> Reply:
    code, text = form.first_error()
    body = call.data.get("body")
    if not isinstance(body, str) or not body.strip():
        return Reply(state="refused", code=code, text=text)
    post, answer = services.refuse_unfit(
        participant_id=call.access.data[0], account_id=call.access.user_id, words=body, code=code, text=text
    )
    return reply_to_post(post, answer)


def _alone(work: Any) -> Any:
    """An operation on one message or none. What the person may not see is as if it did not exist."""

    def run(calls: list[Call]) -> list[Reply]:
        return [_run_one(work, call) for call in calls]

    return run


def _run_one(work: Any, call: Call) -> Reply:
    participant = (
        Participant.objects.live()
        .select_related("room__group", "membership__account", "account")
        .filter(pk=call.access.data[0])
        .first()
    )
    if participant is None or not can(_account(participant), "chat.enter_room", participant):
        return Reply(state="refused", code="not_found", text=str(services.refusing.REASONS["not_found"]))
    message_uid = uid_in(call.data.get("message"))
    message = (
        Message.objects.visible_to(_account(participant))
        .filter(uid=message_uid, room_id=participant.room_id)
        .select_related("room__group", "author__membership")
        .first()
        if message_uid
        else None
    )
    try:
        return work(call, participant, message)
    except PermissionDenied:
        return _not_there()
