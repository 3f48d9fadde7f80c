"""Whether folded words stay folded."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import can
from moderation import services
from moderation.errors import StaleCase
from moderation.forms import ActForm
from moderation.models import Case, Fold
from moderation.views.desk import render_case

ANSWERS = {"stays": True, "opens": False}


@login_required
@require_POST
def answer_fold(request: HttpRequest, uid: uuid.UUID, fold: uuid.UUID) -> HttpResponse:
    """“Keep it folded” and “show it to everybody”."""
    case = get_object_or_404(Case.objects.visible_to(request.user), uid=uid)
    row = get_object_or_404(Fold.objects.select_related("case"), case=case, uid=fold)
    if not can(request.user, "moderation.work_case", case) or request.POST.get("answer") not in ANSWERS:
        raise Http404
    form = ActForm(request.POST)
    if not form.is_valid():
        return render_case(request, case, status=422)
    try:
        services.answer_fold(actor=request.user, fold=row, stays=ANSWERS[request.POST["answer"]], **form.cleaned_data)
    except ValidationError as error:
        case.refresh_from_db()
        changes = error.changes if isinstance(error, StaleCase) else ()
        return render_case(request, case, problem=error.messages[0], changes=changes, status=409)
    return redirect(f"{reverse('moderation:case', args=[case.uid])}#fold-{row.uid}")
