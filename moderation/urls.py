"""Addresses of the desk, of conversations with the team, and of reports."""

from django.urls import path

from moderation import views

app_name = "moderation"

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/shift/", views.shift, name="shift"),
    path("desk/<uuid:uid>/", views.case_page, name="case"),
    path("desk/<uuid:uid>/services/", views.offer_service, name="offer_service"),
    path("desk/<uuid:uid>/readings/<uuid:reading>/", views.mark_reading, name="mark_reading"),
    path("desk/<uuid:uid>/<slug:act>/", views.case_act, name="case_act"),
    path("reading-figures/", views.reading_figures, name="reading_figures"),
    path("conversations/", views.conversations, name="conversations"),
    path("conversations/<uuid:uid>/", views.conversation, name="conversation"),
    path("conversations/<uuid:uid>/choice/", views.choice, name="choice"),
    path("conversations/<uuid:uid>/decline/", views.decline, name="decline"),
    path("need-help/", views.need_help, name="need_help"),
    path("send-to-team/", views.send_to_team, name="send_to_team"),
    path("report/<slug:kind>/<uuid:uid>/", views.report, name="report"),
]
