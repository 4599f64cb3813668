"""Public pages signed out, as many people meet them at once: the list, an activity, what is free in a room."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from guanlian.programme.models import Activity
from guanlian.web.bench import crowd, serving
from guanlian.web.bench.load import Group, Job
from guanlian.web.bench.requests import page
from guanlian.web.bench.rush import Spread

KINDS = ("performance", "training", "lecture")


@dataclass(frozen=True)
class PageRate:
    """Answers a second of one kind of page over several addresses; `first`: milliseconds until one is made anew."""

    name: str
    addresses: int
    rate: float
    spread: Spread
    first: float
    wrong: int  # answers other than 200


def addresses() -> dict[str, list[str]]:
    """Addresses of each kind of page, as many as are hot at one moment."""
    listed = reverse("portal:activities")
    codes = (
        Activity.objects.public().filter(code__startswith="RA-").order_by("starts_at").values_list("code", flat=True)
    )
    return {
        "list": [listed, f"{listed}?when=week", *(f"{listed}?kind={kind}" for kind in KINDS)],
        "detail": [reverse("portal:activity", args=[code]) for code in codes[:5]],
        "availability": [reverse("portal:venue", args=[venue.code]) for venue in crowd.some_rooms(5)],
    }


def measure(server: serving.Server, name: str, paths: list[str], seconds: float, connections: int) -> PageRate:
    """Ask for `paths` in turn for so long, over so many connections; what was on the shelf before has expired."""
    once = Group("first", [page(server.port, path) for path in paths], 1)
    cold = serving.generate(Job(serving.HOST, server.port, [once])).answers["first"]
    first = 1000 * sum(took for _status, took, _at, _n in cold) / len(cold)
    requests = [page(server.port, path) for path in paths for _ in range(-(-connections // len(paths)))]
    group = Group("pages", requests, connections, endless=True)
    outcome = serving.generate(Job(serving.HOST, server.port, [group], seconds=seconds))
    answers = outcome.answers["pages"]
    spread = Spread.of([took for _status, took, _at, _n in answers])
    wrong = sum(status != 200 for status, *_rest in answers)
    return PageRate(name, len(paths), len(answers) / outcome.seconds, spread, first, wrong)
