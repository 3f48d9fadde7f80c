"""A member has died: saying so, being sure together, and the page of whoever signs in all the same."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import can
from accounts.policies import is_said_to_have_died
from care.forms import uid_of
from groups.models import Block, Membership
from moderation import services
from moderation.died import page_of, words_to_begin_with, words_to_remember_with
from moderation.forms import DiedForm, FarewellForm, MemorialForm
from moderation.models import Death, Farewell, LookIn, Memorial
from moderation.querysets import admins_instead, could_be_second
from moderation.services import team_name
from moderation.statements import opened

# Two forms of the page have words.
MEMORIAL_IDS = "remember-%s"

ACTS: dict[str, Callable[[Any, Death], Any]] = {
    "not_sure": lambda actor, death: services.answer_died(actor=actor, death=death, agrees=False),
    "right": lambda actor, death: services.review_died(actor=actor, death=death, right=True),
    "wrong": lambda actor, death: services.review_died(actor=actor, death=death, right=False),
    "take_back": lambda actor, death: services.take_back_died(actor=actor, death=death),
    "untell": lambda actor, death: services.take_down_farewell(actor=actor, death=death),
    "looked_into": lambda actor, death: services.note_looked_into(actor=actor, death=death),
    "bring_back": lambda actor, death: services.put_memorial_away(actor=actor, memorial=death.memorial, away=False),
}
# Those who agree say as well whether the family wishes for no page of remembrance.
AGREED: dict[str, Callable[[Any, Death, bool], Any]] = {
    "agree": lambda actor, death, wish: services.answer_died(actor=actor, death=death, agrees=True, no_memorial=wish),
    "alone": lambda actor, death, wish: services.agree_alone(actor=actor, death=death, no_memorial=wish),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def say_died(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Who keeps the group, or a moderator with a case about the name, says that somebody has died."""
    other = get_object_or_404(Membership.objects.select_related("group"), uid=uid)
    if not can(request.user, "moderation.say_died", other):
        found = Death.objects.visible_to(request.user).standing().filter(membership=other).first()
        if found is None:
            raise Http404
        return redirect(page_of(found))
    form, status = DiedForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = services.say_died(actor=request.user, membership=other, known=form.cleaned_data["known"])
            except PermissionDenied:
                # Somebody else was faster.
                return redirect("moderation:say_died", uid=other.uid)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(page_of(row))
    return render(request, "moderation/say_died.html", {"other": other, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def after_death(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What was said, who is sure, and what there is to do; the buttons are those that this person may press."""
    death = get_object_or_404(_rows(request.user), uid=uid)
    if request.method == "POST" and request.POST.get("act") == "tell":
        return _tell(request, death)
    if request.method == "POST" and request.POST.get("act") == "looked_in":
        return _looked_in(request, death)
    if request.method == "POST" and request.POST.get("act") == "open_page":
        return _open_page(request, death)
    if request.method == "POST":
        name = request.POST.get("act", "")
        try:
            if name in AGREED:
                AGREED[name](request.user, death, request.POST.get("no_memorial") == "yes")
            elif name in ACTS:
                ACTS[name](request.user, death)
            else:
                raise Http404
        except Memorial.DoesNotExist:
            raise Http404 from None
        except PermissionDenied:
            messages.info(request, _("This was answered meanwhile. Here is how it stands now."))
        return redirect(page_of(death))
    return render(request, "moderation/after_death.html", _page(request.user, death))


def _rows(user: Any) -> Any:
    return Death.objects.visible_to(user).select_related(
        "membership__group", "membership__account", "said_by", "said_as", "second_by"
    )


def _looked_in(request: HttpRequest, death: Death) -> HttpResponse:
    uid = uid_of(request.POST.get("look_in", ""))
    row = get_object_or_404(LookIn.objects.of_keeper(request.user), uid=uid, death=death)
    try:
        services.note_looked_in(actor=request.user, look_in=row)
    except PermissionDenied:
        messages.info(request, _("This was answered meanwhile. Here is how it stands now."))
    return redirect(page_of(death) + "#close")


def _tell(request: HttpRequest, death: Death) -> HttpResponse:
    """What the group is told. Whatever goes wrong, the words stay."""
    form = FarewellForm(request.POST)
    if form.is_valid():
        try:
            row = services.tell_group(actor=request.user, death=death, words=form.cleaned_data["words"])
        except PermissionDenied:
            death = get_object_or_404(_rows(request.user), pk=death.pk)
        except ValidationError as error:
            form.add_error("words", error)
        else:
            if not Farewell.objects.put_aside().filter(pk=row.pk).exists():
                messages.success(request, _("The group can read it now."))
            return redirect(page_of(death) + "#tell")
    context = _page(request.user, death, form)
    return render(request, "moderation/after_death.html", context, status=422 if context["may"]["tell"] else 409)


def _open_page(request: HttpRequest, death: Death) -> HttpResponse:
    """Who keeps the group opens a page of remembrance. Whatever goes wrong, the words stay."""
    form = MemorialForm(request.POST, auto_id=MEMORIAL_IDS)
    if form.is_valid():
        try:
            row = services.open_memorial(actor=request.user, death=death, words=form.cleaned_data["words"])
        except PermissionDenied:
            form.add_error(None, _("This was answered meanwhile. Your words are still here."))
            death = get_object_or_404(_rows(request.user), pk=death.pk)
        except ValidationError as error:
            form.add_error("words", error)
        else:
            return redirect("moderation:memorial", uid=row.uid)
    context = _page(request.user, death, memorial_form=form)
    return render(request, "moderation/after_death.html", context, status=422)


def _page(
    user: Any, death: Death, tell_form: FarewellForm | None = None, memorial_form: MemorialForm | None = None
) -> dict[str, Any]:
    may = {
        act: can(user, f"moderation.{name}", death)
        for act, name in (
            ("second", "second_died"),
            ("alone", "agree_died_alone"),
            ("review", "review_died"),
            ("take_back", "take_back_died"),
            ("look_into", "look_into_died"),
            ("tell", "tell_group_died"),
            ("open_page", "open_memorial"),
        )
    }
    reads = user.is_moderator or death.said_by_id == user.pk or may["second"]
    second = death.second_by
    memorial = Memorial.objects.of_keeper(user).filter(death=death).first() if may["tell"] else None
    farewell = Farewell.objects.filter(death=death).first()
    begin = farewell.words if farewell is not None else words_to_begin_with(death)
    between = Block.objects.filter(blocker=death.membership.account, blocked=death.said_by)
    return {
        "death": death,
        "other": death.membership,
        "may": may,
        "known": opened(death, "known", user) if reads else "",
        "said_name": _who(death.said_as, death.said_by),
        "second_name": team_name(second) if second is not None else "",
        "second_runs_it": second is not None and second.is_staff and not second.is_moderator,
        # No moderator could be the second: who looks instead, if anybody can.
        "admin_asked": may["second"] and not user.is_moderator,
        "waits_for": _waits_for(death),
        # For the second person alone: somebody whom they blocked would say it, too.
        "is_blocked": may["second"] and death.said_by is not None and between.exists(),
        "close": _close(user, death) if may["tell"] else [],
        "farewell": farewell,
        "is_put_aside": farewell is not None and Farewell.objects.put_aside().filter(pk=farewell.pk).exists(),
        "tell_form": tell_form or FarewellForm(initial={"words": begin}),
        "memorial": memorial,
        "memorial_aside": memorial is not None and Memorial.objects.put_aside().filter(pk=memorial.pk).exists(),
        "memorial_form": memorial_form
        or MemorialForm(initial={"words": words_to_remember_with(death)}, auto_id=MEMORIAL_IDS),
    }


def _waits_for(death: Death) -> str:
    """Who could be the second person: "team", "admin" or nobody now."""
    account, said_by = death.membership.account, death.said_by
    if not death.is_waiting or could_be_second(account, said_by, since=death.said_at).exists():
        return "team"
    return "admin" if admins_instead(account, said_by, since=death.said_at).exists() else ""


def _close(user: Any, death: Death) -> list[tuple[LookIn, bool]]:
    """On whom somebody looks in, and whether it is time."""
    rows = LookIn.objects.of_keeper(user).filter(death=death).select_related("membership", "owner")
    due = set(rows.due(clock.now()).values_list("pk", flat=True))
    return [(row, row.pk in due) for row in rows.order_by("place", "membership__display_name", "pk")]


def _who(keeper: Membership | None, account: Any) -> str:
    if keeper is not None:
        return keeper.display_name
    return team_name(account) if account is not None else _("Somebody")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def still_here(request: HttpRequest) -> HttpResponse:
    """It was said that who has this account has died. Whoever signs in can say with one tap that they are here."""
    if not is_said_to_have_died(request.user):
        return redirect("home")
    if request.method == "POST":
        services.say_alive(actor=request.user)
        messages.success(request, _("It is good that you are here. Everything is as it was, and the team knows."))
        return redirect("home")
    return render(request, "moderation/still_here.html")
