from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "guanlian.booking"
    label = "booking"
