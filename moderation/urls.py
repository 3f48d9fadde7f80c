"""Addresses of the desk, of conversations with the team, and of reports."""

from django.urls import path

from moderation import views

app_name = "moderation"

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/shift/", views.shift, name="shift"),
    path("desk/rota/", views.rota, name="rota"),
    path("desk/rota/<uuid:uid>/stop/", views.stop_slot, name="stop_slot"),
    path("desk/rota/<uuid:uid>/not-this-time/", views.cancel_shift, name="cancel_shift"),
    path("desk/care/", views.care, name="care"),
    path("desk/new-people/", views.raid, name="raid"),
    path("desk/words/", views.word_rules, name="word_rules"),
    path("desk/words/<uuid:uid>/end/", views.end_word_rule, name="end_word_rule"),
    path("desk/openings/", views.openings, name="openings"),
    path("desk/<uuid:uid>/", views.case_page, name="case"),
    path("desk/<uuid:uid>/services/", views.offer_service, name="offer_service"),
    path("desk/<uuid:uid>/readings/<uuid:reading>/", views.mark_reading, name="mark_reading"),
    path("desk/<uuid:uid>/folds/<uuid:fold>/", views.answer_fold, name="answer_fold"),
    path("desk/<uuid:uid>/open/", views.ask_opening, name="ask_opening"),
    path("desk/<uuid:uid>/openings/<uuid:grant>/", views.one_opening, name="opening"),
    path("desk/<uuid:uid>/decide/", views.decide, name="decide"),
    path("desk/<uuid:uid>/decisions/<uuid:decision>/second/", views.second, name="second"),
    path("desk/<uuid:uid>/decisions/<uuid:decision>/lift/", views.lift, name="lift"),
    path("desk/<uuid:uid>/decisions/<uuid:decision>/again/", views.look_again, name="look_again"),
    path("desk/<uuid:uid>/<slug:act>/", views.case_act, name="case_act"),
    path("reading-figures/", views.reading_figures, name="reading_figures"),
    path("team-in-numbers/", views.yearly, name="yearly"),
    path("conversations/", views.conversations, name="conversations"),
    path("conversations/<uuid:uid>/", views.conversation, name="conversation"),
    path("conversations/<uuid:uid>/choice/", views.choice, name="choice"),
    path("conversations/<uuid:uid>/place/", views.place, name="place"),
    path("conversations/<uuid:uid>/room/", views.tell_room, name="tell_room"),
    path("conversations/<uuid:uid>/decline/", views.decline, name="decline"),
    path("conversations/<uuid:uid>/again/<uuid:decision>/", views.appeal, name="appeal"),
    path("what-can-i-say/", views.what_to_say, name="what_to_say"),
    path("need-help/", views.need_help, name="need_help"),
    path("send-to-team/", views.send_to_team, name="send_to_team"),
    path("step-up/<uuid:uid>/", views.step_up, name="step_up"),
    path("more-help/<uuid:uid>/", views.more_help, name="more_help"),
    path("look-in/<uuid:uid>/", views.look_in, name="look_in"),
    path("died/<uuid:uid>/", views.say_died, name="say_died"),
    path("after/<uuid:uid>/", views.after_death, name="after_death"),
    path("remembered/<uuid:uid>/", views.memorial, name="memorial"),
    path("still-here/", views.still_here, name="still_here"),
    path("report/<slug:kind>/<uuid:uid>/", views.report, name="report"),
]
