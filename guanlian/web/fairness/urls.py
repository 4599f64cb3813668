"""Addresses of draws, the waiting list, restrictions and appeals."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.fairness import at_console, conduct, draw, drawn, giving_back, words

portal: list[URLPattern | URLResolver] = [
    path("fairness/", words.fairness, name="fairness"),
    path("activities/<str:code>/draw/", draw.draw, name="draw"),
    path("activities/<str:code>/draw/list.csv", draw.entries, name="draw_list"),
    path("fairness/replay.py", draw.script, name="draw_script"),
    path("me/conduct/", conduct.conduct, name="conduct"),
    path("me/conduct/appeal/", conduct.appeal, name="appeal"),
    path("give-back/<str:token>/", giving_back.give_back, name="give_back"),
]
console: list[URLPattern | URLResolver] = [
    path("conduct/", at_console.conduct, name="conduct"),
    path("conduct/excuse/", at_console.excuse, name="conduct_excuse"),
    path("conduct/appeals/<str:code>/", at_console.decide, name="appeal_decide"),
    path("draws/", drawn.draws, name="draws"),
    path("draws/<str:code>/now/", drawn.now, name="draw_now"),
]
