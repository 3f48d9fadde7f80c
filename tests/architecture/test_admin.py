"""The admin pages: each opens, each form saves as it is, nothing private shows, nothing is written past a service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.architecture import source
from tests.factories.accounts import make_account
from tests.factories.house import TOKEN, House, build_house

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
# The one list that belongs to nobody and may be changed.
CHANGEABLE = {"accounts.LivedExperience"}


@pytest.fixture
def house() -> House:
    """Really stored: with a test's transaction around it, a service inside the admin's own would go unseen."""
    return build_house()


@pytest.fixture
def ada(house: House, client_of: Any) -> Client:
    client: Client = client_of(house.people["ada"])
    client.raise_request_exception = True
    return client


def pages(model: Any) -> Iterator[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_changelist") + "?q=kqz&o=-1"
    yield reverse(f"{name}_add")
    for row in model._default_manager.order_by("pk")[:3]:
        for kind in ("change", "history", "delete"):
            yield reverse(f"{name}_{kind}", args=[row.pk])


def filters(model: Any, response: Any) -> list[str]:
    """The addresses that the side of a list offers."""
    changelist = response.context["cl"] if response.context and "cl" in response.context else None
    if changelist is None:
        return []
    return [choice["query_string"] for spec in changelist.filter_specs for choice in spec.choices(changelist)][:40]


def saved_as_it_is(response: Any) -> dict[str, Any]:
    """What pressing Save without touching anything sends: every form and formset of the page."""
    data: dict[str, Any] = {}
    context = response.context
    form = context["adminform"].form if "adminform" in context else None
    changelist = context.get("cl")
    parts = [form] if form is not None else []
    if changelist is not None and getattr(changelist, "formset", None):
        parts += [changelist.formset.management_form, *changelist.formset.forms]
        data["_save"] = "Save"
    for part in parts:
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = value
    return data


def test_every_page_opens_and_every_form_saves(house: House, ada: Client) -> None:
    opened, saved, wrong = 0, 0, []
    for model in admin.site._registry:
        for path in pages(model):
            response = ada.get(path)
            if response.status_code not in (200, 302, 403):
                wrong.append(f"GET {path}: {response.status_code}")
            opened += response.status_code == 200
            queries = filters(model, response) if response.status_code == 200 else []
            wrong += [
                f"GET {path}{query}" for query in queries if ada.get(path.partition("?")[0] + query).status_code != 200
            ]
            data = saved_as_it_is(response) if response.status_code == 200 and response.context else {}
            answer = ada.post(path, data)
            saved += answer.status_code in (200, 302)
            if answer.status_code not in (200, 302, 403):
                wrong.append(f"POST {path}: {answer.status_code}")
    assert wrong == []
    assert opened > 60 and saved > 5


def test_nothing_private_is_on_any_page(house: House, ada: Client) -> None:
    wrong, met = [], set()
    for path in [reverse("admin:index"), *(path for model in admin.site._registry for path in pages(model))]:
        body = ada.get(path).content.decode().lower()
        tokens = set(TOKEN.findall(body)) & set(house.marks) if "?q=" not in path else set()
        met |= tokens
        wrong += [f"{path} shows {house.marks[token].what}" for token in tokens if not house.may_read(token, "ada")]
        wrong += [f"{path} shows {name}" for name in ("@example.org",) if name in body]
    assert not wrong, "\n".join(sorted(set(wrong)))
    # The search would find something: what is no secret is there.
    assert len(met) > 4


def test_what_has_a_service_is_only_to_look_at(house: House, ada: Client) -> None:
    for model, page in admin.site._registry.items():
        if model._meta.label in CHANGEABLE:
            continue
        request = ada.get(reverse("admin:index")).wsgi_request
        row = model._default_manager.first()
        assert not page.has_add_permission(request), model
        assert not page.has_change_permission(request, row) and not page.has_delete_permission(request, row), model


def test_who_may_look_is_never_left_to_djangos_own_permissions(house: House, client_of: Any) -> None:
    staff = client_of(make_account("looks", is_staff=True))
    request = staff.get(reverse("admin:index")).wsgi_request
    outside = client_of(house.people["mo"]).get(reverse("admin:index")).wsgi_request
    for model, page in admin.site._registry.items():
        if model._meta.label in CHANGEABLE:
            continue
        # A superuser has every permission of Django's; here being of the staff is what counts, for all alike.
        assert page.has_view_permission(request) and page.has_module_permission(request), model
        assert not page.has_view_permission(outside), model
        assert type(page).has_view_permission is not admin.ModelAdmin.has_view_permission, model


def test_what_is_not_shown_cannot_be_asked_for_either(house: House, ada: Client) -> None:
    for model, page in admin.site._registry.items():
        if model._meta.label in CHANGEABLE:
            continue
        request = ada.get(reverse("admin:index")).wsgi_request
        hidden = {field.name for field in model._meta.concrete_fields} - shown_by(page)
        assert hidden or model._meta.app_label == "care", model
        for name in hidden:
            assert not page.lookup_allowed(f"{name}__exact", "1", request), f"{model} {name}"


def shown_by(page: Any) -> set[str]:
    named = [entry[0] if isinstance(entry, tuple) else entry for entry in page.list_filter]
    return {str(name) for name in [*named, *page.list_display, page.date_hierarchy]}


def test_the_list_that_may_be_changed_can_be(house: House, ada: Client) -> None:
    from accounts.models import LivedExperience

    answer = ada.post(
        reverse("admin:accounts_livedexperience_add"), {"name": "Night work", "slug": "night-work", "position": 3}
    )
    assert answer.status_code == 302
    row = LivedExperience.objects.get(slug="night-work")
    assert ada.post(reverse("admin:accounts_livedexperience_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    assert not LivedExperience.objects.filter(slug="night-work").exists()


def test_every_table_of_ours_is_in_the_admin_or_left_out_on_purpose() -> None:
    # Who is in a room and their words are nobody’s to look at, nor who spoke beside somebody in distress, nor
    # what mail somebody does not want.
    left_out = {"chat.Participant", "chat.Message", "chat.Encouragement", "chat.HeldMessage"}
    left_out |= {"moderation.CaseNeighbour", "notifications.MutedKind"}
    # Nor how one of the team looks after themself.
    left_out |= {"moderation.TeamCare"}
    left_out |= {"care.SafetyPlan", "care.PlanShare", "care.CircleEntry"}
    # So is where somebody means to be.
    left_out |= {"meetings.Rsvp", "meetings.ReminderWish"}
    # And who was in a meeting, and how they said they were.
    left_out |= {"meetings.LiveEvent", "meetings.CheckIn"}
    left_out |= {"meetings.Rsvp", "meetings.ReminderWish", "meetings.CalendarFeed", "meetings.Attendance"}
    left_out |= {"meetings.ServiceRole", "meetings.AskedToKeep"}
    # And whom somebody brings, would rather not have there, goes aside with, stands beside or misses.
    left_out |= {f"meetings.{name}" for name in ("Guest", "RatherNot", "SideRoom", "Kept", "Beside")}
    left_out |= {"meetings.MayBeMissed", "meetings.Missed"}
    # And what somebody noted for themself after a meeting, and how it was for whom.
    left_out |= {"meetings.Debrief", "meetings.AfterMark", "meetings.AfterCount"}
    # And in which browsers somebody is told.
    left_out |= {"notifications.PushDevice"}
    # Nor is who wrote which story, or what somebody kept for later.
    left_out |= {f"stories.{name}" for name in ("Story", "StoryDraft", "StoryReply", "StoryEncouragement")}
    left_out |= {"stories.SavedStory", "stories.HintPutAway", "stories.StoryAside", "stories.NotToday"}
    left_out.add("stories.StoryWishes")
    # Nor is what somebody notes for themself.
    left_out |= {"resilience.SelfCheckIn", "resilience.Milestone"}
    left_out |= {"resilience.Commitment", "resilience.CommitmentDay", "resilience.ShownStep", "resilience.JournalEntry"}
    # Nor who has whom for a buddy, would like one, or asked for one.
    left_out |= {f"resilience.{name}" for name in ("BuddyWish", "BuddyRequest", "BuddyPair")}
    # Nor what helps somebody, what they tried, or who wrote which card.
    left_out |= {"resilience.Strategy", "resilience.TriedIt", "resilience.Tool"}
    ours = {model._meta.label for model in apps.get_models() if model._meta.app_label in source.FLOOR}
    shown = {model._meta.label for model in admin.site._registry}
    assert ours - shown - left_out == set()
