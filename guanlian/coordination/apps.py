from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "guanlian.coordination"
    label = "coordination"
