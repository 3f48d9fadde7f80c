"""A meeting while it goes on: who is there, which part it is, whose turn. Pure: no framework, no clock, no database.

A state never changes; `apply` answers the next one, or raises. Who keeps the room is a fact that the caller gives with
each event. What holds at any moment, whatever comes in whatever order:

* nobody or one person has the turn;
* while anybody is there, somebody can move the meeting on: who leads it, who keeps the room, or who offers to;
* what steers names the version it was decided on, so that two who press "next" at once move on once;
* a closed meeting stays closed, and knows nobody any more.
"""

from meetings.live.machine import LiveError, NotNow, NotYours, Over, Stale, apply, leads, may_close, may_volunteer
from meetings.live.pace import Box, into, timeboxes
from meetings.live.state import PLATFORM, TURNS, Event, Facts, Kind, Person, Phase, State, begin, from_json, to_json

__all__ = [
    "PLATFORM",
    "TURNS",
    "Box",
    "Event",
    "Facts",
    "Kind",
    "LiveError",
    "NotNow",
    "NotYours",
    "Over",
    "Person",
    "Phase",
    "Stale",
    "State",
    "apply",
    "begin",
    "from_json",
    "into",
    "leads",
    "may_close",
    "may_volunteer",
    "timeboxes",
    "to_json",
]
