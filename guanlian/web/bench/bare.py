"""The limit of pages: a Django project of one view without middleware, templates or database, on the same server."""

from __future__ import annotations

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = b"<!doctype html><title>bare</title><p>" + b"x" * 8_000


def bare(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The same eight kilobytes for everybody."""
    return HttpResponse(BODY)


urlpatterns = [path("", bare), path("<path:rest>", bare)]


def _application() -> WSGIHandler:
    import django

    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], LOGGING_CONFIG=None)
    django.setup()
    return WSGIHandler()


# Granian imports this module in its workers; whoever imports it within Django's own settings wants no application.
application = None if settings.configured else _application()
