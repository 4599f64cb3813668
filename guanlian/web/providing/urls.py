"""Addresses of outside organisations: what they offer, their own pages, the staff's."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.providing import console as staff
from guanlian.web.providing import mine, public

portal: list[URLPattern | URLResolver] = [
    path("providing/", public.index, name="providing"),
    path("providing/apply/", mine.apply, name="providing_apply"),
    path("providing/<str:code>/", public.provider, name="provider"),
    path("me/providing/", mine.index, name="my_providing"),
    path("me/providing/offers/<str:code>/", mine.edit, name="offer_edit"),
    path("me/providing/offers/<str:code>/move/", mine.move, name="offer_move"),
    path("me/providing/<str:code>/new/", mine.new, name="offer_new"),
    path("me/providing/<str:code>/edit/", mine.describe, name="provider_describe"),
]
console: list[URLPattern | URLResolver] = [
    path("providers/", staff.index, name="providers"),
    path("providers/<str:code>/", staff.provider, name="provider"),
    path("providers/<str:code>/do/", staff.do, name="provider_do"),
    path("providers/<str:code>/members/", staff.members, name="provider_members"),
]
