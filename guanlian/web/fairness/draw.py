"""A lottery's public page: the commitment before, seed, list and result after, and the means to check them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.programme import results
from guanlian.programme.lots import Draw
from guanlian.programme.models import Admission, Status
from guanlian.programme.results import Line
from guanlian.programme.rules import rules
from guanlian.web.portal import words
from guanlian.web.portal.caching import public_page

A_PAGE = 30  # lines


@public_page
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """The draw of the activity with that code; 404 where nothing is drawn."""
    found = _find(code)
    admission = found.admission
    context = {
        "draw": found,
        "admission": admission,
        "activity": admission.activity,
        "section": "portal:activities",
        "when": words.when_words(
            admission.activity.starts_at, admission.activity.ends_at, admission.activity.lessons, timezone.localdate()
        ),
        "closes": timezone.localtime(admission.closes_at) if admission.closes_at else None,
        "lottery": rules()["lottery"],
        "steps": _steps(found),
    }
    return render(request, "web/fairness/draw.html", context | _state(request, found))


@public_page
def entries(request: HttpRequest, code: str) -> HttpResponse:
    """The list, byte for byte as it went into the lots; 404 before the draw."""
    found = _find(code)
    if found.drawn_at is None:
        raise Http404
    response = HttpResponse(found.entries, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="list.csv"'
    return response


@public_page
def script(request: HttpRequest) -> HttpResponse:
    """The script that replays a draw, as a file."""
    response = HttpResponse(results.SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="replay.py"'
    return response


def _find(code: str) -> Draw:
    found = results.of_activity(code)
    if found is None:
        raise Http404
    return found


def _state(request: HttpRequest, found: Draw) -> dict[str, Any]:
    """What there is to see before the draw, after it, or when there is none."""
    admission = found.admission
    own = results.own(admission, request.user)
    if found.drawn_at is None:
        groups, people = results.entered(admission)
        off = admission.activity.status == Status.CANCELLED
        closed = admission.closes_at is not None and admission.closes_at <= timezone.now()
        state = "off" if off else "closed" if closed else "open"
        return {"state": state, "groups": groups, "people": people, "own": _own_before(own)}
    every = results.lines(found)
    winners = [line for line in every if line.won]
    return {
        "state": "drawn",
        "groups": len(every),
        "people": sum(line.people for line in every),
        "won_groups": len(winners),
        "won_people": sum(line.people for line in winners),
        "left": (found.places or 0) - sum(line.people for line in winners),
        "own": [(line, _names(own[line.group])) for line in every if line.group in own],
        "page": Paginator(every, A_PAGE).get_page(request.GET.get("page")),
        "sought": request.GET.get("line", "").strip().upper(),
        "sought_line": _sought(request, every),
        "data": _data(found, every),
    }


def _own_before(own: dict[str, list[Any]]) -> list[dict[str, Any]]:
    live = {group: [each for each in members if each.status == "entered"] for group, members in own.items()}
    return [
        {"group": group, "names": _names(members), "tickets": min(each.weight for each in members)}
        for group, members in live.items()
        if members
    ]


def _names(members: list[Any]) -> str:
    return _("、").join(each.person.name or _("您") for each in members)


def _sought(request: HttpRequest, every: list[Line]) -> Line | None:
    wanted = request.GET.get("line", "").strip().upper()
    return next(
        (line for line in every if wanted and line.group.removeprefix("TX-") == wanted.removeprefix("TX-")), None
    )


def _steps(found: Draw) -> list[dict[str, str]]:
    """How far it has come: sealed, closed, opened."""
    admission: Admission = found.admission
    closed = admission.closes_at is not None and admission.closes_at <= timezone.now()
    drawn = found.drawn_at is not None
    return [
        {"name": "sealed", "state": "done"},
        {"name": "listed", "state": "done" if closed or drawn else "current"},
        {"name": "opened", "state": "done" if drawn else "current" if closed else "todo"},
    ]


def _data(found: Draw, every: list[Line]) -> dict[str, Any]:
    """What the browser replays, and what it compares with."""
    return {
        "commitment": found.commitment,
        "seed": found.seed,
        "list": found.entries,
        "places": found.places,
        "places_online": found.places_online,
        "key": results.key(found),
        "order": [[line.group, line.won] for line in every],
    }
