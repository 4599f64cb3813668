"""How shifts and services are shown: one line of time, place and task, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from guanlian.community.models import Availability, Shift
from guanlian.community.shifts import Stands
from guanlian.network.venues import Art
from guanlian.web.portal.showing import towns_of, where_of
from guanlian.web.portal.words import clock, day_words

MARKS = {
    Stands.INVITED: "risk",
    Stands.ASKED: "risk",
    Stands.CONFIRMED: "met",
    Stands.CAME: "met",
}


def shift_shown(shift: Shift, today: date | None = None, towns: dict[int, str] | None = None) -> dict[str, Any]:
    """A shift as its rows and pages show it."""
    today = today or localdate()
    starts, ends = localtime(shift.starts_at), localtime(shift.ends_at)
    end = clock(ends) if starts.date() == ends.date() else f"{day_words(ends.date(), today)} {clock(ends)}"
    return {
        "shift": shift,
        "href": shift.get_absolute_url(),
        "day": day_words(starts.date(), today),
        "clock": f"{clock(starts)}–{end}",
        "where": where_of(shift.activity, towns or {}),
        "skills": arts(shift.skills),
        "left": shift.left,
        "over": shift.ends_at <= localtime(),
        "begun": shift.starts_at <= localtime(),
    }


def shifts_shown(shifts: Iterable[Shift], today: date) -> list[dict[str, Any]]:
    """Many shifts, their towns in one statement."""
    found = list(shifts)
    places = {each.activity.place_id or each.activity.hall_id for each in found}
    towns = towns_of(sorted(places), today) if found else {}
    return [shift_shown(each, today, towns) for each in found]


def help_wanted(activity: Any, today: date) -> list[dict[str, Any]]:
    """The shifts of a public activity that still want somebody."""
    found = Shift.objects.public().open(localtime()).filter(activity=activity)
    return [shift_shown(each, today) for each in found.select_related("activity").order_by("starts_at", "pk")]


def arts(values: Iterable[str]) -> str:
    """Skills in words."""
    return _("、").join(str(Art(value).label) for value in values)


def parts(values: Iterable[str]) -> str:
    """Parts of the week in words."""
    return _("、").join(str(Availability(value).label) for value in values)


def hours_words(minutes: int) -> str:
    """So many minutes as hours with one decimal, cut off."""
    return f"{minutes * 10 // 60 / 10:g}"


def stars_words(star: int) -> str:
    """The star grade in words; empty below the first."""
    return str([_("一星"), _("二星"), _("三星"), _("四星"), _("五星")][star - 1]) if star else ""
