"""The real network: one central hall, seven main halls, 72 branches, 1,202 sub-branches, and made-up residents."""

from __future__ import annotations

from decimal import Decimal

from guanlian.demo import divisions, places
from guanlian.demo.divisions import Division
from guanlian.demo.world import NETWORK_SINCE, Place, World, span
from guanlian.network.models import Hall, HallLink, HallPopulation, Tier

TIERS = {"city": Tier.CENTRAL, "county": Tier.MAIN, "town": Tier.BRANCH, "village": Tier.SUBBRANCH}
SUFFIX = {"city": "文化馆", "county": "文化馆", "town": "分馆", "village": "支馆"}
BASIS = "嘉政办发〔2015〕26号"
FEWEST, MOST = 18_000, 120_000
VILLAGE_FEWEST, VILLAGE_MOST = 800, 6_000


def make(world: World, counties: list[str] | None = None) -> None:
    """Add the halls with their links and residents; of all counties, or of those in `counties` (codes)."""
    city = divisions.read(counties)
    points = {city.code: (120.755, 30.746)}
    for county in city.children:
        points |= places.of_county(county, world.dice("places", county.code))
    _add(world, city, None, points)
    for county in city.children:
        _residents(world, county)
    _write_residents(world)


def _kind(division: Division) -> str:
    if division.level == "village":
        return Hall.Place.VILLAGE_HALL if division.is_village else Hall.Place.COMMUNITY_CENTRE
    return {"city": Hall.Place.CITY_HALL, "county": Hall.Place.COUNTY_HALL, "town": Hall.Place.TOWN_STATION}[
        division.level
    ]


def _address(division: Division) -> str:
    above: Division | None = division
    parts = []
    while above is not None:
        parts.append(above.name)
        above = above.parent
    return "".join(reversed(parts)) + "（演示地址）"


def _add(world: World, root: Division, parent: Place | None, points: dict[str, places.Point]) -> None:
    """Halls tier by tier, so that every parent has its key before its children."""
    level: list[tuple[Division, Place | None]] = [(root, parent)]
    while level:
        below: list[tuple[Division, Place | None]] = []
        for division, above in level:
            hall = _hall(world, division, above, points[division.code])
            below += [(child, hall) for child in division.children]
        level = below


def _hall(world: World, division: Division, parent: Place | None, at: places.Point) -> Place:
    tier, name = TIERS[division.level], division.name + SUFFIX[division.level]
    number = len(world.halls)
    key = world.tables[Hall].add(
        code=division.code,
        name=name,
        area_name=division.name,
        place_kind=_kind(division),
        address=_address(division),
        phone=f"0573-0000 {number:04d}",  # no such exchange exists: recognisably no real number
        longitude=Decimal(str(at[0])),
        latitude=Decimal(str(at[1])),
        precision=Hall.Precision.MADE_UP,
    )
    world.tables[HallLink].add(
        hall_id=key, parent_id=parent.id if parent else None, tier=tier, period=span(NETWORK_SINCE), basis=BASIS
    )
    hall = Place(key, division.code, name, division.name, str(tier), parent, *at)
    world.halls.append(hall)
    if parent is not None:
        parent.children.append(hall)
    return hall


def _residents(world: World, county: Division) -> None:
    """Made-up residents; the bounds of the staffing clause (3 and 5 万 exactly) are both struck in every county."""
    branches = [h for h in world.of_tier(Tier.BRANCH) if h.county == county.code]
    for place, branch in enumerate(branches):
        dice, number = world.dice("residents", branch.code), len(branch.children)
        low, high = max(FEWEST, number * 1_100), min(MOST, number * 5_000)
        exact = {2: 30_000, 5: 50_000}.get(place)
        if exact is not None and low <= exact <= high:
            town = exact
        else:
            town = round(min(high, low + (high - low) * dice.random() ** 1.6), -1)
        weights = [dice.uniform(0.6, 1.5) for _ in branch.children]
        shares = [round(town * w / sum(weights)) for w in weights]
        for year in world.years:
            growth = 1 if exact else 1 + 0.004 * (year - 2024)
            branch.residents[year] = round(town * growth)
            for village, share in zip(branch.children, shares, strict=True):
                village.residents[year] = min(VILLAGE_MOST, max(VILLAGE_FEWEST, round(share * growth)))


def _write_residents(world: World) -> None:
    table = world.tables[HallPopulation]
    for hall in reversed(world.halls):  # from below, so that counties and the city are sums
        for year in world.years:
            if hall.tier in {Tier.MAIN, Tier.CENTRAL}:
                hall.residents[year] = sum(below.residents[year] for below in hall.children)
            table.add(hall_id=hall.id, year=year, residents=hall.residents[year], source="演示数据")
