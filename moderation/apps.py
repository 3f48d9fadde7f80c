from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.standing import standings
        from care.finding import crisis_readers
        from moderation import (  # noqa: F401
            consequences,
            died,
            group_subjects,
            holdings,
            holdings_after_death,
            home,
            notifications,
            policies,
            privacy,
            searches,
            stepping_up,
            texts,
            topics,
        )
        from moderation.distress import distress_now
        from moderation.services import (
            forget_closed,
            forget_deaths,
            forget_goodbyes,
            forget_memorials,
            forget_old_care,
            forget_steps_up,
        )
        from realtime.topics import topics as registry
        from registries import retention

        standings.add("moderation.distress", distress_now)
        consequences.connect()
        crisis_readers.add("moderation", searches.reads_as_crisis)
        group_subjects.register()
        texts.register()
        stepping_up.register()
        died.register()
        notifications.register()
        privacy.register()
        holdings.register()
        holdings_after_death.register()
        registry.add("desk", topics.DeskTopic())
        registry.add("me", topics.MeTopic())
        home.register()
        retention.add("moderation", forget_closed)
        retention.add("moderation.deaths", forget_deaths)
        retention.add("moderation.memorials", forget_memorials)
        retention.add("moderation.goodbyes", forget_goodbyes)
        retention.add("moderation.old_care", forget_old_care)
        retention.add("moderation.steps_up", forget_steps_up)
