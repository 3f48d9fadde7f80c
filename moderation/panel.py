"""The support panel: what only its author sees beside a room that stays usable.

At most 60 words and three choices before any scrolling. It says who may misread whom, who can read the words, who of
the team is really here, and where somebody answers now; the three choices weigh the same and none is needed. What was
read chooses the variant (moderation/variant.py); where a variant or an own plan needs room, the rest is said shorter.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import OuterRef
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

import clock
from accounts.ages import is_under_18
from accounts.languages import page_language
from accounts.standing import known
from care.offers import line_for
from care.place import guesses_for
from care.services import has_plan, plan_begun, support_card
from care.variants import SELF, Variant
from moderation.duty import Duty, on_duty
from moderation.engine import Outcome, read_text
from moderation.models import Case, Level
from moderation.services import HELP_WORDS_MOST, note_panel_shown, notice_refused
from moderation.variant import variant_of_case, variant_of_reading, with_reading

# Longer names give way to a plain word: the first view holds 60 words in all.
NAME_WORDS_MOST = 2
LINES_MOST = 4
# The panel stays on the room's page for this long after the last that happened; once answered, folded to one line.
STAYS = timedelta(hours=24)


def at_clock(moment: datetime) -> str:
    """The time of `moment` where the reader is, with the day where it is not today."""
    here, today = timezone.localtime(moment), timezone.localtime(clock.now()).date()
    days = (here.date() - today).days
    if days == 0:
        return date_format(here, "H:i")
    if days == 1:
        return _("%(time)s tomorrow") % {"time": date_format(here, "H:i")}
    return date_format(here, "l H:i" if days < 7 else "j F")


def duty_line(duty: Duty) -> str:
    """Who is here, in one or two sentences; nothing is promised with nobody on duty."""
    if duty.name is not None and duty.until is not None:
        return _("%(name)s from the team is here until %(time)s.") % {"name": duty.name, "time": at_clock(duty.until)}
    if duty.next_from is not None:
        return _("Nobody from the team is here before %(time)s.") % {"time": at_clock(duty.next_from)}
    return _("The team is away. We cannot say until when.")


def duty_in_brief(duty: Duty) -> str:
    """The same where words are scarce."""
    if duty.name is None and duty.next_from is None:
        return _("The team is away.")
    return duty_line(duty)


def what_happens(duty: Duty) -> str:
    """What follows when somebody asks to be written to. Longer than the panel's line, and as honest."""
    if duty.name is not None and duty.until is not None:
        return _(
            "%(name)s from the team is here until %(time)s and has been told. We hope to write to you before then."
        ) % {
            "name": duty.name,
            "time": at_clock(duty.until),
        }
    if duty.next_from is not None:
        return _(
            "Nobody from the team is here right now. Someone plans to be here at %(time)s and can write to you then."
        ) % {"time": at_clock(duty.next_from)}
    return _(
        "Nobody from the team is here right now. Someone reads this when they are back; we cannot say when that is. "
        "The helplines can listen now."
    )


def answer_line(choice: str, duty: Duty) -> str:
    """The answer to a choice in a sentence or two, for a page without a script."""
    if choice == Case.Choice.WRITE:
        return what_happens(duty)
    return _("Thank you, noted. One person may still read it. You need do nothing.")


def current_case(*, account: Any, group: Any = None) -> Case | None:
    """The open crisis case whose panel belongs on a page that `account` opens now (in `group`, or anywhere)."""
    if known(account, "moderation.distress") is False:
        return None
    cases = Case.objects.open().filter(
        subject_account=account, kind=Case.Kind.CRISIS, last_activity_at__gte=clock.now() - STAYS
    )
    if group is not None:
        cases = cases.filter(group_uid=group.uid)
    # With what the panel says beside it: it stands on many pages, and each asks.
    told = with_reading(cases).annotate(has_plan=plan_begun(OuterRef("subject_account")))
    found: Case | None = told.order_by("-last_activity_at").first()
    return found


def page_panel(*, account: Any, group: Any = None, csrf_token: str = "", back: str = "") -> str:
    """The panel on a page that `account` opens, or nothing. Once answered it is one line: it does not ask twice.

    Words that read as crisis take an answer back (save the wish to be written to), so that new words unfold it.
    """
    case = current_case(account=account, group=group)
    if case is None:
        return ""
    return render_panel(case=case, account=account, csrf_token=csrf_token, back=back, folded=bool(case.choice))


def render_panel(
    *,
    case: Case,
    account: Any,
    csrf_token: str = "",
    back: str = "",
    chosen: str | None = None,
    folded: bool = False,
) -> str:
    """The panel of `case` as HTML for the eyes of `account`, its author, only.

    Pages give `csrf_token` and `back` (a local path to return to without a script); a socket gives neither, because
    its script adds the token. `chosen` shows the answer to a choice, by default the one the case knows. `folded`
    leaves one line, which opens it again.
    """
    note_panel_shown(actor=account, case=case)
    choice = case.choice if chosen is None else chosen
    return _render(
        "moderation/_panel.html",
        account,
        lambda: {
            "case": case,
            "chosen": choice,
            "folded": folded,
            "csrf_token": csrf_token,
            "back": back,
            **_here(account, variant_of_case(case), getattr(case, "has_plan", None)),
        },
    )


def render_refused_panel(
    *, account: Any, group: Any, words: str, reading: Any = None, csrf_token: str = "", back: str = ""
) -> str:
    """The panel beside words that were not posted, with one button that sends them to the team instead.

    `reading` is what the engine said of the words.
    """
    notice_refused(actor=account)
    return _render(
        "moderation/_panel_refused.html",
        account,
        lambda: {
            "words": words,
            "group_uid": group.uid if group is not None else "",
            "csrf_token": csrf_token,
            "back": back,
            **_here(account, variant_of_reading(reading)),
        },
    )


def panel_beside(request: HttpRequest, words: str, read: Outcome, *, group: Any = None, back: str = "") -> str:
    """The same for a page on which words were not taken; nothing where they are no cry for help.

    `group` is whose keepers learn of them, once they are sent; `back` is where sending them leads back to.
    """
    if read.level != Level.CRISIS:
        return ""
    return render_refused_panel(
        account=request.user,
        group=group,
        words=_sent(words, read),
        reading=read.reading,
        csrf_token=get_token(request),
        back=back or request.path,
    )


def _sent(words: str, read: Outcome) -> str:
    """As much of `words` as the team takes; a part that by itself is a cry for help, where there is one."""
    if len(words) <= HELP_WORDS_MOST:
        return words
    last = len(words) - HELP_WORDS_MOST
    begins = dict.fromkeys(max(0, min(cue.start - HELP_WORDS_MOST // 2, last)) for cue in read.reading.cues)
    parts = [words[begin : begin + HELP_WORDS_MOST] for begin in begins]
    return next((part for part in parts if read_text(part, language="").is_crisis), words[:HELP_WORDS_MOST])


def _render(template: str, account: Any, context: Any) -> str:
    """In the language and time of the account: a socket's thread has neither."""
    profile = getattr(account, "profile", None)
    with translation.override(page_language(profile)), timezone.override(zone_of(profile)):
        return render_to_string(template, context())


def zone_of(profile: Any) -> ZoneInfo:
    try:
        return ZoneInfo(profile.time_zone if profile is not None else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _here(account: Any, variant: Variant, plan: bool | None = None) -> dict[str, Any]:
    profile = getattr(account, "profile", None)
    duty = on_duty(besides=account)
    card = support_card(
        country=profile.country if profile is not None else "",
        language=profile.language if profile is not None else "en",
        young=is_under_18(account),
        kinds=variant.kinds,
        quiet=variant.quiet,
    )
    plan = has_plan(actor=account) if plan is None else plan
    brief = plan or variant is not SELF
    confirmed = [one for one in card.emergency if one.confirmed]
    # A number that can be dialled or texted; a web address is too much for a shaking hand.
    first = next((line for line in card.open_now if line.channel in ("phone", "sms") and line.href), None)
    return {
        "variant": variant,
        "has_plan": plan,
        # As on the help page: for who speaks of themselves, and is in no danger from somebody or something else.
        "helped": line_for(account) if variant is SELF else "",
        "brief": brief,
        "duty": duty,
        "duty_line": duty_in_brief(duty) if brief else duty_line(duty),
        "what_happens": what_happens(duty),
        "card": card,
        "guesses": guesses_for(profile=profile, besides=card.country),
        "emergency": confirmed[0] if confirmed else None,
        "line": first,
        "line_name": _short(first.name, says_open=not brief) if first is not None else "",
        "open_now": card.open_now[:LINES_MOST],
    }


def _short(name: str, *, says_open: bool) -> str:
    """A name of two words at most. After "Open:" a number needs none."""
    if len(name.split()) <= NAME_WORDS_MOST:
        return name
    return "" if says_open else _("Helpline")
