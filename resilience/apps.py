from django.apps import AppConfig


class ResilienceConfig(AppConfig):
    name = "resilience"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from registries import search
        from resilience import (  # noqa: F401 - policies declare
            buddies,
            consequences,
            finding,
            holdings,
            home,
            moderation,
            offers,
            policies,
            ways,
        )
        from resilience.services.showing import GROUP
        from resilience.witnesses import witnesses

        consequences.connect()
        witnesses.add("group", GROUP)
        ways.register()
        buddies.register()
        holdings.register()
        moderation.register()
        offers.register()
        home.register()
        search.add("resilience.strategies", finding.results)
