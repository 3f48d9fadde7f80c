"""What a room keeps of somebody who left: the name beside their words, and not when they were there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import can
from chat import services
from chat.models import Encouragement, Message, Participant
from groups import services as groups
from groups.models import Membership
from tests.factories.accounts import PASSWORD
from tests.factories.chat import room_of, say, voice_of
from tests.factories.groups import join, leave, make_group

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_leaves_is_remembered_by_name_and_not_by_when_they_read(ana: Any, ben: Any) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    say(ana, group, "Good night.")
    voice = voice_of(ana, group)
    services.note_presence(participants=[voice.pk])
    services.mark_read(actor=ana, participant=voice, seq=1)
    before = Participant.objects.get(pk=voice.pk)
    assert before.seen_at and before.last_posted_at and before.last_read_seq
    groups.leave_group(actor=ana, group=group)
    left = Participant.objects.get(pk=voice.pk)
    assert left.ended_at is not None and left.label == "Quiet Heron"
    assert (left.seen_at, left.last_posted_at, left.last_read_seq) == (None, None, 0)


def left_and_back(ana: Any, group: Any) -> None:
    groups.leave_group(actor=ana, group=group)
    join(group, ana, name="Amber Wren")


def test_who_comes_back_still_owns_what_they_wrote(ana: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    mine, theirs = say(ana, group, "from before"), say(ben, group, "of somebody else")
    left_and_back(ana, group)
    address = f"/rooms/{room_of(group).uid}/"
    page = client_of(ana).get(address).content.decode()
    before = page.partition(f'id="m-{mine.uid}"')[2].partition("</article>")[0]
    assert "<b>You</b>" in before and f"{address}{mine.uid}/remove/" in before
    assert "/encourage/" not in before and "/report/" not in before
    assert f"{address}{mine.uid}/edit/" not in before, "changing is saying something, and that voice has left"
    assert f"{address}{theirs.uid}/remove/" not in page
    assert not can(ana, "chat.encourage", mine) and can(ana, "chat.encourage", theirs)
    client_of(ana).post(f"{address}{mine.uid}/remove/")
    assert Message.objects.get(pk=mine.pk).body == ""


def test_ones_own_words_may_be_removed_after_leaving_and_nobody_elses(ana: Any, ben: Any, mo: Any) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    mine, theirs = say(ana, group, "from before"), say(ben, group, "of somebody else")
    groups.leave_group(actor=ana, group=group)
    assert can(ana, "chat.remove_message", mine)
    assert not can(ana, "chat.remove_message", theirs)
    assert not can(ben, "chat.remove_message", mine) and not can(mo, "chat.remove_message", mine)
    assert not can(ana, "chat.edit_message", mine)


def test_leaving_takes_the_words_of_that_room_along_where_that_is_wished(ana: Any, ben: Any, client_of: Any) -> None:
    group, other = make_group(ben), make_group(ben)
    for one in (group, other):
        join(one, ana, name="Quiet Heron")
    old = say(ana, group, "from my first time here")
    left_and_back(ana, group)
    new, theirs, elsewhere = say(ana, group, "newer"), say(ben, group, "of Ben"), say(ana, other, "elsewhere")
    for about, room in ((theirs, group), (say(ben, other, "of Ben elsewhere"), other)):
        services.encourage(actor=ana, message=about, participant=voice_of(ana, room), words="hear")
    address = f"/groups/{group.slug}/leave/"
    client = client_of(ana)
    assert 'name="take_words"' in client.get(address).content.decode()
    client.post(address, {"take_words": "on"})
    bodies = dict(Message.objects.values_list("pk", "body"))
    assert (bodies[old.pk], bodies[new.pk]) == ("", "")
    assert (bodies[theirs.pk], bodies[elsewhere.pk]) == ("of Ben", "elsewhere")
    assert [e.message.room.group for e in Encouragement.objects.all()] == [other]
    assert not Participant.objects.of(ana).filter(room__group=group).exists()
    places = list(Message.objects.filter(room__group=group).values_list("changed_seq", flat=True))
    assert len(set(places)) == len(places) and max(places) == room_of(group).seq


def test_leaving_without_that_wish_leaves_the_words(ana: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    say(ana, group, "they may stay")
    client_of(ana).post(f"/groups/{group.slug}/leave/")
    assert Message.objects.get().body == "they may stay"


def test_who_is_not_in_a_group_takes_nothing_out_of_it(ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    say(ana, group, "hers")
    assert client_of(cy).post(f"/groups/{group.slug}/leave/", {"take_words": "on"}).status_code == 404
    groups.leave_group(actor=cy, group=group, take_words=True)
    assert Message.objects.get().body == "hers"


def ways_back(page: Any) -> list[str]:
    return re.findall(r'action="(/you/data/words/[^"]+)"', page.content.decode())


def shown(client: Any) -> Any:
    """The same browser, in which somebody has just shown that it is them."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize("removed", [False, True])
def test_who_is_no_longer_in_a_group_takes_back_what_they_wrote_there(
    ana: Any, ben: Any, client_of: Any, removed: bool
) -> None:
    group, other = make_group(ben, name="Evening circle"), make_group(ben)
    for one in (group, other):
        join(one, ana, name="Quiet Heron")
    old = say(ana, group, "from my first time here")
    left_and_back(ana, group)
    new, theirs, elsewhere = say(ana, group, "newer"), say(ben, group, "of Ben"), say(ana, other, "elsewhere")
    client = client_of(ana)
    assert not ways_back(client.get("/you/data/")), "who is in the group goes to the room, or leaves"
    if removed:
        leave(voice_of(ana, group).membership, Membership.EndReason.REMOVED)
    else:
        groups.leave_group(actor=ana, group=group)
    page = client.get("/you/data/")
    (way,) = ways_back(page)
    html = page.content.decode()
    assert "Evening circle" in html and "Quiet Heron" in html and "Amber Wren" in html and "newer" not in html
    assert client.get(way).status_code == 405
    # A phone left lying is not enough to take away what somebody wrote in years.
    assert client.post(way)["Location"].startswith("/account/reauthenticate/")
    assert Message.objects.get(pk=old.pk).body == "from my first time here"
    assert shown(client).post(way)["Location"] == "/you/data/"
    bodies = dict(Message.objects.values_list("pk", "body"))
    assert (bodies[old.pk], bodies[new.pk]) == ("", "")
    assert (bodies[theirs.pk], bodies[elsewhere.pk]) == ("of Ben", "elsewhere")
    page = client.get("/you/data/")
    assert not ways_back(page) and "Your words there are gone" in page.content.decode()
    assert client.post(way).status_code == 302, "pressed twice"


def test_the_page_tells_a_former_member_nothing_that_they_could_not_know(ana: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben, name="Known then", entry="invite")
    join(group, ana, name="Quiet Heron")
    say(ana, group, "from before")
    groups.leave_group(actor=ana, group=group)
    type(group).objects.filter(pk=group.pk).update(name="Only for those inside")
    page = client_of(ana).get("/you/data/")
    html = page.content.decode()
    assert len(ways_back(page)) == 1 and "Quiet Heron" in html
    assert "Only for those inside" not in html and group.slug not in html and str(group.uid) not in html


def test_the_way_to_take_words_back_is_ones_own_and_not_for_who_came_back(
    ana: Any, ben: Any, cy: Any, client_of: Any
) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    say(ana, group, "hers")
    former = voice_of(ana, group).membership
    address = f"/you/data/words/{former.uid}/"
    assert shown(client_of(ana)).post(address).status_code == 404
    groups.leave_group(actor=ana, group=group)
    for other in (ben, cy):
        assert shown(client_of(other)).post(address).status_code == 404
        assert not ways_back(client_of(other).get("/you/data/"))
    assert not can(cy, "chat.take_words_back", group) and can(ana, "chat.take_words_back", group)
    with pytest.raises(PermissionDenied):
        services.take_words_back(actor=cy, group=group)
    join(group, ana, name="Amber Wren")
    assert shown(client_of(ana)).post(address).status_code == 404
    assert Message.objects.get().body == "hers"


def test_words_that_a_moderator_took_away_lead_their_author_alone_to_taking_them_back(
    ana: Any, ben: Any, client_of: Any
) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    mine, back = say(ana, group, "taken away by the team"), say(ana, group, "taken back by herself")
    with transaction.atomic():
        services.take_away_message(mine)
    services.remove_message(actor=ana, message=back)
    address = f"/rooms/{room_of(group).uid}/"
    page = client_of(ana).get(address).content.decode()
    assert f"{address}{mine.uid}/remove/" in page and f"{address}{back.uid}/remove/" not in page
    assert "/remove/" not in client_of(ben).get(address).content.decode()
    asked = client_of(ana).get(f"{address}{mine.uid}/remove/").content.decode()
    assert "nothing puts them back" in asked and "<blockquote" not in asked
    client_of(ana).post(f"{address}{mine.uid}/remove/")
    mine.refresh_from_db()
    assert mine.was_taken_back
