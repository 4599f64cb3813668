"""Addresses of the staff's pages."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.console import home, matrix, standard
from guanlian.web.network import urls as network

app_name = "console"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("standard/", standard.standard, name="standard"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("statement/<str:code>/<str:clause>/", standard.statement, name="statement"),
    *network.console,
]
