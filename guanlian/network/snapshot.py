"""The whole network as it was on one day, read in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from guanlian.network.models import HallLink


@dataclass(frozen=True, slots=True)
class HallThen:
    """A hall as it was on the snapshot's day."""

    id: int
    code: str
    name: str
    tier: str
    parent_id: int | None


class Network:
    """The halls that belonged to the network on `day`, and who stood under whom."""

    def __init__(self, day: date, halls: list[HallThen], successors: dict[int, int]) -> None:
        self.day = day
        self.halls = {hall.id: hall for hall in halls}
        self.successors = successors
        self._children: dict[int | None, list[int]] = defaultdict(list)
        for hall in halls:
            self._children[hall.parent_id].append(hall.id)

    def under(self, hall_id: int) -> Iterator[HallThen]:
        """The halls below a hall, itself not included."""
        for child in self._children[hall_id]:
            yield self.halls[child]
            yield from self.under(child)

    def of_tier(self, tier: str) -> list[HallThen]:
        """The halls of `tier`."""
        return [hall for hall in self.halls.values() if hall.tier == tier]

    def path(self, hall_id: int) -> list[HallThen]:
        """The halls above a hall, from the top, the hall itself last."""
        found, at = [], self.halls.get(hall_id)
        while at is not None:
            found.append(at)
            at = self.halls.get(at.parent_id) if at.parent_id is not None else None
        return found[::-1]


def network_on(day: date) -> Network:
    """The network of `day`. Halls that were merged away by then are named with the hall that answers for them."""
    # Values, not models: each page reads all halls, and a model takes five times as long to make.
    links = HallLink.objects.filter(period__contains=day).order_by("hall__code")
    values = links.values_list("hall_id", "hall__code", "hall__name", "tier", "parent_id")
    halls = [HallThen(*value) for value in values]
    gone = HallLink.objects.filter(successor__isnull=False, period__fully_lt=DateRange(day, None)).values_list(
        "hall_id", "successor_id"
    )
    return Network(day, halls, _to_the_last(dict(gone)))


def _to_the_last(successors: dict[int, int]) -> dict[int, int]:
    """Each merged hall's final heir, where the heir was itself merged later."""
    final = {}
    for gone, heir in successors.items():
        while heir in successors:
            heir = successors[heir]
        final[gone] = heir
    return final
