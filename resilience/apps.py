from django.apps import AppConfig


class ResilienceConfig(AppConfig):
    name = "resilience"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from moderation.close import close_to as known_as_close
        from registries import retention
        from registries import search as searches
        from resilience import (
            consequences,
            home,
            moderation,
            notifications,
            policies,  # noqa: F401
            privacy,
            search,
            ways,
        )
        from resilience.close import close_to
        from resilience.finding import results
        from resilience.services.buddy_pairs import forget_buddies
        from resilience.services.showing import BUDDY, GROUP
        from resilience.witnesses import witnesses

        consequences.connect()
        home.register()
        moderation.register()
        notifications.register()
        privacy.register()
        ways.register()
        known_as_close.add("resilience", close_to)
        retention.add("resilience.buddies", forget_buddies)
        retention.add("resilience.search", search.INDEX.tidy)
        searches.add("resilience.strategies", results)
        witnesses.add("group", GROUP)
        witnesses.add("buddy", BUDDY)
