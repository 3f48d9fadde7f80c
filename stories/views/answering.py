"""Answering a story, encouraging who wrote it, keeping it for later; and one's own stories."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chat.words import tidy
from moderation.panel import panel_beside
from moderation.reading import Outcome
from moderation.services import HELP_WORDS_MOST
from stories import services
from stories.finding import card, title_of
from stories.forms import ReplyForm
from stories.models import SavedStory, Story, StoryDraft, StoryEncouragement, StoryReply
from stories.views.reading import found, story_page

SHOWN_MOST = 100
READ = ("name", "content_note", "body")


@login_required
@require_POST
def answer(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Post an answer. What cannot be taken comes back whole; where it cries for help, help stands beside it."""
    story = found(request, uid)
    form = ReplyForm(request.POST)
    read = _read(story, form)
    if not form.is_valid():
        return _not_taken(request, story, form, read, status=422)
    try:
        told = services.reply(actor=request.user, story=story, outcome=read, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _not_taken(request, story, form, read, status=422)
    except PermissionDenied:
        form.add_error(None, _("You cannot answer here at the moment. Your words are still below."))
        return _not_taken(request, story, form, read, status=409)
    return redirect(f"{story.get_absolute_url()}#answer-{told.reply.uid}")


def _read(story: Story, form: ReplyForm) -> Outcome:
    """What the engine says of an answer: as it will be stored, or, where it is refused anyway, as it was typed."""
    texts = form.cleaned_data if form.is_valid() else _typed(form)
    return services.read_reply(story=story, **{name: texts[name] for name in READ})


def _typed(form: ReplyForm) -> dict[str, str]:
    return {name: tidy(form.data.get(name, ""))[:HELP_WORDS_MOST] for name in READ}


def _not_taken(request: HttpRequest, story: Story, form: ReplyForm, read: Outcome, *, status: int) -> HttpResponse:
    words = "\n\n".join(filter(None, _typed(form).values()))
    panel = panel_beside(request, words, read, back=story.get_absolute_url())
    return story_page(request, story, form, status=status, refused_panel=panel)


@login_required
@require_POST
def remove_answer(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one's own answer back."""
    row = get_object_or_404(StoryReply.objects.standing().filter(author=request.user.pk), uid=uid)
    services.remove_reply(actor=request.user, reply=row)
    messages.success(request, _("Your answer is gone."))
    return redirect("stories:mine")


@login_required
@require_POST
def encourage(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Give words, or take them back."""
    story = found(request, uid)
    back, words = "back" in request.POST, request.POST.get("back") or request.POST.get("words", "")
    if words not in StoryEncouragement.Words.values:
        return redirect(story)
    try:
        services.encourage(actor=request.user, story=story, words=words, back=back)
    except PermissionDenied:
        raise Http404 from None
    return redirect(f"{story.get_absolute_url()}#say")


@login_required
@require_POST
def keep(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Keep a story for later, or take it off one's list."""
    story = found(request, uid)
    kept = "off" not in request.POST
    services.save_story(actor=request.user, story=story, kept=kept)
    messages.success(request, _("Kept for later. Only you know.") if kept else _("It is off your list."))
    return redirect(story)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What one has written, begun, kept and answered."""
    user = request.user
    kept_ones = Story.objects.visible_to(user).filter(pk__in=SavedStory.objects.visible_to(user).values("story"))
    lists = (Story.objects.written_by(user), kept_ones)
    written, kept = (list(rows.listed().prefetch_related(None)[:SHOWN_MOST]) for rows in lists)
    # Both lists together: one question.
    prefetch_related_objects([*written, *kept], "topics")
    readable = Exists(Story.objects.visible_to(user).filter(pk=OuterRef("story")))
    answers: Any = StoryReply.objects.standing().filter(author=user.pk).select_related("story")
    context = {
        "written": [(row, card(row)) for row in written],
        "begun": StoryDraft.objects.visible_to(user).exists(),
        "kept": [card(row) for row in kept],
        # Below a story that is gone their words stay theirs, and nobody else's.
        "answers": [
            (row, title_of(row.story) if row.readable else "", row.story.get_absolute_url())
            for row in answers.annotate(readable=readable).order_by("-posted_at")[:SHOWN_MOST]
        ],
    }
    return render(request, "stories/mine.html", context)
