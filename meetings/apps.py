from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from meetings import (  # noqa: F401
            after_pages,
            cards,
            consequences,
            holdings,
            home,
            keeping,
            moderation,
            notifications,
            policies,
            privacy,
            surroundings,
        )
        from meetings.services import (
            forget_after,
            forget_attendance,
            forget_guests,
            forget_missed,
            forget_old,
            forget_watches,
        )
        from meetings.topics import MeetingTopic
        from realtime.topics import topics
        from registries import retention

        after_pages.register()
        cards.register()
        consequences.connect()
        home.register()
        keeping.register()
        moderation.register()
        notifications.register()
        privacy.register()
        surroundings.register()
        topics.add("meeting", MeetingTopic())
        holdings.register()
        retention.add("meetings", forget_old)
        retention.add("meetings.attendance", forget_attendance)
        retention.add("meetings.after", forget_after)
        retention.add("meetings.continuity", forget_watches)
        retention.add("meetings.guests", forget_guests)
        retention.add("meetings.missed", forget_missed)
