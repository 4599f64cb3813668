"""A hall's organisation on a day: head, officer, staff by line, village administrators, what is vacant."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.assessment import packs
from guanlian.assessment.manning import Manning, manning
from guanlian.network.directory import Directory, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.staffing.models import Appointment, Establishment, Post, Secondment
from guanlian.staffing.villages import posts_of_villages
from guanlian.web.console.access import staff_page
from guanlian.web.posts import common
from guanlian.web.standard import rows as standard_rows
from guanlian.web.standard.asking import DEFAULT_PACK
from guanlian.web.standard.doing import register_address


@staff_page
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """The hall with that code as it was organised on the day in the address."""
    hall = common.find_hall(request, code, "register.view")
    on = common.day_asked(request)
    directory = directory_on(on)
    entry = directory.entries.get(hall.pk)
    if entry is None:
        raise Http404
    named = scope.may(request.user, "staff.view", hall, localdate())
    counted = next((each for each in manning(packs.load(DEFAULT_PACK), on, [code]) if each.hall.id == hall.pk), None)
    posts, mine = posts_on(hall, on), common.within_reach(request, "register.view")
    context = {
        "section": "console:establishment",
        "hall": hall,
        "on": on,
        "is_today": on == localdate(),
        "tier": Tier(entry.tier).label,
        "is_branch": entry.tier == Tier.BRANCH,
        "named": named,
        "path": [(e.name, f"{reverse('console:organisation', args=[e.code])}?on={on.isoformat()}")
                 for e in directory.path(hall.pk)[:-1] if e.id in mine],
        "m": counted,
        "figures": _figures(counted, on) if counted else [],
        "head": head_on(hall, on),
        "head_post": next((post for post in posts if post.role == Post.Role.HEAD), None),
        "officer": officer_on(hall, on) if entry.tier == Tier.BRANCH else None,
        "lines": _lines(posts, named),
        "away": _away(hall, on),
        "approved": Establishment.objects.standing().within([hall.pk]).order_by("-period"),
        "villages": villages_of(directory, hall, on) if entry.tier == Tier.BRANCH else None,
        "below": [e for e in directory.children[hall.pk] if e.tier in (Tier.MAIN, Tier.BRANCH)],
        "posts_register": register_address("staffing.Post", hall=hall.code),
        "establishments_register": register_address("staffing.Establishment", hall=hall.code),
    }  # fmt: skip
    return render(request, "web/posts/organisation.html", context)


def posts_on(hall: Hall, on: date) -> list[Post]:
    """The posts held at the hall on the day, head first; village administrators aside."""
    found = Post.objects.standing().within([hall.pk]).filter(period__contains=on)
    staff = found.exclude(role=Post.Role.VILLAGE_ADMINISTRATOR).select_related("member")
    return sorted(staff, key=lambda post: (post.role != Post.Role.HEAD, post.code))


def head_on(hall: Hall, on: date) -> Appointment | None:
    """The appointment by which somebody heads the branch on the day."""
    return Appointment.objects.within([hall.pk]).in_post(on).select_related("member__hall").first()


def officer_on(hall: Hall, on: date) -> Secondment | None:
    """The officer seconded to the branch on the day."""
    found = Secondment.objects.for_counting().filter(to_hall=hall, direction="down", period__contains=on)
    return found.select_related("member", "hall").first()


def villages_of(directory: Directory, hall: Hall, on: date) -> dict[str, Any]:
    """How many of the branch's villages have an administrator as the standard asks, and which have none."""
    entries = [entry for entry in directory.under(hall.pk) if entry.tier == Tier.SUBBRANCH]
    posts = posts_of_villages([entry.id for entry in entries], on)
    vacant = [(entry, posts[entry.id].vacant_since) for entry in entries if posts[entry.id].vacant]
    met = sum(each.meets for each in posts.values())
    return {"total": len(entries), "met": met, "vacant": vacant, "short": len(entries) - met - len(vacant)}


def _lines(posts: list[Post], named: bool) -> list[dict[str, Any]]:
    """Staff by line: how many, and who where names may be read."""
    counts = Counter(post.line for post in posts)
    return [
        {
            "label": line.label,
            "number": counts[line],
            "people": [post for post in posts if post.line == line] if named else [],
        }
        for line in Post.Line
        if counts[line]
    ]


def _away(hall: Hall, on: date) -> dict[str, int]:
    """How many of the hall's own are seconded away on the day, by direction."""
    found = Secondment.objects.standing().within([hall.pk]).filter(period__contains=on)
    return dict(Counter(found.values_list("direction", flat=True)))


def _figures(counted: Manning, on: date) -> list[dict[str, Any]]:
    """The clauses about the hall's people, as figures that open."""
    query = {"year": str(on.year), "as_of": on.isoformat()}
    return [
        {
            "label": label,
            "value": result.value,
            "unit": unit,
            "target": result.target,
            "status": result.status.value,
            "href": standard_rows.figure_address(counted.hall.code, result.clause.id, query),
        }
        for label, unit, result in (
            (_("在岗职工"), _("人"), counted.number),
            (_("业务人员比例"), "%", counted.share),
        )
        if result is not None
    ]
