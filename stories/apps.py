from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    name = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.cards import YouCard, you_cards
        from accounts.standing import standings
        from registries import retention
        from registries import search as searches
        from stories import consequences, home, moderation, notifications, policies, privacy, search
        from stories.finding import results
        from stories.services import forget_put_away

        standings.add("stories.welcomes", policies.welcomes_now)
        consequences.connect()
        home.register()
        moderation.register()
        notifications.register()
        privacy.register()
        you_cards.add("stories.wishes", YouCard(title=_("Stories"), template="stories/_you_card.html"))
        searches.add("stories", results)
        retention.add("stories.search", search.INDEX.tidy)
        retention.add("stories.home", forget_put_away)
