"""The room as a page. Everything here works without JavaScript; the page's script does the same over the socket."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import can
from accounts.policies import consent_is_in_force
from accounts.sealed import open_sealed
from chat import pages, services
from chat.forms import HeldForm, MessageForm
from chat.models import Encouragement, HeldMessage, Message, Participant
from chat.replies import closed_text, panel_for_refused
from groups.ground_rules import needs_rules
from groups.models import Membership
from moderation import services as moderation
from moderation.asking import heard_anyway
from moderation.detection import ENABLED_PACKS
from moderation.duty import on_duty
from moderation.panel import duty_line


def _participant(request: HttpRequest, room: uuid.UUID) -> Participant:
    """Who the person is in this room; 404 for everybody else, as for a room that does not exist."""
    found = (
        Participant.objects.of(request.user)
        .with_agreement()
        .filter(room__uid=room)
        .select_related("room__group", "membership__account", "account")
        .first()
    )
    if found is None or not can(request.user, "chat.enter_room", found):
        raise Http404
    return found


def _message(request: HttpRequest, room: uuid.UUID, message: uuid.UUID) -> tuple[Participant, Message]:
    participant = _participant(request, room)
    rows = Message.objects.visible_to(request.user).filter(room=participant.room)
    return participant, get_object_or_404(rows.select_related("room__group", "author__membership"), uid=message)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, room: uuid.UUID) -> HttpResponse:
    """Read and write. A post that is refused comes back with its words, the reason and, where needed, the panel."""
    if not consent_is_in_force(request.user):
        if request.method == "POST":
            return _resting(request, room)
        notes.info(request, _("Your groups rest until you give your agreement again."))
        return redirect("accounts:privacy")
    try:
        participant = _participant(request, room)
    except Http404:
        # A call for help outlasts the place it was made in.
        if (heard := heard_anyway(request)) is not None:
            return heard
        raise
    if request.method == "POST":
        # Before the new ground rules are asked about: they are shown with the next page, and no words are lost.
        return _posted(request, participant)
    membership = participant.membership
    if membership is not None and needs_rules(membership):
        return redirect("groups:rules_again", slug=membership.group.slug)
    before = request.GET.get("before", "")
    return _page(
        request,
        participant,
        MessageForm(initial={"reply_to": request.GET.get("reply_to", "")}),
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )


def _page(
    request: HttpRequest,
    participant: Participant,
    form: MessageForm,
    *,
    before: int | None = None,
    panel: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = pages.room_context(
        request.user,
        participant,
        before=before,
        reply_to=form["reply_to"].value(),
        client_uid=form["client_uid"].value(),
    )
    context.update(
        form=form,
        panel=panel or pages.open_panel(request, participant),
        problem=problem,
        closed_text=closed_text(request.user, participant),
        # Honest hours, before anybody writes.
        duty_line=duty_line(on_duty(besides=request.user)),
    )
    group = participant.room.group
    context["not_understood"] = group is not None and group.language.split("-")[0] not in ENABLED_PACKS
    services.note_presence(participants=[participant.pk])
    if before is None:
        services.mark_read(actor=request.user, participant=participant, seq=participant.room.seq)
    return render(request, "chat/room.html", context, status=status)


def _resting(request: HttpRequest, room: uuid.UUID) -> HttpResponse:
    """Words of somebody whose groups rest: not stored, read for help all the same, and given back."""
    resting = Participant.objects.live().filter(Q(membership__account=request.user) | Q(account=request.user))
    participant = resting.select_related("room__group").filter(room__uid=room).first()
    if (asked := heard_anyway(request, participant and participant.room.group)) is not None:
        return asked
    if participant is None:
        raise Http404
    words = request.POST.get("body", "")
    author: Any = request.user
    refused = services.refusing.refusal("no_agreement")
    post, answer = services.refuse_unfit(
        participant_id=participant.pk, account_id=author.pk, words=words, code=refused.code, text=refused.text
    )
    panel = panel_for_refused(post, answer, csrf_token=get_token(request), back=reverse("accounts:privacy"))
    return render(request, "chat/resting.html", {"words": words, "problem": answer.text, "panel": panel}, status=409)


def _posted(request: HttpRequest, participant: Participant) -> HttpResponse:
    if request.POST.get("need") == "help":
        case = moderation.open_help_case(
            actor=request.user, group=participant.room.group, words=request.POST.get("body", "")
        )
        form = MessageForm(initial={"body": request.POST.get("body", "")[:20000]})
        return _page(request, participant, form, panel=pages.panel_of(request, case))
    form = MessageForm(request.POST)
    author: Any = request.user
    if not form.is_valid():
        panel, text = _unfit(request, participant, form, back=request.path)
        return _page(request, participant, form, panel=panel, problem=text, status=400)
    post = services.Post(participant.pk, author.pk, **form.cleaned_data)
    answer = services.post_from_page(post=post)
    if isinstance(answer, services.Refused):
        panel = panel_for_refused(post, answer, csrf_token=get_token(request), back=request.path)
        return _page(request, participant, form, panel=panel, problem=answer.text, status=409)
    return HttpResponseRedirect(reverse("chat:room", args=[participant.room.uid]) + "#end")


def _unfit(request: HttpRequest, participant: Participant, form: MessageForm, *, back: str) -> tuple[str, str]:
    """The panel for words that are not well formed, which are read all the same, and what is wrong with them."""
    author: Any = request.user
    code, text = form.first_error()
    post, answer = services.refuse_unfit(
        participant_id=participant.pk, account_id=author.pk, words=request.POST.get("body", ""), code=code, text=text
    )
    return panel_for_refused(post, answer, csrf_token=get_token(request), back=back), text


@login_required
@never_cache
@require_safe
def faces(request: HttpRequest, room: uuid.UUID) -> HttpResponse:
    """Names and drawings of the people in a room, for the page's script when somebody new speaks."""
    participant = _participant(request, room)
    return render(request, "chat/_faces.html", {"people": pages.people(request.user, participant)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, room: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    participant, found = _message(request, room, message)
    if not can(request.user, "chat.edit_message", found):
        raise Http404
    form = MessageForm(request.POST or None, initial={"body": found.body, "content_note": found.content_note})
    back = reverse("chat:room", args=[room])
    panel, problem, status = "", "", 200
    if request.method == "POST" and form.is_valid():
        answer = services.edit_message(
            actor=request.user,
            message=found,
            body=form.cleaned_data["body"],
            content_note=form.cleaned_data["content_note"],
        )
        if isinstance(answer, services.Posted):
            if answer.case is not None:
                return _page(request, participant, MessageForm(), panel=pages.panel_of(request, answer.case))
            return redirect(f"{back}#m-{found.uid}")
        # Not the room's page: sent from its composer, the new words would stand beside the old ones.
        author: Any = request.user
        post = services.Post(participant.pk, author.pk, form.cleaned_data["body"])
        panel = panel_for_refused(post, answer, csrf_token=get_token(request), back=back)
        problem, status = answer.text, 409
    elif form.is_bound:
        panel, problem = _unfit(request, participant, form, back=back)
        status = 400
    context = {"form": form, "message": found, "room": participant.room, "problem": problem, "panel": panel}
    return render(request, "chat/edit.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, room: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    participant, found = _message(request, room, message)
    if not can(request.user, "chat.remove_message", found):
        raise Http404
    if request.method != "POST":
        return render(request, "chat/remove.html", {"message": found, "room": participant.room})
    services.remove_message(actor=request.user, message=found)
    notes.success(request, _("Your words are gone. A line shows that something was here."))
    return redirect("chat:room", room=room)


@login_required
@require_POST
def encourage(request: HttpRequest, room: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    participant, found = _message(request, room, message)
    back = "back" in request.POST
    words: Any = request.POST.get("back" if back else "words")
    if words not in Encouragement.Words.values:
        raise Http404
    try:
        services.encourage(
            actor=request.user,
            message=found,
            participant=participant,
            words=words,
            give=not back,
        )
    except PermissionDenied:
        raise Http404 from None
    return redirect(reverse("chat:room", args=[room]) + f"#m-{found.uid}")


@login_required
@require_POST
@reauthentication_required
def take_words_back(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """For who is in the group no more, and so on none of its pages; `membership` is who they were there.

    Nothing puts the words back, and they may be somebody's proof: whoever takes them shows first that it is them.
    """
    former = get_object_or_404(Membership.objects.former_of(request.user).select_related("group"), uid=membership)
    services.take_words_back(actor=request.user, group=former.group)
    notes.success(request, _("Your words there are gone. Lines show that something was here."))
    return redirect("accounts:privacy")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """For their author: what became of words that were held, and what they can do. Also when they left."""
    mine = HeldMessage.objects.of_author(request.user, over=True)
    row = get_object_or_404(mine.select_related("room__group", "author__membership", "author__account"), uid=uid)
    if request.method == "POST":
        return _held_again(request, row) if request.POST.get("act") == "again" else _taken_back(request, row)
    if row.state in HeldMessage.EMPTY:
        return _to_room(request, row)
    if row.state != HeldMessage.State.WAITING:
        services.note_held_seen(actor=request.user, held=row)
    asks = row.state == HeldMessage.State.NOT_THROUGH and row.asked_again_at is None
    context = {
        "held": row,
        "why": services.holding.why_held(row),
        "reason": open_sealed(row, "reason", request.user),
        "may_enter": _in_room_of(request, row) is not None,
        "may_ask": asks and can(request.user, "chat.ask_held_again", row),
    }
    return render(request, "chat/held.html", context)


def _taken_back(request: HttpRequest, row: HeldMessage) -> HttpResponse:
    try:
        words = services.take_back_held(actor=request.user, held=row)
    except services.StaleHeld:
        notes.info(request, _("It is in the room by now. You can take it back there."))
        return _to_room(request, row)
    if not words["body"]:
        return _to_room(request, row)
    here = _in_room_of(request, row)
    if here is None:
        # There is no field for them, and they are stored nowhere any more.
        return render(request, "chat/held_given.html", words)
    notes.success(request, _("You have taken it back. Your words are in the field again, and nowhere else."))
    return _page(request, here, MessageForm(initial=words))


def _held_again(request: HttpRequest, row: HeldMessage) -> HttpResponse:
    try:
        services.ask_held_again(actor=request.user, held=row)
        notes.success(request, _("Somebody else of the team looks at it. Here you read what became of it."))
    except services.StaleHeld as stale:
        notes.info(request, stale.messages[0])
    except PermissionDenied:
        raise Http404 from None
    return redirect("chat:held", uid=row.uid)


def _in_room_of(request: HttpRequest, row: HeldMessage) -> Participant | None:
    """Who the author is in the room of their words; None where they cannot enter it now."""
    mine = Participant.objects.of(request.user).with_agreement().filter(room=row.room)
    here: Participant | None = mine.select_related("room__group", "membership__account", "account").first()
    return here if here is not None and can(request.user, "chat.enter_room", here) else None


def _to_room(request: HttpRequest, row: HeldMessage) -> HttpResponse:
    if _in_room_of(request, row) is None:
        return redirect("home")
    return redirect(reverse("chat:room", args=[row.room.uid]) + f"#m-{row.uid}")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def held_at_desk(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """For who looks at it: the words, the rule, and two buttons."""
    rows = HeldMessage.objects.select_related("room__group", "author")
    row = get_object_or_404(rows, uid=uid)
    if not can(request.user, "chat.decide_held", row):
        raise Http404
    form, status = HeldForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _decide(request, row, **form.cleaned_data)
                return redirect(reverse("moderation:desk") + "?rules=1")
            except ValidationError as error:
                form.add_error("reason" if error.code == "reason" else None, error)
                status = 422 if error.code == "reason" else 409
            except PermissionDenied:
                # Its author left in this moment, say.
                notes.info(request, services.StaleHeld().messages[0])
                return redirect(reverse("moderation:desk") + "?rules=1")
        now = rows.filter(pk=row.pk).first()
        if now is None:
            # Its author took their words back with everything else they wrote.
            notes.info(request, services.StaleHeld().messages[0])
            return redirect(reverse("moderation:desk") + "?rules=1")
        row = now
    waits = row.state == HeldMessage.State.WAITING
    context = {"held": row, "form": form, "now": clock.now(), "waits": waits}
    return render(request, "chat/held_at_desk.html", context, status=status)


def _decide(request: HttpRequest, row: HeldMessage, *, act: str, version: int, reason: str) -> None:
    actor: Any = request.user
    if act == "through":
        services.let_through(actor=actor, held=row, version=version)
        notes.success(request, _("It is in the room now."))
    else:
        services.do_not_let_through(actor=actor, held=row, version=version, reason=reason)
        notes.success(request, _("It was not let through. Its author reads why."))
