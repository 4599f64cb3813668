"""Addresses of secondment down and up, and of rotation."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.staffing import branch, officers, proposals, rotations, terms, up

console: list[URLPattern | URLResolver] = [
    path("officers/", officers.officers, name="officers"),
    path("officers/needs/<str:code>/", proposals.candidates, name="officer_candidates"),
    path("officers/needs/<str:code>/withdraw/", branch.withdraw_need, name="officer_need_withdraw"),
    path("officers/needs/<str:code>/propose/<str:member>/", proposals.propose, name="officer_propose"),
    path("officers/proposals/<str:code>/", proposals.proposal, name="officer_proposal"),
    path("officers/terms/<str:code>/", terms.term, name="officer_term"),
    path("officers/up/", up.up, name="officer_up"),
    path("officers/up/send/", up.send, name="officer_up_send"),
    path("officers/rotation/", rotations.rotations, name="rotations"),
    path("officers/rotation/<str:code>/", rotations.rotation, name="rotation"),
    path("officers/rotation/<str:code>/lines/<str:branch>/", rotations.change, name="rotation_change"),
    path("officers/rotation/<str:code>/<slug:how>/", rotations.close, name="rotation_close"),
    path("officers/<str:code>/", branch.branch, name="officer_branch"),
    path("officers/<str:code>/ask/", branch.ask, name="officer_ask"),
]
