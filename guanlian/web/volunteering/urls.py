"""Addresses of volunteering: the public pages, one's own, the staff's."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.volunteering import activity, join, mine, public, roll, roster, sheets

portal: list[URLPattern | URLResolver] = [
    path("volunteering/", public.index, name="volunteering"),
    path("volunteering/join/", join.join, name="volunteering_join"),
    path("volunteering/shifts/<str:code>/", public.shift, name="shift"),
    path("volunteering/shifts/<str:code>/ask/", public.ask, name="shift_ask"),
    path("volunteering/certificate/", public.find_certificate, name="certificate_find"),
    path("volunteering/certificate/<str:code>/", public.certificate, name="certificate"),
    path("me/volunteering/", mine.index, name="my_volunteering"),
    path("me/volunteering/services/<str:code>/", mine.answer, name="service_answer"),
    path("me/volunteering/sign-ups/<str:code>/withdraw/", mine.withdraw, name="sign_up_withdraw"),
    path("me/volunteering/<str:code>/certify/", mine.certify, name="certify"),
    path("me/volunteering/<str:code>/leave/", mine.leave, name="volunteer_leave"),
    path("me/volunteering/certificates/<str:code>/", mine.certificate, name="my_certificate"),
]
console: list[URLPattern | URLResolver] = [
    path("volunteers/", roster.index, name="volunteers"),
    path("volunteers/export/", sheets.export, name="volunteers_export"),
    path("volunteers/sign-ups/<str:code>/", roster.decide, name="sign_up_decide"),
    path("volunteers/shifts/<str:code>/", roll.shift, name="shift"),
    path("volunteers/shifts/<str:code>/edit/", activity.edit, name="shift_edit"),
    path("volunteers/shifts/<str:code>/call-off/", activity.call_off, name="shift_call_off"),
    path("volunteers/shifts/<str:code>/invite/", roll.invite, name="shift_invite"),
    path("volunteers/shifts/<str:code>/all-came/", roll.all_came, name="shift_all_came"),
    path("volunteers/shifts/<str:code>/add/", roll.add, name="shift_add"),
    path("volunteers/services/<str:code>/", roll.act, name="service_act"),
    path("volunteers/<str:code>/", roster.volunteer, name="volunteer"),
    path("volunteers/<str:code>/insure/", roster.insure, name="volunteer_insure"),
    path("volunteers/<str:code>/end/", roster.end, name="volunteer_end"),
    path("programme/<str:code>/shifts/", activity.shifts, name="activity_shifts"),
]
