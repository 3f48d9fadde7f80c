"""A crisis and a call for help of one person in one group become one open case, as they are from now on."""

from django.db import migrations

DISTRESS = ("crisis", "help")
HELD = ("evidence", "events", "replies", "reports")


def join(apps, schema_editor):
    Case = apps.get_model("moderation", "Case")
    rows = Case.objects.exclude(state="closed").filter(kind__in=DISTRESS, subject_account__isnull=False)
    kept = {}
    # "crisis" sorts before "help": the words stay, the call joins them.
    for case in rows.order_by("kind", "-severity", "opened_at", "pk"):
        first = kept.setdefault((case.subject_account_id, case.group_uid), case)
        if first is case:
            continue
        for name in HELD:
            getattr(case, name).update(case=first)
        first.severity = max(first.severity, case.severity)
        first.opened_at = min(first.opened_at, case.opened_at)
        first.last_activity_at = max(first.last_activity_at, case.last_activity_at)
        first.choice, first.choice_at = "write", case.choice_at or first.choice_at
        # Nobody has read both, and nobody was told of both.
        first.read_by_person_at = first.alerted_at = first.thread_declined_at = None
        first.version += case.version + 1
        first.save()
        case.state, case.close_reason, case.closed_at = "closed", "handed_over", case.last_activity_at
        case.save()


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunPython(join, migrations.RunPython.noop)]
