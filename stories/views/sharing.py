"""A story as others will read it, and the button that lets them; and what is said where it cannot be shared."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import can
from moderation.panel import panel_beside
from stories import services
from stories.companion import HINTS, next_hint
from stories.errors import DraftChanged, ToldOften
from stories.forms import StoryForm, values_of
from stories.models import Story, StoryDraft
from stories.pages import page
from stories.parts import ONLY_ME, Words
from stories.services import Written
from stories.views.writing import fields, form_page, own_draft


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The story as others will read it, and the button that lets them. Before that, at most one hint at a time."""
    if request.method == "POST" and not StoryDraft.objects.visible_to(request.user).filter(uid=uid).exists():
        return _is_gone(request)
    row = own_draft(request, uid)
    there = services.opened(actor=request.user, draft=row)
    if there.words.choices.audience == ONLY_ME:
        messages.info(
            request, _("It is for you alone, and it is kept. Choose who may read it if you want to share it.")
        )
        return redirect("stories:draft", uid)
    try:
        ready = services.ready(actor=request.user, words=there.words, seed=services.publishing.seed_of(row))
    except ValidationError as error:
        return _not_ready(request, there, error, refused_panel=_panel(request, row, there.words))
    context = {
        "draft": there,
        "page": page(ready.story, ready.topics),
        "for": Story.Audience(ready.story.audience).label,
        "everyone": ready.story.audience == Story.Audience.EVERYONE,
        "group": ready.story.group,
        "may_share": can(request.user, "stories.publish", row),
        "put_aside": row.story is not None and not can(request.user, "stories.change", row.story),
    }
    if request.method != "POST":
        return render(request, "stories/look.html", context)
    return _share(request, row, there, context)


def _share(request: HttpRequest, row: StoryDraft, there: Written, context: dict[str, Any]) -> HttpResponse:
    passed = set(request.POST.getlist("passed")) & HINTS
    if (away := request.POST.get("away", "")) in HINTS:
        services.put_hint_away(actor=request.user, hint=away)
    if not context["may_share"]:
        return _refused(request, row, there, context, status=403)
    if context["put_aside"]:
        return _refused(request, row, there, context, status=409)
    try:
        services.refuse_contact(actor=request.user, words=there.words)
    except ValidationError as error:
        return _not_ready(request, there, error, refused_panel=_panel(request, row, there.words))
    hint = next_hint(request.user, there.words, passed)
    if hint is not None:
        return render(request, "stories/look.html", {**context, "hint": hint, "passed": sorted(passed | {hint.key})})
    try:
        told = services.publish(actor=request.user, draft=row, version=version_of(request))
    except DraftChanged:
        messages.info(request, _("It was changed in another window. Please look at it once more."))
        return redirect("stories:look", row.uid)
    except ToldOften as error:
        return _refused(request, row, there, {**context, "refused": error.messages[0]}, status=422)
    except ValidationError as error:
        return _not_ready(request, there, error, refused_panel=_panel(request, row, there.words))
    except PermissionDenied:
        # In this moment. Where the draft is still there, its page says why.
        still = StoryDraft.objects.visible_to(request.user).filter(pk=row.pk).exists()
        return redirect("stories:look", row.uid) if still else _is_gone(request)
    messages.success(request, _("It is shared. You can change it or take it back at any time."))
    return redirect(told.story)


def _is_gone(request: HttpRequest) -> HttpResponse:
    """Pressed twice, or shared in another window: a browser shows the last answer, and the story is theirs to find."""
    messages.info(request, _("This draft is not here any more. If you have shared it, you find it here."))
    return redirect("stories:mine")


def _refused(
    request: HttpRequest, row: StoryDraft, there: Written, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """The same page with what is in the way. The words are kept already."""
    panel = _panel(request, row, there.words)
    return render(request, "stories/look.html", {**context, "refused_panel": panel}, status=status)


def _panel(request: HttpRequest, row: StoryDraft, words: Words) -> str:
    """Beside a story that cannot be taken, where it cries for help. Nothing is read before somebody would share it."""
    if request.method != "POST":
        return ""
    story = services.as_typed(actor=request.user, words=words)
    back = reverse("stories:draft", args=[row.uid])
    return panel_beside(request, story.text_read(), services.read_story(story), back=back)


def version_of(request: HttpRequest) -> int:
    """The version that a form was filled from; one that nothing has where it holds no number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 17 else -1


def _not_ready(request: HttpRequest, there: Written, error: ValidationError, *, refused_panel: str) -> HttpResponse:
    """The editor again, with the reason at its field. The words are kept already."""
    data = StoryForm(initial=values_of(there.words, there.version), user=request.user)
    again = StoryForm(data=_as_posted(there), user=request.user)
    again.is_valid()
    for name, errors in error.error_dict.items():
        again.add_error(name if name in data.fields else None, errors)
    return form_page(request, again, there, status=422, refused_panel=refused_panel)


def _as_posted(there: Written) -> Any:
    posted = QueryDict(mutable=True)
    for name, value in fields(there.words, there.version):
        posted.appendlist(name, str(value))
    return posted
