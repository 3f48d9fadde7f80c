"""Telling a story to others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

import clock
from accounts import limits
from accounts.access import require
from accounts.ages import is_under_18
from accounts.models import LivedExperience
from accounts.policies import is_limited
from audit import services as audit
from groups.models import FORMER_MEMBER, Group, Membership, new_seed
from groups.words import clean_line, clean_name
from moderation.contact import LeadsAway, leads_away
from moderation.models import READ_COLUMNS, Case
from moderation.reading import Authorship, Outcome, after_store, apply_reading, passages_gone, read_text
from rows import require_transaction
from stories import search
from stories.errors import DraftChanged, ToldOften, TooLong
from stories.helps import minutes_of, packed
from stories.models import HELP_MOST, NOTE_MOST, TITLE_MOST, Story, StoryDraft, StoryReply
from stories.parts import ONLY_ME, PARTS, STORY_MOST, TEXTS, Words
from stories.policies import may_speak_in
from stories.services.drafts import opened, texts_of
from stories.services.refusing import refuse_words

# Far above what anybody tells in a day; a script tells more.
STORIES_A_DAY = 12


@dataclass(frozen=True)
class Published:
    """The story as others read it now, and what the reading led to."""

    story: Story
    outcome: Outcome
    case: Case | None = None


@dataclass(frozen=True)
class Ready:
    """A draft that can be published: the row as it would be, without an id, and what its topics are."""

    story: Story
    topics: list[LivedExperience] = field(default_factory=list)


def authorship_of(story: Story) -> Authorship:
    """Who wrote it. Only a name of a group belongs to a membership: anything else leads to no group."""
    return Authorship(
        account_id=story.author_id,
        membership_id=story.membership_id,
        label=story.label,
        avatar_seed=story.avatar_seed,
    )


def group_of(story: Story) -> Group | None:
    """The group whose keepers may know of a matter about this story.

    Of one without a name, or under another, none: a case of a group carries the name that its person has there.
    """
    return story.group if story.membership_id is not None and story.audience == Story.Audience.GROUP else None


def ready(*, actor: Any, words: Words, seed: str = "") -> Ready:
    """What `words` would be as a story of `actor`, with the picture of `seed` where it is not one of a group.

    Raises ValidationError with the reason at its field.
    """
    texts, chosen = words.texts, words.choices
    wrong: dict[str, Any] = {}
    if not any(texts[part] for part in PARTS):
        wrong["how_it_was"] = _("There is nothing to read yet. One sentence is enough.")
    letters = sum(len(texts[part]) for part in PARTS)
    if letters > STORY_MOST:
        wrong["how_it_was"] = TooLong(letters)
    for name, most in (("title", TITLE_MOST), ("content_note", NOTE_MOST), ("note_help", HELP_MOST)):
        if len(texts[name]) > most:
            wrong[name] = _("This is a little long. Up to %(most)d letters fit here.") % {"most": most}
    if chosen.audience == ONLY_ME:
        wrong["audience"] = _("As long as it is only for you, there is nothing to share. It is kept here.")
    elif chosen.audience not in Story.Audience.values:
        wrong["audience"] = _("Please choose who may read it.")
    membership = _membership(actor, chosen.group)
    if membership is None and (chosen.audience == Story.Audience.GROUP or chosen.byline == Story.Byline.MEMBER):
        wrong["group"] = _("Please choose one of your groups.")
    elif membership is not None and chosen.audience == Story.Audience.GROUP:
        if not may_speak_in(actor, membership.group):
            wrong["group"] = _("You cannot post in this group at the moment. Your words are kept here.")
    name = ""
    if chosen.byline == Story.Byline.OTHER:
        try:
            name = clean_name(chosen.name)
        except ValidationError as error:
            wrong["name"] = error
    if wrong:
        raise ValidationError(wrong)
    signed = chosen.byline == Story.Byline.MEMBER and membership is not None
    story = Story(
        author=actor,
        byline=chosen.byline if chosen.byline in Story.Byline.values else Story.Byline.NOBODY,
        membership=membership if signed else None,
        label=membership.display_name if signed and membership is not None else name,
        avatar_seed=membership.avatar_seed if signed and membership is not None else seed or new_seed(),
        audience=chosen.audience,
        group=membership.group if chosen.audience == Story.Audience.GROUP and membership is not None else None,
        language=chosen.language,
        still_in_it=chosen.still_in_it,
        helped=packed(chosen.helped),
        replies_open=chosen.replies_open,
        minutes=minutes_of(*(texts[part] for part in PARTS)),
        **{one: clean_line(texts[one]) if one not in PARTS else texts[one] for one in TEXTS},
    )
    return Ready(story, list(LivedExperience.objects.filter(slug__in=chosen.topics)))


def refuse_contact(*, actor: Any, words: Words) -> None:
    """What the young write leads to no other place. Asked when a story is shared: no computer reads it before that.

    Raises ValidationError, with LeadsAway at each field that holds a way to reach somebody.
    """
    if not is_under_18(actor):
        return
    texts = dict(words.texts)
    if words.choices.byline == Story.Byline.OTHER:
        texts["name"] = words.choices.name
    holding = [name for name, text in texts.items() if leads_away(text)]
    if not holding and leads_away("\n".join(texts.values())):
        # In pieces, over several fields.
        holding = ["how_it_was"]
    if holding:
        raise ValidationError({name: LeadsAway() for name in holding})


def seed_of(draft: StoryDraft) -> str:
    """The picture that stands beside the name: what the preview shows is what others see."""
    story = draft.story
    if story is not None and story.membership_id is None:
        return story.avatar_seed
    # Keyed: whoever has seen the address of the draft cannot tell by the picture which story it became.
    return salted_hmac("stories.face", draft.uid.hex).hexdigest()[:16]


def _membership(actor: Any, uid: str) -> Membership | None:
    rows = Membership.objects.of(actor).filter(state="active", group__state="active").select_related("group")
    try:
        found: Membership | None = rows.filter(group__uid=uid).first() if uid else None
    except ValidationError:
        return None
    return found


def read_story(story: Story) -> Outcome:
    """What the engine says of a story. Call it once its author shares it, before it is stored or refused."""
    sensitivity = story.group.sensitivity if story.group is not None else Group.Sensitivity.USUAL
    return read_text(story.text_read(), language=story.language, sensitivity=sensitivity)


def as_typed(*, actor: Any, words: Words) -> Story:
    """What somebody would share, as it stands, ready or not: the engine reads what is refused, too. Never stored."""
    chosen = words.choices
    membership = _membership(actor, chosen.group) if chosen.audience == Story.Audience.GROUP else None
    return Story(
        byline=chosen.byline,
        label=chosen.name if chosen.byline == Story.Byline.OTHER else "",
        group=membership.group if membership is not None else None,
        language=chosen.language,
        **{name: words.texts[name] for name in TEXTS},
    )


def publish(*, actor: Any, draft: StoryDraft, version: int) -> Published:
    """Let others read what stands in `draft`; a draft of a story that is published becomes its new version.

    Read by the engine before the transaction. Raises ValidationError where something is missing, too long, leads away
    or is to be left out, ToldOften, DraftChanged where it was changed since `version`, PermissionDenied for anybody
    else's.
    """
    row = StoryDraft.objects.visible_to(actor).filter(pk=draft.pk).first()
    if row is None:
        raise PermissionDenied("stories.publish")
    there = opened(actor=actor, draft=row)
    # Both are asked again once it is locked. Here, so that what is not taken counts as nothing told.
    _may_be_told(actor, row)
    if there.version != version:
        raise DraftChanged(there)
    refuse_contact(actor=actor, words=there.words)
    told = ready(actor=actor, words=there.words, seed=seed_of(row))
    outcome = read_story(told.story)
    refuse_words(actor=actor, texts=_shared_texts(told.story), outcome=outcome, group=told.story.group)
    # What is sent back to be changed counts as nothing told.
    most = 1 if is_limited(actor) else STORIES_A_DAY
    if not limits.allow(f"story:{actor.pk}", most=most, per_seconds=24 * 3600):
        raise ToldOften
    return _publish(actor=actor, draft=row, read=there.version, version=version, told=told, outcome=outcome)


def _may_be_told(actor: Any, draft: StoryDraft) -> None:
    """Raises PermissionDenied; also where the story that it changes was taken away."""
    require(actor, "stories.publish", draft)
    if draft.story is not None:
        require(actor, "stories.change", draft.story)


def _shared_texts(story: Story) -> dict[str, str]:
    """What others would read, by the field where it was typed; a name of a group was chosen elsewhere."""
    return texts_of(story) | ({"name": story.label} if story.byline == Story.Byline.OTHER else {})


@transaction.atomic(durable=True)
def _publish(*, actor: Any, draft: StoryDraft, read: int, version: int, told: Ready, outcome: Outcome) -> Published:
    if draft.story_id is not None:
        # First the story: so does who takes it back.
        Story.objects.select_for_update(no_key=True, of=("self",)).filter(pk=draft.story_id).first()
    held = StoryDraft.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if held is None:
        raise PermissionDenied("stories.publish")
    require(actor, "stories.publish", held)
    if not held.version == read == version:
        raise DraftChanged(opened(actor=actor, draft=held))
    story = told.story
    apply_reading(story, outcome)
    if held.story_id is not None:
        story = _renewed(actor, held.story_id, told.story)
    else:
        story.published_at = clock.now()
    story.save()
    passages_gone("story", [story.uid])
    story.topics.set(told.topics)
    search.put(story)
    held.delete()
    audit.record(actor=actor, verb="story.published", target=story, reason=story.audience)
    case = after_store(
        kind="story",
        row_uid=story.uid,
        outcome=outcome,
        text=story.text_read(),
        authorship=authorship_of(story),
        group=group_of(story),
        folded=story.folded,
    )
    return Published(story, outcome, case)


def _renewed(actor: Any, pk: int, new: Story) -> Story:
    """The story with the words and choices of `new`. What everyone may read is read by a person again."""
    story = Story.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    require(actor, "stories.change", story)
    for name in (
        "byline", "membership", "label", "audience", "group", "language", "title", *PARTS, "still_in_it", "note_help",
        "helped", "minutes", "replies_open", *READ_COLUMNS, "folded",
    ):  # fmt: skip
        setattr(story, name, getattr(new, name))
    if story.noted_at is None:
        # The note of a moderator stays before whatever the words are now.
        story.content_note = new.content_note
    else:
        story.folded.pop("content_note", None)
    # Without the name that it had, the picture of that name goes too, also beside what its author answered below.
    story.avatar_seed = new.avatar_seed
    signed = {"label": story.label, "membership": story.membership, "avatar_seed": story.avatar_seed}
    StoryReply.objects.filter(story=story, author=actor).update(**signed)
    story.version += 1
    story.changed_at, story.reviewed_at, story.kept_inside_at = clock.now(), None, None
    return story


def rename(membership: Membership) -> None:
    """Building block. Another name or picture in the group: stories and answers signed there carry it, too.

    A name is read before everyone sees it, as the words are: with another one, a story for everyone waits again.
    """
    require_transaction()
    known = {"label": membership.display_name or FORMER_MEMBER, "avatar_seed": membership.avatar_seed}
    signed = Story.objects.filter(membership=membership, removed_at__isnull=True)
    unread = signed.filter(audience=Story.Audience.EVERYONE).exclude(label=known["label"])
    for story in unread.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        story.label, story.version, story.reviewed_at = known["label"], story.version + 1, None
        story.save(update_fields=["label", "version", "reviewed_at"])
        search.put(story)
    signed.update(**known)
    StoryReply.objects.filter(membership=membership).update(**known)
