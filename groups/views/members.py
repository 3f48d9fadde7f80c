"""Being in a group: who else is here, who one is here, and going."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can
from groups import services
from groups.forms import PersonForm, say_who_reads_it
from groups.models import Membership, Mute, new_seed
from groups.policies import has_signed
from groups.views._shared import joined, me, put_error, with_agreement


@login_required
@with_agreement
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Names and pictures of the group, for those who are in it."""
    group, membership = joined(request, slug)
    if not can(request.user, "groups.view_members", group):
        raise Http404
    here = Membership.objects.visible_to(request.user).live().filter(group=group).exclude(state="newcomer")
    muted = Exists(Mute.objects.filter(account=me(request), membership=OuterRef("pk")))
    people = [
        {"row": row, "mine": row.pk == membership.pk, "muted": row.muted}  # type: ignore[attr-defined]
        for row in here.annotate(muted=muted).order_by("joined_at", "pk")
    ]
    return render(request, "groups/members.html", {"group": group, "membership": membership, "people": people})


@login_required
@with_agreement
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own name, picture and wish to listen in this group."""
    group, membership = joined(request, slug)
    initial = {
        "display_name": membership.display_name,
        "avatar_seed": membership.avatar_seed,
        "just_listening": membership.just_listening,
    }
    if request.method == "POST" and "again" in request.POST:
        # Only the picture is drawn anew: the name is known here.
        form: Any = PersonForm(
            initial=initial | {"display_name": request.POST.get("display_name", ""), "avatar_seed": new_seed()}
        )
    elif request.method == "POST":
        form = PersonForm(request.POST)
        if form.is_valid() and _saved(request, membership, form):
            messages.success(request, _("Saved."))
            return redirect("groups:settings", slug=group.slug)
    else:
        form = PersonForm(initial=initial)
    if membership.keeps_the_room:
        say_who_reads_it(form)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "groups/settings.html", {"group": group, "membership": membership, "form": form}, status=status
    )


def _saved(request: HttpRequest, membership: Membership, form: PersonForm) -> bool:
    data = form.cleaned_data
    try:
        services.rename_membership(
            actor=request.user,
            membership=membership,
            display_name=data["display_name"],
            avatar_seed=data["avatar_seed"],
        )
        if data["just_listening"] != membership.just_listening:
            services.set_just_listening(
                actor=request.user, membership=membership, just_listening=data["just_listening"]
            )
    except ValidationError as error:
        put_error(form, error)
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """One tap and one quiet page. Nobody is told."""
    group, membership = joined(request, slug)
    if request.method == "POST":
        services.leave_group(actor=request.user, group=group, take_words="take_words" in request.POST)
        messages.success(request, _("You left. Nobody was told."))
        return redirect("groups:discover")
    last = membership.keeps_the_room and Membership.objects.keepers().filter(group=group).count() == 1
    return render(request, "groups/leave.html", {"group": group, "membership": membership, "last_keeper": last})


@login_required
@require_POST
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer to keep a room that nobody keeps."""
    group, _membership = joined(request, slug)
    if not has_signed(request.user):
        messages.info(request, _("Please read and sign the agreement first. Then come back to the group."))
        return redirect("groups:agreement")
    services.offer_to_keep(actor=request.user, group=group)
    messages.success(request, _("Thank you. The team looks at it."))
    return redirect(group)
