"""The admin pages: each opens, nothing private shows, and our own rules say who may look."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.architecture import source
from tests.architecture.admin_pages import every_page
from tests.architecture.house_pages import faults
from tests.architecture.matrix import Visit, undeclared
from tests.architecture.targets import Target
from tests.factories.accounts import make_account
from tests.factories.house import House

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# The one list that belongs to nobody and may be changed.
CHANGEABLE = {"accounts.LivedExperience"}


@pytest.fixture
def ada(house: House, client_of: Any) -> Client:
    client: Client = client_of(house.people["ada"])
    client.raise_request_exception = True
    return client


def filters(response: Any) -> list[str]:
    """Two of the addresses that each filter at the side of a list offers: the others ask the same with other values."""
    changelist = response.context["cl"] if response.context and "cl" in response.context else None
    if changelist is None:
        return []
    offered = [list(spec.choices(changelist)) for spec in changelist.filter_specs]
    return [choice["query_string"] for choices in offered for choice in choices[1:3]]


def test_every_page_opens_and_shows_nothing_private(house: House, visits: dict[str, Visit]) -> None:
    wrong, met, opened = [], set(), 0
    for target in [Target("admin:index", reverse("admin:index"), {}), *every_page()]:
        seen = visits["ada"].send("GET", target.path)
        asked_for = "?q=" in target.path
        tokens = set() if asked_for else seen.marks() & set(house.marks)
        met |= tokens
        opened += seen.status == 200
        wrong += [
            f"{target.path} shows {house.marks[token].what}" for token in tokens if not house.may_read(token, "ada")
        ]
        wrong += [
            f"{target.path} tells {house.secrets[value].what}"
            for value in house.secrets
            if value in seen.words and not house.may_read(value, "ada")
        ]
        wrong += [f"{target.path} shows {name}" for name in ("@example.org",) if name in seen.words]
        wrong += [f"{target.path} {fault}" for fault in faults("ada", target, seen)]
        wrong += [f"{target.path} writes {written}" for written in undeclared(seen.wrote)]
        if seen.status not in (200, 302, 403):
            wrong.append(f"{target.path}: {seen.status}")
    assert not wrong, "\n".join(sorted(set(wrong)))
    # The search would find something: what is no secret is there.
    assert len(met) > 4 and opened > 60


def test_every_filter_opens(ada: Client) -> None:
    tried, wrong = 0, []
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for query in filters(ada.get(path)):
            tried += 1
            if ada.get(path + query).status_code != 200:
                wrong.append(path + query)
    assert wrong == [] and tried > 40


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
