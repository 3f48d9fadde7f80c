"""A page of a group for somebody who has died: opened by who keeps it, with a few words of those who like to."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import clock
from accounts.models import User
from accounts.privacy import holdings
from audit.models import AuditEvent
from chat import services as chat
from groups.models import Group, Membership
from groups.services import block, leave_group
from moderation import services
from moderation.contact import LeadsAway
from moderation.died import words_to_remember_with
from moderation.models import Case, Death, Fold, Memorial, MemorialWords
from moderation.services.erasing import erase_deaths
from moderation.services.memorials import erase_from_memorials
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join
from tests.factories.moderation import CRISIS
from tests.factories.young import make_trusted, make_young, make_young_group
from tests.moderation.engines import SIGN

pytestmark = pytest.mark.django_db
OPENING, HAT, TEA = "This page is for the amber hat.", "We laughed about the green hat.", "They made cold tea."


@pytest.fixture
def told(ben: Any, fern: Any, died: Death) -> Death:
    services.tell_group(actor=ben, death=died, words="Small Lantern has died. We are sad.")
    return died


@pytest.fixture
def page(ben: Any, told: Death) -> Memorial:
    return services.open_memorial(actor=ben, death=told, words=OPENING)


@pytest.fixture
def rue(group: Any) -> Any:
    return join(group, make_account("rue"), name="Mild Rue").account


def at(page: Memorial) -> str:
    return f"/remembered/{page.uid}/"


def exported(account: Any) -> str:
    return json.dumps([holdings.get(f"moderation.{one}").export(account) for one in ("memorial", "memorialwords")])


def test_who_keeps_the_group_opens_it_members_write_a_few_words_and_nobody_gets_a_message(
    client_of: Any, ben: Any, fern: Any, rue: Any, cy: Any, mo: Any, ada: Any, group: Any, died: Death
) -> None:
    keeper, after = client_of(ben), f"/after/{died.uid}/"
    assert "When you have told the group" in keeper.get(after).content.decode()
    assert keeper.post(after, {"act": "open_page", "words": OPENING}).status_code == 422
    services.tell_group(actor=ben, death=died, words="Small Lantern has died. We are sad.")
    assert "This page is for Small Lantern" in keeper.get(after).content.decode()
    before = Notification.objects.count()
    address = keeper.post(after, {"act": "open_page", "words": OPENING})["Location"]
    assert address == at(Memorial.objects.get()) and Notification.objects.count() == before
    reader, other = client_of(fern), client_of(rue)
    assert address in reader.get(f"/groups/{group.slug}/").content.decode()
    shown = reader.get(address).content.decode()
    assert OPENING in shown and "Old Maple" in shown and "/help/" in shown and "/need-help/" in shown
    assert reader.post(address, {"act": "remember", "words": " "}).status_code == 422
    reader.post(address, {"act": "remember", "words": HAT})
    shown = other.get(address).content.decode()
    assert HAT in shown and "Night Fern" in shown and 'value="hide"' not in shown and 'value="close"' not in shown
    # First words are changed and taken away by who wrote them, and stand there once.
    reader.post(address, {"act": "remember", "words": TEA})
    assert HAT not in other.get(address).content.decode() and TEA in other.get(address).content.decode()
    other.post(address, {"act": "take_back"})
    assert TEA in other.get(address).content.decode()
    reader.post(address, {"act": "take_back"})
    assert TEA not in other.get(address).content.decode() and not MemorialWords.objects.exists()
    # Neither who is not in the group nor the team reads it, and it is nowhere to be found.
    for who in (cy, mo, ada):
        assert client_of(who).get(address).status_code == 404
        assert "amber hat" not in client_of(who).get(f"/groups/{group.slug}/").content.decode()
    assert Notification.objects.count() == before


def test_the_first_words_show_no_way_and_the_words_to_begin_with_are_taken(
    client_of: Any, engine: Any, ben: Any, told: Death
) -> None:
    engine("notices_a_sign", seconds=5)
    after = f"/after/{told.uid}/"
    kept = client_of(ben).post(after, {"act": "open_page", "words": f"It was {SIGN}. The amber hat."})
    assert kept.status_code == 422 and "amber hat" in kept.content.decode() and not Memorial.objects.exists()
    engine("", seconds=5)
    words = words_to_remember_with(told)
    assert not {"suicide", "committed", "passed", "peace", "strong", "brave", "hero"} & set(words.lower().split())
    row = services.open_memorial(actor=ben, death=told, words=words)
    assert row.read_level == "none"
    with pytest.raises(PermissionDenied):
        services.open_memorial(actor=ben, death=told, words=words)


def test_a_wish_for_none_is_said_with_the_second_yes_and_then_none_is_offered(
    client_of: Any, ben: Any, mo: Any, said: Death
) -> None:
    client_of(mo).post(f"/after/{said.uid}/", {"act": "agree", "no_memorial": "yes"})
    services.tell_group(actor=ben, death=said, words="Small Lantern has died. We are sad.")
    shown = client_of(ben).get(f"/after/{said.uid}/").content.decode()
    assert "wish for no page of remembrance" in shown and "This page is for" not in shown
    with pytest.raises(PermissionDenied):
        services.open_memorial(actor=ben, death=said, words=OPENING)


def test_pain_is_kept_and_somebody_looks_after_its_author_and_what_could_show_a_way_is_folded(
    client_of: Any, engine: Any, fern: Any, rue: Any, page: Memorial
) -> None:
    services.remember(actor=fern, memorial=page, words=f"The green hat. {CRISIS}")
    case = Case.objects.get(kind="crisis", subject_account=fern)
    assert case.label == "Night Fern" and "support" in client_of(fern).get(at(page)).content.decode().lower()
    engine("notices_a_sign", seconds=5)
    services.remember(actor=rue, memorial=page, words=f"The cold tea. It was {SIGN}. We miss them.")
    reader = client_of(fern).get(at(page)).content.decode()
    assert SIGN not in reader and "The cold tea." in reader and Fold.objects.filter(kind="memorial_words").exists()
    assert SIGN in client_of(rue).get(at(page)).content.decode()
    # What nothing could look at is read by nobody else until something has.
    engine("raises")
    services.remember(actor=rue, memorial=page, words="The red scarf.")
    assert "red scarf" not in client_of(fern).get(at(page)).content.decode()
    assert "Only you read this yet" in client_of(rue).get(at(page)).content.decode()
    engine("", seconds=5)
    services.read_unread()
    assert "red scarf" in client_of(fern).get(at(page)).content.decode()


def test_who_keeps_the_group_puts_words_aside_with_a_reason_that_their_author_reads_and_appeals(
    client_of: Any, ben: Any, fern: Any, rue: Any, mo: Any, vi: Any, page: Memorial
) -> None:
    row = services.remember(actor=fern, memorial=page, words=HAT)
    for who in (rue, fern, mo):
        with pytest.raises(PermissionDenied):
            services.hide_remembered(actor=who, words=row, why="way")
    with pytest.raises(ValidationError):
        services.hide_remembered(actor=ben, words=row, why="because")
    client_of(ben).post(at(page), {"act": "hide", "words": str(row.uid), "why": "way"})
    assert HAT not in client_of(rue).get(at(page)).content.decode()
    assert "put aside" in (own := client_of(fern).get(at(page)).content.decode()) and HAT in own
    case = Case.objects.get(content_kind="memorial_words")
    statement = client_of(fern).get(f"/conversations/{case.uid}/").content.decode()
    assert "It tells how it happened" in statement and "Others do not." in statement
    assert f"/conversations/{case.uid}/again/" in statement
    # Neither other words nor the same anew come round it.
    with pytest.raises(PermissionDenied):
        services.remember(actor=fern, memorial=page, words=TEA)
    services.take_remembered_back(actor=fern, words=row)
    with pytest.raises(PermissionDenied):
        services.remember(actor=fern, memorial=page, words=TEA)
    services.lift(actor=vi, sanction=case.decisions.get().sanction, version=case.version)
    services.remember(actor=fern, memorial=page, words=TEA)
    assert TEA in client_of(rue).get(at(page)).content.decode()


def test_a_block_holds_there_and_what_is_told_of_the_first_words_goes_to_the_team(
    client_of: Any, ben: Any, ana: Any, fern: Any, rue: Any, mo: Any, page: Memorial
) -> None:
    services.remember(actor=fern, memorial=page, words=HAT)
    services.remember(actor=rue, memorial=page, words=TEA)
    assert HAT in client_of(rue).get(at(page)).content.decode()
    block(actor=fern, membership=Membership.objects.get(account=rue))
    for who, theirs, other in ((rue, TEA, HAT), (fern, HAT, TEA)):
        shown = client_of(who).get(at(page)).content.decode()
        assert theirs in shown and other not in shown
    case = services.report(actor=fern, kind="memorial", uid=page.uid, reason="unkind", words="It hurts.").case
    assert not Case.objects.visible_to(ben).filter(pk=case.pk).exists()
    services.decide(
        actor=mo, case=case, version=case.version, measure="hide", rule="Kind", quoted="amber hat", reason="It hurts.",
        no_end="words",
    )  # fmt: skip
    assert client_of(rue).get(at(page)).status_code == 404
    assert "put this page aside" in client_of(ben).get(f"/after/{page.death.uid}/").content.decode()
    # Who has a block with the one who has died does not meet their name there either.
    vale = join(page.death.membership.group, make_account("vale"), name="Low Vale").account
    block(actor=vale, membership=page.death.membership)
    assert not Memorial.objects.visible_to(vale).exists()


def test_closed_it_is_read_and_takes_nothing_and_put_away_it_is_gone_after_90_days(
    client_of: Any, ben: Any, fern: Any, rue: Any, page: Memorial
) -> None:
    services.remember(actor=fern, memorial=page, words=HAT)
    for act in ("close", "put_away"):
        client_of(rue).post(at(page), {"act": act})
    kept = client_of(rue).post(at(page), {"act": "change", "words": TEA})
    assert kept.status_code == 422 and TEA in kept.content.decode() and 'value="change"' not in kept.content.decode()
    assert Memorial.objects.filter(closed_at=None, away_at=None, words=OPENING).exists()
    client_of(ben).post(at(page), {"act": "close"})
    shown = client_of(rue).get(at(page)).content.decode()
    assert HAT in shown and "No new words" in shown
    kept = client_of(rue).post(at(page), {"act": "remember", "words": TEA})
    assert kept.status_code == 422 and TEA in kept.content.decode() and MemorialWords.objects.count() == 1
    # Words in need lead to somebody, also from a page that takes none.
    kept = client_of(rue).post(at(page), {"act": "remember", "words": CRISIS}).content.decode()
    assert "/send-to-team/" in kept and not Case.objects.filter(subject_account=rue).exists()
    services.close_memorial(actor=ben, memorial=page, closed=False)
    # What is not told any more is not remembered aloud.
    services.take_down_farewell(actor=ben, death=page.death)
    assert client_of(rue).get(at(page)).status_code == 404
    assert "Nobody reads the page while" in client_of(ben).get(f"/after/{page.death.uid}/").content.decode()
    services.tell_group(actor=ben, death=page.death, words="Small Lantern has died.")
    away = client_of(ben).post(at(page), {"act": "put_away"})["Location"]
    assert client_of(rue).get(at(page)).status_code == client_of(ben).get(at(page)).status_code == 404
    assert HAT in exported(fern)
    client_of(ben).post(away, {"act": "bring_back"})
    assert HAT in client_of(rue).get(at(page)).content.decode()
    services.put_memorial_away(actor=ben, memorial=page, away=True)
    assert services.forget_memorials(clock.now()) == 0
    assert services.forget_memorials(clock.now() + timedelta(days=91)) and not MemorialWords.objects.exists()
    verbs = set(AuditEvent.objects.filter(target_uid=page.uid).values_list("verb", flat=True))
    assert {"memorial.opened", "memorial.closed", "memorial.opened_again", "memorial.put_away"} <= verbs


@pytest.mark.parametrize("how", ["they came back", "it was taken back"])
def test_when_it_was_a_mistake_it_is_gone_at_once_for_everybody_and_words_are_in_ones_own_copy(
    client_of: Any, ana: Any, ben: Any, fern: Any, group: Any, page: Memorial, how: str
) -> None:
    services.remember(actor=fern, memorial=page, words=HAT)
    if how == "they came back":
        services.say_alive(actor=User.objects.get(pk=ana.pk))
    else:
        services.take_back_died(actor=ben, death=page.death)
    for who in (ana, ben, fern):
        assert client_of(User.objects.get(pk=who.pk)).get(at(page)).status_code == 404
        read = client_of(User.objects.get(pk=who.pk)).get(f"/groups/{group.slug}/").content.decode()
        assert at(page) not in read and "amber hat" not in read
    assert HAT in exported(fern) and OPENING in exported(ben) and "hat" not in exported(ana)
    # Said long ago and taken back today, it is kept for 90 days from today.
    Death.objects.update(said_at=clock.now() - timedelta(days=400))
    services.forget_deaths(clock.now())
    assert HAT in exported(fern)
    services.forget_deaths(clock.now() + timedelta(days=91))
    assert HAT not in exported(fern)


def test_words_go_with_who_leaves_with_them_and_nobody_writes_who_may_not_speak_there(
    client_of: Any, ben: Any, ana: Any, fern: Any, rue: Any, cy: Any, mo: Any, group: Any, page: Memorial
) -> None:
    services.remember(actor=fern, memorial=page, words=HAT)
    services.remember(actor=rue, memorial=page, words=TEA)
    for who in (cy, mo, User.objects.get(pk=ana.pk)):
        with pytest.raises(PermissionDenied):
            services.remember(actor=who, memorial=page, words="Hello.")
    leave_group(actor=fern, group=group, take_words=True)
    leave_group(actor=rue, group=group)
    assert [row.words for row in MemorialWords.objects.all()] == [TEA]
    late = join(group, make_account("late"), name="Late Birch").account
    Group.objects.filter(pk=group.pk).update(closed_to_posts_at=clock.now())
    with pytest.raises(PermissionDenied):
        services.remember(actor=late, memorial=page, words="Hello.")
    assert [row.words for row in MemorialWords.objects.visible_to(late)] == [TEA]
    # Who left their words there takes them back later, also from a page that nobody reads any more.
    services.put_memorial_away(actor=ben, memorial=page, away=True)
    data = client_of(rue).get("/you/data/").content.decode()
    assert f"/you/data/words/{Membership.objects.get(account=rue).uid}/" in data
    before = AuditEvent.objects.filter(verb="memorial_words.taken_back").count()
    chat.take_words_back(actor=rue, group=group)
    assert not MemorialWords.objects.exists()
    assert AuditEvent.objects.filter(verb="memorial_words.taken_back").count() == before + 1
    assert "/you/data/words/" not in client_of(rue).get("/you/data/").content.decode()


def test_what_leads_away_from_the_young_or_on_a_first_day_stays_in_the_field_and_a_rule_says_which_words(
    client_of: Any, settings: Any, fern: Any, rue: Any, mo: Any, page: Memorial
) -> None:
    services.make_word_rule(actor=mo, kind="words", words="magic beans", why="It is sold here.")
    kept = client_of(fern).post(at(page), {"act": "remember", "words": "They sold magic beans."}).content.decode()
    assert "leave “magic beans” out" in kept and "It is sold here." in kept
    number, name = "Ring me: 030 1234 5678.", "I am @quiet_fern there."
    young, kit = make_young_group(make_trusted()), make_young()
    theirs, gone = join(young, kit, name="Small Owl"), join(young, make_young("lou"), name="Quick Hare")
    Membership.objects.filter(pk=gone.pk).update(death_told_at=clock.now())
    death = Death.objects.create(membership=gone, state="agreed", second_at=clock.now())
    theirs_page = Memorial.objects.create(death=death, words=OPENING)
    for words in (number, name):
        with pytest.raises(LeadsAway):
            services.remember(actor=kit, memorial=theirs_page, words=words)
        assert services.remember(actor=fern, memorial=page, words=words).words == words
    assert services.remember(actor=kit, memorial=theirs_page, words=f"{number} {CRISIS}").membership == theirs
    settings.NEW_ACCOUNT_HOURS = 24
    kept = client_of(rue).post(at(page), {"act": "remember", "words": name})
    assert kept.status_code == 422 and "first day" in kept.content.decode() and "@quiet_fern" in kept.content.decode()
    assert not MemorialWords.objects.filter(membership__account=rue).exists()


def test_a_page_that_takes_no_words_names_each_field_once_and_words_put_aside_keep_their_notice(
    client_of: Any, ben: Any, fern: Any, page: Memorial
) -> None:
    shown = client_of(ben).post(at(page), {"act": "change", "words": " "}).content.decode()
    assert shown.count('id="id_words"') == 1 and shown.count('id="opening-words"') == 1
    row = services.remember(actor=fern, memorial=page, words=HAT)
    services.hide_remembered(actor=ben, words=row, why="way")
    services.take_remembered_back(actor=fern, words=row)
    shown = client_of(fern).get(at(page)).content.decode()
    assert "Your words here were put aside" in shown and 'href="/conversations/"' in shown and HAT not in shown


def test_many_words_cost_whoever_keeps_the_page_no_more_questions_than_one(
    client_of: Any, ben: Any, fern: Any, group: Any, page: Memorial
) -> None:
    keeper = client_of(ben)
    services.remember(actor=fern, memorial=page, words=HAT)
    with CaptureQueriesContext(connection) as one:
        assert keeper.get(at(page)).content.decode().count('value="hide"') == 1
    for number in range(4):
        writer = join(group, make_account(f"w{number}"), name=f"Name {number}").account
        services.remember(actor=writer, memorial=page, words=TEA)
    with CaptureQueriesContext(connection) as five:
        assert keeper.get(at(page)).content.decode().count('value="hide"') == 5
    assert len(five) == len(one)


def test_first_words_are_of_everybody_who_changed_them_and_nothing_folded_outlives_its_page(
    engine: Any, ana: Any, ben: Any, fern: Any, group: Group, page: Memorial
) -> None:
    other = Membership.objects.get(account=fern)
    Membership.objects.filter(pk=other.pk).update(role=Membership.Role.FACILITATOR)
    services.change_memorial(actor=fern, memorial=page, words=f"{OPENING} Always.")
    assert OPENING in exported(ben) and OPENING in exported(fern)
    with transaction.atomic():
        erase_from_memorials(ben)
    page.refresh_from_db()
    assert page.words == "" and page.opened_by == other
    engine("notices_a_sign", seconds=5)
    services.remember(actor=fern, memorial=page, words=f"The cold tea. It was {SIGN}.")
    assert Fold.objects.filter(kind="memorial_words").exclude(state="gone").exists()
    with transaction.atomic():
        erase_deaths(ana)
    assert not MemorialWords.objects.exists()
    assert not Fold.objects.filter(kind="memorial_words").exclude(state="gone").exists()


def test_who_comes_back_under_another_name_has_one_word_there_and_pressing_twice_leads_back(
    page: Memorial, ben: Any, fern: Any, group: Group, client_of: Any
) -> None:
    services.remember(actor=fern, memorial=page, words=HAT)
    leave_group(actor=fern, group=group)
    again = join(group, User.objects.get(pk=fern.pk), name="Mild Fern")
    services.remember(actor=fern, memorial=page, words=TEA)
    words = MemorialWords.objects.get()
    assert (words.words, words.membership) == (TEA, again)
    keeper, aside = client_of(ben), {"act": "hide", "words": str(words.uid), "why": MemorialWords.Aside.values[0]}
    for _time in range(2):
        assert keeper.post(at(page), aside).status_code == 302
    # Put aside is put aside, under whichever name.
    leave_group(actor=fern, group=group)
    join(group, User.objects.get(pk=fern.pk), name="Third Fern")
    with pytest.raises(PermissionDenied):
        services.remember(actor=fern, memorial=page, words=HAT)
    for _time in range(2):
        assert keeper.post(at(page), {"act": "put_away"}).status_code == 302
