"""What the accounts floor holds of a person, in the privacy register."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, LivedExperience, Profile, RaidMode, User, WayBackCode
from accounts.privacy import Class, Holding, holdings
from audit.models import AuditEvent

P, T, S = Class.PRIVATE, Class.TECHNICAL, Class.SENSITIVE


def _rows(model: Any, *names: str) -> Any:
    def export(account: User) -> list[dict[str, Any]]:
        return list(model.objects.filter(user=account).order_by("pk").values(*names))

    return export


def _erase(model: Any) -> Any:
    def erase(account: User) -> None:
        model.objects.filter(user=account).delete()

    return erase


def _export_user(account: User) -> list[dict[str, Any]]:
    names = [
        "uid",
        "sign_in_name",
        "email",
        "date_joined",
        "last_login",
        "suspended_until",
        "limited_until",
        "erase_after",
    ]
    return [{name: getattr(account, name) for name in names}]


def _export_profile(account: User) -> list[dict[str, Any]]:
    profile = account.profile
    names = [
        "age_band", "country", "language", "time_zone", "mail_is_safe", "discreet", "theme", "onboarded_at",
        "peer_specialist_verified_at",
    ]  # fmt: skip
    return [
        {name: getattr(profile, name) for name in names}
        | {"lived_experience": [t.label for t in profile.lived_experience.all()]}
    ]


def _export_authenticators(account: User) -> list[dict[str, Any]]:
    rows = Authenticator.objects.filter(user=account).order_by("pk")
    return [{"type": row.type, "created_at": row.created_at, "last_used_at": row.last_used_at} for row in rows]


def _export_raid_modes(account: User) -> list[dict[str, Any]]:
    rows = RaidMode.objects.filter(began_by=account) | RaidMode.objects.filter(ended_by=account)
    return [
        {
            "began_at": row.began_at,
            "ends_at": row.ends_at,
            "ended_at": row.ended_at,
            "you_began": row.began_by_id == account.pk,
            "you_ended": row.ended_by_id == account.pk,
        }
        for row in rows.order_by("pk")
    ]


def _erase_raid_modes(account: User) -> None:
    RaidMode.objects.filter(began_by=account).update(began_by=None)
    RaidMode.objects.filter(ended_by=account).update(ended_by=None)


def _erase_user(account: User) -> None:
    User.objects.filter(pk=account.pk).delete()


def _erase_sessions(account: User) -> None:
    keys = UserSession.objects.filter(user=account).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()


def _erase_confirmations(account: User) -> None:
    EmailConfirmation.objects.filter(email_address__user=account).delete()


def register() -> None:
    """Called once, from AppConfig.ready(). The account itself comes first, so that it is erased last."""
    with_account = _("As long as the account.")
    add = holdings.add
    add("accounts.user", Holding(
        model=User, kind="account", retention=_("Until you erase it, and seven days more."),
        fields={
            "id": T, "uid": T, "password": S, "last_login": T, "is_superuser": T, "sign_in_name": P, "email": P,
            "is_active": T, "is_staff": T, "is_moderator": T, "date_joined": T, "access_epoch": T,
            "suspended_until": Class.SAFEGUARDING,
            "said_died_at": Class.SAFEGUARDING,
            "limited_until": Class.SAFEGUARDING, "erase_after": T, "groups": T, "user_permissions": T,
        },
        export=_export_user, erase=_erase_user,
    ))  # fmt: skip
    add("accounts.lived_experience", Holding(
        model=LivedExperience, kind="topics", retention=_("Not about you: the list everybody picks from."),
        fields={"id": T, "uid": T, "slug": Class.PUBLIC, "name": Class.PUBLIC, "position": Class.PUBLIC},
    ))  # fmt: skip
    add("accounts.profile", Holding(
        model=Profile, kind="profile", retention=with_account,
        fields={
            "id": T, "uid": T, "user": T, "age_band": P, "country": P, "language": P, "time_zone": P, "mail_is_safe": P,
            "discreet": P, "theme": P, "lived_experience": S, "onboarded_at": T,
            "peer_specialist_verified_at": Class.MEMBERS, "approved_for_young_at": P,
        },
        export=_export_profile, erase=_erase(Profile),
    ))  # fmt: skip
    add("accounts.consent", Holding(
        model=Consent, kind="consents", retention=with_account,
        fields={"id": T, "uid": T, "user": T, "kind": P, "version": P, "given_at": P, "withdrawn_at": P},
        export=_rows(Consent, "kind", "version", "given_at", "withdrawn_at"), erase=_erase(Consent),
    ))  # fmt: skip
    add("accounts.way_back_code", Holding(
        model=WayBackCode, kind="way_back_codes", retention=with_account,
        fields={"id": T, "uid": T, "user": T, "code_hash": S, "used_at": T},
        export=_rows(WayBackCode, "used_at"), erase=_erase(WayBackCode),
    ))  # fmt: skip
    add("accounts.raid_mode", Holding(
        model=RaidMode, kind="raid_modes", retention=_("90 days. When the account is erased: without a name."),
        fields={"id": T, "uid": T, "began_at": T, "ends_at": T, "ended_at": T, "began_by": P, "ended_by": P},
        export=_export_raid_modes, erase=_erase_raid_modes,
    ))  # fmt: skip
    add("account.emailaddress", Holding(
        model=EmailAddress, kind="email_addresses", retention=with_account,
        fields={"id": T, "user": T, "email": P, "verified": P, "primary": P},
        export=_rows(EmailAddress, "email", "verified", "primary"), erase=_erase(EmailAddress),
    ))  # fmt: skip
    add("account.emailconfirmation", Holding(
        model=EmailConfirmation, kind="email_confirmations", retention=_("Until you confirm or three days pass."),
        fields={"id": T, "email_address": T, "created": T, "sent": T, "key": S},
        erase=_erase_confirmations,
    ))  # fmt: skip
    add("mfa.authenticator", Holding(
        model=Authenticator, kind="second_steps", retention=with_account,
        fields={"id": T, "user": T, "type": P, "data": S, "created_at": P, "last_used_at": P},
        export=_export_authenticators, erase=_erase(Authenticator),
    ))  # fmt: skip
    add("usersessions.usersession", Holding(
        model=UserSession, kind="sign_ins", retention=_("Until you sign out, at most two weeks after your last visit."),
        fields={
            "id": T, "user": T, "created_at": P, "ip": P, "last_seen_at": P, "session_key": S, "user_agent": P,
            "data": T,
        },
        export=_rows(UserSession, "created_at", "last_seen_at", "ip", "user_agent"), erase=_erase(UserSession),
    ))  # fmt: skip
    add("admin.logentry", Holding(
        model=LogEntry, kind="admin_log", retention=_("As long as the account of the admin who did it."),
        fields={
            "id": T, "action_time": T, "user": P, "content_type": T, "object_id": T, "object_repr": T, "action_flag": T,
            "change_message": T,
        },
        export=_rows(LogEntry, "action_time", "object_repr", "change_message"), erase=_erase(LogEntry),
    ))  # fmt: skip
    add("audit.auditevent", Holding(
        model=AuditEvent, kind="audit",
        retention=_(
            "Until whoever runs this place removes it. It holds no name and no words, only numbers and steps."
        ),
        fields=dict.fromkeys(
            ("id", "uid", "at", "actor_uid", "verb", "target_kind", "target_uid", "reason", "chain_seq", "chain_hash"),
            Class.SAFEGUARDING,
        ),
    ))  # fmt: skip
    add("sessions.session", Holding(
        model=Session, kind="session_data", retention=_("Until you sign out, at most two weeks after your last visit."),
        fields={"session_key": S, "session_data": S, "expire_date": T}, erase=_erase_sessions,
    ))  # fmt: skip
