"""The demo community: everything there is to see is there, and making it again makes nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

import clock
from accounts.models import User
from meetings.after import told
from meetings.feeds.guide import entries
from meetings.models import AfterCount, Attendance, Meeting, Rsvp, ServiceRole
from moderation.measures import measures_for
from moderation.models import Case, Decision, OnCallShift, Rehearsal
from peersupport.demo.seed import seed
from tests.architecture import source

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    """How many rows each table of ours has, without the outbox and the audit, which note that somebody tried again."""
    ours = [model for model in apps.get_models() if model._meta.app_label in source.FLOOR]
    again = {"audit.AuditEvent", "moderation.OnCallShift"}
    return {model._meta.label: model._default_manager.count() for model in ours if model._meta.label not in again}


def test_the_demo_shows_what_there_is_and_is_made_once(client_of: Any) -> None:
    assert seed() and not seed()
    assert Rehearsal.objects.get().arrived_at is not None, "the desk would say that the alarm is broken"
    # Much of it happened weeks ago: nothing of that waits to be told to anybody.
    assert Client().get("/healthz/ready").json()["late"] is False
    keeper, member = (User.objects.get(sign_in_name=name) for name in ("demo-facilitator", "demo-member"))
    assert Attendance.objects.filter(membership__account=member, present=True).count() == 2
    near = Meeting.objects.filter(starts_at__gt=clock.now()).order_by("starts_at")[0]
    assert Rsvp.objects.filter(meeting=near, answer="going").count() == 4
    assert (near.starts_at - clock.now()).total_seconds() < 2.5 * 3600
    assert ServiceRole.objects.live().count() == 3
    public = {entry["group"] for entry in entries()}
    assert public == {"Back to work, gently", "Awake at night", "A year of firsts"}
    # Told for last week; yesterday's can still be answered.
    last_week, yesterday = Meeting.objects.filter(ends_at__lte=clock.now()).order_by("starts_at")
    assert all(one.shares for one in told(last_week)) and not AfterCount.objects.filter(meeting=yesterday).exists()
    home = client_of(member).get("/home/").content.decode()
    assert "After the meeting" in home and f"/meetings/{yesterday.uid}/after/" in home
    assert "What people said" in client_of(keeper).get(f"/meetings/{last_week.uid}/debrief/").content.decode()
    open_report = Case.objects.open().get(kind=Case.Kind.REPORT)
    assert measures_for(User.objects.get(sign_in_name="demo-moderator"), open_report)
    decision = Decision.objects.get()
    statement = client_of(User.objects.get(sign_in_name="demo-ida")).get(f"/conversations/{decision.case.uid}/")
    assert statement.status_code == 200 and "a very long story" in statement.content.decode()


def test_a_run_that_was_broken_off_is_gone_on_with_and_doubles_nothing() -> None:
    seed()
    before = rows()
    # The shift is the last thing that is made.
    OnCallShift.objects.all().delete()
    assert seed() and rows() == before
