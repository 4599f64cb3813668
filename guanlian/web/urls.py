"""Addresses of the web layer."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from guanlian.web import preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guanlian.web.portal.urls")),
    path("console/", include("guanlian.web.console.urls")),
    path("api/v1/", include("guanlian.web.api.urls")),
    path("sign-in/", include("guanlian.web.sign_in")),
    path("preferences/print/", preferences.set_print_size, name="set_print_size"),
    # A choice of language harms nobody; without a token a public page is the same for everyone and can be shared.
    path("preferences/language/", csrf_exempt(set_language), name="set_language"),
]

if settings.DEBUG:
    from guanlian.web import gallery

    urlpatterns += gallery.urlpatterns
