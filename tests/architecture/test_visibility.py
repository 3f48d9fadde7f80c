"""List and detail agree: what a list shows opens for the same person, and what opens is what the list shows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from care.models import CircleEntry, PlanShare
from chat.models import Message, Participant, Room
from groups.models import AgeMove, Block, Group, Invitation, JoinRequest, Membership, Mute
from meetings.models import Guest, Meeting, MeetingSeries, Missed, Rsvp, SideRoom
from moderation.models import Case, Decision
from resilience.models import BuddyPair, BuddyRequest, Strategy, Tool
from stories.models import Story, StoryDraft, StoryReply
from tests.architecture.addresses import row_of
from tests.architecture.matrix import Visit
from tests.architecture.standing import AUTHOR, CASE_AUTHOR, CASE_DESK, KEEPERS, LISTED, MEET, MEMBERS, reads
from tests.architecture.targets import targets
from tests.factories.house import PERSONAS, House
from tests.factories.house_stories import OF_HOUSE
from tests.factories.house_strategies import CARDS_OF_HOUSE
from tests.factories.house_young import Young, build_young

pytestmark = pytest.mark.django_db
SIGNED_IN = [who for who in PERSONAS if who not in ("visitor", "new")]


def links(visit: Visit, path: str, pattern: str) -> set[str]:
    seen = visit.send("GET", path)
    assert seen.status == 200, (visit.who, path, seen.status)
    return set(re.findall(rf'href="({pattern})"', seen.body.decode()))


def opens(visit: Visit, paths: Any) -> set[str]:
    return {path for path in paths if visit.send("GET", path).status == 200}


@pytest.mark.parametrize("who", [who for who in PERSONAS if who != "new"])
def test_groups(who: str, house: House, visits: dict[str, Visit]) -> None:
    every = {f"/groups/{group.slug}/" for group in house.groups.values()}
    listed = links(visits[who], "/groups/", r"/groups/[a-z0-9-]+/") & every
    opened = opens(visits[who], every)
    assert listed <= opened
    wanted = LISTED | {key for key, people in MEMBERS.items() if who in people}
    assert opened == {f"/groups/{house.groups[key].slug}/" for key in wanted}
    # Groups that have ended leave the shelf; the rest of what opens is on it.
    assert opened - listed <= {f"/groups/{house.groups['ended'].slug}/"}
    visible = Group.objects.visible_to(visits[who].client.session and house.account(who) or _visitor())
    assert {f"/groups/{group.slug}/" for group in visible} == opened


def _visitor() -> Any:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.mark.parametrize("who", SIGNED_IN)
def test_rooms(who: str, house: House, visits: dict[str, Visit]) -> None:
    every = {f"/rooms/{room.uid}/" for room in house.rooms.values()}
    opened = opens(visits[who], every)
    assert opened == {f"/rooms/{house.rooms[key].uid}/" for key, people in MEMBERS.items() if who in people}
    assert links(visits[who], "/home/", r"/rooms/[0-9a-f-]+/") <= opened
    rooms = Room.objects.visible_to(house.account(who))
    assert {f"/rooms/{room.uid}/" for room in rooms.filter(kind="group")} == opened
    # The room of a meeting is for who came in to it.
    assert rooms.exclude(kind="group").exists() == (who in ("ana", "ben"))


@pytest.mark.parametrize("who", SIGNED_IN)
def test_meetings(who: str, house: House, visits: dict[str, Visit]) -> None:
    account = house.account(who)
    opened = opens(visits[who], {row.get_absolute_url() for row in Meeting.objects.all()})
    assert {row.get_absolute_url() for row in Meeting.objects.visible_to(account)} == opened
    first = {row.get_absolute_url(): key for key, row in house.meetings.items()}
    assert {first[path] for path in opened & set(first)} == {key for key in house.meetings if who in MEMBERS[key]}
    plans = set(MeetingSeries.objects.visible_to(account))
    assert plans == {row.series for key, row in house.meetings.items() if who in MEMBERS[key]}
    on_home = links(visits[who], "/home/", r"/meetings/[0-9a-f-]+/")
    assert on_home <= opened and bool(on_home) == any(who in MEMBERS[key] for key in MEET)
    for key, people in MEMBERS.items():
        if who in people and key in house.meetings:
            listed = links(visits[who], f"/groups/{house.groups[key].slug}/meetings/", r"/meetings/[0-9a-f-]{36}/")
            assert listed and listed <= opened


def test_who_says_they_come_is_seen_by_whom_they_chose(house: House) -> None:
    def seen(who: str) -> set[str]:
        rows = Rsvp.objects.visible_to(house.account(who)).filter(meeting=house.meetings["open"])
        return {key for key, account in house.people.items() if rows.filter(membership__account=account).exists()}

    # Eve shows it to who keeps the room, Ana to the group; and Ana has blocked Eve.
    assert {who: seen(who) for who in ("ana", "eve", "ben", "hal", "cy", "mo", "ada", "dee")} == {
        "ana": {"ana"}, "eve": {"eve"}, "ben": {"ana", "eve"}, "hal": {"ana"},
        "cy": set(), "mo": set(), "ada": set(), "dee": set(),
    }  # fmt: skip


@pytest.mark.parametrize("who", sorted(MEMBERS["open"]))
def test_messages_and_names_of_a_room(who: str, house: House, visits: dict[str, Visit]) -> None:
    room, account = house.rooms["open"], house.account(who)
    page = visits[who].send("GET", f"/rooms/{room.uid}/").words
    for key in AUTHOR:
        if key.startswith("private"):
            continue
        token = re.search(r"kqz\d{3}w", house.messages[key].body)
        assert token is not None
        on_page, in_rows = (
            token[0] in page,
            Message.objects.visible_to(account).filter(pk=house.messages[key].pk).exists(),
        )
        assert on_page == in_rows == reads(who, key, "open"), key
    names = set(Participant.objects.visible_to(account).filter(room=room).values_list("label", flat=True))
    members = Membership.objects.visible_to(account).filter(group=house.groups["open"])
    assert names == set(members.values_list("display_name", flat=True))


@pytest.mark.parametrize("who", SIGNED_IN)
def test_cases_at_the_desk(who: str, house: House, visits: dict[str, Visit]) -> None:
    every = {f"/desk/{case.uid}/" for case in house.cases.values()}
    opened = opens(visits[who], every)
    assert opened == {f"/desk/{house.cases[key].uid}/" for key, people in CASE_DESK.items() if who in people}
    assert {f"/desk/{case.uid}/" for case in Case.objects.visible_to(house.account(who))} == opened
    if who == "mo" or any(who in people for people in KEEPERS.values()):
        listed = [
            links(visits[who], path, r"/desk/[0-9a-f-]{36}/") for path in ("/desk/", "/desk/?rules=1", "/desk/?ended=1")
        ]
        assert listed[0] | listed[1] | listed[2] == opened
        assert not listed[0] & listed[1]
    else:
        assert visits[who].send("GET", "/desk/").status == 404


@pytest.mark.parametrize("who", SIGNED_IN)
def test_conversations(who: str, house: House, visits: dict[str, Visit]) -> None:
    every = {f"/conversations/{case.uid}/" for case in house.cases.values()}
    opened = opens(visits[who], every)
    assert opened == {f"/conversations/{house.cases[key].uid}/" for key, people in CASE_AUTHOR.items() if who in people}
    assert links(visits[who], "/conversations/", r"/conversations/[0-9a-f-]+/") == opened


@pytest.mark.parametrize("who", ["ana", "eve", "ben", "hal", "ivy", "gus"])
def test_the_list_of_people_and_their_pages(who: str, house: House, visits: dict[str, Visit]) -> None:
    for key, people in MEMBERS.items():
        if who in people:
            group = house.groups[key]
            listed = links(visits[who], f"/groups/{group.slug}/members/", rf"/groups/{group.slug}/members/[0-9a-f-]+/")
            assert opens(visits[who], listed) == listed
            rows = (
                Membership.objects.visible_to(house.account(who))
                .live()
                .filter(group=group)
                .exclude(account=house.account(who))
            )
            assert listed == {f"/groups/{group.slug}/members/{row.uid}/" for row in rows}


@pytest.mark.parametrize("who", ["ben", "ivy", "fay"])
def test_the_keepers_worklist_opens(who: str, house: House, visits: dict[str, Visit]) -> None:
    for key, people in KEEPERS.items():
        if who in people:
            slug = house.groups[key].slug
            listed = links(visits[who], f"/groups/{slug}/keep/", rf"/groups/{slug}/keep/members/[0-9a-f-]+/remove/")
            assert opens(visits[who], listed) == listed
            wanted = {house.memberships[f"{one}@{key}"].uid for one in MEMBERS[key] - {who, "hal"}}
            # Kim is in two of them, and comes to no page herself.
            wanted |= {house.of_kim[key].uid} if key in house.of_kim else set()
            assert listed == {f"/groups/{slug}/keep/members/{uid}/remove/" for uid in wanted}


@pytest.mark.parametrize("who", [who for who in PERSONAS if who != "new"])
def test_stories_and_answers(who: str, house: House, visits: dict[str, Visit]) -> None:
    account = house.account(who) or _visitor()
    paths = {row.get_absolute_url(): key for key, row in house.stories.items()}
    opened = opens(visits[who], paths)
    assert {paths[path] for path in opened} == {
        key for key, (_author, readers) in OF_HOUSE.items() if readers == "*" or who in readers.split()
    }
    assert {row.get_absolute_url() for row in Story.objects.visible_to(account)} == opened
    assert links(visits[who], "/stories/", r"/stories/[0-9a-f-]{36}/") == opened
    assert StoryReply.objects.visible_to(account).exists() == (who != "visitor")


@pytest.mark.parametrize("who", [who for who in PERSONAS if who != "new"])
def test_strategies(who: str, house: House, visits: dict[str, Visit]) -> None:
    account = house.account(who) or _visitor()
    paths = {row.get_absolute_url(): key for key, row in house.cards.items()}
    opened = opens(visits[who], paths)
    assert {paths[path] for path in opened} == {
        key for key, (_author, readers) in CARDS_OF_HOUSE.items() if readers == "*" or who in readers.split()
    }
    seen = {row.get_absolute_url() for row in Strategy.objects.visible_to(account)}
    assert opened <= seen and links(visits[who], "/strategies/", r"/strategies/[0-9a-f-]{36}/") == seen


# Rows that no page lists for everybody who may see them: (model, key of the row -> who).
ROWS: dict[Any, dict[str, set[str]]] = {
    JoinRequest: {"asking": {"cy", "fay"}, "asked_long_ago": {"kim", "fay", "mo"}},
    Invitation: {"invitation": {"ivy"}},
    AgeMove: {"move": {"kim", "mo"}},
    Block: {"block": {"ana"}},
    Mute: {"mute": {"ana"}},
    PlanShare: {"share": {"ana"}},
    CircleEntry: {"entry": {"ana"}},
    Guest: {"guest": {"ana", "ivy", "cy", "kim"}},
    BuddyPair: {"pair": {"ana", "kim"}},
    BuddyRequest: {"buddy_request": {"eve", "kim"}},
    Missed: {"missed": {"eve"}},
    SideRoom: {"side": {"ana", "ben"}},
    StoryDraft: {"draft": {"ana"}},
    Tool: {"tool": {"ana"}},
    # Dee reads what was decided about her as its author; the desk of a case is not hers.
    Decision: {"removed": {"mo", "ben"}, "waiting": {"mo", "ben"}},
}


@pytest.mark.parametrize("model", ROWS)
def test_rows_that_only_some_may_know_of(model: Any, house: House) -> None:
    for key, people in ROWS[model].items():
        rows = {JoinRequest: house.requests, Decision: house.decisions}.get(model)
        row = rows[key] if rows else getattr(house, key)
        found = {
            who for who, account in house.people.items() if model.objects.visible_to(account).filter(pk=row.pk).exists()
        }
        assert found == people, key
        assert not model.objects.visible_to(_visitor()).exists()


# -- the line at 18 ---------------------------------------------------------------------------------------------------
# What leads to people and to their words; the rest of the house knows no ages.
# Public calendars are the same file for everybody, whoever asks.
FOR_THE_WEB = {"meetings:guide", "meetings:group_calendar"}
ACROSS = ("groups:", "chat:", "meetings:", "stories:", "resilience:", "moderation:report", "home", "landing")
OF_ADULTS = {"groups:group", "groups:members", "chat:room", "meetings:meeting", "meetings:live", "resilience:buddy"}
SEARCHED = ("/groups/", "/stories/", "/strategies/", "/home/", "/meetings/guide.json")


@pytest.fixture
def young(house: House, settings: Any) -> Young:
    settings.MINIMUM_AGE, settings.ALLOW_UNDER_18 = 16, True
    return build_young()


@pytest.mark.once
def test_somebody_under_18_reads_no_word_of_an_adult_that_visitors_do_not_read(house: House, young: Young) -> None:
    visit, met, let_in = Visit(House(people={"kit": young.kit}), "kit"), set(), set()
    for target in targets(house):
        row = row_of(target.name)
        led = target.name.startswith(ACROSS) and target.name not in FOR_THE_WEB
        if target.nothing or not led or row is None or not row.get:
            continue
        seen = visit.send("GET", target.path)
        assert seen.status < 500, target.path
        if seen.status == 200:
            let_in.add(target.name)
        for what, public in {(house.marks[one].what, house.may_read(one, "visitor")) for one in seen.marks()}:
            # Cards of what helps are read by a person of the team first, and name nobody. Groups show themselves to
            # visitors, and not to who is under 18.
            if not what.startswith("resilience.Strategy") and (not public or what.startswith(("groups.", "meetings."))):
                met.add(f"{target.name} shows {what}")
    assert not met, "\n".join(sorted(met))
    assert not OF_ADULTS & let_in
    # The test is tested: on their own side they read everything.
    own = "".join(visit.send("GET", path).words for path in young.paths)
    assert [word for word in young.words if word not in own] == []
    assert young.paths[0] in visit.send("POST", "/search/", {"q": young.words[0]}).words


@pytest.mark.once
@pytest.mark.parametrize("who", ["visitor", "ana", "mo"])
def test_no_adult_reads_a_word_of_the_young_or_learns_that_they_have_a_group(
    who: str, house: House, visits: dict[str, Visit], young: Young
) -> None:
    visit, feed = visits[who], f"/groups/{young.group.slug}/calendar.ics"
    for path in (*young.paths, young.invited, feed):
        seen = visit.send("GET", path)
        assert seen.status == 404 or seen.turned_away, (path, seen.status)
        assert not any(word in seen.words for word in young.words)
    for path in SEARCHED:
        assert not any(word in visit.send("GET", path).words for word in young.words), path
    # Their title and the name of their group, as somebody would look for them who knows both.
    for word in young.words[:1] + young.words[7:8]:
        page = visit.send("POST", "/search/", {"q": word})
        assert page.status == 200 and not any(one in page.words for one in young.words if one != word)
        assert not any(path in page.words for path in young.paths)
