"""Two thousand people who ask for the places of one class at one moment, while others browse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from statistics import quantiles

from django.urls import reverse

from guanlian.network.venues import Venue
from guanlian.programme.models import Admission
from guanlian.web.bench import crowd, serving
from guanlian.web.bench.crowd import Visitor
from guanlian.web.bench.load import Group, Job, Outcome
from guanlian.web.bench.requests import form, page

ACCEPTED, REFUSED = "accepted", "refused"
OUT, IN = "signed out", "signed in"
BEFORE = 3.0  # seconds
BROWSING = {OUT: (4, 0.1), IN: (2, 0.5)}  # people who look at pages beside the rush, and seconds until their next


@dataclass(frozen=True)
class Spread:
    """Answers of one kind: how many, and their times in milliseconds."""

    number: int
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: list[float]) -> Spread:
        """The spread of these times."""
        if len(seconds) < 2:
            alone = 1000 * seconds[0] if seconds else 0.0
            return cls(len(seconds), alone, alone, alone)
        cuts = [1000 * cut for cut in quantiles(seconds, n=100, method="inclusive")]
        return cls(len(seconds), cuts[49], cuts[94], cuts[98])


@dataclass
class Rush:
    """What one rush found. Rates are per second: of the time from its first request to the last answer of the kind."""

    name: str
    connections: int
    asked: int
    rates: dict[str, float] = field(default_factory=dict)
    spreads: dict[str, Spread] = field(default_factory=dict)
    faults: int = 0  # 5xx, and connections broken
    strange: dict[int, int] = field(default_factory=dict)  # other statuses, each with its number
    oversold: int = 0
    doubles: int = 0
    lost: int = 0  # accepted and not in the database, or the other way round
    generator: float = 0.0  # share of one processor
    server: float = 0.0


def one_class(
    server: serving.Server, admission: Admission, visitors: list[Visitor], connections: int, browsing: list[str]
) -> Rush:
    """Each of `visitors` asks once for a place of the class, over so many connections, while others look at pages."""
    path = reverse("portal:register", args=[admission.activity.code])
    requests = [form(server.port, path, v, person=v.code, key=f"{admission.pk}-{v.person}") for v in visitors]
    others = _browsing(server.port, browsing, visitors)
    if others:  # they were there before the rush, as on any day
        serving.generate(Job(serving.HOST, server.port, others, seconds=BEFORE))
    groups = [Group("rush", requests, connections), *others]
    before = server.cpu()
    outcome = serving.generate(Job(serving.HOST, server.port, groups))
    rush = read(f"{len(visitors)} → {admission.places}", connections, outcome, {303: ACCEPTED, 409: REFUSED})
    rush.server = (server.cpu() - before) / outcome.seconds
    placed, rush.doubles, taken = crowd.entries(admission)
    rush.oversold = max(placed - (admission.places or 0), 0) + abs(placed - taken)
    told = {visitors[n].person for status, _s, _at, n in outcome.answers["rush"] if status == 303}
    rush.lost = len(told ^ crowd.registered(admission))
    crowd.over(admission)
    return rush


def _browsing(port: int, paths: list[str], visitors: list[Visitor]) -> list[Group]:
    if not paths:
        return []
    mine = [page(port, path, visitor) for path, visitor in zip(paths, visitors, strict=False)]
    return [
        Group(OUT, [page(port, path) for path in paths], *BROWSING[OUT], endless=True),
        Group(IN, mine, *BROWSING[IN], endless=True),
    ]


def read(name: str, connections: int, outcome: Outcome, kinds: dict[int, str]) -> Rush:
    """The answers by kind; `kinds` says what a status means."""
    answers = outcome.answers["rush"]
    rush = Rush(name, connections, len(answers), generator=outcome.cpu / outcome.seconds)
    first = min(at for _s, _t, at, _n in answers)
    for status, kind in kinds.items():
        mine = [(took, at + took) for code, took, at, _n in answers if code == status]
        rush.spreads[kind] = Spread.of([took for took, _end in mine])
        if mine:
            ends = sorted(end for _took, end in mine)
            since = first if kind == ACCEPTED else ends[0]
            rush.rates[kind] = len(mine) / max(ends[-1] - since, 1e-9)
    for group in (OUT, IN):
        if group in outcome.answers:
            rush.spreads[group] = Spread.of([took for _status, took, _at, _n in outcome.answers[group]])
    everything = [status for group in outcome.answers.values() for status, *_rest in group]
    rush.faults = sum(status >= 500 or status == 0 for status in everything)
    for status, *_rest in answers:
        if status not in kinds:
            rush.strange[status] = rush.strange.get(status, 0) + 1
    return rush


def one_slot(server: serving.Server, venue: Venue, day: date, visitors: list[Visitor], connections: int) -> Rush:
    """Each of `visitors` asks once for the same slot of the same room."""
    path = reverse("portal:book", args=[venue.code])
    begins, ends = crowd.SLOT.split("-")
    wish = {"day": str(day), "slot": crowd.SLOT, "begins": begins, "ends": ends, "people": "1", "purpose": "排练"}
    requests = [form(server.port, path, v, **wish, who=v.code, key=f"slot-{v.person}") for v in visitors]
    before = server.cpu()
    outcome = serving.generate(Job(serving.HOST, server.port, [Group("rush", requests, connections)]))
    rush = read("slot", connections, outcome, {303: ACCEPTED, 409: REFUSED})
    rush.server = (server.cpu() - before) / outcome.seconds
    told = {visitors[n].person for status, _s, _at, n in outcome.answers["rush"] if status == 303}
    holding = crowd.reserved(venue)
    rush.oversold = max(len(holding) - 1, 0)
    rush.doubles = len(holding) - len(set(holding))
    rush.lost = len(told ^ set(holding))
    return rush
