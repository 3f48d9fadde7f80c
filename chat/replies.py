"""What a person hears of their post, the same for the socket and the page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string

from accounts.models import User
from chat.models import Participant
from chat.policies import why_not_change
from chat.services import Held, Post, Posted, Refused
from chat.services.refusing import REASONS
from moderation.models import Case, Level
from moderation.panel import current_case, page_panel, render_panel, render_refused_panel
from realtime.topics import Reply

log = logging.getLogger(__name__)


def closed_text(user: Any, participant: Participant) -> str:
    """Why `user` cannot write now, in the words of the page, or nothing.

    Slow mode is told to who runs into it, not after every good post.
    """
    return str(REASONS.get(why_not_change(user, participant), ""))


def reply_to_post(post: Post, answer: Posted | Held | Refused) -> Reply:
    """The ack, with the support panel where the words read as crisis, stored or refused."""
    if isinstance(answer, Posted):
        panel = panel_for_posted(post, answer)
        return Reply(state="posted", seq=answer.message.seq, panel=panel, extra={"uid": str(answer.message.uid)})
    if isinstance(answer, Held):
        return Reply(state="held", extra={"uid": str(answer.row.uid), "text": answer.text})
    return Reply(state="refused", code=answer.code, text=answer.text, panel=panel_for_refused(post, answer))


def panel_for_posted(post: Post, answer: Posted) -> str:
    """The panel of words that were stored, now or before: whose line broke got the ack and the panel of neither."""
    if answer.case is None and answer.message.read_level != Level.CRISIS:
        return ""

    def draw() -> str:
        author = User.objects.select_related("profile").get(pk=post.account_id)
        case = answer.case or current_case(account=author, group=answer.message.room.group)
        return render_panel(case=case, account=author) if case is not None else ""

    return drawn(draw)


def panel_for_refused(post: Post, answer: Refused, *, csrf_token: str = "", back: str = "") -> str:
    """Text that was refused is read too: its author gets the panel and the way to the team."""
    if answer.outcome is None or answer.outcome.level != Level.CRISIS:
        return ""

    def draw() -> str:
        account = User.objects.select_related("profile").get(pk=post.account_id)
        person = Participant.objects.select_related("room__group").filter(pk=post.participant_id).first()
        group = person.room.group if person else None
        reading = answer.outcome.reading if answer.outcome else None
        return render_refused_panel(
            account=account, group=group, words=post.body, reading=reading, csrf_token=csrf_token, back=back
        )

    return drawn(draw)


def panel_of_case(case: Case, account: Any, *, csrf_token: str = "", back: str = "") -> str:
    """The panel of `case` for its author, on a page (with `csrf_token` and `back`) or a socket."""
    return drawn(lambda: render_panel(case=case, account=account, csrf_token=csrf_token, back=back))


def panel_of_page(account: Any, group: Any, *, csrf_token: str, back: str) -> str:
    """The panel that belongs on a page of `group` that `account` opens, folded once it was answered, or nothing."""
    return drawn(lambda: page_panel(account=account, group=group, csrf_token=csrf_token, back=back))


def drawn(draw: Callable[[], str]) -> str:
    """The panel; a plain way to help where it cannot be drawn. What was saved is acknowledged whatever happens here."""
    try:
        return draw()
    except Exception as error:
        # The type only: the message of an error may quote the text.
        log.error("a panel could not be drawn (%s)", type(error).__name__)
        return render_to_string("chat/_panel_plain.html")
