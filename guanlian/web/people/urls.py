"""Addresses of one's own pages (household, inbox, calendar, troupes, settings) and of the staff's way to a person."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.people import (
    calendar,
    desk,
    desk_joining,
    feed,
    guests,
    household,
    inbox,
    outbox,
    settings,
    slip,
    troupes,
    unsubscribe,
    welcome,
)

portal: list[URLPattern | URLResolver] = [
    path("me/welcome/", welcome.welcome, name="welcome"),
    path("me/household/", household.household, name="household"),
    path("me/household/new/", household.new, name="member_new"),
    path("me/household/<str:code>/", household.member, name="member"),
    path("me/household/<str:code>/remove/", household.remove, name="member_remove"),
    path("me/inbox/", inbox.inbox, name="inbox"),
    path("me/inbox/read/", inbox.read_all, name="inbox_read_all"),
    path("me/inbox/<str:code>/", inbox.message, name="message"),
    path("me/inbox/<str:code>/away/", inbox.put_away, name="message_away"),
    path("me/calendar/", calendar.calendar, name="my_calendar"),
    path("me/troupes/", troupes.mine, name="my_troupes"),
    path("me/settings/", settings.settings, name="settings"),
    path("me/settings/messages/", settings.choose, name="choose_messages"),
    path("me/settings/mail/", settings.ask_mail, name="ask_mail"),
    path("me/settings/mail/<str:token>/", settings.confirm_mail, name="confirm_mail"),
    path("troupes/<str:code>/follow/", troupes.follow, name="follow"),
    path("calendar/<str:token>.ics", feed.feed, name="calendar_feed"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
console: list[URLPattern | URLResolver] = [
    path("desk/", desk.desk, name="desk"),
    path("desk/guest/", guests.new, name="guest_new"),
    path("desk/<str:code>/", desk.person, name="desk_person"),
    path("desk/<str:code>/edit/", guests.edit, name="guest_edit"),
    path("desk/<str:code>/slip/", slip.slip, name="slip"),
    path("desk/<str:code>/troupe/", desk_joining.join_troupe, name="desk_join"),
    path("desk/<str:code>/volunteer/", desk_joining.volunteer, name="desk_volunteer"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<str:code>/<str:channel>/", outbox.decide, name="outbox_decide"),
]
