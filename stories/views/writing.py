"""Writing a story: begin, write over days, change what is shared, take it back. Sharing has a module of its own."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import clock
from care.forms import new_uid
from care.words import together
from groups.languages import LANGUAGES
from stories import services
from stories.errors import DraftChanged, ManyDrafts, TooMuch
from stories.forms import StoryForm, values_of
from stories.models import Story, StoryDraft
from stories.parts import IN_ORDER, Words
from stories.services import Written


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Before the first word: what a story can be, who will read it, and what one has begun."""
    if request.method == "POST":
        language = get_language() or "en"
        language = language if language in dict(LANGUAGES) else "en"
        try:
            return redirect("stories:draft", services.begin_draft(actor=request.user, language=language).uid)
        except ManyDrafts as error:
            messages.info(request, error.messages[0])
    begun = [
        (row, services.opened(actor=request.user, draft=row).words.texts["title"])
        for row in StoryDraft.objects.visible_to(request.user)
    ]
    return render(request, "stories/write.html", {"begun": begun, "parts": IN_ORDER})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The whole story in one form. A script saves while somebody types and gets short answers; the form is enough."""
    if request.method != "POST":
        there = services.opened(actor=request.user, draft=own_draft(request, uid))
        form = StoryForm(initial=values_of(there.words, there.version), user=request.user)
        return form_page(request, form, there)
    row = StoryDraft.objects.visible_to(request.user).filter(uid=uid).first()
    if row is None and _by_script(request):
        return JsonResponse({"state": "gone"}, status=404)
    if row is None:
        return _begun_anew(request, uid)
    there = services.opened(actor=request.user, draft=row)
    form = StoryForm(request.POST, user=request.user)
    if not form.is_valid() and "version" in form.errors:
        return _form_again(request, form, there)
    data = form.cleaned_data
    try:
        now = services.write_draft(
            actor=request.user,
            draft=row,
            words=form.words,
            version=data["version"],
            page=data.get("page"),
            turn=data.get("turn") or 0,
        )
    except TooMuch as error:
        form.add_error(None, error)
        return _form_again(request, form, there)
    except DraftChanged as error:
        return _changed(request, form.words, error.there)
    if _by_script(request):
        return JsonResponse({"state": "saved", "version": now.version})
    if request.POST.get("do") == "look":
        return redirect("stories:look", uid)
    messages.success(request, _("Saved. Only you see it."))
    return redirect("stories:draft", uid)


def _begun_anew(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """It was shared or thrown away in another window: what is typed here is somebody's words all the same."""
    form = StoryForm(request.POST, user=request.user)
    try:
        row = services.begin_draft(actor=request.user)
        services.write_draft(actor=request.user, draft=row, words=form.words, version=row.version)
    except ValidationError as error:
        form.full_clean()
        form.add_error(None, error)
        return form_page(request, form, Written(uid, form.words, 0, clock.now()), status=422, is_gone=True)
    messages.info(
        request, _("This was shared or thrown away in another window. Your words are kept here as a new draft.")
    )
    return redirect("stories:draft", row.uid)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def own_draft(request: HttpRequest, uid: uuid.UUID) -> StoryDraft:
    found: StoryDraft = get_object_or_404(StoryDraft.objects.visible_to(request.user), uid=uid)
    return found


def form_page(request: HttpRequest, form: StoryForm, there: Written, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "draft": there, "parts": IN_ORDER, **more}
    return render(request, "stories/draft.html", context, status=status)


def _form_again(request: HttpRequest, form: StoryForm, there: Written) -> HttpResponse:
    if _by_script(request):
        said = [str(one) for errors in form.errors.values() for one in errors]
        return JsonResponse({"state": "refused", "words": said[0] if said else ""}, status=422)
    return form_page(request, form, there, status=422)


def _changed(request: HttpRequest, typed: Words, there: Written) -> HttpResponse:
    """Two windows: the person chooses, part by part to be seen, and nothing is overwritten before that."""
    if _by_script(request):
        return JsonResponse({"state": "changed"}, status=409)
    form = StoryForm(user=request.user)
    kept = there.words
    parts = [
        {"title": form.fields[name].label, "there": kept.texts[name], "typed": text}
        for name, text in typed.texts.items()
        if services.drafts.plain(text) != kept.texts[name]
    ]
    both = {name: together(kept.texts[name], text) for name, text in typed.texts.items()}
    context = {
        "draft": there,
        "parts": parts,
        "choices_differ": kept.choices != typed.choices,
        "mine": fields(Words(typed.texts, typed.choices), there.version),
        "both": fields(Words(both, typed.choices), there.version),
    }
    return render(request, "stories/draft_changed.html", context, status=409)


def fields(words: Words, version: int) -> list[tuple[str, Any]]:
    """Names and values as a form sends them."""
    found: list[tuple[str, Any]] = []
    for name, value in {**values_of(words, version), "page": new_uid()}.items():
        if isinstance(value, tuple | list):
            found += [(name, one) for one in value]
        elif isinstance(value, bool):
            found += [(name, "on")] if value else []
        else:
            found.append((name, value))
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_draft(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Throw a draft away, after a question."""
    row = own_draft(request, uid)
    if request.method == "POST":
        services.remove_draft(actor=request.user, draft=row)
        messages.success(request, _("It is gone. Nobody else has read it."))
        return redirect("stories:write")
    there = services.opened(actor=request.user, draft=row)
    return render(request, "stories/draft_remove.html", {"draft": there})


def _own(request: HttpRequest, uid: uuid.UUID) -> Story:
    """A story that this person wrote, or 404."""
    found: Story = get_object_or_404(Story.objects.written_by(request.user), uid=uid)
    return found


@login_required
@require_POST
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A draft with the words of one's own story; the story stays as it is until the draft is shared."""
    row = services.change_story(actor=request.user, story=_own(request, uid))
    return redirect("stories:draft", row.uid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Nobody reads it any more, after a question; the words go back to who wrote them."""
    row = _own(request, uid)
    if request.method == "POST":
        changing = StoryDraft.objects.visible_to(request.user).filter(story=row).first()
        kept = services.take_back_story(actor=request.user, story=row)
        messages.success(request, _("Nobody can read it any more. Your words are here, and only you see them."))
        if changing is not None and kept != changing:
            messages.info(request, _("What you were changing is kept, too. You find it under “My drafts”."))
        return redirect("stories:draft", kept.uid) if kept is not None else redirect("stories:mine")
    return render(request, "stories/take_back.html", {"story": row})
