"""Writing a story: begin, write over days, look at it as others will, share it, take it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can
from care.forms import new_uid
from care.words import together
from groups.languages import LANGUAGES
from moderation.models import Level
from moderation.panel import render_refused_panel
from stories import services
from stories.companion import HINTS, next_hint
from stories.errors import DraftChanged, ToldOften, TooMuch
from stories.forms import StoryForm, values_of
from stories.models import Story, StoryDraft
from stories.pages import page
from stories.parts import IN_ORDER, ONLY_ME, Words
from stories.services import Written


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Before the first word: what a story can be, who will read it, and what one has begun."""
    if request.method == "POST":
        language = get_language() or "en"
        draft = services.begin_draft(actor=request.user, language=language if language in dict(LANGUAGES) else "en")
        return redirect("stories:draft", draft.uid)
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
        there = services.opened(actor=request.user, draft=_mine(request, uid))
        form = StoryForm(initial=values_of(there.words, there.version), user=request.user)
        return _form_page(request, form, there)
    row = StoryDraft.objects.visible_to(request.user).filter(uid=uid).first()
    if row is None and _by_script(request):
        return JsonResponse({"state": "gone"}, status=404)
    if row is None:
        return _begun_anew(request)
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


def _begun_anew(request: HttpRequest) -> HttpResponse:
    """It was shared or thrown away in another window: what is typed here is somebody's words all the same."""
    words = StoryForm(request.POST, user=request.user).words
    row = services.begin_draft(actor=request.user)
    services.write_draft(actor=request.user, draft=row, words=words, version=row.version)
    messages.info(
        request, _("This was shared or thrown away in another window. Your words are kept here as a new draft.")
    )
    return redirect("stories:draft", row.uid)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _mine(request: HttpRequest, uid: uuid.UUID) -> StoryDraft:
    found: StoryDraft = get_object_or_404(StoryDraft.objects.visible_to(request.user), uid=uid)
    return found


def _is_gone(request: HttpRequest) -> HttpResponse:
    """Pressed twice, or shared in another window: a browser shows the last answer, and the story is theirs to find."""
    messages.info(request, _("This draft is not here any more. If you have shared it, you find it here."))
    return redirect("stories:mine")


def _form_page(
    request: HttpRequest, form: StoryForm, there: Written, status: int = 200, refused_panel: str = ""
) -> HttpResponse:
    context = {"form": form, "draft": there, "parts": IN_ORDER, "refused_panel": refused_panel}
    return render(request, "stories/draft.html", context, status=status)


def _form_again(request: HttpRequest, form: StoryForm, there: Written) -> HttpResponse:
    if _by_script(request):
        said = [str(one) for errors in form.errors.values() for one in errors]
        return JsonResponse({"state": "refused", "words": said[0] if said else ""}, status=422)
    return _form_page(request, form, there, status=422)


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
        "mine": _fields(Words(typed.texts, typed.choices), there.version),
        "both": _fields(Words(both, typed.choices), there.version),
    }
    return render(request, "stories/draft_changed.html", context, status=409)


def _fields(words: Words, version: int) -> list[tuple[str, Any]]:
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
def look(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The story as others will read it, and the button that lets them. Before that, at most one hint at a time."""
    if request.method == "POST" and not StoryDraft.objects.visible_to(request.user).filter(uid=uid).exists():
        return _is_gone(request)
    row = _mine(request, uid)
    there = services.opened(actor=request.user, draft=row)
    if there.words.choices.audience == ONLY_ME:
        messages.info(
            request, _("It is for you alone, and it is kept. Choose who may read it if you want to share it.")
        )
        return redirect("stories:draft", uid)
    try:
        ready = services.ready(actor=request.user, words=there.words, seed=services.publishing.seed_of(row))
    except ValidationError as error:
        return _not_ready(request, there, error)
    context = {
        "draft": there,
        "page": page(ready.story, ready.topics),
        "for": Story.Audience(ready.story.audience).label,
        "everyone": ready.story.audience == Story.Audience.EVERYONE,
        "group": ready.story.group,
        "may_share": can(request.user, "stories.publish", row),
    }
    if request.method != "POST":
        return render(request, "stories/look.html", context)
    return _share(request, row, there, context, ready.story)


def _share(
    request: HttpRequest, row: StoryDraft, there: Written, context: dict[str, Any], story: Story
) -> HttpResponse:
    passed = set(request.POST.getlist("passed")) & HINTS
    if (away := request.POST.get("away", "")) in HINTS:
        services.put_hint_away(actor=request.user, hint=away)
    if not can(request.user, "stories.publish", row):
        return render(request, "stories/look.html", context, status=403)
    try:
        services.refuse_contact(actor=request.user, words=there.words)
    except ValidationError as error:
        return _not_ready(request, there, error, refused_panel=_panel(request, row, story))
    hint = next_hint(request.user, there.words, passed)
    if hint is not None:
        return render(request, "stories/look.html", {**context, "hint": hint, "passed": sorted(passed | {hint.key})})
    try:
        told = services.publish(actor=request.user, draft=row, version=version_of(request))
    except DraftChanged:
        messages.info(request, _("It was changed in another window. Please look at it once more."))
        return redirect("stories:look", row.uid)
    except ToldOften as error:
        messages.info(request, error.messages[0])
        return redirect("stories:look", row.uid)
    except ValidationError as error:
        return _not_ready(request, there, error)
    except PermissionDenied:
        return _is_gone(request)
    messages.success(request, _("It is shared. You can change it or take it back at any time."))
    return redirect(told.story)


def _panel(request: HttpRequest, row: StoryDraft, story: Story) -> str:
    """Beside a story that cannot be taken, where it cries for help."""
    read = services.read_story(story)
    if read.level != Level.CRISIS:
        return ""
    return render_refused_panel(
        account=request.user,
        group=None,
        words=story.text_read(),
        reading=read.reading,
        csrf_token=get_token(request),
        back=reverse("stories:draft", args=[row.uid]),
    )


def version_of(request: HttpRequest) -> int:
    """The version that a form was filled from; one that nothing has where it holds no number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 17 else -1


def _not_ready(request: HttpRequest, there: Written, error: ValidationError, refused_panel: str = "") -> HttpResponse:
    """The editor again, with the reason at its field. The words are kept already."""
    data = StoryForm(initial=values_of(there.words, there.version), user=request.user)
    again = StoryForm(data=_as_posted(there), user=request.user)
    again.is_valid()
    for name, errors in error.error_dict.items():
        again.add_error(name if name in data.fields else None, errors)
    return _form_page(request, again, there, status=422, refused_panel=refused_panel)


def _as_posted(there: Written) -> Any:
    posted = QueryDict(mutable=True)
    for name, value in _fields(there.words, there.version):
        posted.appendlist(name, str(value))
    return posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_draft(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Throw a draft away, after a question."""
    row = _mine(request, uid)
    if request.method == "POST":
        services.remove_draft(actor=request.user, draft=row)
        messages.success(request, _("It is gone. Nobody else has read it."))
        return redirect("stories:write")
    there = services.opened(actor=request.user, draft=row)
    return render(request, "stories/draft_remove.html", {"draft": there})


def own(request: HttpRequest, uid: uuid.UUID) -> Story:
    """A story that this person wrote, or 404."""
    found: Story = get_object_or_404(Story.objects.written_by(request.user), uid=uid)
    return found


@login_required
@require_POST
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A draft with the words of one's own story; the story stays as it is until the draft is shared."""
    row = services.change_story(actor=request.user, story=own(request, uid))
    return redirect("stories:draft", row.uid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Nobody reads it any more, after a question; the words go back to who wrote them."""
    row = own(request, uid)
    if request.method == "POST":
        kept = services.take_back_story(actor=request.user, story=row)
        messages.success(request, _("Nobody can read it any more. Your words are here, and only you see them."))
        return redirect("stories:draft", kept.uid) if kept is not None else redirect("stories:mine")
    return render(request, "stories/take_back.html", {"story": row})
