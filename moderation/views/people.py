"""A person's side: the choice in the panel, asking for help, the conversation with the team."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.ages import is_under_18
from accounts.policies import is_said_to_have_died
from care.forms import new_uid
from care.place import guesses_for
from care.services import support_card
from groups.models import Group
from moderation import services
from moderation.duty import on_duty
from moderation.errors import Ended
from moderation.forms import AnswerForm, NeedHelpForm, PlaceForm
from moderation.middleware import resting_until
from moderation.models import Case, Decision, Grant, OutsideHelp
from moderation.panel import answer_line, duty_line, render_panel, what_happens
from moderation.statements import outcomes_for, statements_of
from moderation.staying import was_last_asked

# What came of more than these is long known.
TOLD_MOST = 10


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for the piece and not for the page."""
    return bool(getattr(request, "htmx", False)) or request.headers.get("X-Fragment") == "1"


def looked_by_itself(request: HttpRequest) -> bool:
    """Whether an open page brings itself up to date: nobody has read it yet."""
    return "X-Live" in request.headers


def local_path(path: str) -> str:
    """`path` where it stays in the house, else nothing."""
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else ""


def _answer(request: HttpRequest, case: Case, *, chosen: str | None = None) -> HttpResponse:
    if is_said_to_have_died(request.user):
        # It may be somebody else who writes: they do not come to a conversation.
        messages.info(request, _("The team has it now. They read it as soon as somebody is here."))
        return redirect("moderation:still_here")
    back = local_path(request.POST.get("back", ""))
    if wants_fragment(request):
        html = render_panel(case=case, account=request.user, csrf_token=get_token(request), back=back, chosen=chosen)
        return HttpResponse(html)
    if not back:
        return redirect("moderation:conversation", uid=case.uid)
    if chosen == Case.Choice.LINES:
        return redirect("care:help")
    if chosen:
        messages.info(request, answer_line(chosen, on_duty(besides=request.user)))
    return redirect(back)


@login_required
@require_POST
def choice(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One of the three choices. Works as a plain form; for a script it answers with the panel alone."""
    case = get_object_or_404(Case.objects.of_author(request.user), uid=uid)
    chosen = request.POST.get("choice", "")
    if chosen not in Case.Choice.values or not chosen:
        return _answer(request, case)
    return _answer(request, services.choose(actor=request.user, case=case, choice=chosen), chosen=chosen)


def _group_of(data: Any) -> Group | None:
    return Group.objects.filter(uid=data).first() if data else None


def _ongoing(user: Any) -> Case | None:
    found: Case | None = Case.objects.of_author(user).open().order_by("-last_activity_at").first()
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def need_help(request: HttpRequest) -> HttpResponse:
    """“I need help.” For visitors the helplines; for people who are signed in a case at once, with or without words."""
    if not request.user.is_authenticated:
        # Words come back with the helplines: the roof keeps what is posted without a sign-in.
        return redirect_to_login(request.path) if request.POST.get("words", "").strip() else redirect("care:help")
    said_died = is_said_to_have_died(request.user)
    if request.method != "POST":
        return render(
            request,
            "moderation/need_help.html",
            {
                "form": NeedHelpForm(),
                "said_died": said_died,
                "ongoing": None if said_died else _ongoing(request.user),
                "duty_line": duty_line(on_duty(besides=request.user)),
                **_card(request),
            },
        )
    form = NeedHelpForm(request.POST)
    form.full_clean()
    # Nobody who asks for help is sent back to a form: what could not be understood is left out.
    words = form.cleaned_data.get("words") or request.POST.get("words", "")[: services.HELP_WORDS_MOST]
    case = services.open_help_case(
        actor=request.user, group=_group_of(form.cleaned_data.get("group")), words=words.replace("\x00", "")
    )
    return _answer(request, case, chosen=case.choice)


@login_required
@require_POST
def send_to_team(request: HttpRequest) -> HttpResponse:
    """Words that could not be posted, sent to the team instead."""
    form = NeedHelpForm(request.POST)
    form.full_clean()
    words = form.cleaned_data.get("words") or request.POST.get("words", "")[: services.HELP_WORDS_MOST]
    case = services.send_to_team(
        actor=request.user, words=words.replace("\x00", ""), group=_group_of(form.cleaned_data.get("group"))
    )
    return _answer(request, case, chosen=case.choice)


@login_required
@require_safe
@never_cache
def conversations(request: HttpRequest) -> HttpResponse:
    """The conversations of one person with the team, those that go on first."""
    decided = Decision.objects.told().filter(case=OuterRef("pk"))
    cases = Case.objects.of_author(request.user).annotate(was_decided=Exists(decided))
    cases = cases.order_by("closed_at", "-last_activity_at")
    ongoing = [case for case in cases if case.is_open]
    return render(
        request,
        "moderation/conversations.html",
        {
            "ongoing": ongoing,
            "ended": [case for case in cases if not case.is_open],
            "duty_line": duty_line(on_duty(besides=request.user)),
            "told": outcomes_for(request.user, TOLD_MOST),
            "opened": Grant.objects.told_to(request.user)[:TOLD_MOST],
            "resting_until": resting_until(request.user),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def conversation(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One conversation: whether a person has read it, what was written, room for an answer."""
    case = get_object_or_404(Case.objects.of_author(request.user), uid=uid)
    form = AnswerForm(initial={"client_uid": new_uid()})
    status = 200
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if form.is_valid():
            try:
                services.author_reply(actor=request.user, case=case, **form.cleaned_data)
            except Ended as error:
                form.add_error(None, error)
            else:
                return redirect("moderation:conversation", uid=case.uid)
        status = 422
    if not looked_by_itself(request):
        services.see_replies(actor=request.user, case=case)
        services.see_statements(actor=request.user, case=case)
    return render(request, "moderation/conversation.html", _conversation(request, case, form), status=status)


def _conversation(request: HttpRequest, case: Case, form: AnswerForm) -> dict[str, Any]:
    account = request.user
    replies = [
        {
            "reply": reply,
            "text": services.open_reply(reply=reply, actor=account),
            "from_facilitator": reply.from_team and reply.author is not None and not reply.author.is_moderator,
        }
        for reply in case.replies.select_related("author", "case")
    ]
    duty = on_duty(besides=account)
    return {
        "case": case,
        "replies": replies,
        "statements": statements_of(account, case),
        "form": form,
        "duty_line": duty_line(duty),
        "what_happens": what_happens(duty),
        "last_asked": was_last_asked(case),
        "may_tell_room": services.may_tell_room(case),
        "policy": services.policy(),
        "was_called": case.outside_help.filter(state=OutsideHelp.State.AGREED).exists(),
        "place_form": PlaceForm(),
        "wrote_since": services.wrote_since_read(case),
        **_card(request),
    }


def _card(request: HttpRequest) -> dict[str, Any]:
    profile = getattr(request.user, "profile", None)
    card = support_card(
        country=profile.country if profile is not None else "",
        language=profile.language if profile is not None else "en",
        young=is_under_18(request.user),
    )
    guesses = guesses_for(request=request, besides=card.country)
    return {"card": card, "lines_now": card.open_now[:2], "guesses": guesses}


@login_required
@require_POST
def decline(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """“I would rather not.”"""
    case = get_object_or_404(Case.objects.of_author(request.user), uid=uid)
    services.decline_thread(actor=request.user, case=case)
    return redirect("moderation:conversation", uid=case.uid)


@login_required
@require_POST
def place(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """“This is where I am”, or, left empty, not any more."""
    case = get_object_or_404(Case.objects.of_author(request.user), uid=uid)
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            services.give_place(actor=request.user, case=case, words=form.cleaned_data["words"])
        except PermissionDenied:
            raise Http404 from None
        except Ended as error:
            messages.info(request, error.messages[0])
    else:
        messages.info(request, str(form.errors["words"][0]))
    return redirect("moderation:conversation", uid=case.uid)
