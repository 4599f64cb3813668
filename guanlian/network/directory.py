"""The directory of halls on one day: who stands where, found by name, place, tier and kind of venue; and coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from guanlian.network.halls import Hall, HallLink, HallPopulation, HallQuerySet, Tier
from guanlian.network.openness import halls_without_hours
from guanlian.network.publicity import ServiceNotice
from guanlian.network.venues import Venue, VenueKind

# A village's own hall: what 礼堂 and 文化活动中心 are recorded as.
VILLAGE_SPACES = (VenueKind.VILLAGE_HALL, VenueKind.MULTI_FUNCTION)


@dataclass(frozen=True, slots=True)
class Entry:
    """A hall as the directory has it."""

    id: int
    code: str
    name: str
    area: str
    tier: str
    place_kind: str
    parent_id: int | None
    longitude: Decimal | None
    latitude: Decimal | None
    phone: str

    @property
    def href(self) -> str:
        """The address of the hall's page."""
        return f"/halls/{self.code}/"


FIELDS = ("code", "name", "area_name", "place_kind", "longitude", "latitude", "phone")


class Directory:
    """The halls that belong to the network on `day`, by their keys, in order of code."""

    def __init__(self, day: date, entries: Iterable[Entry]) -> None:
        self.day = day
        self.entries = {entry.id: entry for entry in entries}
        self.by_code = {entry.code: entry for entry in self.entries.values()}
        self.children: dict[int | None, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            self.children[entry.parent_id].append(entry)

    def of_tier(self, tier: str) -> list[Entry]:
        """The halls of `tier`."""
        return [entry for entry in self.entries.values() if entry.tier == tier]

    def path(self, hall_id: int) -> list[Entry]:
        """The halls above a hall, from the top, the hall itself last; empty where it isn't in the network."""
        found, at = [], self.entries.get(hall_id)
        while at is not None:
            found.append(at)
            at = self.entries.get(at.parent_id) if at.parent_id is not None else None
        return found[::-1]

    def above(self, hall_id: int, tier: str) -> Entry | None:
        """The hall of `tier` on the way from the top to a hall, itself included."""
        return next((entry for entry in self.path(hall_id) if entry.tier == tier), None)

    def under(self, hall_id: int) -> Iterator[Entry]:
        """The hall and all below it."""
        if hall_id in self.entries:
            yield self.entries[hall_id]
        for child in self.children[hall_id]:
            yield from self.under(child.id)

    def matching(self, words: str, among: Collection[int] | None = None) -> list[Entry]:
        """Halls whose name, place or code holds every one of `words` (by spaces), names of the halls above included.

        Those named exactly so come first, then those whose own name or place matches, upper tiers first.
        """
        wanted = words.split()
        found = []
        for entry in self.entries.values():
            if among is not None and entry.id not in among:
                continue
            own = f"{entry.name} {entry.area} {entry.code}"
            if all(word in own for word in wanted):
                found.append((0 if words in (entry.area, entry.name) else 1, entry))
            elif len(wanted) > 1 and all(word in self._told(entry) for word in wanted):
                found.append((2, entry))
        found.sort(key=lambda pair: (pair[0], Tier.values.index(pair[1].tier), pair[1].code))
        return [entry for _, entry in found]

    def _told(self, entry: Entry) -> str:
        return " ".join(f"{above.area} {above.name}" for above in self.path(entry.id))


def directory_on(day: date) -> Directory:
    """The directory of `day`, in one statement."""
    rows = (
        HallLink.objects.filter(period__contains=day)
        .order_by("hall__code")
        .values_list("hall_id", "tier", "parent_id", *(f"hall__{name}" for name in FIELDS))
    )
    return Directory(
        day,
        (
            Entry(key, code, name, area, tier, place, parent, lng, lat, phone)
            for key, tier, parent, code, name, area, place, lng, lat, phone in rows
        ),
    )


def halls_with_venue(kind: str, day: date) -> set[int]:
    """Ids of the halls that have a venue of `kind` in use on `day`."""
    found = Venue.objects.for_counting().filter(kind=kind, period__contains=day)
    return set(found.values_list("hall_id", flat=True))


def halls_without_venue(day: date, kinds: Collection[str] = ()) -> HallQuerySet:
    """Halls of the network of `day` with no venue in use (of `kinds`, where given)."""
    venues = Venue.objects.for_counting().filter(period__contains=day)
    if kinds:
        venues = venues.filter(kind__in=kinds)
    return Hall.objects.on(day).exclude(pk__in=venues.values("hall_id"))


def halls_without_notice(day: date) -> HallQuerySet:
    """Halls of the network of `day` with no service notice in force."""
    notices = ServiceNotice.objects.for_counting().filter(period__contains=day)
    return Hall.objects.on(day).exclude(pk__in=notices.values("hall_id"))


@dataclass(frozen=True, slots=True)
class Blanks:
    """Blank spots of a day: ids of halls that lack something."""

    no_village_hall: frozenset[int]
    no_venue: frozenset[int]
    no_notice: frozenset[int]
    no_hours: frozenset[int]

    @property
    def any(self) -> frozenset[int]:
        """Halls that lack at least one."""
        return self.no_village_hall | self.no_venue | self.no_notice | self.no_hours


def blanks(day: date) -> Blanks:
    """What is missing where on `day`, in four statements. Only sub-branches are asked for a village hall's space."""
    spaceless = halls_without_venue(day, VILLAGE_SPACES).filter(links__tier=Tier.SUBBRANCH)
    return Blanks(
        _ids(spaceless), _ids(halls_without_venue(day)), _ids(halls_without_notice(day)), _ids(halls_without_hours(day))
    )


def _ids(halls: HallQuerySet) -> frozenset[int]:
    return frozenset(halls.order_by().values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class CountyCover:
    """A county's supply. `residents` None: not reported, so nothing per head is said."""

    county: Entry
    halls: int
    venues: int
    residents: int | None

    @property
    def residents_per_venue(self) -> int | None:
        """Residents for each venue, rounded to a whole person; None where either is unknown."""
        if not self.residents or not self.venues:
            return None
        return round(self.residents / self.venues)


def cover(directory: Directory) -> list[CountyCover]:
    """Halls, venues and residents of every county on the directory's day, in two statements.

    Residents are the county's own latest figure of the day's year or before.
    """
    counties = directory.of_tier(Tier.MAIN)
    venues: dict[int, int] = dict(
        Venue.objects.for_counting()
        .filter(period__contains=directory.day)
        .order_by()
        .values_list("hall_id")
        .annotate(Count("pk"))
    )
    known = HallPopulation.objects.filter(hall__in=[c.id for c in counties], year__lte=directory.day.year)
    residents: dict[int, int] = dict(known.order_by("year").values_list("hall_id", "residents"))
    found = []
    for county in counties:
        below = list(directory.under(county.id))
        found.append(CountyCover(county, len(below), sum(venues.get(e.id, 0) for e in below), residents.get(county.id)))
    return found


def last_link(hall: Hall) -> HallLink | None:
    """The link that a hall had last, with its parent and successor."""
    return hall.links.select_related("parent", "successor").order_by("-period").first()
