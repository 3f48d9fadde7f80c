"""What an admin does with the directory: bring services in, give them out, confirm an entry or take it off the list."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import require
from care import hsds, services
from care.entry import entry
from care.forms import ConfirmServiceForm, ImportForm
from care.models import Service, ServiceImport
from care.problem_words import told_all
from care.services.imports import progress_key

TO_CHECK_SHOWN = 50
IMPORTS_SHOWN = 10
REFRESH_SECONDS = 4


@login_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """What waits to be confirmed, the files that were given, and the ways in and out."""
    require(request.user, "care.import_services")
    return _directory(request, ImportForm())


def _directory(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    waiting = Service.objects.visible_to(request.user).to_check(clock.now().date()).select_related("organisation")
    context = {
        "form": form,
        "count": Service.objects.visible_to(request.user).count(),
        "to_check": list(waiting[:TO_CHECK_SHOWN]),
        "to_check_count": waiting.count(),
        "withdrawn": list(Service.objects.filter(withdrawn=True)[:TO_CHECK_SHOWN]),
        "imports": list(ServiceImport.objects.defer("data", "report")[:IMPORTS_SHOWN]),
    }
    return render(request, "care/directory.html", context, status=status)


@login_required
@require_POST
def import_services(request: HttpRequest) -> HttpResponse:
    """Take a file in, to be looked through. Nothing of it is in the directory yet."""
    require(request.user, "care.import_services")
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > hsds.BYTES_MOST:
                raise ValidationError(_("The file is larger than 20 MB. Please split it."))
            item = services.give_import(actor=request.user, file_name=file.name, data=file.read())
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect(item)
    return _directory(request, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the file would change, or did; while it is worked on, how far that is."""
    require(request.user, "care.import_services")
    item = get_object_or_404(ServiceImport.objects.defer("data"), uid=uid)
    problem, status = "", 200
    if request.method == "POST":
        if "give-up" in request.POST:
            services.give_up_import(actor=request.user, item=item)
            messages.success(request, _("The file is gone. Nothing was changed."))
            return redirect("care:directory")
        try:
            services.agree_to_import(actor=request.user, item=item)
        except ValidationError as error:
            problem, status = error.messages[0], 409
        else:
            return redirect(item)
    report: dict[str, Any] = item.report
    context = {
        "item": item,
        "problem": problem,
        "report": report,
        "problems": told_all(report.get("problems", [])),
        "remarks": told_all(report.get("remarks", [])),
        "progress": cache.get(progress_key(item)) if item.is_at_work else None,
    }
    response = render(request, "care/import.html", context, status=status)
    if item.is_at_work:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@login_required
@require_safe
def export_services(request: HttpRequest, form: str) -> HttpResponse:
    """The whole directory as a file: `json` or `csv` (a zip)."""
    require(request.user, "care.export_services")
    if form not in ("json", "csv"):
        raise Http404
    found, owners = services.exported(actor=request.user, house_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    day = clock.now().date().isoformat()
    if form == "csv":
        response = HttpResponse(hsds.to_csv_zip(found, owners), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="services-{day}.zip"'
    else:
        response = HttpResponse(hsds.to_json(found), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="services-{day}.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_service(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An admin says where they compared an entry."""
    require(request.user, "care.confirm_services")
    service = get_object_or_404(Service.objects.select_related("organisation"), uid=uid)
    form = ConfirmServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_service(actor=request.user, service=service, source=form.cleaned_data["source"])
        except ValidationError as error:
            form.add_error("source", error)
        else:
            messages.success(request, _("%(service)s is confirmed.") % {"service": service})
            return redirect("care:directory")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "service": service, "entry": entry(service)}
    return render(request, "care/confirm_service.html", context, status=status)


@login_required
@require_POST
def withdraw_service(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An admin says that an entry is wrong."""
    require(request.user, "care.confirm_services")
    service = services.withdraw_service(actor=request.user, service=get_object_or_404(Service, uid=uid))
    messages.success(request, _("%(service)s is not shown any more.") % {"service": service})
    return redirect("care:directory")
