"""The meetings of the house: series, seats, one that goes on, who was there, and a calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import clock
from meetings import services as meetings
from meetings.models import AfterMark, Beside, CalendarFeed, Guest, Meeting, SideRoom
from tests.factories.meetings import make_series, meetings_of, says

# Who may read a mark that everybody may read.
EVERYBODY = "*"


def meet(house: Any) -> None:
    """A series in every group that can have one. Ana comes to the open group's, Eve waits for a place there."""
    people = house.people
    # The open group shows its meetings to everybody, and not where they are.
    inside = {"open": EVERYBODY, "private": "ana ivy", "asking": "fay", "ended": "fay"}
    # Who has a place, and who keeps the room: nobody else is told where it is.
    told = {"open": "ana ben", "private": "ivy", "asking": "fay", "ended": "fay"}
    for key, keeper in (("open", "ben"), ("private", "ivy"), ("asking", "fay"), ("ended", "fay")):
        words = {
            name: house.mark(f"meetings.Meeting.{name}", (told if name == "address" else inside)[key], owner=keeper)
            for name in ("title", "address", "access_notes")
        }
        # The open group meets in ten minutes: its live room is open already.
        soon = clock.now() + timedelta(minutes=10)
        begins = {"days": (soon.date() - clock.now().date()).days, "at": soon.time()} if key == "open" else {}
        series = make_series(people[keeper], house.groups[key], capacity=1, way="in_person", **words, **begins)
        meetings.pause_series(actor=people[keeper], series=series, first_day=meetings_of(series)[-1].original_day)
        house.meetings[key] = meetings_of(series)[0]
    says(people["ana"], house.meetings["open"], shown_to="group")
    says(people["eve"], house.meetings["open"], shown_to="keepers")
    says(people["ana"], meetings_of(house.meetings["open"].series)[1])
    says(people["dee"], house.meetings["open"], shown_to="group")
    says(people["ana"], house.meetings["private"], "maybe")
    meetings.choose_reminders(actor=people["ana"], when="both")
    meetings.choose_for_group(actor=people["ben"], group=house.groups["open"], is_public=True, confirms=True)
    # One of the open group goes on. Ana is there, and where everybody else is is nobody's business.
    house.evening = meetings_of(house.meetings["open"].series)[1]
    asked = meetings_of(house.meetings["asking"].series)[1]
    for row, after in ((house.evening, -timedelta(minutes=10)), (asked, timedelta(minutes=10))):
        starts_at = clock.now() + after
        Meeting.objects.filter(pk=row.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    # Fay is asked whether she is there.
    meetings.keep_watch()
    house.evening.refresh_from_db()
    meetings.note_attendance(actor=people["ben"], meeting=house.evening, present=[house.memberships["ana@open"].uid])
    # Eve was not there, and allowed that somebody says so.
    meetings.choose_missed(actor=people["eve"], memberships=[house.memberships["eve@open"].uid])
    words = house.mark("meetings.Missed.words", "eve", owner="eve")
    house.missed = meetings.write_missed(actor=people["ben"], whom=house.memberships["eve@open"], words=words)
    # Ana stands in there and has done it before.
    Beside.objects.create(meeting=house.meetings["private"], membership=house.memberships["ana@private"])
    house.role = meetings.take_role(actor=people["eve"], group=house.groups["open"], role="greeter")
    meetings.hand_on_role(actor=people["eve"], role=house.role, to=house.memberships["ben@open"])
    _feed, house.calendar_token = meetings.make_calendar(actor=people["ana"])
    other, _token = meetings.make_calendar(actor=people["eve"])
    CalendarFeed.objects.filter(pk=other.pk).update(token_hash=house.mark("meetings.CalendarFeed.token_hash"))
    _meet_a_guest(house)
    _meet_live(house)
    _after(house)


def _meet_a_guest(house: Any) -> None:
    """Cy is a guest of one meeting of the private group. Another, who was invited first, does not come."""
    ivy, meeting = house.people["ivy"], house.meetings["private"]
    first, _token = meetings.invite_guest(actor=ivy, meeting=meeting, name="Nobody", as_what="nothing")
    meetings.take_back_guest(actor=ivy, guest=first)
    Guest.objects.filter(pk=first.pk).update(token_hash=house.mark("meetings.Guest.token_hash"))
    words = {name: house.mark(f"meetings.Guest.{name}", "ana ivy cy", owner="ana") for name in ("name", "as_what")}
    house.guest, house.guest_token = meetings.invite_guest(actor=ivy, meeting=meeting, **words)
    meetings.say_rather_not(actor=house.people["ana"], guest=house.guest)
    house.guest = meetings.accept_guest(actor=house.people["cy"], token=house.guest_token)


def _meet_live(house: Any) -> None:
    """Ben and Ana are in the live room of the open group, and have come as far as saying how they are."""
    meeting = house.meetings["open"]
    for who in ("ben", "ana"):
        meetings.come_in(actor=house.people[who], meeting=meeting)
    for kind in ("begin", "next", "next"):
        meetings.act(actor=house.people["ben"], meeting=meeting, kind=kind)
    room = house.mark("meetings.GroupVideo.link", "ana ben", owner="ana")
    meetings.set_video_link(actor=house.people["ben"], group=house.groups["open"], link=f"https://video.example/{room}")
    meetings.offer_side_room(actor=house.people["ben"], meeting=meeting, whom=house.memberships["ana@open"])
    house.side = meetings.enter_side_room(actor=house.people["ana"], side=SideRoom.objects.get())
    meetings.check_in(actor=house.people["ana"], meeting=meeting, way="word", word="calm", shown_to="here")


def _after(house: Any) -> None:
    """Two evenings of the open group that are over: one just now, one so long ago that its answers are told."""
    ben, ana = house.people["ben"], house.people["ana"]
    rows = meetings_of(house.meetings["open"].series)[3:5]
    for row, days in zip(rows, (0, 4), strict=True):
        ends_at = clock.now() - timedelta(days=days)
        Meeting.objects.filter(pk=row.pk).update(starts_at=ends_at - timedelta(hours=1), ends_at=ends_at)
        row.refresh_from_db()
    house.ended, house.older = rows
    meetings.note_attendance(actor=ben, meeting=house.ended, present=[house.memberships["ana@open"].uid])
    notes = house.mark("meetings.Debrief.notes", "ben", owner="ben")
    meetings.write_debrief(actor=ben, meeting=house.ended, checks=["turns"], notes=notes)
    # Fay waits for an answer, Ben has one.
    asked = meetings_of(house.meetings["asking"].series)[2]
    Meeting.objects.filter(pk=asked.pk).update(starts_at=rows[0].starts_at, ends_at=rows[0].ends_at)
    house.debrief_ask = meetings.ask_debrief(actor=house.people["fay"], meeting=asked)
    house.debrief_answered = meetings.ask_debrief(actor=ben, meeting=house.older)
    words = house.mark("meetings.DebriefAsk.answer", "ben", owner="ben")
    meetings.answer_debrief(actor=house.people["mo"], ask=house.debrief_answered, words=words)
    meetings.say_after(actor=ana, meeting=house.ended, heard="yes", safe="yes")
    mark = house.mark("meetings.AfterMark.mark")
    AfterMark.objects.create(meeting=house.older, mark=mark)
