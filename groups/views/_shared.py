"""What the pages of groups share: fetching by standing, and putting an error where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.access import can
from accounts.names import pseudonym
from accounts.policies import consent_is_in_force
from groups.errors import RulesChanged
from groups.models import GroundRules, Group, Membership, new_seed
from groups.policies import membership_of


def me(request: HttpRequest) -> Any:
    """The account behind a page that needs one."""
    return request.user


def seen(request: HttpRequest, slug: str) -> Group:
    """A group this person may know of, with its places, or 404."""
    return get_object_or_404(Group.objects.visible_to(request.user).with_places(), slug=slug)


def joined(request: HttpRequest, slug: str) -> tuple[Group, Membership]:
    """A group this person is in and their live membership, or 404."""
    group = get_object_or_404(Group.objects.joined_by(request.user).with_places(), slug=slug)
    membership = membership_of(request.user, group)
    assert membership is not None  # noqa: S101 - joined_by says so
    return group, membership


def kept(request: HttpRequest, slug: str) -> Group:
    """A group this person keeps, with its places, or 404; also for who rests or is suspended."""
    group = get_object_or_404(Group.objects.kept_by(request.user).with_places(), slug=slug)
    if not can(request.user, "groups.keep", group):
        raise Http404
    return group


def with_agreement(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages of a group that rest with the person: who took their agreement back is told where to give it again."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not consent_is_in_force(request.user):
            messages.info(request, _("Your groups rest until you give your agreement again."))
            return redirect("accounts:privacy")
        return view(request, *args, **kwargs)

    return asked


def posted(request: HttpRequest) -> Any:
    """What a form is bound to. An empty post is a post, too: its errors are shown."""
    return request.POST if request.method == "POST" else None


def version_of(group: Group, form: forms.Form) -> GroundRules:
    """The version of the rules that the form showed. An unknown one counts as changed."""
    rules = GroundRules.objects.filter(group=group, uid=form.cleaned_data["rules"]).first()
    if rules is None:
        raise RulesChanged
    return rules


def put_error(form: forms.Form, error: ValidationError) -> None:
    """The service's error at the field it belongs to, or above the form."""
    if hasattr(error, "error_dict"):
        for field, errors in error.error_dict.items():
            form.add_error(field if field in form.fields and field != NON_FIELD_ERRORS else None, errors)
        return
    names = {"name_taken", "long", "empty", "address", "reserved"}
    by_name = getattr(error, "code", "") in names and "display_name" in form.fields
    form.add_error("display_name" if by_name else None, error)


def somebody() -> dict[str, Any]:
    """A suggestion for who one could be: a name and a picture."""
    return {"display_name": pseudonym(), "avatar_seed": new_seed()}


def again(
    form_class: type[forms.Form], posted: Any, more: dict[str, Any] | None = None, **kept_values: Any
) -> forms.Form:
    """The same form with another suggested name and picture; all else that was typed stays."""
    values: dict[str, Any] = {}
    for name, field in form_class.base_fields.items():
        many = isinstance(field, forms.ModelMultipleChoiceField)
        if name in posted:
            values[name] = posted.getlist(name) if many else posted.get(name)
    return form_class(initial=values | kept_values | somebody(), **(more or {}))
