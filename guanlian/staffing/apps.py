from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "guanlian.staffing"
    label = "staffing"

    def ready(self) -> None:
        """Declare what the room tells people and keeps about them."""
        from guanlian.staffing import own_data, telling, telling_heads  # noqa: F401
