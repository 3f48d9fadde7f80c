from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from registries import retention
        from registries import search as searches
        from stories import consequences, home, moderation, notifications, policies, privacy, search  # noqa: F401
        from stories.finding import results
        from stories.services import forget_put_away

        consequences.connect()
        home.register()
        moderation.register()
        notifications.register()
        privacy.register()
        searches.add("stories", results)
        retention.add("stories.search", search.INDEX.tidy)
        retention.add("stories.home", forget_put_away)
