from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notifications import cards, consequences, policies, privacy  # noqa: F401
        from notifications.services import forget_old
        from registries import retention

        privacy.register()
        cards.register()
        consequences.connect()
        retention.add("notifications", forget_old)
