"""Which troupe would suit me: arts, when, where; the nearest that take new members, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.community import leading, meeting
from guanlian.community.models import Troupe
from guanlian.community.troupe_rules import rules
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.network.opening import Weekday
from guanlian.network.venues import Art
from guanlian.web.attending.noticing import nothing_found
from guanlian.web.booking.free import distance
from guanlian.web.portal import addresses
from guanlian.web.portal.caching import public_page

NEXT_DOOR = 0.5  # kilometres below which 'in your town' says it all
PARTS = (
    ("", gettext_lazy("都可以")),
    ("morning", gettext_lazy("上午")),
    ("afternoon", gettext_lazy("下午")),
    ("evening", gettext_lazy("晚上")),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; `town`: where from (a town's or a county's hall)."""

    arts: tuple[str, ...]
    weekday: int | None
    part: str
    town: Entry | None

    def in_words(self) -> str:
        """For the planners who read what was not found."""
        said = [str(Art(art).label) for art in self.arts] + [_("团队")]
        if self.weekday is not None:
            said.append(str(Weekday(self.weekday).label))
        if self.part:
            said.append(str(dict(PARTS)[self.part]))
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Match:
    """A troupe that takes new members; `suits`: whether its times do (None: it doesn't say); `km` None: not known."""

    troupe: Troupe
    suits: bool | None
    km: float | None
    here: bool
    reasons: list[str]


@public_page
def match(request: HttpRequest) -> HttpResponse:
    """The form and, where something was asked, the troupes near and those further away."""
    today = localdate()
    directory = directory_on(today)
    wish = _wish(request, directory)
    asked = bool(wish.arts)
    near, further = _found(wish, directory) if asked else ([], [])
    if asked and not near:
        hall = Hall.objects.filter(pk=wish.town.id).first() if wish.town else None
        nothing_found(request, wish.in_words(), hall)
    county = wish.town and directory.above(wish.town.id, Tier.MAIN)
    context: dict[str, Any] = {
        "asked": asked,
        "near": near,
        "further": further,
        "town": wish.town,
        "arts": [(value, label, value in wish.arts) for value, label in Art.choices],
        "weekdays": [(day.value, day.label, day.value == wish.weekday) for day in Weekday],
        "parts": [(value, label, value == wish.part) for value, label in PARTS],
        "areas": [
            (c, [(t, t == wish.town) for t in directory.children[c.id]] if c == county else [], c == wish.town)
            for c in directory.of_tier(Tier.MAIN)
        ],
        "made_up": bool(near) and Hall.objects.filter(precision=Hall.Precision.MADE_UP).exists(),
        "wish": _wish_address(wish),
        "near_km": rules()["match"]["near_km"],
    }
    return render(request, "web/troupes/match.html", context)


def _wish(request: HttpRequest, directory: Directory) -> Wish:
    day = request.GET.get("day", "")
    town = directory.by_code.get(request.GET.get("area", ""))
    return Wish(
        arts=tuple(art for art in Art.values if art in request.GET.getlist("art")),
        weekday=int(day) if day in {str(each.value) for each in Weekday} else None,
        part=addresses.one_of(request, "part", [value for value, _label in PARTS if value]),
        town=town if town and town.tier in {Tier.MAIN, Tier.BRANCH} else None,
    )


def _found(wish: Wish, directory: Directory) -> tuple[list[Match], list[Match]]:
    """Near ones, those whose time surely suits first, then the nearest; where there are none, a few further away."""
    open_ones = leading.existing(directory.day).filter(recruiting=True, art__in=wish.arts).select_related("hall")
    matches = [each for troupe in open_ones if (each := _match(troupe, wish, directory)) is not None]
    rule = rules()["match"]
    near = [m for m in matches if wish.town is None or m.here or (m.km is not None and m.km <= rule["near_km"])]
    if near:
        near.sort(key=lambda m: (m.suits is None, not m.here, m.km is None, m.km or 0, m.troupe.code))
        return near[: rule["most"]], []
    return [], sorted(matches, key=lambda m: (m.km is None, m.km or 0, m.troupe.code))[: rule["further"]]


def _match(troupe: Troupe, wish: Wish, directory: Directory) -> Match | None:
    """How the troupe answers the wish; None where its times don't, or its hall is gone."""
    hall = directory.entries.get(troupe.hall_id)
    suits = meeting.read(troupe.meets).suits(wish.weekday, wish.part)
    if hall is None or suits is False:
        return None
    here = wish.town is not None and any(each.id == wish.town.id for each in directory.path(hall.id))
    km = _km(hall, wish.town)
    return Match(troupe, suits, km, here, _reasons(troupe, wish, suits, km, here))


def _km(hall: Entry, town: Entry | None) -> float | None:
    if town is None or town.longitude is None or town.latitude is None:
        return None
    return distance(hall, (float(town.longitude), float(town.latitude)))


def _reasons(troupe: Troupe, wish: Wish, suits: bool | None, km: float | None, here: bool) -> list[str]:
    """Why it is offered, in few words."""
    said = [str(Art(troupe.art).label)]
    if wish.weekday is not None or wish.part:
        said.append(_("时间合适") if suits else _("活动时间写得不全，先问一声"))
    if here and wish.town is not None:
        said.append(_("就在%(place)s") % {"place": wish.town.area})
    if km is not None and (km >= NEXT_DOOR or not here):
        said.append(_("约 %(km)s 公里") % {"km": f"{km:.1f}"})
    return said


def _wish_address(wish: Wish) -> str:
    """Where one says what is missing, to the hall of the place."""
    arts = _("、").join(str(Art(art).label) for art in wish.arts)
    query = {"kind": "wish", "text": _("想加入一支%(arts)s团队。") % {"arts": arts}}
    if wish.town:
        query["hall"] = wish.town.code
    return f"{reverse('portal:say')}?{urlencode(query)}"
