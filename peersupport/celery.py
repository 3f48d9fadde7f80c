"""Celery is a wake-up call: every due row is found again by a sweep, so a lost call costs at most a minute."""

import os

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.dev")


@setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """With a receiver Celery leaves logging as the settings made it: without the words that an error quotes."""


@worker_init.connect
@beat_init.connect
def refuse_to_lose_data(**kwargs: object) -> None:
    """A worker or a beat that would lose what it is given does not start."""
    import django

    django.setup()
    from peersupport import checks

    try:
        checks.refuse_to_lose_data()
    except ImproperlyConfigured as error:
        # Celery logs whatever a receiver raises and goes on; only this ends the process.
        raise SystemExit(str(error)) from None


@worker_init.connect
def load_what_words_are_read_by(**kwargs: object) -> None:
    """Once, before the processes of a worker are made, which share it."""
    from moderation.detection import get_ready

    try:
        get_ready()
    except Exception as error:
        # What it cannot read it would miss without a word: see above.
        raise SystemExit(f"The safety net could not be loaded: {error}") from error


app = Celery("peersupport")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# One entry for each sweep, so that a slow one never holds up the next; beside each other, not in this order.
# Nobody who waits for somebody to look is told of a minute late.
EACH_HALF_MINUTE = ("moderation.climb",)
EACH_MINUTE = (
    "moderation.alert_waiting",
    "moderation.bring_check_backs",
    "moderation.bring_close_look_ins",
    "moderation.bring_look_ins",
    "moderation.end_due_openings",
    "moderation.end_due_sanctions",
    "moderation.lapse_claims",
    "moderation.read_unread",
    "moderation.rehearse",
    "meetings.lapse_offers",
    "meetings.keep_watch",
    "meetings.hand_over_reminders",
    "meetings.mind_lives",
    "notifications.deliver_due",
    "accounts.keep_ledger",
    "care.work_imports",
    "audit.seal_chain",
)
EACH_HOUR = (
    "chat.give_back_held",
    "groups.pass_on_requests",
    "groups.close_unkept_groups",
    "groups.close_ended_cohorts",
    "meetings.extend_series",
    "moderation.extend_rota",
    "stories.ask_facilitators",
    "accounts.erase_due",
    "peersupport.forget_old",
    "peersupport.tell_of_old_numbers",
)
app.conf.beat_schedule = {
    # A call that nobody took before the next one comes is dropped.
    name: {"task": name, "schedule": seconds, "options": {"expires": seconds * 0.9}}
    for names, seconds in ((EACH_HALF_MINUTE, 30.0), (EACH_MINUTE, 60.0), (EACH_HOUR, 3600.0))
    for name in names
}
