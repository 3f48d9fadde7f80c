from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from meetings import cards, consequences, home, moderation, notifications, policies, privacy, topics  # noqa: F401
        from meetings.services import forget_old
        from realtime.topics import topics as registry
        from registries import retention

        cards.register()
        consequences.connect()
        home.register()
        moderation.register()
        notifications.register()
        privacy.register()
        registry.add("meeting", topics.MeetingTopic())
        retention.add("meetings", forget_old)
