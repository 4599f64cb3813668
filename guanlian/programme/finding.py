"""Finding activities: what the public may look for, and counts by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Coalesce

from guanlian.kernel.clock import Now
from guanlian.kernel.windows import Window
from guanlian.network.halls import Hall, HallLink
from guanlian.programme.admission import Policy
from guanlian.programme.models import Activity, ActivityQuerySet, Kind, Status

# Where a hall declared no admission, one signs up for these at the desk or by phone; to the others one just goes.
BY_SIGNING_UP = {Kind.TRAINING, Kind.CONTEST, Kind.SEMINAR}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; an empty part asks for nothing. `under`: id of a hall at or below which it takes place."""

    words: str = ""
    kinds: tuple[str, ...] = ()
    audience: str = ""
    under: int | None = None
    tier: str = ""
    cancelled: bool = False
    places: bool = False  # only where one can still get in


def matching(wish: Wish, today: date) -> ActivityQuerySet:
    """Public activities that match; cancelled ones only where they are asked for."""
    found = Activity.objects.public()
    cancelled = Q(status=Status.CANCELLED)
    found = found.filter(cancelled if wish.cancelled else ~cancelled)
    if wish.kinds:
        found = found.filter(kind__in=wish.kinds)
    if wish.audience:
        found = found.filter(audiences__contains=[wish.audience])
    if wish.under is not None:
        found = taking_place_in(found, wish.under, today)
    if wish.tier:
        of_tier = HallLink.objects.filter(tier=wish.tier, period__contains=today)
        found = found.filter(hall__in=of_tier.values("hall_id"))
    if wish.places:
        found = with_places_left(found)
    for word in wish.words.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(place_note__icontains=word)
            | Q(hall__name__icontains=word)
            | Q(place__name__icontains=word)
        )
    return found


def with_places_left(activities: ActivityQuerySet) -> ActivityQuerySet:
    """Those of `activities` that one can still get into: by just going, by an entry for a draw or a review, or since
    the site has places left to give at this moment."""
    open_now = Q(admission__opens_at__lte=Now(), admission__closes_at__gt=Now())
    left = Q(
        admission__taken__lt=F("admission__places"),
        admission__taken_online__lt=F("admission__places") - F("admission__reserved"),
    )
    later = Q(admission__policy__in=[Policy.LOTTERY, Policy.REVIEWED])
    walk_in = Q(admission__policy=Policy.WALK_IN) | (Q(admission=None) & ~Q(kind__in=BY_SIGNING_UP))
    can = walk_in | (open_now & (later | (Q(admission__policy=Policy.FIRST_COME) & left)))
    return activities.filter(can, status=Status.SCHEDULED, ends_at__gt=Now())


def taking_place_in(activities: ActivityQuerySet, hall_id: int, today: date) -> ActivityQuerySet:
    """Those of `activities` that take place at a hall or one that stands below it on `today`."""
    there = Hall.objects.under([hall_id], today).order_by().values("pk")
    return activities.annotate(at_hall=Coalesce("place_id", "hall_id")).filter(at_hall__in=there)


def beginning_in(activities: ActivityQuerySet, window: Window) -> ActivityQuerySet:
    """Those of `activities` that begin in `window`, in order of time."""
    return activities.on_days(window.first, window.last).order_by("starts_at", "code")


def under_way(activities: ActivityQuerySet, today: date) -> ActivityQuerySet:
    """Those that began before `today` and last until it or longer, such as exhibitions; soonest to end first."""
    return activities.filter(begins_on__lt=today, ends_on__gte=today).order_by("ends_at", "code")


def still_ahead(activities: ActivityQuerySet, today: date) -> ActivityQuerySet:
    """Those that begin on `today` or later, in order of time."""
    return activities.filter(begins_on__gte=today).order_by("starts_at", "code")


def counts_by_day(activities: ActivityQuerySet, window: Window) -> dict[date, int]:
    """How many of `activities` begin on each day of `window`; days without are absent."""
    rows = activities.on_days(window.first, window.last).order_by().values("begins_on").annotate(n=Count("pk"))
    return {row["begins_on"]: row["n"] for row in rows}


def week_of(day: date) -> Window:
    """Monday to Sunday of the week of `day`."""
    monday = day - timedelta(days=day.weekday())
    return Window(monday, monday + timedelta(days=6))


def month_of(day: date) -> Window:
    """The calendar month of `day`."""
    first = day.replace(day=1)
    return Window(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def similar(activity: Activity, today: date, *, most: int) -> list[Activity]:
    """Up to `most` activities still ahead of the same kind, first at the same hall, then below the same parent."""
    place = activity.place_id or activity.hall_id
    ahead = still_ahead(matching(Wish(kinds=(activity.kind,)), today), today).exclude(pk=activity.pk)
    ahead = ahead.select_related("hall", "place", "venue")
    parent = HallLink.objects.filter(hall=place, period__contains=today).values_list("parent_id", flat=True).first()
    found = list(ahead.annotate(at_hall=Coalesce("place_id", "hall_id")).filter(at_hall=place)[:most])
    if len(found) < most and parent is not None:
        known = [other.pk for other in found]
        found += list(taking_place_in(ahead, parent, today).exclude(pk__in=known)[: most - len(found)])
    return found


USUAL = 6  # held activities that a usual number is taken from


def usual_attendance(activity: Activity) -> int | None:
    """How many people usually come: the middle of the last ones of its kind that were held at the same place, or of its
    brand; None where too few were counted."""
    place = activity.place_id or activity.hall_id
    held = Activity.objects.public().held().filter(kind=activity.kind, participants__isnull=False)
    there = held.annotate(at_hall=Coalesce("place_id", "hall_id")).filter(at_hall=place).exclude(pk=activity.pk)
    if activity.brand_id is not None:
        there = there.filter(Q(brand=activity.brand_id) | Q(brand=None))
    last = there.order_by("-begins_on").values_list("participants", flat=True)[:USUAL]
    counts = sorted(count for count in last if count is not None)
    return counts[len(counts) // 2] if len(counts) >= 2 else None


def nearest_first(activities: ActivityQuerySet, activity: Activity, today: date) -> ActivityQuerySet:
    """`activities` in order of nearness to `activity`: at its hall, below the same parent, elsewhere; then of time."""
    place = activity.place_id or activity.hall_id
    parent = HallLink.objects.filter(hall=place, period__contains=today).values("parent_id")[:1]
    beside = HallLink.objects.filter(parent__in=parent, period__contains=today).values("hall_id")
    near = Case(When(at_hall=place, then=0), When(at_hall__in=beside, then=1), default=2)
    return activities.annotate(at_hall=Coalesce("place_id", "hall_id")).order_by(near, "starts_at", "code")
