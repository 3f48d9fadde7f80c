from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Of migrations, not of rows: nothing is written behind a service.
        from django.db.models.signals import post_migrate, pre_migrate  # noqa: TID251

        from chat import cards, handlers, home, line, moderation, policies, privacy, topics  # noqa: F401
        from chat.close import close_to
        from chat.services import forget_held
        from groups.doors import doors
        from moderation.close import close_to as known_as_close
        from realtime.topics import topics as registry
        from registries import retention

        pre_migrate.connect(line.take_down, sender=self, dispatch_uid="chat.line")
        post_migrate.connect(line.put_up, sender=self, dispatch_uid="chat.line")
        cards.register()
        handlers.connect()
        moderation.register()
        privacy.register()
        registry.add("room", topics.RoomTopic())
        home.register()
        retention.add("chat.held", forget_held)
        doors.add("room", home.door)
        known_as_close.add("chat", close_to)
