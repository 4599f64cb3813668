"""Addresses of registering for activities, tickets, and the staff's lists of who comes."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.entering import acting, answering, entries, registering, sheets, tickets

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
console: list[URLPattern | URLResolver] = [
    path("programme/<str:code>/people/", entries.people, name="entries"),
    path("programme/<str:code>/people/export/", sheets.export, name="entries_export"),
    path("programme/<str:code>/people/print/", sheets.on_paper, name="entries_print"),
    path("programme/<str:code>/people/enter/", acting.enter, name="entries_enter"),
    path("programme/<str:code>/people/decide/", acting.decide, name="entries_decide"),
    path("programme/<str:code>/people/<str:ticket>/release/", acting.give_back, name="entries_release"),
]
