"""Strategies, small steps, buddies and one's own course: each with the pages that belong to it."""

from django.urls import path

from resilience.views import calm, strategies, toolbox

app_name = "resilience"

urlpatterns = [
    path("strategies/", strategies.shelf, name="shelf"),
    path("strategies/write/", strategies.write, name="write"),
    path("strategies/reviews/", strategies.reviews, name="reviews"),
    path("strategies/<uuid:uid>/", strategies.strategy, name="strategy"),
    path("strategies/<uuid:uid>/change/", strategies.change, name="change"),
    path("strategies/<uuid:uid>/keep/", toolbox.keep, name="keep"),
    path("strategies/<uuid:uid>/tried/", strategies.tried, name="tried"),
    path("strategies/<uuid:uid>/review/", strategies.review, name="review"),
    path("exercises/", calm.exercises, name="exercises"),
    path("words-that-help/", calm.words, name="words"),
    path("what-people-ask/", calm.asked, name="asked"),
    path("toolbox/", toolbox.toolbox, name="toolbox"),
    path("toolbox/<uuid:uid>/", toolbox.tool, name="tool"),
]
