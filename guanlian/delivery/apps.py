from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "guanlian.delivery"
    label = "delivery"
