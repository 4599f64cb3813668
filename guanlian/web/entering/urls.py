"""Addresses of registering for activities, tickets, and the staff's lists of who comes."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.entering import answering, registering, tickets

portal: list[URLPattern | URLResolver] = [
    path("activities/<str:code>/register/", registering.register, name="register"),
    path("activities/<str:code>/others/", registering.others, name="others"),
    path("me/tickets/", tickets.index, name="tickets"),
    path("me/tickets/<str:code>/", tickets.ticket, name="ticket"),
    path("me/tickets/<str:code>/accept/", answering.accept, name="accept"),
    path("me/tickets/<str:code>/release/", answering.release, name="release"),
    path("me/tickets/<str:code>/qr.svg", tickets.picture, name="ticket_qr"),
    path("me/tickets/<str:code>/qr.png", tickets.kept_picture, name="ticket_png"),
    path("me/tickets/<str:code>/print/", tickets.on_paper, name="ticket_print"),
]
console: list[URLPattern | URLResolver] = []
