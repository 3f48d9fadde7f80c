"""Not reading someone: mutes and blocks, both silent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groups import services
from groups.doors import acts_on
from groups.models import Block, Group, Membership, Mute
from groups.views._shared import joined, me


def _other(request: HttpRequest, slug: str, uid: Any) -> tuple[Group, Membership]:
    group, mine = joined(request, slug)
    others = Membership.objects.visible_to(request.user).filter(group=group).exclude(pk=mine.pk)
    return group, get_object_or_404(others, uid=uid)


@login_required
@require_safe
def name(request: HttpRequest, slug: str, uid: Any) -> HttpResponse:
    """What can be done about one name, each said before it is done."""
    group, other = _other(request, slug, uid)
    context = {
        "group": group,
        "other": other,
        "mute": Mute.objects.filter(account=me(request), membership=other).first(),
        "acts": acts_on(request.user, other),
    }
    return render(request, "groups/name.html", context)


@login_required
@require_POST
def block(request: HttpRequest, slug: str, uid: Any) -> HttpResponse:
    """Neither reads the other from now on."""
    group, mine = joined(request, slug)
    made = Block.objects.filter(blocker=me(request), against__uid=uid, against__group=group).first()
    if made is None:
        _group, other = _other(request, slug, uid)
        services.block(actor=request.user, membership=other)
    messages.success(request, _("Done. They are not told."))
    return redirect("groups:members", slug=group.slug)


@login_required
@require_POST
def mute(request: HttpRequest, slug: str, uid: Any) -> HttpResponse:
    """Put one name away for now."""
    group, other = _other(request, slug, uid)
    services.mute_name(actor=request.user, membership=other)
    messages.success(request, _("Done. They are not told."))
    return redirect("groups:members", slug=group.slug)


def hidden_names_of(user: Any) -> dict[str, Any]:
    """Blocks and mutes of `user`, newest first."""
    return {
        "blocks": list(Block.objects.visible_to(user).select_related("against__group").order_by("-created_at")),
        "mutes": list(Mute.objects.visible_to(user).select_related("membership__group").order_by("-created_at")),
    }


@login_required
@require_safe
def hidden_names(request: HttpRequest) -> HttpResponse:
    """Whom one does not read, and the way back."""
    return render(request, "groups/hidden_names.html", hidden_names_of(request.user))


@login_required
@require_POST
def unblock(request: HttpRequest, uid: Any) -> HttpResponse:
    """Take one's own block back."""
    services.unblock(actor=request.user, block=get_object_or_404(Block.objects.visible_to(request.user), uid=uid))
    messages.success(request, _("You can read each other again."))
    return redirect("groups:hidden_names")


@login_required
@require_POST
def unmute(request: HttpRequest, uid: Any) -> HttpResponse:
    """Take one's own mute back."""
    services.unmute_name(actor=request.user, mute=get_object_or_404(Mute.objects.visible_to(request.user), uid=uid))
    messages.success(request, _("You see this name again."))
    return redirect("groups:hidden_names")
