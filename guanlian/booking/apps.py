from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "guanlian.booking"
    label = "booking"

    def ready(self) -> None:
        """Say what is kept about people."""
        from guanlian.booking import own_data  # noqa: F401
