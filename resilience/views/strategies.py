"""Strategies: the shelf, one card, writing it, saying how it was; and reading cards first, for the team."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can
from accounts.standing import only_shows
from care.forms import new_uid, uid_of
from care.searching import answer, asked_of
from groups.languages import LANGUAGES
from moderation.models import Level
from moderation.panel import panel_beside
from resilience import services
from resilience.beside import source_of
from resilience.cards import SITUATIONS, unpacked
from resilience.finding import PAGES_MOST, page_of, told_of
from resilience.forms.strategies import CardForm, ShelfForm, TriedForm
from resilience.models import Strategy, Tool, TriedIt

# As many as somebody reads with care in one go; the others come up when these are answered.
ON_A_PAGE = 20


# It changes nothing, and a token would need a cookie. A post keeps the words out of the address.
@only_shows
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shelf(request: HttpRequest) -> HttpResponse:
    """Strategies that this person may see, by words and by where they fit; words that read as a crisis bring help."""
    asked = asked_of(request, ("at",))
    form = ShelfForm(asked.data or None)
    words, at = "", ""
    if form.is_bound and form.is_valid():
        words, at = form.cleaned_data["q"], form.cleaned_data["at"]
    if asked.belongs_in_an_address:
        return HttpResponseRedirect(f"{reverse('resilience:shelf')}?{asked.choices.urlencode()}", status=303)
    number = _number(asked.data.get("page", ""))
    rows, more = page_of(request.user, words=words, at=at, number=number)
    context = {
        "form": form,
        "words": words,
        "searched": bool(words or at),
        "cards": rows,
        "number": number,
        "before": number - 1,
        "after": number + 1 if more and number < PAGES_MOST else 0,
        "may_review": can(request.user, "resilience.oversee_strategies"),
    }
    return answer(request, "resilience/shelf.html", asked, context)


def _number(typed: str) -> int:
    return min(max(int(typed), 1), PAGES_MOST) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1


@require_safe
def strategy(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One card. What one may not know of is a 404 like what does not exist."""
    return strategy_page(request, found(request, uid))


def found(request: HttpRequest, uid: uuid.UUID) -> Strategy:
    """The card, if this person may see it, or 404."""
    return get_object_or_404(Strategy.objects.visible_to(request.user), uid=uid)


def strategy_page(
    request: HttpRequest, row: Strategy, form: TriedForm | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"card": row, "told": told_of(row)}
    if request.user.is_authenticated:
        user = request.user
        said = TriedIt.objects.visible_to(user).filter(strategy=row)
        context |= {
            "mine": row.author_id == user.pk,
            "source": source_of(user, row.story_uid),
            "tool": Tool.objects.visible_to(user).filter(strategy=row).first(),
            "said": [(SITUATIONS[one.situation], one.get_outcome_display()) for one in said],
            "form": (form or TriedForm()) if can(user, "resilience.say_tried", row) else None,
        }
    return render(request, "resilience/strategy.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A new card; from one's own story it begins with what one said there of what helped."""
    asked = request.POST if request.method == "POST" else request.GET
    source = source_of(request.user, uid_of(asked.get("story", "")))
    mine = source if source is not None and source.mine else None
    if request.method != "POST":
        language = get_language() or "en"
        first = {
            "client_uid": new_uid(),
            "language": language if language in dict(LANGUAGES) else "en",
            "story": request.GET["story"] if mine else "",
            "how": mine.helped if mine else "",
        }
        return _form_page(request, CardForm(initial=first), mine)
    form = CardForm(request.POST)
    if not form.is_valid():
        return _not_taken(request, form, source=mine)
    data = form.cleaned_data
    try:
        made = services.write_strategy(
            actor=request.user, card=form.card, story_uid=data["story"], client_uid=data["client_uid"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _not_taken(request, form, source=mine)
    except PermissionDenied:
        form.add_error(None, _("You cannot hand it in at the moment. Your words are still below."))
        return _not_taken(request, form, source=mine, status=409)
    messages.success(request, _("Thank you. A person of the team reads it first. Until then only you see it."))
    return redirect(made.strategy)


def _form_page(
    request: HttpRequest, form: CardForm, source: Any = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    may = can(request.user, "resilience.write_strategy")
    context = {"form": form, "source": source, "may_hand_in": may, **more}
    return render(request, "resilience/write.html", context, status=status)


def _not_taken(request: HttpRequest, form: CardForm, *, status: int = 422, **more: Any) -> HttpResponse:
    """The form again with all that was typed; where it cries for help, help stands beside it."""
    posted = request.POST
    words, read = services.read_refused(
        texts=[posted.get(name, "") for name in services.TEXTS], language=posted.get("language", "")
    )
    panel = panel_beside(request, words, read)
    return _form_page(request, form, status=status, refused_panel=panel, **more)


def _mine(request: HttpRequest, uid: uuid.UUID) -> Strategy:
    return get_object_or_404(Strategy.objects.standing().filter(author=request.user.pk), uid=uid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Other words on one's own card, which is read by a person again."""
    row = _mine(request, uid)
    if request.method != "POST":
        texts = {
            name: getattr(row, name) for name in ("title", "when", "how", "source", "basis", "minutes", "language")
        }
        form = CardForm(initial={**texts, "situations": unpacked(row.situations)})
        return _form_page(request, form, card=row)
    form = CardForm(request.POST)
    if not form.is_valid():
        return _not_taken(request, form, card=row)
    try:
        services.change_strategy(actor=request.user, strategy=row, card=form.card)
    except ValidationError as error:
        form.add_error(None, error)
        return _not_taken(request, form, card=row)
    except PermissionDenied:
        form.add_error(None, _("You cannot change it at the moment. Your words are still below."))
        return _not_taken(request, form, card=row, status=409)
    messages.success(request, _("Saved. A person of the team reads it before others see it."))
    return redirect(row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Nobody sees one's card any more, after a question. It has an address of its own: who is suspended comes here."""
    row = get_object_or_404(Strategy.objects.filter(author=request.user.pk), uid=uid)
    if not can(request.user, "resilience.take_back_strategy", row):
        raise Http404
    if request.method == "POST":
        services.take_back_strategy(actor=request.user, strategy=row)
        messages.success(request, _("It is gone, also from the toolboxes of others."))
        return redirect("resilience:toolbox")
    return render(request, "resilience/take_back.html", {"card": row})


@login_required
@require_POST
def tried(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say how it was, or take that back."""
    row = found(request, uid)
    if request.POST.get("do") == "unsay":
        services.unsay_tried(actor=request.user, strategy=row)
        messages.success(request, _("What you said is gone."))
        return redirect(row)
    form = TriedForm(request.POST)
    if not can(request.user, "resilience.say_tried", row):
        raise Http404
    if not form.is_valid():
        return strategy_page(request, row, form, status=422)
    said = services.say_tried(actor=request.user, strategy=row, **form.cleaned_data)
    if said.outcome == TriedIt.Outcome.WORSE:
        return render(request, "resilience/worse.html", {"card": row})
    messages.success(request, _("Thank you. Nobody sees that it was you."))
    return redirect(row)


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """What waits to be read by a person of the team, whole, with the answer beside it."""
    if not can(request.user, "resilience.oversee_strategies"):
        raise Http404
    rows = list(Strategy.objects.waiting_for(request.user)[: ON_A_PAGE + 1])
    context = {
        "rows": rows[:ON_A_PAGE],
        "more": len(rows) > ON_A_PAGE,
        "put_aside": list(Strategy.objects.house_cards_kept_back()),
        "reasons": Strategy.NotYet.choices,
        "concern": Level.CONCERN,
    }
    return render(request, "resilience/reviews.html", context)


@login_required
@require_POST
def review(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Let people see it, or not yet, and why."""
    row = get_object_or_404(Strategy, uid=uid)
    lets = request.POST.get("answer") == "show"
    if not can(request.user, "resilience.review_strategy", row):
        raise Http404
    if not lets and not can(request.user, "resilience.keep_strategy_back", row):
        messages.info(request, _("Others see this card. To have it put aside, please report it."))
        return redirect("resilience:reviews")
    typed, reason = request.POST.get("version", ""), request.POST.get("reason", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
    done = services.review_strategy(
        actor=request.user,
        strategy=row,
        version=version,
        lets=lets,
        reason=reason if reason in Strategy.NotYet.values else "",
    )
    messages.success(request, _("Noted.") if done else _("It was changed meanwhile. Please read it once more."))
    return redirect("resilience:reviews")
