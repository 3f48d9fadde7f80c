"""Where people under 18 are let in: groups of their own, and no way across the line for who means them harm."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client

import clock
from accounts import services as accounts
from accounts.ages import Ages
from accounts.models import User
from accounts.services.standing import give_age_back, note_too_young
from chat import services as chat
from chat.models import Participant
from groups import services
from groups.errors import InvitationGone, NotOfTheseAges, RequestGone
from groups.finding import Wish, found, others, results
from groups.ground_rules import rules_in_force
from groups.models import AgeMove, Group, Membership
from groups.services.ages import NotKnownHere
from groups.services.blocks import take_back_in
from meetings import services as meetings
from meetings.models import MeetingChoices
from stories.models import Story, StoryReply
from stories.policies import may_be_heard_by_author
from tests.factories.accounts import make_account
from tests.factories.chat import post_of, say
from tests.factories.groups import ask, join, leave, make_group, sign
from tests.factories.live import comes_in, make_soon
from tests.factories.meetings import make_meeting
from tests.factories.stories import answer, let_out, tell
from tests.factories.young import make_trusted, make_young, make_young_group

pytestmark = pytest.mark.django_db
NAME = "Kqz lanterns"


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.MINIMUM_AGE, settings.ALLOW_UNDER_18 = 16, True


@pytest.fixture
def fay() -> Any:
    return make_trusted()


@pytest.fixture
def kit() -> Any:
    return make_young()


@pytest.fixture
def young(fay: Any) -> Group:
    return make_young_group(fay, name=NAME, founder_name="Wide Harbour")


@pytest.fixture
def adults(ben: Any) -> Group:
    return make_group(ben, name="Kqz cups")


def fresh(user: Any) -> Any:
    return User.objects.get(pk=user.pk)


def door(group: Group, name: str = "Somebody") -> dict[str, Any]:
    return {"group": group, "rules": rules_in_force(group), "display_name": name}


def missing(client: Client, path: str, *, post: bool = False) -> bool:
    """The same answer as for what does not exist."""
    got = client.post(path) if post else client.get(path)
    nothing = client.get("/groups/no-such-group-abcdefgh/")
    return got.status_code == 404 and NAME not in got.content.decode() and len(got.content) == len(nothing.content)


def test_each_side_finds_its_own_groups_and_reads_nothing_of_the_others(
    young: Group, adults: Group, kit: Any, ana: Any, fay: Any, mo: Any, client_of: Any
) -> None:
    sees = {
        "visitor": (AnonymousUser(), {adults}), "ana": (ana, {adults}), "mo": (mo, {adults}), "kit": (kit, {young}),
        "fay": (fay, {young, adults}),
    }  # fmt: skip
    for who, (user, groups) in sees.items():
        assert set(Group.objects.visible_to(user)) == groups, who
        assert set(found(user, Wish("kqz"))) == groups and {one.title for one in results(user, "kqz")} == {
            group.name for group in groups
        }
    assert young not in others(ana, adults) and adults not in others(kit, young)
    page = f"/groups/{young.slug}/"
    for client in (Client(), client_of(ana), client_of(mo)):
        assert all(missing(client, page + rest) for rest in ("", "rules/")) and NAME not in str(
            client.get("/groups/").content
        )
    for rest in ("join/", "ask/"):
        assert missing(client_of(ana), page + rest) and missing(client_of(kit), f"/groups/{adults.slug}/{rest}")
    assert NAME in client_of(kit).get(page).content.decode()
    # Whom the team trusts sees it, and does not come in as one of them.
    assert client_of(fay).get(page).status_code == 200
    other = make_trusted("gil")
    assert "groups/ask" not in client_of(other).get(page).content.decode()
    with pytest.raises(PermissionDenied):
        services.request_to_join(actor=other, **door(young))


def test_nobody_comes_across_by_a_service_a_request_or_a_link(
    young: Group, adults: Group, kit: Any, ana: Any, ben: Any, fay: Any, client_of: Any
) -> None:
    for actor, group in ((ana, young), (kit, adults)):
        with pytest.raises(PermissionDenied):
            services.request_to_join(actor=actor, **door(group))
        with pytest.raises(PermissionDenied):
            services.join_group(actor=actor, **door(group))
    # A request from before somebody moved over is not let in.
    with pytest.raises(RequestGone):
        services.accept_request(actor=fay, join_request=ask(young, ana))
    for group, keeper, stranger in ((young, fay, ana), (adults, ben, kit)):
        _invitation, token = services.make_invitation(actor=keeper, group=group)
        path = f"/groups/invited/{token}/"
        assert missing(client_of(stranger), path) and missing(client_of(stranger), path, post=True)
        assert missing(client_of(stranger), path[:-3] + "xx/")
        with pytest.raises(InvitationGone):
            services.accept_invitation(actor=stranger, token=token, rules=rules_in_force(group), display_name="X")
    # Who has not said how old they are reads nothing behind a link to the young.
    _invitation, token = services.make_invitation(actor=fay, group=young)
    answer = Client().get(f"/groups/invited/{token}/")
    assert answer.status_code == 302 and "login" in answer["Location"]
    assert services.accept_invitation(
        actor=kit, token=token, rules=rules_in_force(young), display_name="Small Boat"
    ).role == "member"  # fmt: skip
    assert Membership.objects.filter(group=young).count() == 2


def test_only_trusted_adults_keep_the_young_and_nobody_under_18_carries_a_room(
    young: Group, kit: Any, ana: Any, fay: Any, ada: Any, client_of: Any
) -> None:
    theirs = join(young, kit)
    said = services.Description(name="Ours", summary="For us.", ages=Ages.UNDER_18)
    new = {"description": said, "rules_short": "Be kind.", "display_name": "Calm Bay"}
    sign(ana)
    for actor in (ana, kit):
        with pytest.raises(PermissionDenied):
            services.found_group(actor=actor, **new)
    with pytest.raises(PermissionDenied):
        services.sign_agreement(actor=kit)
    with pytest.raises(PermissionDenied):
        services.set_role(actor=fay, membership=theirs, role="co_facilitator")
    with pytest.raises(ValidationError, match="somebody looks who comes"):
        open_one = services.Description(name="Ours", summary="For us.", ages=Ages.UNDER_18, entry="open")
        services.found_group(actor=fay, **(new | {"description": open_one}))
    assert services.found_group(actor=fay, **new).ages == Ages.UNDER_18
    # Whoever is trusted comes in by a link to keep it, and cannot become one of them.
    gil = make_trusted("gil")
    sign(gil)
    _invitation, token = services.make_invitation(actor=fay, group=young, role="co_facilitator")
    came = {"token": token, "rules": rules_in_force(young), "display_name": "Old Pier"}
    for stranger in (ana, make_young("lu")):
        with pytest.raises(InvitationGone):
            services.accept_invitation(actor=stranger, **came)
    keeps = services.accept_invitation(actor=gil, **came)
    with pytest.raises(NotOfTheseAges):
        services.set_role(actor=fay, membership=keeps, role="member")
    # When the trust ends, so does their part, at once.
    accounts.appoint(actor=ada, account=gil, moderator=False, admin=False, young=False)
    assert Membership.objects.get(pk=keeps.pk).end_reason == "ages"
    assert not Participant.objects.live().filter(membership=keeps).exists()
    # Whom the team trusts steps in where nobody keeps it; nobody else can, and no member is asked to.
    leave(Membership.objects.get(group=young, account=fay))
    one = client_of(kit)
    assert "The team looks for an adult" in one.get(f"/groups/{young.slug}/").content.decode()
    assert one.post(f"/groups/{young.slug}/offer/").status_code in (302, 403)
    assert Membership.objects.get(pk=theirs.pk).offers_to_keep_at is None
    form = {"display_name": "New Pier", "rules": str(rules_in_force(young).uid), "agree": "on"}
    assert client_of(ana).post(f"/groups/{young.slug}/join/", form).status_code == 404
    hal = make_trusted("hal")
    with pytest.raises(PermissionDenied):
        services.step_in(actor=hal, **door(young))
    sign(hal)
    assert "you are its facilitator" in client_of(hal).get(f"/groups/{young.slug}/").content.decode()
    assert client_of(hal).post(f"/groups/{young.slug}/join/", form).status_code == 302
    young.refresh_from_db()
    assert Membership.objects.get(group=young, account=hal).role == "facilitator" and young.unkept_since is None
    with pytest.raises(ValidationError):
        accounts.appoint(actor=ada, account=kit, moderator=False, admin=False, young=True)
    assert fresh(kit).profile.approved_for_young_at is None


def test_no_guest_no_side_room_no_calendar_and_no_address_lead_across(
    young: Group, kit: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    theirs = join(young, kit)
    later = make_meeting(fay, young, days=3)
    _guest, token = meetings.invite_guest(actor=fay, meeting=later, name="Lena", as_what="a nurse")
    assert client_of(ana).get(f"/meetings/as-guest/{token}/").status_code == 404
    with pytest.raises(PermissionDenied):
        meetings.accept_guest(actor=ana, token=token)
    soon = make_soon(fay, young)
    for person in (fay, kit):
        comes_in(person, soon)
    # With whom is a room for two there? Only with an adult: so there is none.
    with pytest.raises(PermissionDenied):
        meetings.offer_side_room(actor=fay, meeting=soon, whom=theirs)
    MeetingChoices.objects.create(group=young, published_at=clock.now())
    assert not MeetingChoices.objects.published().exists()
    for words in ("write me at somebody@example.org", "call 0176 1234 5678", "come to https://example.com/room"):
        (refused,) = chat.post_messages(posts=[post_of(kit, young, words)])
        assert isinstance(refused, chat.Refused) and refused.code == "contact"
    message = say(kit, young, "Childline is 0800 1111.")
    changed = chat.edit_message(actor=kit, message=message, body="I am @somebody_there")
    assert isinstance(changed, chat.Refused) and changed.code == "contact"


def test_stories_cross_only_once_somebody_read_them_and_no_answer_does(
    kit: Any, ana: Any, fay: Any, mo: Any, client_of: Any
) -> None:
    inside = {who: tell(who, audience="members", title="Kqz inside") for who in (kit, ana)}
    public = {who: tell(who, audience="everyone", title="Kqz public") for who in (kit, ana)}

    def reads(who: Any) -> set[Story]:
        return set(Story.objects.visible_to(who))

    assert reads(kit) == {inside[kit], public[kit]} and reads(ana) == {inside[ana], public[ana]}
    assert reads(fay) == {*inside.values(), *public.values()} and reads(mo) == {inside[ana], public[ana]}
    User.objects.filter(pk=fay.pk).update(is_moderator=True)
    for story in public.values():
        let_out(story, fresh(fay))
    assert reads(kit) == {inside[kit], *public.values()} and public[kit] in reads(ana)
    for who, story in ((ana, public[kit]), (kit, public[ana])):
        with pytest.raises(PermissionDenied):
            answer(who, story)
    # It looks as if nobody may answer: no page tells how old somebody is.
    page = client_of(ana).get(public[kit].get_absolute_url()).content.decode()
    assert (
        "Who wrote this would rather just be read." in page and 'id="answering"' not in page and "under 18" not in page
    )
    # And what the young write and read there leads to no other place.
    with pytest.raises(ValidationError):
        answer(make_young("lu"), public[kit], "Write me: lu@example.org")
    with pytest.raises(ValidationError):
        tell(kit, audience="members", how_it_was="I am on https://example.com/kit if you want.")
    kept = answer(fay, public[kit], "I am glad that you wrote.")
    theirs = answer(ana, inside[ana], "More of mine.")
    own = answer(kit, public[kit], "Thank you.")
    mixed = answer(mo, public[ana], "Kqz unread words of an adult.")
    assert set(StoryReply.objects.visible_to(kit)) == {kept, own}
    assert {theirs, mixed} <= set(StoryReply.objects.visible_to(ana)) and own not in StoryReply.objects.visible_to(ana)


def test_who_turns_18_asks_a_human_says_goodbye_and_moves_over(
    young: Group, adults: Group, kit: Any, ana: Any, mo: Any, client_of: Any
) -> None:
    theirs = join(young, kit)
    one, desk = client_of(kit), client_of(mo)
    assert "When you are 18, tell us." in one.get("/you/").content.decode()
    assert "When you are 18" not in client_of(ana).get("/you/").content.decode()
    one.post("/groups/ages/ask/")
    one.post("/groups/ages/ask/")
    move = AgeMove.objects.get()
    assert "answers you here" in one.get("/you/").content.decode() and theirs.state == "active"
    # Nobody but a human of the team says yes.
    assert one.post(f"/groups/oversight/ages/{move.uid}/", {"answer": "yes"}).status_code == 404
    assert client_of(ana).post(f"/groups/oversight/ages/{move.uid}/", {"answer": "yes"}).status_code == 404
    assert one.post(f"/groups/ages/{move.uid}/over/").status_code == 404
    assert "Somebody under 18 says that they are 18 now." in desk.get("/groups/oversight/").content.decode()
    desk.post(f"/groups/oversight/ages/{move.uid}/", {"answer": "yes"})
    page = one.get("/you/").content.decode()
    assert "so that you can say goodbye" in page and NAME in page
    assert Group.objects.visible_to(fresh(kit)).get() == young and say(kit, young, "Thank you all.")
    one.post(f"/groups/ages/{move.uid}/over/")
    assert fresh(kit).profile.age_band == "young" and Membership.objects.get(pk=theirs.pk).end_reason == "ages"
    assert Group.objects.visible_to(fresh(kit)).get() == adults
    assert "You are in the groups of adults now." in one.get("/you/").content.decode()
    # What they said stays theirs; nobody takes them back in where they do not belong any more.
    assert not take_back_in(Membership.objects.get(pk=theirs.pk))


def test_whose_time_for_goodbye_is_over_moves_and_no_one_else(young: Group, kit: Any, mo: Any) -> None:
    join(young, kit)
    lu = make_young("lu")
    join(young, lu)
    services.answer_move(actor=mo, move=services.ask_to_move(actor=kit), yes=True)
    assert not services.answer_move(actor=mo, move=services.ask_to_move(actor=lu), yes=False).goodbye_until
    assert services.finish_moves(clock.now() + timedelta(days=29)) == 0
    assert services.finish_moves(clock.now() + timedelta(days=31)) == 1
    assert [fresh(who).profile.age_band for who in (kit, lu)] == ["young", "minor"]
    assert services.ask_to_move(actor=lu).declined_at is None


def test_who_claimed_an_age_moves_at_once_when_two_of_the_team_say_so(
    young: Group, kit: Any, mo: Any, ana: Any, ada: Any, client_of: Any
) -> None:
    theirs, desk = join(young, kit), client_of(mo)
    why = {"reason": "Kqz: they spoke of their grandchildren."}
    desk.post("/groups/oversight/ages/", {"sign_in_name": " KIT "} | why)
    move = AgeMove.objects.get()
    # They read nothing of it, and one alone decides nothing: it can bring somebody among the young.
    assert not AgeMove.objects.visible_to(kit).exists()
    with pytest.raises(PermissionDenied):
        services.answer_move(actor=mo, move=move, yes=True)
    services.answer_move(actor=make_account("moa", is_moderator=True), move=move, yes=True)
    assert fresh(kit).profile.age_band == "young" and Membership.objects.get(pk=theirs.pk).state == "ended"
    assert not Participant.objects.of(fresh(kit)).exists()
    for name in ("nobody-here", "mo", "ada"):
        with pytest.raises(NotKnownHere):
            services.propose_move(actor=mo, sign_in_name=name, **why)
    with pytest.raises(PermissionDenied):
        services.propose_move(actor=ana, sign_in_name="kit", **why)
    assert client_of(ana).post("/groups/oversight/ages/", {"sign_in_name": "kit"}).status_code == 404


def test_who_is_too_young_stays_among_the_young_and_moves_nowhere(young: Group, kit: Any, ana: Any, mo: Any) -> None:
    join(young, kit)
    story, lu = tell(kit, audience="members", title="Kqz inside"), make_young("lu")
    move = services.answer_move(actor=mo, move=services.ask_to_move(actor=kit), yes=True)
    with transaction.atomic():
        said = note_too_young(kit)
    assert set(Story.objects.visible_to(lu)) == {story} and not Story.objects.visible_to(ana).exists()
    assert may_be_heard_by_author(lu, story) and not may_be_heard_by_author(ana, Story.objects.get())
    later = clock.now() + timedelta(days=31)
    assert services.finish_moves(later) == 0
    with pytest.raises(PermissionDenied):
        services.move_over(actor=fresh(kit), move=move)
    assert fresh(kit).profile.age_band == "under" and AgeMove.objects.get().done_at is None
    # It was a mistake: what they were promised goes on.
    with transaction.atomic():
        give_age_back(fresh(kit), said)
    assert services.finish_moves(later) == 1 and fresh(kit).profile.age_band == "young"


@pytest.mark.parametrize(("least", "band"), [(16, ""), (18, "young")])
def test_who_came_in_before_as_up_to_25_is_asked_again_where_that_could_be_under_18(
    settings: Any, least: int, band: str
) -> None:
    settings.MINIMUM_AGE = least
    before, older = make_account("before", profile={"age_band": "young"}), make_account("older")
    import_module("accounts.migrations.0003_people_under_18").ask_age_again(apps, None)
    profile = fresh(before).profile
    assert (profile.age_band, profile.onboarded_at is not None) == (band, least == 18)
    assert fresh(older).profile.onboarded_at is not None


def test_helplines_for_the_young_come_first_for_them(kit: Any, ana: Any, client_of: Any, monkeypatch: Any) -> None:
    from care.views import lines

    asked: list[bool] = []
    real = lines.services.support_card
    monkeypatch.setattr(lines.services, "support_card", lambda **kw: asked.append(kw["young"]) or real(**kw))
    for who in (kit, ana):
        assert client_of(who).get("/help/").status_code == 200
    assert asked == [True, False]
