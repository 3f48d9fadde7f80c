"""Deciding about what was reported; and, on the person's side, asking for another look."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can
from moderation import services
from moderation.casefile import newest_words
from moderation.errors import StaleCase
from moderation.forms import ActForm, AppealForm, DecideForm, LiftForm, LookAgainForm, SecondForm
from moderation.measures import in_distress, shown_distress, told_young
from moderation.models import Appeal, Case, Decision
from moderation.statements import statement_of
from moderation.views.desk import render_case


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def decide(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The form of a decision. Whatever goes wrong, the words stay on the page."""
    cases = Case.objects.visible_to(request.user)
    # A case that was closed meanwhile is answered by the service, and the words stay.
    case = get_object_or_404(cases if request.method == "POST" else cases.open(), uid=uid)
    if not can(request.user, "moderation.decide", case):
        raise Http404
    if request.method == "POST":
        form = DecideForm(request.POST, case=case, actor=request.user)
        if not form.is_valid():
            return _decide_page(request, case, form, status=422)
        try:
            made = services.decide(actor=request.user, case=case, **form.cleaned_data)
        except ValidationError as error:
            case.refresh_from_db()
            changes = error.changes if isinstance(error, StaleCase) else ()
            again = DecideForm(
                {**{name: form.data[name] for name in form.data}, "version": str(case.version)},
                case=case,
                actor=request.user,
            )
            return _decide_page(request, case, again, problem=error.messages[0], changes=changes, status=409)
        if made.state == Decision.State.WAITING:
            messages.info(request, _("A second person looks at this first. Nothing has happened yet."))
        else:
            messages.success(request, _("Decided. Everybody whom it concerns is told."))
        return redirect("moderation:case", uid=case.uid)
    initial = {
        "version": case.version,
        "quoted": newest_words(case=case, actor=request.user),
        "ends_case": True,
    }
    return _decide_page(request, case, DecideForm(initial=initial, case=case, actor=request.user))


def _decide_page(
    request: HttpRequest, case: Case, form: DecideForm, *, problem: Any = None, changes: Any = (), status: int = 200
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "problem": problem,
        "changes": changes,
        "distress": shown_distress(request.user, case),
        "needs_second": in_distress(case),
        "told_young": told_young(case),
        "several": len(form.offered) > 1,
    }
    return render(request, "moderation/decide.html", context, status=status)


def _of_case(request: HttpRequest, uid: uuid.UUID, decision: uuid.UUID) -> Decision:
    rows = Decision.objects.visible_to(request.user).select_related("case", "sanction", "appeal")
    found: Decision = get_object_or_404(rows, uid=decision, case__uid=uid)
    return found


def _act(request: HttpRequest, decision: Decision, act: str, form: ActForm, service: Any) -> HttpResponse:
    """One act on a decision: its words come back under the version that the person now sees."""
    case = decision.case
    if not form.is_valid():
        return render_case(request, case, decision_forms={str(form.prefix): form}, status=422)
    try:
        service(form.cleaned_data)
    except ValidationError as error:
        case.refresh_from_db()
        changes = error.changes if isinstance(error, StaleCase) else ()
        data = {**{name: form.data[name] for name in form.data}, form.add_prefix("version"): str(case.version)}
        kept = {str(form.prefix): type(form)(data, prefix=form.prefix)}
        return render_case(request, case, decision_forms=kept, problem=error.messages[0], changes=changes, status=409)
    return redirect("moderation:case", uid=case.uid)


@login_required
@require_POST
def second(request: HttpRequest, uid: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """The second person agrees, or does not."""
    row = _of_case(request, uid, decision)
    if not can(request.user, "moderation.second_decision", row):
        raise Http404
    form = SecondForm(request.POST, prefix=f"second-{row.uid}")

    def run(data: dict[str, Any]) -> None:
        services.second(
            actor=request.user,
            decision=row,
            version=data["version"],
            agrees=data["answer"] == "yes",
            words=data["words"],
        )

    return _act(request, row, "second", form, run)


@login_required
@require_POST
def lift(request: HttpRequest, uid: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """End what stands because of a decision, early."""
    row = _of_case(request, uid, decision)
    sanction = getattr(row, "sanction", None)
    if sanction is None or not can(request.user, "moderation.lift_sanction", sanction):
        raise Http404
    form = LiftForm(request.POST, prefix=f"lift-{row.uid}")

    def run(data: dict[str, Any]) -> None:
        services.lift(actor=request.user, sanction=sanction, **data)

    return _act(request, row, "lift", form, run)


@login_required
@require_POST
def look_again(request: HttpRequest, uid: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """Answer an appeal."""
    row = _of_case(request, uid, decision)
    appeal = getattr(row, "appeal", None)
    if appeal is None or not can(request.user, "moderation.decide_appeal", appeal):
        raise Http404
    form = LookAgainForm(request.POST, prefix=f"again-{row.uid}")

    def run(data: dict[str, Any]) -> None:
        services.decide_appeal(
            actor=request.user,
            appeal=appeal,
            version=data["version"],
            overturned=data["outcome"] == Appeal.State.OVERTURNED,
            reason=data["reason"],
            answer=data["answer"],
        )

    return _act(request, row, "again", form, run)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appeal(request: HttpRequest, uid: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """“Please look again”, in one's own words."""
    rows = Decision.objects.of_author(request.user).select_related("case", "sanction", "appeal")
    row = get_object_or_404(rows, uid=decision, case__uid=uid)
    form = AppealForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.appeal(actor=request.user, decision=row, words=form.cleaned_data["words"])
            except PermissionDenied:
                raise Http404 from None
            except ValidationError as error:
                form.add_error(None, error)
                status = 409
            else:
                messages.success(request, _("We have it. Somebody else looks at it, and you read the answer here."))
                return redirect("moderation:conversation", uid=uid)
    context = {
        "case": row.case,
        "one": statement_of(request.user, row),
        "form": form,
        "somebody_else": services.somebody_else(decision=row),
    }
    return render(request, "moderation/appeal.html", context, status=status)
