"""Settings shared by every way of running. What an installation must set comes from the environment (.env.example)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# -- Who we are -------------------------------------------------------------------------------------------------------
SITE_NAME = env("SITE_NAME", default="Peersupport")
SITE_ORIGIN = env("SITE_ORIGIN", default="http://localhost:8000")
# Where quick exit goes: a constant address, never taken from a request.
EXIT_URL = env("EXIT_URL", default="https://www.wikipedia.org/wiki/Special:Random")
DEFAULT_COUNTRY = env("DEFAULT_COUNTRY", default="")
MINIMUM_AGE = env.int("MINIMUM_AGE", default=18)
# People from MINIMUM_AGE to 17 come in, into groups of their own. The two have to agree.
ALLOW_UNDER_18 = env.bool("ALLOW_UNDER_18", default=False)
FOUNDING_NEEDS_APPROVAL = env.bool("FOUNDING_NEEDS_APPROVAL", default=True)
# So many minutes somebody waits at the desk until who is on duty is told again, then every moderator, then the admins.
ESCALATION_MINUTES = env.list("ESCALATION_MINUTES", cast=int, default=[5, 10, 20])
if len(ESCALATION_MINUTES) != 3 or sorted(ESCALATION_MINUTES) != ESCALATION_MINUTES or ESCALATION_MINUTES[0] < 1:
    raise ImproperlyConfigured("ESCALATION_MINUTES needs three numbers of minutes, the shortest first.")
# When and how the team calls emergency services, as a text file. Without one it never does, and members are told so.
EMERGENCY_POLICY_FILE = env("EMERGENCY_POLICY_FILE", default="")
EMERGENCY_POLICY = Path(EMERGENCY_POLICY_FILE).read_text(encoding="utf-8").strip() if EMERGENCY_POLICY_FILE else ""
# Who looks for a buddy in a group has been in it for so many days, and was at so many of its meetings.
BUDDIES_AFTER_DAYS = env.int("BUDDIES_AFTER_DAYS", default=14)
BUDDIES_AFTER_MEETINGS = env.int("BUDDIES_AFTER_MEETINGS", default=1)
STAFF_NEED_MFA = env.bool("STAFF_NEED_MFA", default=True)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_htmx",
    "rules",
    "audit",
    "realtime",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "care",
    "notifications",
    "groups",
    "moderation",
    "chat",
    "meetings",
    "stories",
    "resilience",
    "peersupport",
]

MIDDLEWARE = [
    "peersupport.middleware.LocalhostRedirect",
    # Slow phones come first. Django pads what it compresses, so that lengths tell nothing of secrets (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "peersupport.static_files.WholeFiles",
    "csp.middleware.CSPMiddleware",
    "peersupport.middleware.KindErrors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.standing.OneQuestion",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.PersonalView",
    "peersupport.unsent.Unsent",
    "accounts.middleware.StaffMfaGate",
    "accounts.middleware.OnboardingGate",
    "moderation.middleware.RestingGate",
    "moderation.middleware.DeathGate",
]

ROOT_URLCONF = "peersupport.urls"
ASGI_APPLICATION = "peersupport.asgi.application"
WSGI_APPLICATION = "peersupport.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peersupport.context.site",
            ],
        },
    },
]
FORM_RENDERER = "accounts.forms.FieldRenderer"

# -- Data -------------------------------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
REDIS_URL = env("REDIS_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Keys for sealed fields: "id:base64,id:base64"; the first one seals, all of them open. Never derived from SECRET_KEY.
FIELD_KEYS = env("FIELD_KEYS", default="")
# A file outside the database that remembers who was erased, for the day when an old backup is put back; see
# docs/operations.md. Empty: none is kept.
ERASURE_LEDGER = env("ERASURE_LEDGER", default="")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "s"
CSRF_FAILURE_VIEW = "peersupport.views.form_expired"

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "realtime.cache.GentleRedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# -- Signing in -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.standing.WithStanding"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "landing"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email", "username*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.AddAddressForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# "strict": signing up with a known address looks like signing up with a new one.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Whoever finds a browser open must not move the account to an address of their own.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# "key" is the address: nobody fills somebody else's mailbox from here.
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,3/h/key", "confirm_email": "1/180s/key,3/h/key"}
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The clock of a phone may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "accounts.forms.second_step.ActivateAppForm",
    "add_webauthn": "accounts.forms.second_step.AddPasskeyForm",
    "authenticate": "accounts.forms.second_step.CodeForm",
    "edit_webauthn": "accounts.forms.second_step.RenamePasskeyForm",
    "login_webauthn": "accounts.forms.second_step.SignInWithPasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.second_step.PasskeyAgainForm",
    "reauthenticate": "accounts.forms.second_step.CodeAgainForm",
}
USERSESSIONS_TRACK_ACTIVITY = False
USERSESSIONS_ADAPTER = "accounts.adapter.SessionsAdapter"

# -- Words and time ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
# What people may say that they speak: helplines are ordered by it, and the safety net reads by it.
SPOKEN_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]


def written_in(folder: Path) -> list[tuple[str, Any]]:
    """The spoken languages that our pages are written in: English, and each with a compiled catalogue in `folder`."""
    compiled = "LC_MESSAGES/django.mo"
    return [(code, name) for code, name in SPOKEN_LANGUAGES if code == "en" or (folder / code / compiled).exists()]


# Any other would say that it is Spanish, and be English with a few of Django's own words in Spanish.
LANGUAGES = written_in(BASE_DIR / "locale")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]

# -- Mail: sender and subjects say nothing of health ------------------------------------------------------------------
MAIL_SENDER_NAME = env("MAIL_SENDER_NAME", default="The front desk")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{MAIL_SENDER_NAME} <desk@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10

# -- Chat: at most so many posts by one person in so many seconds -----------------------------------------------------
# Messages to devices: off without a key. See docs/operations.md.
VAPID_PRIVATE_KEY = env("VAPID_PRIVATE_KEY", default="")
PUSH_HOSTS = env.list(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    ],
)
CHAT_POSTS_MOST = env.int("CHAT_POSTS_MOST", default=12)
CHAT_POSTS_SECONDS = env.int("CHAT_POSTS_SECONDS", default=20)
# For so many hours an account posts so many messages a minute, and no links. A cry for help always passes.
NEW_ACCOUNT_HOURS = env.int("NEW_ACCOUNT_HOURS", default=24)
NEW_ACCOUNT_POSTS = env.int("NEW_ACCOUNT_POSTS", default=10)

# -- Guard rails ------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": with it browsers send "Origin: null" with our own forms, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Room for a long story in any script, and no more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# -- Tasks: a wake-up call only; the row is the outbox ----------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300} if REDIS_URL else {}

# Logs carry no bodies, no addresses, no words of members.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "peersupport.logs.WithoutWords", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {"task_line": {"()": "peersupport.logs.TaskLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["task_line"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},
        # Its own handler, which `uvicorn` the command brings along, prints errors in full.
        "uvicorn": {"handlers": ["console"], "propagate": False},
        "uvicorn.error": {"handlers": ["console"], "propagate": False},
        # Which address was asked for, and from where, is written down by nobody.
        "uvicorn.access": {"handlers": [], "propagate": False},
        # At DEBUG these two quote what a page shows and what a query asks for, whatever LOG_LEVEL says.
        "django.template": {"level": "INFO"},
        "django.db.backends": {"level": "INFO"},
    },
}
