"""Addresses of the web layer."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from guanlian.web import preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guanlian.web.portal.urls")),
    path("console/", include("guanlian.web.console.urls")),
    path("api/v1/", include("guanlian.web.api.urls")),
    path("sign-in/", include("guanlian.web.sign_in")),
    path("preferences/print/", preferences.set_print_size, name="set_print_size"),
    path("preferences/language/", preferences.choose_language, name="set_language"),
]

if settings.DEBUG:
    from guanlian.web import gallery

    urlpatterns += gallery.urlpatterns
