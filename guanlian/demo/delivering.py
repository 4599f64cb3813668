"""Vehicles, yearly plans and menus, and the deliveries behind the mobile shows and exhibitions."""

from __future__ import annotations

from datetime import date
from random import Random

from guanlian.delivery.models import Delivery, DeliveryPlan, DeliveryStatus, Menu, MenuItem, Vehicle
from guanlian.demo import titles
from guanlian.demo.programme import Done
from guanlian.demo.world import Place, World, span
from guanlian.holds.models import Resource

# 126 programmes and 48 exhibitions a year in the menus of the central and the seven main halls.
OFFERED = {"central": {"performance": 28, "exhibition": 6}, "main": {"performance": 14, "exhibition": 6}}
Items = dict[tuple[int, int, str], list[int]]


def make(world: World, sent: list[tuple[Place, Done, str]]) -> None:
    """Everything about delivery; `sent` are the mobile services: who sent, what was held, of which kind."""
    items: Items = {}
    vehicles: dict[int, int] = {}
    for hall in world.halls:
        if hall.tier in OFFERED:
            _vehicle(world, hall, vehicles)
            for year in world.years:
                _offer(world, hall, year, items)
    for hall, done, kind in sent:
        _deliver(world, hall, done, items.get((hall.id, done.day.year, kind), []), vehicles.get(hall.id))


def _vehicle(world: World, hall: Place, vehicles: dict[int, int]) -> None:
    """In service in the years in which the clause is met; elsewhere the old one has been scrapped."""
    name = f"{hall.area}流动文化服务车"
    for first, end, now in world.runs([world.meets(hall, f"{hall.tier}.vehicles", y) for y in world.years]):
        if now:
            resource = world.tables[Resource].add(kind=Resource.Kind.VEHICLE, label=name)
            key = world.tables[Vehicle].add(
                hall_id=hall.id, name=name, plate=f"浙F演{hall.id:04d}", period=span(first, end), resource_id=resource
            )
            if end is None:
                vehicles[hall.id] = key


def _published(world: World, day: date) -> date | None:
    return day if day < world.until else None


def _offer(world: World, hall: Place, year: int, items: Items) -> None:
    dice = world.dice("menu", hall.code, year)
    if world.meets(hall, f"{hall.tier}.delivery_plan", year):
        day = date(year, 1, dice.randint(6, 28))
        world.tables[DeliveryPlan].add(
            hall_id=hall.id,
            year=year,
            title=f"{hall.area}{year}年文化活动、文化礼堂配送计划",
            published_on=_published(world, day),
            recorded_at=world.recorded(day),
        )
    day = date(year, 1, dice.randint(6, 28))
    menu = world.tables[Menu].add(
        hall_id=hall.id,
        year=year,
        title=f"{hall.area}{year}年文化活动、文化礼堂配送菜单",
        # Drawn up everywhere; where the clause is missed, never made public.
        published_on=_published(world, day) if world.meets(hall, f"{hall.tier}.delivery_menu", year) else None,
        recorded_at=world.recorded(day),
    )
    for kind, number in OFFERED[hall.tier].items():
        for title in _offered(hall, kind, number, dice):
            items.setdefault((hall.id, year, kind), []).append(_item(world, hall, menu, kind, title, dice))


def _offered(hall: Place, kind: str, number: int, dice: Random) -> list[str]:
    """As many different titles as the menu has entries."""
    found: dict[str, None] = {}
    for _ in range(number * 20):
        found.setdefault(titles.menu(kind, hall, dice))
        if len(found) == number:
            break
    return list(found)


def _item(world: World, hall: Place, menu: int, kind: str, title: str, dice: Random) -> int:
    show = kind == "performance"
    return world.tables[MenuItem].add(
        hall_id=hall.id,
        menu_id=menu,
        title=title,
        kind=kind,
        provider=dice.choice([t.name for t in hall.troupes]) if show else hall.name,
        minutes=dice.choice([60, 75, 90, 120]) if show else None,
        stock=dice.randint(3, 12),
        needs="舞台、电源、可停流动服务车" if show else "可挂 20 米展线的墙面或展架",
    )


def _deliver(world: World, hall: Place, done: Done, items: list[int], vehicle: int | None) -> None:
    if not items:
        return
    dice = world.dice("delivery", done.id)
    status, rating = _outcome(done, dice)
    world.tables[Delivery].add(
        hall_id=hall.id,
        item_id=dice.choice(items),
        receiver_id=done.place.id,
        planned_on=done.day,
        vehicle_id=vehicle,
        status=status,
        activity_id=done.id,
        rating=rating,
        recorded_at=world.recorded(done.day),
    )


def _outcome(done: Done, dice: Random) -> tuple[str, int | None]:
    """How far the delivery has come, and the receiver's rating once it is confirmed."""
    if not done.held:
        return dice.choice([DeliveryStatus.DISPATCHED, DeliveryStatus.ACCEPTED]), None
    if dice.random() < 0.06:
        return DeliveryStatus.DELIVERED, None
    return DeliveryStatus.CONFIRMED, dice.choices([5, 4, 3, 2], [50, 36, 11, 3])[0]
