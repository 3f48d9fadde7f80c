"""Strategies, small steps, buddies and one's own course: each with the pages that belong to it."""

from django.urls import URLPattern, path

from resilience.views import growth, journal, steps

app_name = "resilience"

urlpatterns: list[URLPattern] = [
    path("growth/", growth.growth, name="growth"),
    path("growth/check-in/", growth.check_in, name="check_in"),
    path("growth/check-in/<uuid:uid>/remove/", growth.remove_check_in, name="remove_check_in"),
    path("growth/milestone/", growth.milestone, name="milestone"),
    path("growth/milestone/<uuid:uid>/remove/", growth.remove_milestone, name="remove_milestone"),
    path("steps/", steps.steps, name="steps"),
    path("steps/<uuid:uid>/", steps.step, name="step"),
    path("journal/", journal.journal, name="journal"),
    path("journal/<uuid:uid>/", journal.entry, name="entry"),
    path("journal/<uuid:uid>/remove/", journal.remove_entry, name="remove_entry"),
]
