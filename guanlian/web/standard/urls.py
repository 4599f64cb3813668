"""Addresses of the standard's public pages; they belong to the portal's names."""

from django.urls import URLPattern, path

from guanlian.web.standard.clause import standard_clause
from guanlian.web.standard.figure import figure
from guanlian.web.standard.hall import hall_standard
from guanlian.web.standard.overview import standard

portal: list[URLPattern] = [
    path("standard/", standard, name="standard"),
    path("standard/<str:clause>/", standard_clause, name="standard_clause"),
    path("halls/<str:code>/standard/", hall_standard, name="hall_standard"),
    path("halls/<str:code>/standard/<str:clause>/", figure, name="figure"),
]
