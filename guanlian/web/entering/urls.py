"""Addresses of registering for activities, tickets, and the staff's lists of who comes."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.entering import registering, tickets

portal: list[URLPattern | URLResolver] = [
    path("activities/<str:code>/register/", registering.register, name="register"),
    path("me/tickets/<str:code>/", tickets.ticket, name="ticket"),
    path("me/tickets/<str:code>/qr.svg", tickets.picture, name="ticket_qr"),
]
console: list[URLPattern | URLResolver] = []
