from django.apps import AppConfig


class CreationConfig(AppConfig):
    name = "guanlian.creation"
    label = "creation"
