"""One's own toolbox. Only its owner ever opens these pages."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from care.forms import new_uid
from resilience import services
from resilience.finding import kept_of, toolbox_of
from resilience.forms.strategies import OwnWordsForm
from resilience.models import Strategy, Tool
from resilience.views.strategies import found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def toolbox(request: HttpRequest) -> HttpResponse:
    """Everything that helps, favourites first, and a line for something of one's own."""
    form = OwnWordsForm(request.POST or None, initial={"client_uid": new_uid()})
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_words(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "words", error.messages)
        else:
            messages.success(request, _("It is in your toolbox. Only you know."))
            return redirect("resilience:toolbox")
    context = {
        "kept": toolbox_of(request.user),
        "written": list(Strategy.objects.standing().filter(author=request.user.pk)),
        "form": form,
    }
    return render(request, "resilience/toolbox.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tool(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Own words on one tool, whether it is a favourite, and taking it out."""
    row: Tool = get_object_or_404(Tool.objects.visible_to(request.user), uid=uid)
    kept = kept_of(request.user, row)
    do = request.POST.get("do", "")
    if do == "out":
        services.take_out(actor=request.user, tool=row)
        messages.success(request, _("It is out of your toolbox."))
        return redirect("resilience:toolbox")
    if do in ("favourite", "plain"):
        services.change_tool(actor=request.user, tool=row, words=kept.words, favourite=do == "favourite")
        return redirect("resilience:toolbox")
    form = OwnWordsForm(request.POST or None, initial={"words": kept.words, "favourite": row.favourite})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_tool(actor=request.user, tool=row, words=data["words"], favourite=data["favourite"])
        except ValidationError as error:
            form.add_error("words", error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("resilience:toolbox")
    return render(request, "resilience/tool.html", {"kept": kept, "form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def keep(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Put a card into one's toolbox, or take it out."""
    row = found(request, uid)
    if "off" in request.POST:
        for mine in Tool.objects.visible_to(request.user).filter(strategy=row):
            services.take_out(actor=request.user, tool=mine)
        messages.success(request, _("It is out of your toolbox."))
        return redirect(row)
    try:
        services.keep_strategy(actor=request.user, strategy=row)
    except ValidationError as error:
        messages.info(request, error.messages[0])
        return redirect(row)
    messages.success(request, _("It is in your toolbox. Only you know."))
    return redirect(row)
