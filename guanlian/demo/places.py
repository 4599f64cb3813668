"""Made-up coordinates: towns spread over the real outline of their county, villages round their town."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import guanlian.network
from guanlian.demo.divisions import Division

Point = tuple[float, float]
OUTLINES = Path(guanlian.network.__file__).parent / "data" / "jiaxing-counties.geojson"
CANDIDATES = 9


@cache
def outlines() -> dict[str, list[list[list[Point]]]]:
    """The outlines of the counties by code: polygons, each an outer ring and its holes (degrees, WGS 84)."""
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    return {f["properties"]["code"]: f["geometry"]["coordinates"] for f in features}


def _inside_ring(point: Point, ring: list[Point]) -> bool:
    (x, y), inside = point, False
    before = ring[-1]
    for corner in ring:
        if (corner[1] > y) != (before[1] > y):
            crossing = (before[0] - corner[0]) * (y - corner[1]) / (before[1] - corner[1]) + corner[0]
            inside ^= x < crossing
        before = corner
    return inside


def inside(county: str, point: Point) -> bool:
    """Whether `point` (longitude, latitude) lies within the county's outline."""
    return any(
        _inside_ring(point, rings[0]) and not any(_inside_ring(point, hole) for hole in rings[1:])
        for rings in outlines()[county]
    )


def _apart(point: Point, others: list[Point]) -> float:
    return min(((point[0] - x) * 0.86) ** 2 + (point[1] - y) ** 2 for x, y in others)


def _spread(pool: list[Point], number: int, kept: list[Point], dice: random.Random) -> list[Point]:
    """`number` points of `pool`, each the farthest from those before of a few candidates."""
    taken = list(kept)
    for _ in range(number):
        tries = [pool[dice.randrange(len(pool))] for _ in range(CANDIDATES)]
        taken.append(max(tries, key=lambda p: _apart(p, taken)))
    return taken[len(kept) :]


def _pool(county: str, size: int, dice: random.Random) -> list[Point]:
    corners = [p for rings in outlines()[county] for p in rings[0]]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    pool: list[Point] = []
    while len(pool) < size:
        point = (round(dice.uniform(west, east), 6), round(dice.uniform(south, north), 6))
        if inside(county, point):
            pool.append(point)
    return pool


def of_county(county: Division, dice: random.Random) -> dict[str, Point]:
    """Coordinates by code for the county's hall, its towns' and its villages'. All of them are made up."""
    villages = sum(len(t.children) for t in county.children)
    pool = _pool(county.code, max(400, villages * 6), dice)
    centre = (sum(x for x, _ in pool) / len(pool), sum(y for _, y in pool) / len(pool))
    seat = min(pool, key=lambda p: _apart(p, [centre]))
    towns = _spread(pool, len(county.children), [seat], dice)
    near: list[list[Point]] = [[] for _ in towns]
    for point in pool:
        near[min(range(len(towns)), key=lambda i: _apart(point, [towns[i]]))].append(point)
    found = {county.code: seat}
    for town, at, around in zip(county.children, towns, near, strict=True):
        found[town.code] = at
        around.sort(key=lambda p: _apart(p, [at]))
        ground = around[: max(60, len(town.children) * 5)] or [at]
        found |= zip((v.code for v in town.children), _spread(ground, len(town.children), [at], dice), strict=True)
    return found
