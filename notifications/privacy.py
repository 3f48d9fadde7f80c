"""What the outbox holds of a person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from notifications.models import MutedKind, Notification, PushDevice


def _export(account: Any) -> list[dict[str, Any]]:
    return [
        {"kind": row.kind, "made": row.created_at.isoformat(), "sent": row.sent_at and row.sent_at.isoformat()}
        for row in Notification.objects.filter(account=account)
    ]


def _erase(account: Any) -> None:
    Notification.objects.filter(account=account).delete()


def _export_muted(account: Any) -> list[dict[str, Any]]:
    return [{"kind": row.kind} for row in MutedKind.objects.filter(account=account).order_by("kind")]


def _erase_muted(account: Any) -> None:
    MutedKind.objects.filter(account=account).delete()


def _export_devices(account: Any) -> list[dict[str, Any]]:
    rows = PushDevice.objects.filter(account=account)
    return [{"browser": row.browser, "turned_on": row.made_at.isoformat()} for row in rows]


def _erase_devices(account: Any) -> None:
    PushDevice.objects.filter(account=account).delete()


def register() -> None:
    holdings.add(
        "notifications.push_device",
        Holding(
            model=PushDevice,
            kind="devices",
            about=_("Browsers in which you turned messages on, without their addresses"),
            fields={
                "id": Class.TECHNICAL,
                "uid": Class.TECHNICAL,
                "account": Class.PRIVATE,
                "mark": Class.PRIVATE,
                "browser": Class.PRIVATE,
                "keys": Class.PRIVATE,
                "made_at": Class.PRIVATE,
            },
            retention=_("Until you end it or sign out there, or its push service does not know it any more."),
            export=_export_devices,
            erase=_erase_devices,
        ),
    )
    holdings.add(
        "notifications.muted_kind",
        Holding(
            model=MutedKind,
            kind="mail_not_wanted",
            about=_("Kinds of mail that you turned off"),
            fields={
                "id": Class.TECHNICAL,
                "uid": Class.TECHNICAL,
                "account": Class.PRIVATE,
                "kind": Class.PRIVATE,
            },
            retention=_("As long as the account."),
            export=_export_muted,
            erase=_erase_muted,
        ),
    )
    holdings.add(
        "notifications.notification",
        Holding(
            model=Notification,
            kind="mail_sent",
            about=_("Messages we sent you by mail, without their words"),
            fields={
                "id": Class.TECHNICAL,
                "uid": Class.TECHNICAL,
                "account": Class.PRIVATE,
                "kind": Class.PRIVATE,
                "about_kind": Class.PRIVATE,
                "about_uid": Class.PRIVATE,
                "created_at": Class.PRIVATE,
                "due_at": Class.TECHNICAL,
                "claimed_until": Class.TECHNICAL,
                "sent_at": Class.PRIVATE,
                "pushed_at": Class.PRIVATE,
                "failures": Class.TECHNICAL,
                "state": Class.TECHNICAL,
            },
            retention=_("A month after it was sent."),
            export=_export,
            erase=_erase,
        ),
    )
