"""Addresses of tickets read at the door, headcounts, feedback, opinions, unmet demand."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.attending import demand, door, door_wire, opinions, say, thought_results, thoughts

portal: list[URLPattern | URLResolver] = [
    path("say/", say.say, name="say"),
    path("say/thanks/", say.said, name="said"),
    path("me/tickets/<str:code>/feedback/", thoughts.give, name="feedback"),
    path("me/opinions/", say.wishes, name="wishes"),
    path("me/opinions/<str:code>/again/", say.ask_again, name="wish_again"),
    path("me/opinions/<str:code>/take-back/", say.take_back, name="wish_take_back"),
]
console: list[URLPattern | URLResolver] = [
    path("door/", door.doors_list, name="doors"),
    path("door/sw.js", door_wire.worker, name="door_worker"),
    path("door/token/", door_wire.token, name="door_token"),
    path("programme/<str:code>/door/", door.door, name="door"),
    path("programme/<str:code>/door/list/", door_wire.tickets, name="door_list"),
    path("programme/<str:code>/door/sync/", door_wire.sync, name="door_sync"),
    path("programme/<str:code>/door/close/", door.close, name="door_close"),
    path("programme/<str:code>/door/reopen/", door.reopen, name="door_reopen"),
    path("opinions/", opinions.index, name="opinions"),
    path("opinions/new/", opinions.new, name="opinion_new"),
    path("opinions/halls/", opinions.halls, name="opinions_halls"),
    path("opinions/feedback/", thought_results.index, name="feedback"),
    path("opinions/feedback/<str:code>/", thought_results.one, name="feedback_activity"),
    path("opinions/<str:code>/", opinions.one, name="opinion"),
    path("opinions/<str:code>/transfer/", opinions.transfer, name="opinion_transfer"),
    path("demand/", demand.index, name="demand"),
    path("demand/<slug:kind>/", demand.one, name="demand_kind"),
]
