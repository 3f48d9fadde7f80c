"""The desk: who waits, worst and oldest first, and one case with everything that may be done."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import can
from care.forms import new_uid
from moderation import services
from moderation.case_panels import panels_for
from moderation.casefile import casefile
from moderation.decided import decided
from moderation.desk_now import desk_now, held_lists
from moderation.died import died_of
from moderation.errors import StaleCase
from moderation.forms import (
    ActForm,
    CallForm,
    CloseForm,
    EndingForm,
    HandOverForm,
    NoteForm,
    ReplyForm,
    ShiftForm,
)
from moderation.models import Case, Grant
from moderation.opening import WITH, listed
from moderation.querysets import RULES, UNWELL
from moderation.staying import staying
from moderation.wording import with_wording
from moderation.worklist import Entry, entries, left_to_others, queue, same_person

PAGE = 30
PAGES_MOST = 2000
QUEUE_BESIDE_CASE = 12
ACTS: dict[str, tuple[Any, type[ActForm]]] = {
    "read": (services.acknowledge, ActForm),
    "claim": (services.claim, ActForm),
    "release": (services.release, ActForm),
    "note": (services.note, NoteForm),
    "reply": (services.reply, ReplyForm),
    "close": (services.close, CloseForm),
    "ending": (services.second_ending, EndingForm),
    "over": (services.hand_over, HandOverForm),
    "talking": (services.need_not_ask, ActForm),
    "offer": (services.offer, ActForm),
    "keep": (services.keep_it, ActForm),
    "call": (services.propose_call, CallForm),
    "agree": (services.second_call, EndingForm),
}
# What somebody does who sees the case, and not always who reads what is written in it.
OF_THE_THREAD = {
    **dict.fromkeys(("claim", "reply"), "moderation.write_to_them"),
    **dict.fromkeys(("read", "close", "ending", "over"), "moderation.read_thread"),
}


def _need_desk(request: HttpRequest) -> None:
    if not can(request.user, "moderation.work_desk"):
        raise Http404


class ListPage:
    """One page of a list that nobody counts: to count fifty thousand rows takes longer than to show thirty."""

    def __init__(self, rows: Any, number: Any) -> None:
        typed = str(number)
        is_number = typed.isascii() and typed.isdigit() and len(typed) < 10
        self.number = min(max(1, int(typed)), PAGES_MOST) if is_number else 1
        start = (self.number - 1) * PAGE
        found = list(rows[start : start + PAGE + 1])
        self.object_list, self.has_next = found[:PAGE], len(found) > PAGE
        self.has_previous = self.number > 1
        self.previous, self.next = self.number - 1, self.number + 1


@login_required
@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """One of the two queues: who is unwell, or with `?rules=1` what broke a rule. `?ended=1` shows what has ended."""
    _need_desk(request)
    if request.GET.get("ended") == "1":
        cases = Case.objects.visible_to(request.user).filter(state=Case.State.CLOSED).order_by("-closed_at", "pk")
        page = ListPage(cases, request.GET.get("page", 1))
        rows = [Entry(case) for case in page.object_list]
        context = {"page": page, "shown": "ended", "entries": rows, **_around(request.user)}
        return render(request, "moderation/desk.html", context)
    return render(request, "moderation/desk.html", _open_desk(request))


def _open_desk(request: HttpRequest, form: ShiftForm | None = None) -> dict[str, Any]:
    shown = RULES if request.GET.get("rules") == "1" else UNWELL
    page = ListPage(queue(request.user, shown), request.GET.get("page", 1))
    around = _around(request.user, form)
    rows = left_to_others(request.user, around["desk"].carried.own, entries(request.user, page.object_list))
    opened = [case.opened_at for entry in rows for case in (entry.case, *entry.others)]
    return {
        "page": page,
        "shown": shown,
        "entries": rows,
        "oldest": min(opened, default=None),
        # Beside what broke a rule, never beside somebody who is unwell.
        "held": held_lists(request.user) if shown == RULES and around["desk"].held_since is not None else [],
        **around,
    }


def _around(user: Any, form: ShiftForm | None = None) -> dict[str, Any]:
    """What every page of the desk shows beside its list."""
    desk = desk_now(user)
    context: dict[str, Any] = {"now": clock.now(), "keeps_watch": can(user, "moderation.keep_watch"), "desk": desk}
    context |= {"breaks": services.BREAKS, "may_close": can(user, "accounts.switch_raid_mode")}
    if context["keeps_watch"]:
        context["shift_form"] = form or ShiftForm(initial={"shown_name": desk.last_name})
    return context


@login_required
@require_POST
def shift(request: HttpRequest) -> HttpResponse:
    """“I am here until …” and “I am going now”."""
    if not can(request.user, "moderation.keep_watch"):
        raise Http404
    if "end" in request.POST:
        services.end_shift(actor=request.user)
        return redirect("moderation:desk")
    form = ShiftForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        services.start_shift(
            actor=request.user, shown_name=data["shown_name"], until=data["ends_at"], from_=data["starts_at"]
        )
        return redirect("moderation:desk")
    return render(request, "moderation/desk.html", _open_desk(request, form), status=422)


@login_required
@require_safe
@never_cache
def case_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One case. Opening it leaves an audit line, and one more for every sealed piece it shows.

    An open page asks for what is beside it first, which opens nothing, and for all of it when the case has moved.
    """
    case = get_object_or_404(Case.objects.visible_to(request.user), uid=uid)
    if request.headers.get("X-Live") == "beside":
        return render(request, "moderation/_beside.html", _beside(request.user, case))
    return render_case(request, case)


def _beside(user: Any, case: Case) -> dict[str, Any]:
    """The queue, and by what an open page knows that the case is not as it shows it."""
    opened = case.replies.filter(seen_at__isnull=False).count()
    return {
        "case": case,
        "as_of": f"{case.version}.{opened}",
        "entries": entries(user, queue(user, RULES if case.kind == Case.Kind.REPORT else UNWELL)[:QUEUE_BESIDE_CASE]),
        "now": clock.now(),
    }


def render_case(
    request: HttpRequest,
    case: Case,
    *,
    kept: dict[str, ActForm] | None = None,
    decision_forms: dict[str, Any] | None = None,
    problem: Any = None,
    changes: Any = (),
    status: int = 200,
) -> HttpResponse:
    """`kept` and `decision_forms` came back with the person's words; they get the version of the case as it is now."""
    version = {"version": case.version}
    forms: dict[str, Any] = {
        "note": NoteForm(initial=version, prefix="note"),
        "reply": ReplyForm(initial={**version, "client_uid": new_uid()}, prefix="reply"),
        "close": CloseForm(initial=version, prefix="close"),
        "ending": EndingForm(initial=version, prefix="ending"),
        "call": CallForm(initial=version, prefix="call"),
        "agree": EndingForm(initial=version, prefix="agree"),
        "over": HandOverForm(initial=version, prefix="over"),
    }
    forms.update(kept or {})
    forms["over"].offer(case, request.user)
    context = {
        "panels": panels_for(case, request.user),
        "file": casefile(case=case, actor=request.user),
        "forms": forms,
        "problem": problem,
        "changes": changes,
        "same_person": same_person(request.user, case),
        "decided": decided(request.user, case, decision_forms),
        "keeps_watch": can(request.user, "moderation.keep_watch"),
        "staying": staying(case, request.user),
        "openings": listed(Grant.objects.visible_to(request.user).filter(case=case).select_related(*WITH)),
        "may_open": can(request.user, "moderation.ask_opening", case),
        "died": died_of(request.user, case),
        "may_decide": case.is_open and can(request.user, "moderation.decide", case),
        **_beside(request.user, case),
    }
    return render(request, "moderation/case.html", context, status=status)


@login_required
@require_POST
def case_act(request: HttpRequest, uid: uuid.UUID, act: str) -> HttpResponse:
    """One act on a case. Whatever goes wrong, the words stay on the page."""
    case = get_object_or_404(Case.objects.visible_to(request.user), uid=uid)
    if act not in ACTS or (act in OF_THE_THREAD and not can(request.user, OF_THE_THREAD[act], case)):
        raise Http404
    service, form_class = ACTS[act]
    prefix = act if form_class is not ActForm else None
    form = form_class(request.POST, prefix=prefix)
    form.offer(case, request.user)
    if act == "reply" and request.POST.get("insert"):
        return _with_wording(request, case, form)
    if not form.is_valid():
        return render_case(request, case, kept={act: form} if prefix else None, status=422)
    try:
        service(actor=request.user, case=case, **form.cleaned_data)
    except PermissionDenied:
        # Theirs to see, and this act is somebody else's.
        raise Http404 from None
    except ValidationError as error:
        case.refresh_from_db()
        changes = error.changes if isinstance(error, StaleCase) else ()
        kept = {act: _again(form, case)} if prefix else None
        return render_case(request, case, kept=kept, problem=error.messages[0], changes=changes, status=409)
    return redirect("moderation:case", uid=case.uid)


def _with_wording(request: HttpRequest, case: Case, form: ActForm) -> HttpResponse:
    """Words to begin with, put below what was typed. Nothing is sent."""
    name = services.team_name(request.user, case)
    typed = with_wording(form.data.get(form.add_prefix("words"), ""), request.POST["insert"], name)
    initial = {"version": case.version, "client_uid": new_uid(), "words": typed}
    return render_case(request, case, kept={"reply": ReplyForm(initial=initial, prefix="reply")})


def _again(form: ActForm, case: Case) -> ActForm:
    """The same words, under the version that the person now sees."""
    data = {**{name: form.data[name] for name in form.data}, form.add_prefix("version"): str(case.version)}
    return type(form)(data, prefix=form.prefix)
