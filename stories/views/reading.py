"""Finding and reading stories: also without an account, where they are for everyone."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.standing import only_shows
from care.forms import new_uid
from care.searching import answer, asked_of
from groups.finding import topics_for
from stories.finding import PAGES_MOST, Wish, card, left_out, page_of
from stories.forms import FilterForm, ReplyForm
from stories.models import Story
from stories.pages import about_me, answers_of, page
from stories.policies import may_welcome
from stories.services import first_answer

IN_ADDRESS = ("topic", "helped", "length", "near", "also")
PUBLIC_SECONDS = 60


# It changes nothing, and a token would need a cookie. A post keeps the words out of the address.
@only_shows
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def discover(request: HttpRequest) -> HttpResponse:
    """The newest stories that this person may read, by what they are about, what helped, and words in them.

    Words that read as a crisis show the support card first; nothing of them is kept.
    """
    asked = asked_of(request, IN_ADDRESS)
    topics, told = topics_for(request.user)
    form = FilterForm(asked.data or None, topics=topics)
    wish = Wish()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wish = Wish(
            data["q"], tuple(data["topic"]), tuple(data["helped"]), data["length"], data["near"], data["best"],
            data["also"],
        )  # fmt: skip
    if asked.belongs_in_an_address:
        return HttpResponseRedirect(f"{reverse('stories:discover')}?{asked.choices.urlencode()}", status=303)
    number = _number(asked.data.get("page", ""))
    avoided = left_out(wish, request.user)
    rows, more = page_of(wish, request.user, told, number, avoided)
    context = {
        "form": form,
        "wish": wish,
        "searched": wish != Wish(),
        "told": bool(told),
        "avoids": bool(avoided) or wish.also,
        "left_out": bool(avoided),
        "cards": [card(row, told if wish.near else None) for row in rows],
        "number": number,
        "before": number - 1,
        "after": number + 1 if more and number < PAGES_MOST else 0,
        "may_welcome": may_welcome(request.user),
    }
    return answer(request, "stories/discover.html", asked, context)


def _number(typed: str) -> int:
    return min(max(int(typed), 1), PAGES_MOST) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1


@require_safe
def story(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One story. What one may not know of is a 404 like what does not exist."""
    row = found(request, uid)
    response = story_page(request, row)
    if not request.COOKIES and "Authorization" not in request.headers:
        # Fetched by nobody in particular, it is the same for everybody: a cache may answer a crowd. Not for long,
        # because it may be taken back.
        response["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    else:
        response["Cache-Control"] = "no-store, private"
    return response


def found(request: HttpRequest, uid: uuid.UUID) -> Story:
    """The story, if this person may read it, or 404."""
    return get_object_or_404(Story.objects.visible_to(request.user).select_related("group"), uid=uid)


def story_page(
    request: HttpRequest, row: Story, form: ReplyForm | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of one story, with the answer that is being written where there is one."""
    topics = list(row.topics.all())
    context: dict[str, Any] = {"story": row, "topics": topics, "page": page(row, topics, request.user)}
    if request.user.is_authenticated:
        context |= about_me(row, request.user)
        context["answers"] = answers_of(row, request.user)
        context["form"] = form or ReplyForm(initial={"client_uid": new_uid()})
    return render(request, "stories/story.html", {**context, **more}, status=status)


@require_safe
def heard(request: HttpRequest) -> HttpResponse:
    """How long a first answer takes: one figure about this place, never about a story."""
    return render(request, "stories/heard.html", {"figure": first_answer()})
