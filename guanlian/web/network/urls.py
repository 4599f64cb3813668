"""Addresses of the network's pages; they belong to the console's names."""

from django.urls import URLPattern, path

from guanlian.web.network import changing, hours, overview

console: list[URLPattern] = [
    path("network/", overview.network, name="network"),
    path("network/<str:code>/hours/", hours.hours, name="network_hours"),
    path("network/<str:code>/<slug:kind>/", changing.change, name="network_change"),
]
