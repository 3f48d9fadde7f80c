"""Words and links that people are asked to leave out: the list, and one form."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can
from groups.models import Group
from moderation import services
from moderation.forms import WordRuleForm
from moderation.models import WordRule


def _needed(request: HttpRequest) -> Any:
    if not can(request.user, "moderation.keep_word_rules"):
        raise Http404
    return request.user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def word_rules(request: HttpRequest) -> HttpResponse:
    """What holds where and why. A rule that cannot be made comes back with what was typed."""
    actor = _needed(request)
    form, status = WordRuleForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        if form.is_valid() and _made(actor, form):
            return redirect("moderation:word_rules")
        status = 422
    rules = list(WordRule.objects.select_related("group"))
    # A group may have become private since.
    seen = set(Group.objects.visible_to(actor).filter(pk__in=[r.group_id for r in rules]).values_list("pk", flat=True))
    context = {"form": form, "rules": [(rule, rule.group_id in seen) for rule in rules]}
    return render(request, "moderation/word_rules.html", context, status=status)


def _made(actor: Any, form: WordRuleForm) -> bool:
    try:
        services.make_word_rule(actor=actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("why" if error.code == "why" else "words", error)
        return False
    return True


@login_required
@require_POST
def end_word_rule(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """It holds no more."""
    actor = _needed(request)
    services.end_word_rule(actor=actor, rule=get_object_or_404(WordRule, uid=uid))
    return redirect("moderation:word_rules")
