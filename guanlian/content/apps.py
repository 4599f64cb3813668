from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "guanlian.content"
    label = "content"
