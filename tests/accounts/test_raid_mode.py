"""Raid mode: nobody new comes in, nobody who is in notices, and it is over by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import names
from accounts import services as accounts
from accounts.models import RaidMode, User
from accounts.raids import ClosedToNewPeople
from audit.models import AuditEvent
from chat.models import Message
from groups import services as groups
from groups.errors import NoInvitationsNow
from groups.ground_rules import rules_in_force
from groups.models import Invitation, Membership
from meetings import services as meetings
from meetings.errors import NoGuestsNow
from meetings.models import Guest
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.chat import say
from tests.factories.groups import join, make_group
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def sign_up(client: Client) -> Any:
    return client.post("/account/signup/", {"username": names.sign_in_name(), "password1": PASSWORD, "email": ""})


def come_in(actor: Any, token: str) -> Membership:
    group = Invitation.objects.get().group
    return groups.accept_invitation(actor=actor, token=token, rules=rules_in_force(group), display_name="Amber Wren")


def test_one_press_closes_sign_up_and_the_page_still_leads_to_help(mo: Any, client_of: Any, move_clock: Any) -> None:
    client_of(mo).post("/desk/new-people/", {"begin": "1"})
    for page in (Client().get("/account/signup/"), sign_up(Client())):
        text = page.content.decode()
        assert page.status_code == 200 and "/help/" in text and 'name="password1"' not in text
    # A form that was on its way when somebody pressed meets the service.
    with pytest.raises(ClosedToNewPeople):
        accounts.open_account(sign_in_name="quiet-heron-417", password=PASSWORD)
    assert list(User.objects.values_list("pk", flat=True)) == [mo.pk]
    assert AuditEvent.objects.filter(verb="raid_mode.began", actor_uid=mo.uid).count() == 1
    # It ends by itself, and not before.
    move_clock(DAY - 60)
    sign_up(Client())
    assert User.objects.count() == 1
    move_clock(DAY + 60)
    sign_up(Client())
    assert User.objects.count() == 2


def test_invitations_rest_both_ways_and_keep(mo: Any, ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    group = make_group(ben, entry="invite", name="Quiet evenings")
    join(group, ana)
    _invitation, token = groups.make_invitation(actor=ben, group=group, uses=2)
    accounts.begin_raid_mode(actor=mo)
    with pytest.raises(NoInvitationsNow):
        groups.make_invitation(actor=ben, group=group)
    with pytest.raises(NoInvitationsNow):
        come_in(cy, token)
    for somebody in (Client(), client_of(cy)):
        page = somebody.get(f"/groups/invited/{token}/").content.decode()
        assert "Invitations rest for a short while." in page and "/account/signup/?next" not in page
        assert 'name="display_name"' not in page and "Lines that are open now" in page
    kept = client_of(ben).get(f"/groups/{group.slug}/keep/").content.decode()
    assert "no links can be made" in kept and 'name="uses"' not in kept
    # Who is in already goes on.
    assert client_of(ana).get(f"/groups/invited/{token}/").status_code == 302
    assert say(ana, group, "Good evening.") == Message.objects.get()
    accounts.end_raid_mode(actor=mo)
    assert come_in(cy, token).state == "active" and Invitation.objects.get().uses_left == 1


def test_the_desk_says_who_closed_and_anybody_of_the_team_ends_it(mo: Any, ben: Any, client_of: Any) -> None:
    make_group(ben)
    ada = make_account("ada", is_staff=True)
    client_of(ada).post("/desk/new-people/", {"begin": "1"})
    client_of(ada).post("/desk/new-people/", {"begin": "1"})
    assert RaidMode.objects.count() == 1
    team, keeper = (client_of(who).get("/desk/").content.decode() for who in (mo, ben))
    assert "Closed to new people until" in team and "Someone from the team closed it" in team and 'name="end"' in team
    assert "Closed to new people until" in keeper and "/desk/new-people/" not in keeper
    client_of(mo).post("/desk/new-people/", {"end": "1"})
    assert RaidMode.objects.get().ended_by == mo
    assert "Closed to new people until" not in client_of(mo).get("/desk/").content.decode()
    assert AuditEvent.objects.filter(verb="raid_mode.ended", actor_uid=mo.uid).count() == 1


def test_one_that_ended_by_itself_is_in_nobodys_way(mo: Any, move_clock: Any) -> None:
    first = accounts.begin_raid_mode(actor=mo)
    move_clock(DAY + 60)
    again = accounts.begin_raid_mode(actor=mo)
    first.refresh_from_db()
    assert again != first and first.ended_at == first.ends_at and first.ended_by is None
    with pytest.raises(IntegrityError), transaction.atomic():
        RaidMode.objects.create(ends_at=again.ends_at)


def test_guests_who_are_invited_come_and_no_new_ones_are_asked(mo: Any, ben: Any, cy: Any, client_of: Any) -> None:
    meeting = make_meeting(ben, make_group(ben), days=3)
    _guest, token = meetings.invite_guest(actor=ben, meeting=meeting, name="Lena", as_what="a nurse")
    accounts.begin_raid_mode(actor=mo)
    path = f"/meetings/{meeting.uid}/guests/"
    page = client_of(ben).get(path).content.decode()
    assert "Guests who are invited already come as planned." in page and 'name="as_what"' not in page
    # Whoever was typing just then reads why, and keeps the words.
    answer = client_of(ben).post(path, {"name": "Kqz", "as_what": "a cook"})
    assert answer.status_code == 422 and 'value="Kqz"' in answer.content.decode()
    with pytest.raises(NoGuestsNow):
        meetings.invite_guest(actor=ben, meeting=meeting, name="Kqz", as_what="a cook")
    assert meetings.accept_guest(actor=cy, token=token) == Guest.objects.get()
    accounts.end_raid_mode(actor=mo)
    assert meetings.invite_guest(actor=ben, meeting=meeting, name="Kqz", as_what="a cook")
