"""How one of the team looks after themself: what they carried, what they leave to others, a break, a buddy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import can
from care.forms import uid_of
from moderation import services
from moderation.desk_now import desk_now
from moderation.forms import BuddyForm, CareForm, forms_for
from moderation.load import weeks
from moderation.models import TeamCare


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def care(request: HttpRequest) -> HttpResponse:
    """One's own page; nobody else of the team, and no admin, has an address for it."""
    if not can(request.user, "moderation.keep_watch"):
        raise Http404
    refused: dict[str, Any] = {}
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ACTS:
            raise Http404
        try:
            answered = ACTS[act](request.user, request.POST)
        except Settled:
            messages.info(request, _("That is settled already. There is nothing left to do."))
            return redirect("moderation:desk")
        if answered is None:
            if act in SAID:
                messages.success(request, SAID[act])
            return redirect("moderation:care" if act in ON_ITS_PAGE else "moderation:desk")
        refused = {act: answered}
    desk = desk_now(request.user)
    own = desk.carried.own
    counted = weeks(request.user)
    context = {
        "care": own,
        "buddy": services.team_name(own.buddy) if own is not None and own.buddy is not None else "",
        "weeks": counted if any(week.all for week in counted) else [],
        "forms": forms_for(request.user, own) | refused,
        "desk": desk,
        "breaks": services.BREAKS,
    }
    return render(request, "moderation/care.html", context, status=422 if refused else 200)


class Settled(Exception):
    """Taken back, or answered by somebody else, since the page was read; or never there, which sounds the same."""


def _keep(user: Any, data: QueryDict) -> Any:
    form = CareForm(data)
    if not form.is_valid():
        return form
    services.set_own_care(actor=user, **form.cleaned_data)
    return None


def _buddy(user: Any, data: QueryDict) -> Any:
    form = BuddyForm(data, actor=user)
    if not form.is_valid():
        return form
    services.ask_buddy(actor=user, buddy=form.cleaned_data["buddy"])
    return None


def _answer_buddy(user: Any, data: QueryDict, *, agrees: bool) -> None:
    row = _row(TeamCare.objects.asked_of(user), data)
    services.answer_buddy(actor=user, care=row, agrees=agrees)


def _have_time(user: Any, data: QueryDict) -> None:
    try:
        services.have_time(actor=user, care=_row(TeamCare.objects.want_to_talk(user), data))
    except PermissionDenied:
        # Somebody else was faster, and that is good.
        raise Settled from None


def _break(user: Any, data: QueryDict) -> None:
    chosen = next((minutes for minutes in services.BREAKS if str(minutes) == data.get("minutes")), None)
    if chosen is None:
        raise Http404
    services.take_break(actor=user, minutes=chosen)


def _row(rows: Any, data: QueryDict) -> TeamCare:
    row: TeamCare | None = rows.filter(uid=uid_of(data.get("who", ""))).first()
    if row is None:
        raise Settled
    return row


def _nothing(service: Callable[..., Any]) -> Callable[[Any, QueryDict], None]:
    def act(user: Any, data: QueryDict) -> None:
        service(actor=user)

    return act


# Each answers a form that needs another look, or nothing.
ACTS: dict[str, Callable[[Any, QueryDict], Any]] = {
    "keep": _keep,
    "buddy": _buddy,
    "buddy_end": _nothing(services.ask_buddy),
    "buddy_yes": lambda user, data: _answer_buddy(user, data, agrees=True),
    "buddy_no": lambda user, data: _answer_buddy(user, data, agrees=False),
    "talk": _nothing(services.ask_to_talk),
    "talk_end": _nothing(services.end_talk),
    "have_time": _have_time,
    "break": _break,
    "back": _nothing(services.end_break),
    "offer": _nothing(services.offer_all),
}
# What happened, where the page alone would not say it.
SAID = {
    "keep": _("Kept."),
    "buddy": _("Asked. They find it at their desk."),
    "buddy_end": _("That is over now. Nobody asks why."),
    "buddy_yes": _("You are their buddy now."),
    "buddy_no": _("That is over now. Nobody asks why."),
    "have_time": _("They read that you have time. Find each other the way your team talks."),
    "talk_end": _("Nothing of it is kept here."),
    "back": _("Good to have you back."),
    "offer": _("Offered to the others. What you have stays with you until somebody takes it."),
}
ON_ITS_PAGE = {"keep", "buddy", "buddy_end"}
