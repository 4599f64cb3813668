"""Addresses of the public site. They are permanent: what once had an address keeps it."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.attending import urls as attending
from guanlian.web.booking import urls as booking
from guanlian.web.entering import urls as entering
from guanlian.web.fairness import urls as fairness
from guanlian.web.people import urls as people
from guanlian.web.portal import (
    activities,
    activity,
    digital,
    feeds,
    hall,
    halls,
    home,
    map,
    me,
    menu,
    nearby,
    notice,
    search,
    standing,
    texts,
    troupes,
    venues,
    wellknown,
)
from guanlian.web.providing import urls as providing
from guanlian.web.standard import urls as standard
from guanlian.web.troupes import urls as of_troupes
from guanlian.web.volunteering import urls as volunteering

app_name = "portal"

# Addresses are tried in this order: first those that thousands ask for at one moment.
urlpatterns: list[URLPattern | URLResolver] = [
    *entering.portal,
    *booking.portal,
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("near/", nearby.near, name="near"),
    path("halls/", halls.halls, name="halls"),
    path("map/", map.network_map, name="map"),
    path("map/counties.geojson", wellknown.outlines, name="outlines"),
    path("halls/<str:code>/", hall.hall, name="hall"),
    path("halls/<str:code>/standing/", standing.hall_standing, name="hall_standing"),
    path("halls/<str:code>/notice/", notice.hall_notice, name="hall_notice"),
    path("halls/<str:code>/calendar.ics", feeds.hall_calendar, name="hall_calendar"),
    path("activities/", activities.activities, name="activities"),
    path("activities/<str:code>/", activity.activity, name="activity"),
    path("activities/<str:code>/calendar.ics", feeds.activity_calendar, name="activity_calendar"),
    path("trainings/", activities.trainings, name="trainings"),
    path("venues/", venues.venues, name="venues"),
    path("menu/", menu.menu, name="menu"),
    *of_troupes.portal,
    path("troupes/", troupes.troupes, name="troupes"),
    path("troupes/<str:code>/", troupes.troupe, name="troupe"),
    path("digital/", digital.digital, name="digital"),
    path("accessibility/", texts.accessibility, name="accessibility"),
    path("privacy/", texts.privacy, name="privacy"),
    path("open-data/", texts.open_data, name="open_data"),
    path("robots.txt", wellknown.robots, name="robots"),
    path("sitemap.xml", wellknown.sitemap, name="sitemap"),
    path("favicon.ico", wellknown.icon, name="favicon"),
    path("icon.svg", wellknown.icon, name="icon"),
    path("me/", me.me, name="me"),
    path("me/name/", me.rename, name="rename"),
    path("me/data/", me.take_out, name="take_out"),
    path("me/erase/", me.erase, name="erase"),
    *standard.portal,
    *fairness.portal,
    *attending.portal,
    *people.portal,
    *volunteering.portal,
    *providing.portal,
]
