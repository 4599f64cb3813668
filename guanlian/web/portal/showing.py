"""Records as public pages show them: words and addresses made ready, so that templates only place them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.network.halls import HallLink, Tier
from guanlian.programme.finding import BY_SIGNING_UP
from guanlian.programme.models import Activity, ActivityQuerySet, Audience, Kind, Status
from guanlian.web.entering import words as entering
from guanlian.web.portal.words import clock, full_day, when_words

# For people of the network, not for everyone who passes by.
INTERNAL = {
    Audience.HALL_STAFF, Audience.GRASSROOTS_STAFF, Audience.SECONDED_OFFICERS, Audience.VILLAGE_ADMINISTRATORS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActivityShown:
    """An activity as its card and row show it."""

    title: str
    href: str
    kind: str
    code: str
    tag: str
    when: str
    where: str
    places: str
    places_state: str
    day: date
    day_words: str
    begins: str


def with_places(activities: ActivityQuerySet) -> ActivityQuerySet:
    """The same activities, with what a card needs, in the same statement."""
    return activities.select_related("hall", "place", "venue", "admission__residents_of")


def shown(activities: Iterable[Activity], today: date | None = None) -> list[ActivityShown]:
    """Activities as cards and rows show them, in one statement more (the towns of the villages)."""
    activities, today = list(activities), today or timezone.localdate()
    towns = towns_of([(a.place_id or a.hall_id) for a in activities], today)
    return [_shown(a, towns, today) for a in activities]


def towns_of(halls: Sequence[int], day: date) -> dict[int, str]:
    """For each sub-branch among `halls`, the name of the place (town) it stands under on `day`."""
    links = HallLink.objects.filter(hall__in=set(halls), period__contains=day, tier=Tier.SUBBRANCH)
    return dict(links.values_list("hall_id", "parent__area_name"))


def _shown(activity: Activity, towns: dict[int, str], today: date) -> ActivityShown:
    places, state = place_words(activity)
    return ActivityShown(
        title=activity.title,
        href=activity.get_absolute_url(),
        kind=activity.kind,
        code=activity.code,
        tag=tag_of(activity),
        when=when_words(activity.starts_at, activity.ends_at, activity.lessons, today),
        where=where_of(activity, towns),
        places=places,
        places_state=state,
        day=activity.begins_on,
        day_words=full_day(activity.begins_on, today),
        begins=clock(activity.starts),
    )


def tag_of(activity: Activity) -> str:
    """The kind in words; with its lessons where it has several; whom it is for where that isn't everyone."""
    words = str(Kind(activity.kind).label)
    if activity.lessons > 1:
        words += " · " + _("%(n)s 课次") % {"n": activity.lessons}
    special = [a for a in activity.audiences if a in {Audience.CHILDREN, Audience.SENIORS}]
    return " · ".join([words, *(str(Audience(a).label) for a in special)])


def where_of(activity: Activity, towns: dict[int, str]) -> str:
    """Where: the town of a village, the hall, its venue or what is noted about the place."""
    place = activity.place or activity.hall
    inside = activity.place_note or (activity.venue.name if activity.venue else "")
    return " · ".join(part for part in (towns.get(place.pk, ""), place.name, inside) if part)


def place_words(activity: Activity) -> tuple[str, str]:
    """How one takes part, in a few words, and how the words are marked."""
    if activity.status == Status.CANCELLED:
        return _("已取消"), "few"
    if activity.ends_at < timezone.now():
        return _("已结束"), "full"
    if INTERNAL & set(activity.audiences):
        return _("面向文化馆工作人员"), "full"
    if admission := entering.admission_of(activity):
        said = entering.on_a_card(admission, timezone.now())
        return said.words, said.mark
    if activity.kind in BY_SIGNING_UP:
        return _("免费 · 电话或到馆报名") if activity.free else _("电话或到馆报名"), "open"
    return _("免费") if activity.free else _("收费"), "open"
