from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "guanlian.community"
    label = "community"

    def ready(self) -> None:
        """Say what is kept about people, and what they are told."""
        from guanlian.community import (  # noqa: F401 – they declare themselves when they are imported
            own_data,
            own_membership,
            own_volunteers,
            telling,
            telling_volunteers,
        )
