from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "guanlian.booking"
    label = "booking"

    def ready(self) -> None:
        """Declare what the room tells people and keeps about them, and follow what closes a venue."""
        from guanlian.booking import closures, own_data, telling  # noqa: F401
        from guanlian.kernel.registers import follow
        from guanlian.network.models import Closure, DayHours, OpeningHours

        follow(Closure, closures.cancel_what_it_hits)
        follow(DayHours, closures.cancel_what_is_outside)
        follow(OpeningHours, closures.cancel_what_is_outside)
