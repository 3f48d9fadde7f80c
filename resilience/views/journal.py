"""A journal: begin a page, write it over days, throw it away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.forms import new_uid
from care.words import together
from resilience.forms.journal import EntryForm
from resilience.models import JournalEntry
from resilience.services import journal as services
from resilience.services.journal import EntryChanged, Page, TooMuch

ON_A_PAGE = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def journal(request: HttpRequest) -> HttpResponse:
    """Everything that was written, the newest first, and an empty page."""
    if request.method == "POST":
        try:
            return redirect("resilience:entry", services.begin_entry(actor=request.user).uid)
        except ValidationError as error:
            messages.info(request, error.messages[0])
    rows = JournalEntry.objects.visible_to(request.user)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    entries = [services.opened(actor=request.user, entry=row) for row in page]
    return render(request, "resilience/journal.html", {"page": page, "entries": entries})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One entry. A script saves while somebody types and gets short answers; the form alone is enough."""
    if request.method != "POST":
        there = services.opened(actor=request.user, entry=_mine(request, uid))
        return _form_page(request, EntryForm(initial=_fields(there.title, there.body, there.version)), there)
    row = JournalEntry.objects.visible_to(request.user).filter(uid=uid).first()
    form = EntryForm(request.POST)
    if row is None:
        return JsonResponse({"state": "gone"}, status=404) if _by_script(request) else _begun_anew(request, form)
    there = services.opened(actor=request.user, entry=row)
    if not form.is_valid():
        return _form_again(request, form, there)
    data = form.cleaned_data
    try:
        now = services.write_entry(actor=request.user, entry=row, **{**data, "turn": data["turn"] or 0})
    except TooMuch as error:
        form.add_error("body", error)
        return _form_again(request, form, there)
    except EntryChanged as error:
        return _changed(request, form, error.there)
    if _by_script(request):
        return JsonResponse({"state": "saved", "version": now.version})
    messages.success(request, _("Saved. Only you see it."))
    return redirect("resilience:entry", uid)


def _mine(request: HttpRequest, uid: uuid.UUID) -> JournalEntry:
    found: JournalEntry = get_object_or_404(JournalEntry.objects.visible_to(request.user), uid=uid)
    return found


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _fields(title: str, body: str, version: int) -> dict[str, Any]:
    return {"title": title, "body": body, "version": version, "page": new_uid(), "turn": 0}


def _begun_anew(request: HttpRequest, form: EntryForm) -> HttpResponse:
    """It was thrown away in another window: what is typed here is somebody's words all the same."""
    try:
        row = services.begin_entry(actor=request.user)
        title, body = form.typed["title"], form.typed["body"]
        services.write_entry(actor=request.user, entry=row, version=row.version, title=title, body=body)
    except ValidationError as error:
        form.full_clean()
        form.add_error(None, error)
        return _form_page(request, form, None, status=422)
    messages.info(request, _("This was thrown away in another window. Your words are kept here as a new entry."))
    return redirect("resilience:entry", row.uid)


def _form_page(request: HttpRequest, form: EntryForm, there: Page | None, status: int = 200) -> HttpResponse:
    return render(request, "resilience/entry.html", {"form": form, "entry": there}, status=status)


def _form_again(request: HttpRequest, form: EntryForm, there: Page) -> HttpResponse:
    if _by_script(request):
        said = [str(one) for errors in form.errors.values() for one in errors]
        return JsonResponse({"state": "refused", "words": said[0] if said else ""}, status=422)
    return _form_page(request, form, there, status=422)


def _changed(request: HttpRequest, form: EntryForm, there: Page) -> HttpResponse:
    """Two windows: the person chooses, and nothing is overwritten before that."""
    if _by_script(request):
        return JsonResponse({"state": "changed"}, status=409)
    typed = form.typed
    both = {"title": typed["title"] or there.title, "body": together(there.body, typed["body"])}
    context = {
        "entry": there,
        "typed": typed,
        "mine": _fields(typed["title"], typed["body"], there.version),
        "both": _fields(both["title"], both["body"], there.version),
    }
    return render(request, "resilience/entry_changed.html", context, status=409)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_entry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Asked once more before it is gone."""
    row = _mine(request, uid)
    if request.method == "POST":
        services.remove_entry(actor=request.user, entry=row)
        messages.success(request, _("Thrown away. Nothing of it is kept."))
        return redirect("resilience:journal")
    there = services.opened(actor=request.user, entry=row)
    return render(request, "resilience/entry_remove.html", {"entry": there})
