from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "guanlian.demo"
    label = "demo"
