"""Strategies, small steps, buddies and one's own course: each with the pages that belong to it."""

from django.urls import URLPattern, path

from resilience.views import buddies

app_name = "resilience"

urlpatterns: list[URLPattern] = [
    path("groups/<slug:slug>/buddy/", buddies.buddy, name="buddy"),
    path("groups/<slug:slug>/buddy/<uuid:uid>/", buddies.ask, name="buddy_ask"),
    path("buddies/asked/<uuid:uid>/", buddies.answer, name="buddy_answer"),
    path("buddies/<uuid:uid>/end/", buddies.end, name="buddy_end"),
    path("buddies/<uuid:uid>/danger/", buddies.danger, name="buddy_danger"),
]
