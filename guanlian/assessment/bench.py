"""How long the standard takes: a throw-away city of 1,282 halls, 40,000 activities in one year, computed and timed."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from guanlian.assessment import packs
from guanlian.assessment.evaluating import Evaluation, evaluate
from guanlian.community.models import Rehearsal, Troupe
from guanlian.network.models import Hall, HallLink, OpeningHours, Tier
from guanlian.programme.models import Activity, Kind, Status

DATABASE = "guanlian_bench"
YEAR = 2025
ACTIVITIES = 40_000
COUNTIES, TOWNS, VILLAGES = 7, 72, 1202
SHANGHAI = ZoneInfo("Asia/Shanghai")
SINCE = DateRange(date(2020, 1, 1), None)
BATCH = 4000
COMPARED = ("subbranch.activities", "branch.large_activities", "subbranch.notice_board")

# What three clauses count, by hand: the activities of villages, the large ones of towns, the share announced.
BY_HAND = """
    SELECT l.tier, p.hall_id,
           count(DISTINCT a.id) AS held,
           count(DISTINCT a.id) FILTER (WHERE a.participants >= 500) AS large,
           count(DISTINCT a.id) FILTER (WHERE p.role = 'organiser') AS organised,
           count(DISTINCT a.id) FILTER (WHERE p.role = 'organiser' AND a.announced_on < a.begins_on) AS announced
    FROM programme_activity a
    JOIN programme_participation p ON p.activity_id = a.id AND p.role IN ('organiser', 'co_organiser')
    JOIN network_halllink l ON l.hall_id = p.hall_id AND l.period @> %s::date
    WHERE a.withdrawn_at IS NULL AND a.status = 'held' AND a.begins_on BETWEEN %s AND %s
      AND l.tier IN ('branch', 'subbranch')
    GROUP BY l.tier, p.hall_id
"""


@dataclass(frozen=True)
class Timing:
    """Seconds of several runs of one thing."""

    seconds: list[float]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.seconds)


@dataclass(frozen=True)
class Findings:
    """What a benchmark found. `statements`: of the whole city; `ratio`: three clauses against one statement by hand."""

    halls: int
    activities: int
    city: Timing
    one_hall: Timing
    three_clauses: Timing
    by_hand: Timing
    statements: int
    statements_one_hall: int
    agrees: bool

    @property
    def ratio(self) -> float:
        """How many times longer the three clauses take than one statement by hand."""
        return self.three_clauses.middle / self.by_hand.middle


@contextmanager
def throw_away_database() -> Iterator[None]:
    """The bench's own database on the same server, migrated; kept for the next time, apart from the product's."""
    given = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=True)
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict["NAME"] = given


def ready(activities: int = ACTIVITIES) -> None:
    """Fill the database unless it already holds a city with so many activities."""
    if Activity.unscoped.count() == activities:
        return
    with transaction.atomic():
        _empty()
        halls = _network()
        _hours_and_troupes(halls, Random(1))
        _activities(halls, activities, Random(2))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _empty() -> None:
    tables = ", ".join(f'"{m._meta.db_table}"' for m in (Activity, Rehearsal, Troupe, OpeningHours, HallLink, Hall))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def _network() -> dict[str, list[Hall]]:
    """1 central, 7 main, 72 branch and 1,202 village halls, linked evenly."""
    sizes = {Tier.CENTRAL: 1, Tier.MAIN: COUNTIES, Tier.BRANCH: TOWNS, Tier.SUBBRANCH: VILLAGES}
    made: dict[str, list[Hall]] = {}
    above: list[Hall] = []
    for digit, (tier, size) in enumerate(sizes.items(), start=1):
        halls = [
            Hall(
                code=f"9{digit}{n:010d}", name=f"{tier.label}{n}", area_name=str(n), place_kind=Hall.Place.VILLAGE_HALL
            )
            for n in range(size)
        ]
        made[tier] = Hall.objects.bulk_create(halls, BATCH)
        links = [
            HallLink(hall=hall, tier=tier, parent=above[n % len(above)] if above else None, period=SINCE)
            for n, hall in enumerate(made[tier])
        ]
        HallLink.objects.bulk_create(links, BATCH)
        above = made[tier]
    return made


def _hours_and_troupes(halls: dict[str, list[Hall]], chance: Random) -> None:
    """A schedule for each hall, three troupes for each village, a year of rehearsals."""
    hours = [
        OpeningHours(
            code=f"BH-{hall.code}-{weekday}",
            hall=hall,
            weekday=weekday,
            opens=time(9),
            closes=time(17),
            period=SINCE,
        )
        for tier in halls
        for hall in halls[tier]
        for weekday in range(6)
    ]
    OpeningHours.unscoped.bulk_create(hours, BATCH)
    troupes = Troupe.unscoped.bulk_create(
        [
            Troupe(code=f"BT-{hall.code}-{n}", hall=hall, name=str(n), art="dance", founded_on=date(2021, 1, 1))
            for hall in halls[Tier.SUBBRANCH]
            for n in range(3)
        ],
        BATCH,
    )
    rehearsals = [
        Rehearsal(
            code=f"BR-{troupe.pk}-{n}",
            hall_id=troupe.hall_id,
            troupe=troupe,
            held_on=date(YEAR, 1, 1) + timedelta(days=27 * n),
        )
        for troupe in troupes
        for n in range(chance.randint(9, 13))
    ]
    Rehearsal.unscoped.bulk_create(rehearsals, BATCH)


def _activities(halls: dict[str, list[Hall]], number: int, chance: Random) -> None:
    """Activities of one year: most in villages, as they are."""
    weights = {Tier.CENTRAL: 1, Tier.MAIN: 5, Tier.BRANCH: 24, Tier.SUBBRANCH: 70}
    tiers = chance.choices(list(weights), list(weights.values()), k=number)
    kinds = [kind.value for kind in Kind]
    for start in range(0, number, BATCH):
        batch = [_activity(n, halls[tiers[n]], kinds, chance) for n in range(start, min(start + BATCH, number))]
        Activity.unscoped.bulk_create(batch)


def _activity(number: int, halls: list[Hall], kinds: list[str], chance: Random) -> Activity:
    begins = datetime(YEAR, 1, 1, 14, tzinfo=SHANGHAI) + timedelta(days=chance.randrange(365))
    announced = begins.date() - timedelta(days=5) if chance.random() < 0.9 else None
    return Activity(
        code=f"BA-{number}",
        hall=chance.choice(halls),
        title=f"{number}",
        kind=chance.choice(kinds),
        status=Status.HELD if chance.random() < 0.95 else Status.CANCELLED,
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        participants=chance.choice([30, 60, 120, 499, 500, 900]),
        announced_on=announced,
    )


def measure(runs: int = 5) -> Findings:
    """Time the city, one hall, three clauses, and the same three by hand."""
    pack = packs.load("jiaxing-2015")
    hall = HallLink.objects.filter(tier=Tier.SUBBRANCH).values_list("hall__code", flat=True)[0]
    with CaptureQueriesContext(connection) as of_city:
        evaluate(pack, YEAR)
    with CaptureQueriesContext(connection) as of_hall:
        evaluate(pack, YEAR, halls=[hall])
    three = evaluate(pack, YEAR, clauses=COMPARED)
    return Findings(
        halls=len(three.network.halls),
        activities=Activity.unscoped.count(),
        city=_timed(lambda: evaluate(pack, YEAR), runs),
        one_hall=_timed(lambda: evaluate(pack, YEAR, halls=[hall]), runs),
        three_clauses=_timed(lambda: evaluate(pack, YEAR, clauses=COMPARED), runs),
        by_hand=_timed(_by_hand, runs),
        statements=len(of_city),
        statements_one_hall=len(of_hall),
        agrees=agrees(three),
    )


def _timed(run: Callable[[], Any], runs: int) -> Timing:
    seconds = []
    for _n in range(runs):
        began = perf_counter()
        run()
        seconds.append(perf_counter() - began)
    return Timing(seconds)


def _by_hand() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, [date(YEAR, 12, 31), date(YEAR, 1, 1), date(YEAR, 12, 31)])
        return cursor.fetchall()


def agrees(evaluation: Evaluation) -> bool:
    """Whether the three clauses give the same figures as the statement by hand."""
    wanted: dict[tuple[int, str], Decimal | None] = {}
    for tier, hall, held, large, organised, announced in _by_hand():
        wanted[hall, "subbranch.activities"] = Decimal(held)
        wanted[hall, "branch.large_activities"] = Decimal(large)
        share = Decimal(100 * announced) / organised if organised else None
        wanted[hall, "subbranch.notice_board"] = share if tier == Tier.SUBBRANCH else None
    found = {(card.hall.id, r.clause.id): r.value for card in evaluation.scorecards for r in card.results}
    silent = {key: None if key[1] == "subbranch.notice_board" else Decimal(0) for key in found}
    return all(value == wanted.get(key, silent[key]) for key, value in found.items())


def machine() -> str:
    """What the figures were measured on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return (
        f"{platform.machine()} · {os.cpu_count()} CPU · {platform.system()} {platform.release()} · "
        f"Python {platform.python_version()} · PostgreSQL {server}"
    )
