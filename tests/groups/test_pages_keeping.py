"""Founding, keeping and hiding through the pages, and what the team sees."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts import services as accounts
from groups import services
from groups.models import GroundRules, Group, Invitation, JoinRequest
from moderation import services as moderation
from moderation.models import Decision
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, make_group, refresh_keeping, sign
from tests.groups.pages import text

pytestmark = pytest.mark.django_db


FOUNDING = {
    "name": "Awake at night", "summary": "For long nights.", "expect": "Slow talk.", "language": "en", "entry": "open",
    "crosstalk": "asked", "size": "8", "rules_short": "Be kind.\nTake turns.", "display_name": "Slow River",
}  # fmt: skip


def test_the_way_to_a_new_group_leads_through_the_agreement(cy: Any, client_of: Any) -> None:
    client = client_of(cy)
    assert client.get(reverse("groups:found")).headers["Location"] == reverse("groups:agreement")
    assert client.post(reverse("groups:agreement"), {}).status_code == 422
    assert client.post(reverse("groups:agreement"), {"sign": "on"}).status_code == 302
    assert client.get(reverse("groups:found")).status_code == 200
    fields = FOUNDING | {"uid": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(reverse("groups:found"), fields).status_code == 302
    page = text(client.get(Group.objects.get().get_absolute_url()))
    assert "The team reads it first." in page


@pytest.mark.parametrize(
    "bad",
    [{"name": ""}, {"name": "x" * 200}, {"size": "13", "entry": "request"}, {"size": "2"}, {"size": "many"},
     {"language": "xx"}, {"rules_short": "1\n2\n3\n4\n5\n6"}, {"rules_short": " "}, {"about": "x" * 20000},
     {"cohort_ends_on": "2030-01-01"}, {"cohort_starts_on": "2030-02-01", "cohort_ends_on": "2030-01-01"},
     {"cohort_starts_on": "soon"}, {"topics": "999999"}, {"uid": "x"}, {"display_name": "Moderator"}],
)  # fmt: skip
def test_bad_values_in_the_founding_form_found_nothing(cy: Any, client_of: Any, bad: dict[str, str]) -> None:
    sign(cy)
    response = client_of(cy).post(reverse("groups:found"), FOUNDING | {"uid": str(uuid.uuid4())} | bad)
    assert response.status_code == 422
    assert not Group.objects.exists()


def test_a_keeper_describes_the_group_sets_its_rules_and_room(ben: Any, client_of: Any, open_group: Any) -> None:
    client = client_of(ben)
    slug = open_group.slug
    about = {name: FOUNDING[name] for name in ("name", "summary", "expect", "language", "entry", "crosstalk", "size")}
    assert client.get(reverse("groups:describe", args=[slug])).status_code == 200
    assert (
        client.post(
            reverse("groups:describe", args=[slug]), about | {"about": "We are up.", "version": "0"}
        ).status_code
        == 302
    )
    stale = client.post(reverse("groups:describe", args=[slug]), about | {"about": "Mine.", "version": "0"})
    assert stale.status_code == 422 and "Mine." in text(stale) and "Someone else changed this" in text(stale)
    assert 'name="version" value="1"' in text(stale)
    assert (
        client.post(reverse("groups:edit_rules", args=[slug]), {"short": "Be kind.", "after": "1"}).status_code == 302
    )
    assert (
        client.post(reverse("groups:edit_rules", args=[slug]), {"short": "1\n2\n3\n4\n5\n6", "after": "2"}).status_code
        == 422
    )
    room = {"pinned_note": "Tuesday.", "slow_mode_seconds": "30", "sensitivity": "careful", "version": "1"}
    assert client.post(reverse("groups:room", args=[slug]), room).status_code == 302
    open_group.refresh_from_db()
    assert (open_group.about, open_group.pinned_note, open_group.slow_mode_seconds) == ("We are up.", "Tuesday.", 30)
    assert GroundRules.objects.filter(group=open_group).count() == 2


def test_what_a_keeper_needs_before_a_meeting_stands_first_and_long_forms_are_folded(
    ana: Any, dee: Any, cy: Any, ben: Any, client_of: Any
) -> None:
    group = make_group(ben, entry="request", pinned_note="We begin at eight.")
    join(group, ana, name="Amber Wren")
    for number, account in enumerate((dee, cy, make_account(), make_account(), make_account())):
        ask(group, account, words=f"Canary {number}")
    page = text(client_of(ben).get(reverse("groups:keep", args=[group.slug])))
    order = ["/rooms/", "Canary 0", "Canary 2", "2 more people ask", "Open day and night.", "We begin at eight.",
             "Wait between two messages", "Amber Wren", "Make a link"]  # fmt: skip
    main = page[page.index("<main") :]
    assert [main.index(part) for part in order] == sorted(main.index(part) for part in order)
    for part in ("Canary 3", "Amber Wren", 'name="days"'):
        before = main[: main.index(part)]
        assert before.count("<details") > before.count("</details>"), part
    assert "<details open" not in main and 'class="fold" open' not in main


def test_room_is_opened_and_closed_from_the_keepers_page_and_the_rest_stays_as_it_was(
    ben: Any, client_of: Any, open_group: Any
) -> None:
    Group.objects.filter(pk=open_group.pk).update(sensitivity="careful")
    client, keep = client_of(ben), reverse("groups:keep", args=[open_group.slug])
    page = text(client.get(keep))
    form = re.search(r'<form[^>]*action="(/groups/[^"]*/room/)".*?</form>', page, re.S)
    assert form is not None
    fields = dict(re.findall(r'<input type="hidden" name="(sensitivity|version)" value="([^"]*)"', form.group()))
    fields |= {"needs_facilitator_here": "on", "pinned_note": "Back at eight.", "slow_mode_seconds": "60"}
    assert client.post(form.group(1), fields).headers["Location"] == keep
    open_group.refresh_from_db()
    assert (open_group.needs_facilitator_here, open_group.pinned_note, open_group.slow_mode_seconds) == (
        True, "Back at eight.", 60,
    )  # fmt: skip
    assert open_group.sensitivity == "careful"
    assert "Open only while one of you is in it." in text(client.get(keep))

    stale = client.post(form.group(1), fields | {"needs_facilitator_here": ""})
    assert stale.status_code == 422 and "Someone else changed this" in text(stale)
    open_group.refresh_from_db()
    assert client.post(form.group(1), fields | {"needs_facilitator_here": "", "version": "1"}).status_code == 302
    open_group.refresh_from_db()
    assert open_group.needs_facilitator_here is False


def test_a_keeper_gives_roles_and_asks_with_a_reason_that_somebody_is_removed(
    ana: Any, dee: Any, ben: Any, mo: Any, client_of: Any, open_group: Any
) -> None:
    member, other = join(open_group, ana, name="Amber Wren"), join(open_group, dee, name="Dee Here")
    client, slug = client_of(ben), open_group.slug
    role = reverse("groups:role", args=[slug, member.uid])
    assert "agreement first" in text(client.post(role, {"role": "co_facilitator"}, follow=True))
    sign(ana)
    assert client.post(role, {"role": "king"}).status_code == 302
    assert client.post(role, {"role": "co_facilitator"}).status_code == 302
    member.refresh_from_db()
    assert member.role == "co_facilitator"
    remove = reverse("groups:remove", args=[slug, other.uid])
    assert client.post(remove, {}).status_code == 422
    assert client.post(remove, {"reason": "unkind"}).status_code == 302
    # A moderator looks first.
    assert client_of(dee).get(reverse("groups:members", args=[slug])).status_code == 200
    decision = Decision.objects.select_related("case").get()
    moderation.second(actor=mo, decision=decision, version=decision.case.version, agrees=True)
    assert client_of(dee).get(reverse("groups:members", args=[slug])).status_code == 404
    assert "You cannot come back into this group." in text(client_of(dee).get(open_group.get_absolute_url()))


def test_names_of_other_groups_are_not_there_for_a_keeper(
    ben: Any, cy: Any, ana: Any, client_of: Any, open_group: Any
) -> None:
    elsewhere = make_group(cy)
    foreign = join(elsewhere, ana)
    invitation, _ = services.make_invitation(actor=cy, group=elsewhere)
    client, slug = client_of(ben), open_group.slug
    for name, data in (("role", {"role": "member"}), ("remove", {"reason": "unkind"}), ("block", {}), ("mute", {})):
        assert client.post(reverse(f"groups:{name}", args=[slug, foreign.uid]), data).status_code == 404, name
    assert client.post(reverse("groups:revoke_invitation", args=[slug, invitation.uid])).status_code == 404
    assert Invitation.objects.get(pk=invitation.pk).revoked_at is None


def test_somebody_in_an_unkept_group_is_told_and_can_offer(ana: Any, ben: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana)
    services.leave_group(actor=ben, group=open_group)
    client = client_of(ana)
    assert "Nobody keeps this room" in text(client.get(open_group.get_absolute_url()))
    offer = reverse("groups:offer_to_keep", args=[open_group.slug])
    assert client.post(offer).headers["Location"] == reverse("groups:agreement")
    sign(ana)
    assert client.post(offer).status_code == 302
    assert "You offered to keep it." in text(client.get(open_group.get_absolute_url()))


def test_blocking_and_taking_it_back_through_the_pages(ana: Any, eve: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana, name="Amber Wren")
    other = join(open_group, eve, name="Eve Here")
    client, slug = client_of(ana), open_group.slug
    assert "Block this name" in text(client.get(reverse("groups:name", args=[slug, other.uid])))
    for _ in range(2):
        assert client.post(reverse("groups:block", args=[slug, other.uid])).status_code == 302
    assert "Eve Here" not in text(client.get(reverse("groups:members", args=[slug])))
    assert client.get(reverse("groups:name", args=[slug, other.uid])).status_code == 404
    assert "Amber Wren" not in text(client_of(eve).get(reverse("groups:members", args=[slug])))
    hidden = text(client.get(reverse("groups:hidden_names")))
    assert "Eve Here" in hidden
    unblock = re.search(r"/groups/hidden-names/blocks/[\w-]+/", hidden).group()  # type: ignore[union-attr]
    assert client_of(eve).post(unblock).status_code == 404
    assert client.post(unblock).status_code == 302
    assert "Eve Here" in text(client.get(reverse("groups:members", args=[slug])))


def test_putting_a_name_away_and_back_through_the_pages(ana: Any, eve: Any, client_of: Any, open_group: Any) -> None:
    join(open_group, ana)
    other = join(open_group, eve, name="Eve Here")
    client, slug = client_of(ana), open_group.slug
    assert client.post(reverse("groups:mute", args=[slug, other.uid])).status_code == 302
    assert "You have put this name away." in text(client.get(reverse("groups:members", args=[slug])))
    page = text(client.get(reverse("groups:name", args=[slug, other.uid])))
    unmute = re.search(r"/groups/hidden-names/mutes/[\w-]+/", page).group()  # type: ignore[union-attr]
    assert client.post(unmute).status_code == 302
    assert "put this name away" not in text(client.get(reverse("groups:members", args=[slug]))).lower()


def test_the_team_knows_of_private_groups_but_never_their_words(
    ana: Any, ben: Any, mo: Any, client_of: Any, private_group: Any
) -> None:
    words = {name: f"Canary {name}" for name in ("summary", "expect", "about", "welcome", "pinned_note")}
    Group.objects.filter(pk=private_group.pk).update(**words)
    join(private_group, ana, name="Amber Wren")
    page = text(client_of(mo).get(reverse("groups:oversight")))
    assert "Canary kitchen" in page and "Slow River" in page and "2 of 8" in page
    assert "Amber Wren" not in page
    assert not any(word in page for word in words.values())
    assert client_of(mo).get(private_group.get_absolute_url()).status_code == 404
    assert client_of(mo).get(reverse("groups:proposed", args=[private_group.uid])).status_code == 404


def test_oversight_is_not_there_for_others(ana: Any, ben: Any, ada: Any, client_of: Any) -> None:
    group = make_group(ben, state="proposed")
    for person in (ana, ben, ada):
        assert client_of(person).get(reverse("groups:oversight")).status_code == 404
        for name in ("approve", "decline"):
            assert client_of(person).post(reverse(f"groups:{name}", args=[group.uid])).status_code == 404
        assert client_of(person).get(reverse("groups:proposed", args=[group.uid])).status_code == 404
    assert Group.objects.get(pk=group.pk).state == "proposed"


@pytest.mark.parametrize(
    "fields", [{"suspended_until": clock.now() + timedelta(days=400)}, {"erase_after": clock.now() + timedelta(days=7)}]
)
def test_oversight_is_not_there_for_a_moderator_who_is_suspended_or_going(
    ana: Any, cy: Any, ben: Any, mo: Any, client_of: Any, fields: dict[str, Any]
) -> None:
    proposal = make_group(ben, state="proposed")
    waited = ask(make_group(ben, entry="request"), cy, passed_on_at=clock.now())
    unkept = make_group()
    refresh_keeping(unkept)
    sign(ana)
    offered = join(unkept, ana, offers_to_keep_at=clock.now())
    addresses = [
        reverse("groups:approve", args=[proposal.uid]),
        reverse("groups:decline", args=[proposal.uid]),
        reverse("groups:appoint", args=[offered.uid]),
        reverse("groups:accept_request", args=[waited.uid]),
        reverse("groups:refuse_request", args=[waited.uid]),
    ]
    assert waited in JoinRequest.objects.visible_to(mo)
    type(mo).objects.filter(pk=mo.pk).update(**fields)
    mo.refresh_from_db()
    client = client_of(mo)

    looked_at = (reverse("groups:oversight"), reverse("groups:proposed", args=[proposal.uid]))
    answers = [client.get(address) for address in looked_at]
    answers += [client.post(address) for address in addresses]
    for answer in answers:
        # Who is suspended is led to the page that says so, wherever they go.
        assert (answer.status_code, answer.headers.get("Location")) in ((404, None), (302, "/conversations/"))
    assert not JoinRequest.objects.visible_to(mo).exists()
    for row in (proposal, waited, offered):
        row.refresh_from_db()
    assert (proposal.state, waited.state, offered.role) == ("proposed", "waiting", "member")


def test_a_moderator_reads_a_proposal_and_opens_it(ben: Any, mo: Any, client_of: Any) -> None:
    group = make_group(ben, name="Awake at night", state="proposed")
    client = client_of(mo)
    assert "Awake at night" in text(client.get(reverse("groups:oversight")))
    assert group.summary in text(client.get(reverse("groups:proposed", args=[group.uid])))
    assert client.post(reverse("groups:approve", args=[group.uid])).status_code == 302
    assert Client().get(group.get_absolute_url()).status_code == 200


def test_a_moderator_answers_what_waited_and_appoints_who_offered(
    ana: Any, cy: Any, ben: Any, mo: Any, client_of: Any, move_clock: Any
) -> None:
    asked, lonely = make_group(ben, entry="request"), make_group(cy)
    request = ask(asked, ana, words="Canary words")
    member = join(lonely, ana, name="Amber Wren")
    sign(ana)
    services.leave_group(actor=cy, group=lonely)
    services.offer_to_keep(actor=ana, group=lonely)
    client = client_of(mo)
    assert "Canary words" not in text(client.get(reverse("groups:oversight")))
    move_clock(73 * 3600)
    services.pass_on_requests()
    page = text(client.get(reverse("groups:oversight")))
    assert "Canary words" in page and "Amber Wren offered to keep it." in page
    assert client.post(reverse("groups:accept_request", args=[request.uid])).status_code == 302
    assert client.post(reverse("groups:appoint", args=[member.uid])).status_code == 302
    member.refresh_from_db()
    assert member.role == "facilitator"


def test_the_overview_asks_few_questions_however_many_groups_there_are(ben: Any, mo: Any, client_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = client_of(mo), []
    for more in (2, 8):
        for _ in range(more):
            make_group(ben)
            make_group(ben, state="proposed")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("groups:oversight")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_titles_say_nothing_of_the_group(ben: Any, client_of: Any, private_group: Any) -> None:
    client = client_of(ben)
    for name in ("group", "rules", "members", "settings", "leave", "keep", "describe", "edit_rules", "room", "archive"):
        page = client.get(reverse(f"groups:{name}", args=[private_group.slug])).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.S).group(1)  # type: ignore[union-attr]
        assert "Canary" not in title, name


def test_who_keeps_a_group_is_told_that_everybody_sees_the_name(
    ana: Any, ben: Any, cy: Any, client_of: Any, open_group: Any
) -> None:
    everybody, group_only = "Everybody who looks at the group sees the name", "Only this group sees it"
    sign(ana)
    _, to_keep = services.make_invitation(actor=ben, group=open_group, role="co_facilitator")
    _, to_join = services.make_invitation(actor=ben, group=open_group)
    for who, path in (
        (ana, "/groups/new/"), (ana, f"/groups/invited/{to_keep}/"), (ben, f"/groups/{open_group.slug}/me/"),
    ):  # fmt: skip
        page = client_of(who).get(path).content.decode()
        assert everybody in page and group_only not in page, path
    join(open_group, cy)
    for who, path in ((ana, f"/groups/invited/{to_join}/"), (cy, f"/groups/{open_group.slug}/me/")):
        page = client_of(who).get(path).content.decode()
        assert group_only in page and everybody not in page, path


def test_the_team_reads_no_request_of_somebody_who_took_their_agreement_back(
    cy: Any, ben: Any, mo: Any, client_of: Any
) -> None:
    group = make_group(ben, entry="request")
    ask(group, cy, passed_on_at=clock.now(), words="words of one who rests")
    address = reverse("groups:oversight")
    assert "words of one who rests" in client_of(mo).get(address).content.decode()
    accounts.withdraw_consent(actor=cy, kind="health")
    assert "words of one who rests" not in client_of(mo).get(address).content.decode()


def test_what_founding_needs_may_lapse_and_the_words_stay(cy: Any, client_of: Any) -> None:
    seen = client_of(cy).post(reverse("groups:found"), {"name": "Quiet mornings", "about": "We meet and talk slowly."})
    assert seen.status_code == 409 and "We meet and talk slowly." in seen.content.decode()
    assert not Group.objects.exists()
