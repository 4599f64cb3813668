from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "guanlian.kernel"
    label = "kernel"
