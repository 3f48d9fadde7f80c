"""The live room of a meeting. Each act is a plain form; the page's script sends the same forms and swaps the parts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, require
from chat import services as chat
from chat.forms import MessageForm
from chat.models import Participant
from chat.replies import panel_for_refused, panel_of_case
from groups.forms import RemoveForm
from groups.ground_rules import needs_rules
from groups.models import Membership
from groups.views._shared import kept, posted, put_error
from meetings import kit as kit_words
from meetings import live as machine
from meetings import services
from meetings.errors import MeetingError
from meetings.forms import CheckInForm, VideoForm
from meetings.live import Kind
from meetings.live_pages import door_page, room_page
from meetings.models import GroupVideo, LiveMeeting, Meeting
from meetings.services.live import ACTS
from meetings.views.attending import found
from moderation import services as moderation
from moderation.asking import heard_anyway


def _inside(request: HttpRequest, meeting: Meeting) -> tuple[LiveMeeting, Participant] | None:
    """The live room with who the person is in it, or None for everybody who is not in it."""
    rows = LiveMeeting.objects.visible_to(request.user).select_related("meeting__series__group", "room")
    live = rows.filter(meeting=meeting).first()
    if live is None:
        return None
    mine = Participant.objects.of(request.user).with_agreement().filter(room=live.room)
    participant = mine.select_related("room__group", "membership__group", "membership__account", "account").first()
    if participant is None or participant.membership is None or not can(request.user, "chat.enter_room", participant):
        return None
    return live, participant


def in_it(request: HttpRequest, uid: uuid.UUID) -> tuple[Meeting, LiveMeeting, Participant]:
    """The same for what only people in the room can do: 404 for everybody else."""
    meeting = found(request, uid)
    here = _inside(request, meeting)
    if here is None:
        raise Http404
    # Whoever presses something is there.
    chat.note_presence(participants=[here[1].pk])
    return meeting, *here


def _back(meeting: Meeting, part: str = "") -> HttpResponseRedirect:
    return redirect(reverse("meetings:live", args=[meeting.uid]) + part)


@login_required
@never_cache
@require_safe
def live(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The door with the agenda, or the room."""
    meeting = found(request, uid)
    here = _inside(request, meeting)
    if here is None:
        row = LiveMeeting.objects.filter(meeting=meeting).first()
        state = row.now if row is not None else machine.begin(services.middle_of(meeting))
        return render(request, "meetings/live_door.html", door_page(request.user, meeting, state))
    membership = here[1].membership
    if membership is not None and needs_rules(membership):
        return redirect("groups:rules_again", slug=meeting.series.group.slug)
    return _room(request, meeting, *here, MessageForm(initial={"reply_to": request.GET.get("reply_to", "")}))


def _room(
    request: HttpRequest,
    meeting: Meeting,
    row: LiveMeeting,
    participant: Participant,
    form: MessageForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    chat.note_presence(participants=[participant.pk])
    if services.look_after(live=row):
        row = LiveMeeting.objects.select_related("meeting__series__group", "room").get(pk=row.pk)
    context = room_page(request, row, participant, form)
    context |= {name: value for name, value in more.items() if value}
    context["client_uid"] = uuid.uuid4()
    chat.mark_read(actor=request.user, participant=participant, seq=participant.room.seq)
    return render(request, "meetings/live.html", context, status=status)


@login_required
@require_POST
def come_in(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    meeting = found(request, uid)
    try:
        services.come_in(actor=request.user, meeting=meeting, listening=request.POST.get("listening") == "on")
    except PermissionDenied:
        if not can(request.user, "meetings.view", meeting):
            raise Http404 from None
        # The page says why, and where else to go.
    return _back(meeting)


@login_required
@require_POST
def act(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One press. What does not fit any more is said, and the page shows what does."""
    meeting, row, _participant = in_it(request, uid)
    kind = request.POST.get("act", "")
    version = request.POST.get("version", "")
    whom = request.POST.get("whom", "")[:40]
    if kind not in ACTS:
        raise Http404
    try:
        services.act(
            actor=request.user,
            meeting=meeting,
            kind=kind,
            version=int(version) if version.isdecimal() and len(version) < 9 else None,
            whom=whom,
            order=_earlier(row, whom) if kind == Kind.ORDER else (),
        )
    except MeetingError as error:
        messages.info(request, error.messages[0])
    except PermissionDenied:
        if not can(request.user, "meetings.take_part", meeting):
            raise Http404 from None
        messages.info(request, _("That is for whoever leads the meeting."))
    return _back(meeting)


def _earlier(row: LiveMeeting, whom: str) -> list[str]:
    """The order of the round with one person one place earlier."""
    ids = [one.id for one in row.now.people]
    if whom in ids[1:]:
        place = ids.index(whom)
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
    return ids


@login_required
@require_POST
def how(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say how one is, when it begins or ends."""
    meeting, _row, _participant = in_it(request, uid)
    form = CheckInForm(request.POST)
    if not form.is_valid():
        messages.info(request, _("Choose one of them, or pass."))
        return _back(meeting)
    try:
        services.check_in(actor=request.user, meeting=meeting, **form.said())
    except MeetingError as error:
        messages.info(request, error.messages[0])
    except PermissionDenied:
        raise Http404 from None
    else:
        messages.success(request, _("Thank you. It is there."))
    return _back(meeting)


@login_required
@require_POST
def say(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write to the room of this meeting, or ask for help. What is refused comes back with its words."""
    try:
        meeting, row, participant = in_it(request, uid)
    except Http404:
        # A call for help outlasts the meeting and one's place in it.
        if (heard := heard_anyway(request)) is not None:
            return heard
        raise
    author: Any = request.user
    body = request.POST.get("body", "")
    if request.POST.get("need") == "help":
        case = moderation.open_help_case(actor=author, group=participant.room.group, words=body)
        form = MessageForm(initial={"body": body[:20000]})
        panel = panel_of_case(
            case, author, csrf_token=get_token(request), back=reverse("meetings:live", args=[meeting.uid])
        )
        return _room(request, meeting, row, participant, form, panel=panel)
    form = MessageForm(request.POST)
    back = reverse("meetings:live", args=[meeting.uid])
    if not form.is_valid():
        code, text = form.first_error()
        post, answer = chat.refuse_unfit(
            participant_id=participant.pk, account_id=author.pk, words=body, code=code, text=text
        )
        panel = panel_for_refused(post, answer, csrf_token=get_token(request), back=back)
        return _room(request, meeting, row, participant, form, status=400, panel=panel, problem=text)
    post = chat.Post(participant.pk, author.pk, **form.cleaned_data)
    given = chat.post_from_page(post=post)
    if isinstance(given, chat.Refused):
        panel = panel_for_refused(post, given, csrf_token=get_token(request), back=back)
        return _room(request, meeting, row, participant, form, status=409, panel=panel, problem=given.text)
    return _back(meeting, "#end")


@login_required
@require_POST
def leave(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    meeting, _row, _participant = in_it(request, uid)
    services.leave(actor=request.user, meeting=meeting)
    messages.success(request, _("You have left the meeting. You can come in again while it goes on."))
    return redirect(meeting)


def _other(request: HttpRequest, meeting: Meeting, who: uuid.UUID) -> Membership:
    """Somebody of the group whom this person may set aside in a meeting, or 404."""
    rows = Membership.objects.kept_by(request.user).filter(group=meeting.series.group).select_related("group")
    row: Membership = get_object_or_404(rows, uid=who)
    if not can(request.user, "meetings.set_aside", row):
        raise Http404
    return row


@login_required
@require_POST
def quiet(request: HttpRequest, uid: uuid.UUID, who: uuid.UUID) -> HttpResponse:
    """Mute somebody until the meeting is over, or let them write again."""
    meeting, _row, _participant = in_it(request, uid)
    whom = _other(request, meeting, who)
    try:
        services.mute_in_meeting(
            actor=request.user, meeting=meeting, whom=whom, muted=request.POST.get("muted") != "no"
        )
    except MeetingError as error:
        messages.info(request, error.messages[0])
    except PermissionDenied:
        raise Http404 from None
    return _back(meeting)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, uid: uuid.UUID, who: uuid.UUID) -> HttpResponse:
    """Ask somebody to leave this meeting, with a reason that is kept in the audit."""
    meeting, _row, _participant = in_it(request, uid)
    whom = _other(request, meeting, who)
    form = RemoveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_from_meeting(
                actor=request.user, meeting=meeting, whom=whom, reason=form.cleaned_data["reason"]
            )
        except MeetingError as error:
            messages.info(request, error.messages[0])
        except PermissionDenied:
            raise Http404 from None
        else:
            messages.success(
                request, _("They are not in this meeting any more. If you worry about them, tell the team.")
            )
        return _back(meeting)
    status = 422 if form.is_bound else 200
    return render(
        request, "meetings/live_remove.html", {"meeting": meeting, "other": whom, "form": form}, status=status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def video(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the group meets by video, if it does."""
    group = kept(request, slug)
    if not can(request.user, "meetings.plan", group):
        raise Http404
    row = GroupVideo.objects.visible_to(request.user).filter(group=group).first()
    form = VideoForm(posted(request), initial={"link": row.link if row else ""})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_video_link(actor=request.user, group=group, link=form.cleaned_data["link"])
        except ValidationError as error:
            put_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("meetings:list", slug=group.slug)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/live_video.html", {"form": form, "group": group}, status=status)


@login_required
@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """What a meeting needs, on pages that can be read while it goes on."""
    require(request.user, "meetings.read_scripts")
    return render(request, "meetings/kit.html", {"cards": kit_words.CARDS, "texts": kit_words.TEXTS})


@login_required
@require_safe
def card(request: HttpRequest, card: str) -> HttpResponse:
    """One card, on one screen; or one text to read out."""
    require(request.user, "meetings.read_scripts")
    if card in kit_words.CARDS:
        return render(request, "meetings/kit_card.html", {"card": kit_words.CARDS[card]})
    if card in kit_words.TEXTS:
        return render(request, "meetings/kit_text.html", {"text": kit_words.TEXTS[card]})
    raise Http404
