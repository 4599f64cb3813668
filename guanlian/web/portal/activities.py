"""The list of activities, by day, week, month, kind, place, audience and words; as a list or a month's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from guanlian.kernel.windows import Window
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.programme import finding
from guanlian.programme.finding import Wish
from guanlian.programme.models import ActivityQuerySet, Audience, Kind
from guanlian.web import calendars
from guanlian.web.attending import noticing
from guanlian.web.portal import addresses, words
from guanlian.web.portal.addresses import changed
from guanlian.web.portal.caching import public_page
from guanlian.web.portal.showing import INTERNAL, shown, with_places

WHEN = ("week", "weekend", "running", "past")
FURTHEST = timedelta(days=366 * 20)
LEARNING = (Kind.TRAINING, Kind.LECTURE)


@dataclass(frozen=True)
class Asked:
    """What the address asks: a stretch of time (`window` None: whatever is still ahead) and a wish."""

    wish: Wish
    when: str
    day: date | None
    window: Window | None
    county: Entry | None
    town: Entry | None


@public_page(alike=True)
def activities(request: HttpRequest) -> HttpResponse:
    """All public activities."""
    return _listing(request, (), "web/portal/activities.html")


@public_page(alike=True)
def trainings(request: HttpRequest) -> HttpResponse:
    """Courses and lectures."""
    return _listing(request, LEARNING, "web/portal/trainings.html")


def _listing(request: HttpRequest, kinds: tuple[str, ...], template: str) -> HttpResponse:
    today = timezone.localdate()
    directory = directory_on(today)
    asked = read(request, directory, today, kinds)
    everything = finding.matching(asked.wish, today)
    context: dict[str, Any] = {
        "asked": asked,
        "words": asked.wish.words,
        "sentence": _when_sentence(asked, today),
        "place_word": place.area if (place := asked.town or asked.county) else "",
        "strip": _strip(request, everything, asked, today),
        **_filters(request, directory, asked, kinds),
    }
    if request.GET.get("view") == "month":
        context |= _month(request, everything, asked, today)
    else:
        found = _of_time(everything, asked, today)
        page = addresses.page_of(request, with_places(found))
        context |= {
            "page": page,
            "as_list": True,
            "rows": shown(page.object_list, today),
            "total": page.paginator.count,
        }
        if not page.paginator.count:
            _note(request, asked)
    return render(request, template, context)


def _note(request: HttpRequest, asked: Asked) -> None:
    """Nothing ahead for what somebody asked: words, else the kind and whom it should be for."""
    wish = asked.wish
    if asked.when == "past" or wish.cancelled or (asked.day and asked.day < timezone.localdate()):
        return
    with override(settings.LANGUAGE_CODE):
        picked = [str(Kind(kind).label) for kind in wish.kinds if len(wish.kinds) == 1]
        picked += [str(Audience(wish.audience).label)] if wish.audience else []
    place = asked.town or asked.county
    noticing.nothing_found(
        request, " ".join([wish.words, *picked]), Hall.objects.filter(pk=place.id).first() if place else None
    )


def read(request: HttpRequest, directory: Directory, today: date, kinds: tuple[str, ...] = ()) -> Asked:
    """The address, read; what is unknown in it is not asked."""
    county = directory.by_code.get(request.GET.get("county", ""))
    town = directory.by_code.get(request.GET.get("town", ""))
    county = county if county and county.tier == Tier.MAIN else None
    town = town if town and town.tier == Tier.BRANCH else None
    kind = addresses.one_of(request, "kind", kinds or Kind.values)
    day = addresses.a_day(request, "day")
    day = day if day and abs(day - today) < FURTHEST else None
    when = "" if day else addresses.one_of(request, "when", WHEN)
    wish = Wish(
        words=addresses.words(request),
        kinds=(kind,) if kind else tuple(kinds),
        audience=addresses.one_of(request, "audience", Audience.values),
        under=town.id if town else county.id if county else None,
        tier=addresses.one_of(request, "tier", Tier.values),
        cancelled=request.GET.get("cancelled") == "1",
        places=request.GET.get("places") == "1",
    )
    return Asked(wish, when, day, _window(day, when, today), county, town)


def _window(day: date | None, when: str, today: date) -> Window | None:
    if day:
        return Window(day, day)
    week = finding.week_of(today)
    return {"week": week, "weekend": Window(week.last - timedelta(days=1), week.last)}.get(when)


def _of_time(everything: ActivityQuerySet, asked: Asked, today: date) -> ActivityQuerySet:
    if asked.window:
        return finding.beginning_in(everything, asked.window)
    if asked.when == "running":
        return finding.under_way(everything, today)
    if asked.when == "past":
        return everything.filter(ends_on__lt=today).order_by("-starts_at", "code")
    return finding.still_ahead(everything, today)


def _when_sentence(asked: Asked, today: date) -> str:
    if asked.day:
        return words.full_day(asked.day, today)
    return {
        "week": _("本周"), "weekend": _("本周末"), "running": _("正在进行"), "past": _("已经结束"),
    }.get(asked.when, _("今天起"))  # fmt: skip


def _strip(request: HttpRequest, everything: ActivityQuerySet, asked: Asked, today: date) -> dict[str, Any]:
    """Seven days from the Monday of the chosen day's week, and the weeks beside it."""
    week = finding.week_of(asked.day or today)
    counts = finding.counts_by_day(everything, week)
    days = calendars.week(
        start=week.first,
        counts=counts,
        href=lambda d: changed(request, day=None if d == asked.day else str(d), when=None, view=None),
        today=today,
        selected=asked.day,
    )
    step = timedelta(days=7)
    return {
        "days": days,
        "previous": changed(request, day=str((asked.day or today) - step), when=None),
        "next": changed(request, day=str((asked.day or today) + step), when=None),
    }


def _month(request: HttpRequest, everything: ActivityQuerySet, asked: Asked, today: date) -> dict[str, Any]:
    """The calendar of the month that `month` (YYYY-MM) asks for."""
    first = addresses.a_day(request, "month") or (asked.day or today).replace(day=1)
    first = first.replace(day=1) if abs(first - today) < FURTHEST else today.replace(day=1)
    window = finding.month_of(first)
    counts = finding.counts_by_day(everything, window)
    month = calendars.month(
        first=first,
        counts=counts,
        href=lambda d: changed(request, day=str(d), view=None, month=None, when=None),
        today=today,
        selected=asked.day,
    )
    return {
        "month": month,
        "month_previous": changed(request, month=str((first - timedelta(days=1)).replace(day=1))),
        "month_next": changed(request, month=str(window.last + timedelta(days=1))),
        "total": sum(counts.values()),
        "sentence": date_format(first, "YEAR_MONTH_FORMAT"),
    }


def _filters(request: HttpRequest, directory: Directory, asked: Asked, kinds: tuple[str, ...]) -> dict[str, Any]:
    whens = [("week", _("本周")), ("weekend", _("本周末")), ("running", _("正在进行")), ("past", _("已结束"))]
    when = addresses.options(request, "when", whens, _("今天起"))
    shown_kinds: list[tuple[str, StrOrPromise]] = [(k, label) for k, label in Kind.choices if not kinds or k in kinds]
    audiences = [(a.value, a.label) for a in Audience if a not in INTERNAL]
    county = asked.county or (directory.above(asked.town.id, Tier.MAIN) if asked.town else None)
    towns = [e for e in directory.children[county.id] if e.tier == Tier.BRANCH] if county else []
    return {
        "when_options": [_without_day(request, option) for option in when] if asked.day else when,
        "kind_options": addresses.options(request, "kind", shown_kinds, _("全部")),
        "counties": [(e.code, e.area, e == county) for e in directory.of_tier(Tier.MAIN)],
        "towns": [(e.code, e.area, e == asked.town) for e in towns],
        "audiences": [(value, label, value == asked.wish.audience) for value, label in audiences],
        "tiers": [(t.value, t.label, t.value == asked.wish.tier) for t in Tier if t != Tier.PROVINCE],
        "list_href": changed(request, view=None, month=None),
        "month_href": changed(request, view="month"),
        "places_href": changed(request, places=None if asked.wish.places else 1),
        "cancelled_href": changed(request, cancelled=None if asked.wish.cancelled else 1),
        "clear": reverse(request.resolver_match.view_name) if request.GET else "",  # type: ignore[union-attr]
        "kept": [
            (n, request.GET[n])
            for n in ("day", "when", "kind", "view", "month", "cancelled", "places")
            if request.GET.get(n)
        ],
    }


def _without_day(request: HttpRequest, option: addresses.Option) -> addresses.Option:
    """A choice of time in place of the chosen day: none of them is selected while a day is."""
    return addresses.Option(option.label, changed(request, day=None, when=option.value or None), False, option.value)
