"""Addresses of troupes: finding one, joining, leading, and the staff's pages."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.troupes import at_console, joining, leading, matching
from guanlian.web.troupes import coverage as covering

# Before troupes/<code>/: what stands here is no troupe's code.
portal: list[URLPattern | URLResolver] = [
    path("troupes/match/", matching.match, name="troupe_match"),
    path("troupes/<str:code>/join/", joining.join, name="troupe_join"),
    path("troupes/<str:code>/describe/", leading.describe, name="troupe_describe"),
    path("troupes/<str:code>/rehearsals/", leading.note, name="rehearsal_note"),
    path("troupes/rehearsals/<str:code>/correct/", leading.correct, name="rehearsal_correct"),
    path("troupes/requests/<str:code>/decide/", joining.decide, name="joining_decide"),
    path("troupes/requests/<str:code>/withdraw/", joining.withdraw, name="joining_withdraw"),
    path("troupes/members/<str:code>/leader/", leading.lead, name="troupe_leader"),
    path("troupes/members/<str:code>/leave/", joining.leave, name="troupe_leave"),
    path("me/troupes/<str:code>/", leading.my_troupe, name="my_troupe"),
]
console: list[URLPattern | URLResolver] = [
    path("troupes/", at_console.troupes, name="troupes"),
    path("troupes/coverage/", covering.coverage, name="troupe_coverage"),
    path("troupes/<str:code>/", at_console.troupe, name="troupe"),
]
