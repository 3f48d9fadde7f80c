"""The page of a group for somebody who has died: reading it, leaving a few words, and keeping it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import can
from care.forms import uid_of
from groups.models import Membership
from moderation import services
from moderation.died import page_of
from moderation.forms import AsideForm, MemorialForm, RememberForm
from moderation.models import Memorial, MemorialWords
from moderation.panel import panel_beside
from moderation.services import HELP_WORDS_MOST

# Two forms of the page have words.
OPENING_IDS = "opening-%s"
NOT_NOW = gettext_lazy("This was answered meanwhile. Here is how it stands now.")


@dataclass(frozen=True)
class Remembered:
    """What one member left, as one reader reads it."""

    row: MemorialWords
    words: str
    mine: bool
    may_hide: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def memorial(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """For the people of the group. Who keeps it finds beneath what they can do."""
    rows = Memorial.objects.visible_to(request.user).select_related("death__membership__group", "opened_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        return _gone_for_them(request, uid)
    if request.method != "POST":
        return _page(request, found)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    return act(request, found)


def _gone_for_them(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Who keeps the page, and pressed once more after it was put away, finds the way to bring it back."""
    kept = Memorial.objects.of_keeper(request.user).filter(away_at__isnull=False).select_related("death__membership")
    row = get_object_or_404(kept, uid=uid)
    if request.method != "POST":
        raise Http404
    messages.info(request, NOT_NOW)
    return redirect(page_of(row.death) + "#remember")


def _remember(request: HttpRequest, found: Memorial) -> HttpResponse:
    form = RememberForm(request.POST)
    if form.is_valid():
        try:
            services.remember(actor=request.user, memorial=found, words=form.cleaned_data["words"])
        except PermissionDenied:
            form.add_error(None, _("This page takes no words of yours now. They are still here, for you to keep."))
        except ValidationError as error:
            form.add_error("words", error)
        else:
            messages.success(request, _("Your words are here now."))
            return redirect(f"{request.path}#yours")
    return _page(request, found, remember_form=form, refused_panel=_panel(request, found))


def _panel(request: HttpRequest, found: Memorial) -> str:
    """Words in need that do not stand there now (too long, or the page is closed) lead to somebody all the same."""
    words, group = request.POST.get("words", ""), found.death.membership.group
    read = services.read_refused(text=words[:HELP_WORDS_MOST], language=group.language, sensitivity=group.sensitivity)
    return panel_beside(request, words, read, group=group)


def _take_back(request: HttpRequest, found: Memorial) -> HttpResponse:
    row = _words_of(request.user, found)
    if row is not None:
        services.take_remembered_back(actor=request.user, words=row)
        messages.success(request, _("Your words are not there any more."))
    return redirect(request.path)


def _hide(request: HttpRequest, found: Memorial) -> HttpResponse:
    rows = MemorialWords.objects.visible_to(request.user).filter(memorial=found)
    row = rows.filter(uid=uid_of(request.POST.get("words", ""))).first()
    form = AsideForm(request.POST)
    if row is None:
        messages.info(request, NOT_NOW)
    if row is None or not form.is_valid():
        return redirect(request.path)
    try:
        if services.hide_remembered(actor=request.user, words=row, **form.cleaned_data):
            messages.success(request, _("The words are put aside. Their author is told why."))
        else:
            messages.info(request, _("Somebody else of the team looks first."))
    except PermissionDenied:
        messages.info(request, NOT_NOW)
    return redirect(request.path)


def _change(request: HttpRequest, found: Memorial) -> HttpResponse:
    form = MemorialForm(request.POST, auto_id=OPENING_IDS)
    if form.is_valid():
        try:
            services.change_memorial(actor=request.user, memorial=found, words=form.cleaned_data["words"])
        except PermissionDenied:
            form.add_error(None, _("You do not keep this page now. Your words are still here."))
        except ValidationError as error:
            form.add_error("words", error)
        else:
            messages.success(request, _("The page begins with your words now."))
            return redirect(request.path)
    return _page(request, found, opening_form=form)


def _close(closed: bool) -> Callable[[HttpRequest, Memorial], HttpResponse]:
    def act(request: HttpRequest, found: Memorial) -> HttpResponse:
        try:
            services.close_memorial(actor=request.user, memorial=found, closed=closed)
        except PermissionDenied:
            messages.info(request, NOT_NOW)
        else:
            messages.success(request, _("The page takes no new words.") if closed else _("The page takes words again."))
        return redirect(request.path)

    return act


def _put_away(request: HttpRequest, found: Memorial) -> HttpResponse:
    try:
        services.put_memorial_away(actor=request.user, memorial=found, away=True)
    except PermissionDenied:
        messages.info(request, NOT_NOW)
        return redirect(request.path)
    messages.success(request, _("Nobody reads the page any more."))
    return redirect(page_of(found.death) + "#remember")


ACTS: dict[str, Callable[[HttpRequest, Memorial], HttpResponse]] = {
    "remember": _remember,
    "take_back": _take_back,
    "hide": _hide,
    "change": _change,
    "close": _close(True),
    "open": _close(False),
    "put_away": _put_away,
}


def _page(
    request: HttpRequest,
    found: Memorial,
    *,
    remember_form: RememberForm | None = None,
    opening_form: MemorialForm | None = None,
    refused_panel: str = "",
) -> HttpResponse:
    user = request.user
    may_keep = can(user, "moderation.keep_memorial", found)
    rows = MemorialWords.objects.visible_to(user).filter(memorial=found).select_related("membership").with_aside()
    left = [_as_read(user, row, may_keep=may_keep) for row in rows]
    mine = _words_of(user, found)
    is_aside = mine is not None and MemorialWords.objects.put_aside().filter(pk=mine.pk).exists()
    begin = {"words": mine.words if mine is not None else ""}
    seen = Membership.objects.visible_to(user).filter(pk=found.opened_by_id or 0)
    context = {
        "memorial": found,
        "other": found.death.membership,
        "writer": found.opened_by if seen.exists() else None,
        "is_writer": found.opened_by is not None and found.opened_by.account_id == user.pk,
        "left": left,
        "mine": mine,
        "is_aside": is_aside,
        "may_remember": can(user, "moderation.remember", found) and not is_aside,
        "may_keep": may_keep,
        "remember_form": remember_form or RememberForm(initial=begin),
        "opening_form": opening_form or MemorialForm(initial={"words": found.words}, auto_id=OPENING_IDS),
        "refused_panel": refused_panel,
        "aside_choices": MemorialWords.Aside.choices,
    }
    failed = any(form is not None for form in (remember_form, opening_form))
    return render(request, "moderation/memorial.html", context, status=422 if failed else 200)


def _words_of(user: Any, found: Memorial) -> MemorialWords | None:
    """What they left there themselves, if anything."""
    return MemorialWords.objects.filter(memorial=found, membership__account=user).first()


def _as_read(user: Any, row: Any, *, may_keep: bool) -> Remembered:
    """As `hide_remembered` asks it, once for all rows that they read."""
    mine = row.membership.account_id == user.pk
    may_hide = may_keep and not mine and not row.is_aside
    return Remembered(row, row.shown("words", own=mine).text, mine, may_hide)
