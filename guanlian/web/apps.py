from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "guanlian.web"
    label = "web"
