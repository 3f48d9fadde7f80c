"""Keeping numbers right: one tap for everybody, and the pages on which admins look at them again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.countries import COUNTRIES
from care import loader, services
from care.forms import TableForm

TABLES = {"lines": loader.LINES, "numbers": loader.NUMBERS}
FORMS = {"csv": "text/csv", "json": "application/json"}
# More differences than this are counted, not listed.
SHOWN_MOST = 200


# Exempt, because the help page sets no cookie. Nothing here acts for somebody who is signed in, and forms of other
# places are turned away by where they say they come from.
@csrf_exempt
@require_POST
def did_not_work(request: HttpRequest) -> HttpResponse:
    """One tap on the help page: this number did not work. The answer is the same whether it was counted or not."""
    try:
        uid = UUID(request.POST.get("line", ""))
    except ValueError:
        uid = None
    origin = request.headers.get("Origin", "")
    if uid is not None and (not origin or urlsplit(origin).netloc == request.get_host()):
        services.tell_not_reached(line_uid=uid, place=get_adapter().get_client_ip(request))
    country = request.POST.get("country", "")
    place = f"&country={country}" if country in COUNTRIES else ""
    return redirect(f"{reverse('care:help')}?told=1{place}")


@login_required
@require_safe
def to_check(request: HttpRequest) -> HttpResponse:
    """Which countries have numbers that a person must look at, on the page of the service itself."""
    return render(request, "care/to_check.html", {"countries": services.countries_to_check(actor=request.user)})


@login_required
@require_safe
def to_check_country(request: HttpRequest, country: str) -> HttpResponse:
    """The rows of one country, what is in doubt first."""
    require(request.user, "care.confirm_lines")
    if country not in COUNTRIES:
        raise Http404
    lines, numbers = services.rows_to_check(actor=request.user, country=country)
    context = {"country_name": COUNTRIES[country], "lines": lines, "numbers": numbers}
    return render(request, "care/to_check_country.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    """Export and import. An import shows first what it would change; then the same text is sent once more."""
    require(request.user, "care.load_lines")
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "most": SHOWN_MOST}
    if request.method == "POST" and form.is_valid():
        what, text = form.cleaned_data["what"], form.cleaned_data["text"]
        try:
            rows = loader.read(TABLES[what], text)
        except loader.Refused as refused:
            context["problems"] = refused.problems
            return render(request, "care/exchange.html", context, status=422)
        if request.POST.get("do") == "load":
            loaded = services.load_support_lines(actor=request.user, **{what: text})
            said = _("%(added)d added, %(changed)d changed, %(kept)d left as a person confirmed them.")
            messages.success(request, said % {"added": loaded.added, "changed": loaded.changed, "kept": loaded.kept})
            return redirect("care:exchange")
        found = services.preview(actor=request.user, table=TABLES[what], rows=rows)
        context |= {"differences": found[:SHOWN_MOST], "count": len(found), "what": what, "text": text, "seen": True}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "care/exchange.html", context, status=status)


@login_required
@require_safe
def export(request: HttpRequest, what: str, form: str) -> HttpResponse:
    """Every row as CSV or JSON. It imports again, and names nobody."""
    require(request.user, "care.load_lines")
    if what not in TABLES or form not in FORMS:
        raise Http404
    text = services.export(actor=request.user, table=TABLES[what], form=form)
    response = HttpResponse(text, content_type=f"{FORMS[form]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{what}.{form}"'
    return response
