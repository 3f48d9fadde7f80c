"""What somebody who erases their account kept at, told and shared, each with the mark that must be gone afterwards."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any

from django.db import transaction

import clock
from accounts import services as accounts
from chat import services as chat
from chat.models import HeldMessage
from groups.models import Group, Membership
from moderation import services as moderation
from moderation.detection import VERSION
from moderation.models import Death, Farewell, LookIn, Memorial, MemorialWords
from resilience import services as resilience
from resilience.models import BuddyPair, BuddyRequest, BuddyWish
from resilience.services import growth, journal, steps
from stories import services as stories
from stories.models import Story
from stories.parts import TEXTS as STORY_TEXTS
from tests.factories.chat import post_of, voice_of
from tests.factories.moderation import make_shift
from tests.factories.stories import answer, tell, write
from tests.factories.strategies import hand_in, let_out

MARK = "zanzibarmark"


def tell_what_one_keeps(zed: Any, ana: Any, home: Group) -> None:
    """Stories of Zed with an answer of Ana below, an answer of Zed below Ana's, and what is kept around them."""
    texts = dict.fromkeys(STORY_TEXTS, MARK)
    mine = tell(zed, **texts, byline="other", name=f"{MARK} f", helped=("talking",))
    tell(zed, **texts, audience="group", group=home, byline="member")
    answer(ana, mine, "I read it twice.")
    theirs = tell(ana, title="Of Ana")
    answer(zed, theirs, MARK, name=f"{MARK} g", content_note=MARK)
    stories.encourage(actor=zed, story=theirs, words="hear")
    stories.save_story(actor=zed, story=theirs)
    stories.put_hint_away(actor=zed, hint="method")
    stories.set_story_aside(actor=zed, story=theirs)
    stories.set_wishes(actor=zed, avoided=zed.profile.lived_experience.all(), more_hints=True)
    stories.not_today(actor=zed, what="story")
    Story.objects.filter(pk=theirs.pk).update(asked=zed, asked_at=clock.now())
    write(zed, **texts, name=MARK, byline="other")
    growth.say_how_i_am(actor=zed, word=MARK, number=4, more=MARK)
    mine = Membership.objects.get(group=home, account=zed)
    steps.say_step(actor=zed, words=MARK, times=3, witness=f"group:{mine.uid}")
    entry = journal.begin_entry(actor=zed)
    journal.write_entry(actor=zed, entry=entry, title=MARK, body=MARK, version=entry.version)
    growth.name_milestone(actor=zed, words=MARK, day=clock.now().date())


def keep_the_house(zed: Any, ana: Any, home: Group) -> None:
    """What Zed did for all as one of the team: hours, a rule about links, and nobody new for a moment."""
    make_shift(zed, name=f"{MARK} on duty")
    hours = {"weekday": 1, "begins": time(20), "until": time(23), "zone": "Europe/Berlin"}
    moderation.add_slot(actor=zed, shown_name=f"{MARK} weekly", **hours)
    moderation.make_word_rule(actor=zed, kind="link", words="elsewhere.example", why="Please talk here.")
    accounts.begin_raid_mode(actor=zed)
    accounts.end_raid_mode(actor=zed)
    _hold_words(zed, ana, home)


def _hold_words(zed: Any, ana: Any, home: Group) -> None:
    """Words of Zed that wait, and words of Ana that Zed did not let through."""
    moderation.make_word_rule(actor=zed, kind="words", words="magic beans", why="Not here.", effect="held")
    (of_ana,) = chat.post_messages(posts=[post_of(ana, home, "I have the magic beans", content_note="of Ana")])
    assert isinstance(of_ana, chat.Held)
    # Since before somebody was with Zed, when no rule holds.
    voice = voice_of(zed, home)
    read = {"read_level": "none", "read_at": clock.now(), "read_version": VERSION}
    HeldMessage.objects.create(room=voice.room, author=voice, client_uid=uuid.uuid4(), body=MARK, why=MARK, **read)
    chat.do_not_let_through(actor=zed, held=of_ana.row, version=0, reason="Please not here.")


def pair_up(mine: Membership, other: Membership) -> None:
    """A buddy of Zed, who is of the team and could not have one: the rows as they would be without that."""
    now, zed = clock.now(), mine.account
    BuddyWish.objects.create(membership=mine)
    week = {"words": MARK, "asked_at": now, "lapses_at": now + timedelta(days=7)}
    BuddyRequest.objects.create(asker=mine, asked=other, account=zed, **week)
    with transaction.atomic():
        room = chat.buddy_room()
        voice, _other = (chat.begin_participant(room=room, membership=one) for one in (mine, other))
    BuddyPair.objects.create(
        asker=other, asked=mine, room=room, asker_agreed_at=now, asked_agreed_at=now, begun_at=now,
        asker_is_adult=True, asked_is_adult=True,
    )  # fmt: skip
    chat.post_messages(posts=[chat.Post(voice.pk, voice.owner_id or 0, f"For two, {MARK}.")])


def share_what_helps(zed: Any, ana: Any, mo: Any) -> None:
    """A card of Zed in Ana's toolbox beside her own words, a card of Ana in Zed's, and what Zed said of it."""
    mine = let_out(hand_in(zed, title=MARK, when=MARK, how=MARK, basis="evidence", source=MARK), mo)
    kept = resilience.keep_strategy(actor=ana, strategy=mine)
    resilience.change_tool(actor=ana, tool=kept, words="Ana's own way", favourite=True)
    theirs = let_out(hand_in(ana), mo)
    kept = resilience.keep_strategy(actor=zed, strategy=theirs)
    resilience.change_tool(actor=zed, tool=kept, words=MARK, favourite=True)
    resilience.say_tried(actor=zed, strategy=theirs, situation="night", outcome="worse")


def after_a_death(died: Death, keeping: Membership, close: Membership) -> None:
    """What Zed, as one who keeps a group, told it, and left on its page of remembrance."""
    Farewell.objects.create(death=died, told_by=keeping, words=MARK)
    page = Memorial.objects.create(death=died, opened_by=keeping, words=MARK)
    MemorialWords.objects.create(memorial=page, membership=keeping, words=MARK)
    LookIn.objects.create(death=died, membership=close, owner=keeping, place=1, due_at=clock.now())
