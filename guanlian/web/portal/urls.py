"""Addresses of the public site."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.portal import me
from guanlian.web.standard import urls as standard

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", me.me, name="me"),
    path("me/name/", me.rename, name="rename"),
    path("me/data/", me.take_out, name="take_out"),
    path("me/erase/", me.erase, name="erase"),
    *standard.portal,
]
