from django.apps import AppConfig


class HoldsConfig(AppConfig):
    name = "guanlian.holds"
    label = "holds"
