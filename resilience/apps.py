from django.apps import AppConfig


class ResilienceConfig(AppConfig):
    name = "resilience"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from registries import search
        from resilience import buddies, holdings, moderation, offers, policies  # noqa: F401
        from resilience.consequences import steps as step_consequences
        from resilience.finding import strategies as find_strategies
        from resilience.holdings import growth as growth_holdings
        from resilience.holdings import journal as journal_holdings
        from resilience.holdings import steps as step_holdings
        from resilience.home import strategies as strategies_home
        from resilience.moderating import steps as step_subjects
        from resilience.policies import growth as growth_policies  # noqa: F401
        from resilience.policies import journal as journal_policies  # noqa: F401
        from resilience.policies import steps as step_policies  # noqa: F401
        from resilience.services.showing import GROUP
        from resilience.ways import register as register_ways
        from resilience.witnesses import witnesses

        growth_holdings.register()
        step_holdings.register()
        journal_holdings.register()
        step_subjects.register()
        step_consequences.connect()
        witnesses.add("group", GROUP)
        register_ways()
        buddies.register()
        holdings.register()
        moderation.register()
        offers.register()
        strategies_home.register()
        search.add("resilience.strategies", find_strategies.results)
