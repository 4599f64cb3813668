"""The benches from beginning to end: what is measured in which order, at which size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from guanlian.web.bench import crowd, faults, limits, pages, rush, serving
from guanlian.web.bench.crowd import Visitor
from guanlian.web.bench.faults import Fault
from guanlian.web.bench.pages import PageRate
from guanlian.web.bench.report import Limits
from guanlian.web.bench.rush import Rush

Say = Callable[[str], None]
SEED = 11


@dataclass(frozen=True)
class Size:
    """How large a run is. `seconds`: of each page and of the bare view."""

    people: int = 2_000
    places: tuple[int, ...] = (5_000, 100)
    connections: tuple[int, ...] = (64, 256)
    slot: int = 200
    seconds: float = 6.0
    broken: int = 600


SHORT = Size(people=400, places=(1_000, 20), connections=(64,), slot=60, seconds=2.0, broken=120)
WARM_UP = 200  # requests before the clock runs


@dataclass(frozen=True)
class Found:
    """What a run found."""

    limits: Limits
    rushes: list[Rush]
    pages: list[PageRate]
    faults: list[Fault]


def run(size: Size, *, rushing: bool, paging: bool, breaking: bool, say: Say) -> Found:
    """Measure in a database of its own, which is dropped afterwards."""
    say("准备数据……")
    with crowd.rush_database():
        crowd.weeks_ahead(Random(SEED))
        visitors = crowd.visitors(size.people)
        crowd.settle()
        say("测上限……")
        bare = limits.bare_rate(size.seconds, size.connections[0])
        statements = limits.sql_rate(crowd.a_class("SQL", 2 * size.people), visitors) if rushing else 0.0
        with serving.served() as server:
            found = Found(
                Limits(bare, statements),
                _rushes(server, size, visitors, say) if rushing else [],
                _pages(server, size, say) if paging else [],
                _faults(server, size, visitors, say) if breaking else [],
            )
        crowd.leave()
    return found


def _rushes(server: serving.Server, size: Size, visitors: list[Visitor], say: Say) -> list[Rush]:
    rush.one_class(server, crowd.a_class("WARM", 2 * WARM_UP), visitors[:WARM_UP], 16, [])
    browsing = [path for paths in pages.addresses().values() for path in paths[:2]]
    found = []
    for places in size.places:
        for connections in size.connections:
            say(f"{size.people} 人报 {places} 个名额，{connections} 个连接……")
            admission = crowd.a_class(f"RUSH-{places}-{connections}", places)
            crowd.settle()
            own = f"/activities/{admission.activity.code}/"
            found.append(rush.one_class(server, admission, visitors, connections, [*browsing, own]))
    say(f"{size.slot} 人订一间房的一场……")
    venue, day = crowd.a_room()
    found.append(rush.one_slot(server, venue, day, visitors[: size.slot], size.connections[0]))
    return found


def _pages(server: serving.Server, size: Size, say: Say) -> list[PageRate]:
    say("测页面……")
    return [
        pages.measure(server, name, paths, size.seconds, size.connections[0])
        for name, paths in pages.addresses().items()
    ]


def _faults(server: serving.Server, size: Size, visitors: list[Visitor], say: Say) -> list[Fault]:
    cases = [
        ("数据库连接全部中断", faults.cut_the_database, 1),
        ("一个网站进程被杀", faults.kill_a_worker, 1),
        ("每人同时发两次", faults.nothing, 2),
    ]
    if faults.embedded():
        cases.insert(0, ("数据库崩溃后重启", faults.crash_the_database, 1))
    found = []
    for n, (name, breaking, times) in enumerate(cases):
        say(f"{name}……")
        admission = crowd.a_class(f"FAULT-{n}", size.broken // 2)
        asking = visitors[: size.broken]
        connections = size.connections[0]
        found.append(faults.broken(name, server, admission, asking, connections, breaking=breaking, times=times))
    return found
