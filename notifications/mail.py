"""One message by mail: neutral sender, neutral subject, no content, no name of a group or a person."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.languages import page_language
from notifications.kinds import kinds
from notifications.models import MutedKind, Notification


def may_be_sent(row: Notification) -> bool:
    """Whether mail to this account is safe and possible.

    Without "mail is safe for me" nothing leaves, save urgent alerts to the team. An address that its owner never
    confirmed may be a stranger's, so it gets nothing either, save the team's, which an admin entered. Kinds that the
    person turned off stay here.
    """
    account: Any = row.account
    if not account.email or not account.is_active or row.kind not in kinds:
        return False
    if kinds.get(row.kind).urgent and account.is_team:
        return True
    profile = getattr(account, "profile", None)
    if profile is None or not profile.mail_is_safe:
        return False
    if kinds.get(row.kind).mutable and MutedKind.objects.filter(account=account, kind=row.kind).exists():
        return False
    return _is_confirmed(account)


def why_none(account: Any) -> str:
    """Why `account` gets no ordinary mail: "no_address", "not_safe", "not_confirmed", or empty where it gets some."""
    if not account.email:
        return "no_address"
    if not account.profile.mail_is_safe:
        return "not_safe"
    return "" if _is_confirmed(account) else "not_confirmed"


def _is_confirmed(account: Any) -> bool:
    return EmailAddress.objects.filter(user=account, email__iexact=account.email, verified=True).exists()


def message_id(row: Notification) -> str:
    """Made from the row, so that a second try after a crash is recognised as the same message."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{row.uid}@{domain}>"


def send(row: Notification) -> bool:
    """Hand the message to the mail server; raises what that raises. False where there is nothing left to tell."""
    kind = kinds.get(row.kind)
    account: Any = row.account
    profile = getattr(account, "profile", None)
    with translation.override(page_language(profile)), timezone.override(_zone(profile)):
        facts = kind.facts(row) if kind.facts is not None else {}
        if facts is None:
            return False
        usual = {"address": f"{settings.SITE_ORIGIN}/home/", "sender": settings.MAIL_SENDER_NAME}
        body = render_to_string(kind.template, usual | facts)
        subject = str(kind.subject)
    EmailMessage(
        subject=subject,
        body=body,
        to=[account.email],
        headers={"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"},
    ).send()
    return True


def _zone(profile: Any) -> ZoneInfo:
    try:
        return ZoneInfo(profile.time_zone if profile is not None else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
