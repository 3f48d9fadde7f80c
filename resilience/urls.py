"""Strategies, small steps, buddies and one's own course: each with the pages that belong to it."""

from django.urls import URLPattern

app_name = "resilience"

urlpatterns: list[URLPattern] = []
