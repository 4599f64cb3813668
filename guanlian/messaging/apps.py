from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "guanlian.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Say what is kept about people."""
        from guanlian.messaging import own_data  # noqa: F401
