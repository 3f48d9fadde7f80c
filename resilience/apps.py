from django.apps import AppConfig


class ResilienceConfig(AppConfig):
    name = "resilience"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from registries import search
        from resilience import holdings, moderation, offers, policies  # noqa: F401
        from resilience.finding import strategies as find_strategies
        from resilience.home import strategies as strategies_home

        holdings.register()
        moderation.register()
        offers.register()
        strategies_home.register()
        search.add("resilience.strategies", find_strategies.results)
