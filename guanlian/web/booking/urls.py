"""Addresses of reservations of venues."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.booking import book, closing, desk, feeds, free, here, loans, mine, queue, repeat, rules, venue

portal: list[URLPattern | URLResolver] = [
    path("venues/free/", free.free, name="free_venues"),
    path("venues/<str:code>/", venue.venue, name="venue"),
    path("venues/<str:code>/book/", book.book, name="book"),
    path("venues/<str:code>/repeat/", repeat.repeat, name="book_repeat"),
    path("venues/<str:code>/calendar.ics", feeds.venue_calendar, name="venue_calendar"),
    path("venues/<str:code>/here/<str:mark>/", here.here, name="venue_here"),
    path("me/bookings/", mine.bookings, name="bookings"),
    path("me/bookings/<str:code>/", mine.booking, name="booking"),
    path("me/bookings/<str:code>/cancel/", mine.cancel, name="booking_cancel"),
    path("me/bookings/<str:code>/again/", mine.again, name="booking_again"),
    path("me/bookings/<str:code>/move/", mine.move, name="booking_move"),
    path("me/bookings/<str:code>/calendar.ics", feeds.booking_calendar, name="booking_calendar"),
]
console: list[URLPattern | URLResolver] = [
    path("bookings/", queue.bookings, name="bookings"),
    path("bookings/decide/", queue.decide, name="bookings_decide"),
    path("bookings/day/", desk.day, name="bookings_day"),
    path("bookings/rules/", rules.rules, name="booking_rules"),
    path("bookings/rules/<str:code>/", rules.rule, name="booking_rule"),
    path("bookings/rules/<str:code>/sign/", rules.sign, name="booking_sign"),
    path("bookings/closing/", closing.closing, name="booking_closing"),
    path("bookings/closing/<str:code>/", closing.closure, name="booking_closure"),
    path("bookings/borrow/<str:code>/", loans.borrow, name="booking_borrow"),
    path("bookings/<str:code>/", desk.booking, name="booking"),
    path("bookings/<str:code>/act/", desk.act, name="booking_act"),
    path("bookings/<str:code>/move/", desk.move, name="booking_move"),
]
