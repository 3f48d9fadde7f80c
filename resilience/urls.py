"""Strategies, small steps, buddies and one's own course: each with the pages that belong to it."""

from django.urls import URLPattern, path

from resilience.views import buddies, calm, growth, journal, steps, strategies, toolbox

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
    path("groups/<slug:slug>/buddy/", buddies.buddy, name="buddy"),
    path("groups/<slug:slug>/buddy/<uuid:uid>/", buddies.ask, name="buddy_ask"),
    path("buddies/asked/<uuid:uid>/", buddies.answer, name="buddy_answer"),
    path("buddies/<uuid:uid>/end/", buddies.end, name="buddy_end"),
    path("buddies/<uuid:uid>/danger/", buddies.danger, name="buddy_danger"),
    path("strategies/", strategies.shelf, name="shelf"),
    path("strategies/write/", strategies.write, name="write"),
    path("strategies/reviews/", strategies.reviews, name="reviews"),
    path("strategies/<uuid:uid>/", strategies.strategy, name="strategy"),
    path("strategies/<uuid:uid>/change/", strategies.change, name="change"),
    path("strategies/<uuid:uid>/take-back/", strategies.take_back, name="take_back"),
    path("strategies/<uuid:uid>/keep/", toolbox.keep, name="keep"),
    path("strategies/<uuid:uid>/tried/", strategies.tried, name="tried"),
    path("strategies/<uuid:uid>/review/", strategies.review, name="review"),
    path("exercises/", calm.exercises, name="exercises"),
    path("words-that-help/", calm.words, name="words"),
    path("what-people-ask/", calm.asked, name="asked"),
    path("toolbox/", toolbox.toolbox, name="toolbox"),
    path("toolbox/<uuid:uid>/", toolbox.tool, name="tool"),
]
