"""Addresses of meetings. Those of a group stand below its own; a meeting's own address names no group."""

from __future__ import annotations

from django.urls import path

from meetings.views import after, attendance, attending, continuity, feeds, live, planning

app_name = "meetings"
urlpatterns = [
    path("groups/<slug:slug>/meetings/", attending.meetings, name="list"),
    path("groups/<slug:slug>/meetings/plan/", planning.plan, name="plan"),
    path("groups/<slug:slug>/meetings/shown/", feeds.choices, name="choices"),
    path("groups/<slug:slug>/calendar.ics", feeds.group_calendar, name="group_calendar"),
    path("meetings/guide.json", feeds.guide, name="guide"),
    path("meetings/calendar/", feeds.calendar, name="calendar"),
    path("meetings/calendar/end/", feeds.end_calendar, name="end_calendar"),
    path("calendar/<str:token>.ics", feeds.person_calendar, name="person_calendar"),
    path("meetings/attendance/", attendance.mine, name="attendance"),
    path("meetings/attendance/<uuid:uid>/paper/", attendance.confirmation, name="confirmation"),
    path("meetings/<uuid:uid>/there/", attendance.note, name="note_attendance"),
    path("meetings/<uuid:uid>/after/", after.say, name="after"),
    path("meetings/<uuid:uid>/debrief/", after.debrief, name="debrief"),
    path("meetings/<uuid:uid>/debrief/ask/", after.ask, name="ask_debrief"),
    path("meetings/debriefs/", after.asks, name="debriefs"),
    path("meetings/debriefs/<uuid:uid>/answer/", after.answer, name="answer_debrief"),
    path("groups/<slug:slug>/roles/", continuity.roles, name="roles"),
    path("groups/<slug:slug>/roles/take/", continuity.take_role, name="take_role"),
    path("meetings/roles/<uuid:uid>/put-down/", continuity.put_down, name="put_down"),
    path("meetings/roles/<uuid:uid>/hand-on/", continuity.hand_on, name="hand_on"),
    path("meetings/roles/<uuid:uid>/take-on/", continuity.take_on, name="take_on"),
    path("meetings/<uuid:uid>/here/", continuity.say_here, name="say_here"),
    path("meetings/<uuid:uid>/script/", continuity.script, name="script"),
    path("meetings/reminders/", attending.reminders, name="reminders"),
    path("meetings/plans/<uuid:uid>/pause/", planning.pause, name="pause"),
    path("meetings/plans/<uuid:uid>/pause/end/", planning.end_pause, name="end_pause"),
    path("meetings/<uuid:uid>/", attending.meeting, name="meeting"),
    path("groups/<slug:slug>/meetings/video/", live.video, name="video"),
    path("meetings/kit/", live.kit, name="kit"),
    path("meetings/kit/<slug:card>/", live.card, name="kit_card"),
    path("meetings/<uuid:uid>/live/", live.live, name="live"),
    path("meetings/<uuid:uid>/live/in/", live.come_in, name="live_in"),
    path("meetings/<uuid:uid>/live/act/", live.act, name="live_act"),
    path("meetings/<uuid:uid>/live/how/", live.how, name="live_how"),
    path("meetings/<uuid:uid>/live/say/", live.say, name="live_say"),
    path("meetings/<uuid:uid>/live/leave/", live.leave, name="live_leave"),
    path("meetings/<uuid:uid>/live/quiet/<uuid:who>/", live.quiet, name="live_quiet"),
    path("meetings/<uuid:uid>/live/remove/<uuid:who>/", live.remove, name="live_remove"),
    path("meetings/<uuid:uid>/answer/", attending.answer, name="answer"),
    path("meetings/<uuid:uid>/change/", planning.change, name="change"),
    path("meetings/<uuid:uid>/change/one/", planning.change_one, name="change_one"),
    path("meetings/<uuid:uid>/change/following/", planning.change_following, name="change_following"),
    path("meetings/<uuid:uid>/change/all/", planning.change_all, name="change_all"),
    path("meetings/<uuid:uid>/cancel/", planning.cancel, name="cancel"),
    path("meetings/<uuid:uid>/again/", planning.again, name="again"),
]
