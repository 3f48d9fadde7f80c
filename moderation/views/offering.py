"""Choosing a service of the directory for somebody: what is sent is a reply like any other."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import can
from care import finding
from care.entry import Card, card
from care.forms import SearchForm, new_uid
from moderation.models import Case

OFFERED_MOST = 20


@dataclass(frozen=True)
class Offer:
    """A service, and the words that would be sent."""

    card: Card
    words: str
    client_uid: Any


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def offer_service(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Search by post, so that no address holds the words. Each button posts to the reply of the case."""
    case = get_object_or_404(Case.objects.visible_to(request.user).open(), uid=uid)
    if not can(request.user, "moderation.write_to_them", case):
        raise Http404
    form = SearchForm(request.POST or None, languages=[])
    services = finding.found(form.wish, request.user)
    context = {
        "case": case,
        "form": form,
        "count": services.count(),
        "offers": [_offer(card(service)) for service in services[:OFFERED_MOST]],
    }
    return render(request, "moderation/offer_service.html", context)


def _offer(shown: Card) -> Offer:
    values = {"name": shown.name, "address": f"{settings.SITE_ORIGIN}{shown.url}"}
    return Offer(shown, _("This may help: %(name)s\n%(address)s") % values, new_uid())
