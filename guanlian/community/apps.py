from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "guanlian.community"
    label = "community"

    def ready(self) -> None:
        """Say what is kept about people."""
        from guanlian.community import own_data  # noqa: F401
