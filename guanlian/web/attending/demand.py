"""Unmet demand for planners: what people looked for and did not get; each figure opens its rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.accounts import scope
from guanlian.kernel.windows import Window
from guanlian.network.halls import Hall
from guanlian.programme import unmet
from guanlian.programme.unmet import KINDS, Asked, Found, Line
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.navigation import href_of
from guanlian.web.portal.addresses import a_day, changed, page_of
from guanlian.web.standard import exporting

RIGHT = "demand.view"
MOST = 12
SPANS = (30, 90, 365)  # days
FURTHEST = 366 * 3  # days in one look
# As the chart has them: no more colours than an eye keeps apart.
CHARTED = (
    (gettext_lazy("没有名额"), ("lost", "waiting", "full")),
    (KINDS["search"], ("search",)),
    (KINDS["venue"], ("venue",)),
    (KINDS["wish"], ("wish",)),
)


def read(request: HttpRequest) -> tuple[Asked, Hall | None]:
    """What the address asks: a stretch of days (the last 90 unless said), at the person's halls or below one."""
    today, halls = localdate(), reach(request, RIGHT)
    last = a_day(request, "to") or today
    first = a_day(request, "from") or last - timedelta(days=SPANS[1] - 1)
    if not timedelta(0) <= last - first <= timedelta(days=FURTHEST):
        first = last - timedelta(days=SPANS[1] - 1)
    hall = halls.filter(code=request.GET.get("hall", "")).first()
    chosen = Hall.objects.under([hall.pk], today) if hall else halls
    return Asked(chosen, Window(first, last), everywhere=hall is None), hall


@staff_page
def index(request: HttpRequest) -> HttpResponse:
    """/console/demand/: the figures, how they went, what stands out."""
    require_anywhere(request, RIGHT)
    asked, hall = read(request)
    found = unmet.found(asked, most=MOST)
    query = _query(asked, hall)
    if kind := exporting.wanted(request):
        every = [(name, line) for name in KINDS for line in unmet.lines(asked, name)]
        return exporting.answer(kind, _sheet(every))
    today = localdate()
    context = {
        "section": "console:demand",
        "window": asked.window,
        "hall": hall,
        "halls": _halls(request),
        "figures": [
            (label, found.totals[name], f"{reverse('console:demand_kind', args=[name])}?{query}")
            for name, label in KINDS.items()
        ],
        "total": sum(found.totals.values()),
        "spans": [
            (
                days,
                changed(request, **{"from": str(today - timedelta(days=days - 1)), "to": str(today)}),
                asked.window == Window(today - timedelta(days=days - 1), today),
            )
            for days in SPANS
        ],  # fmt: skip
        "chart": {
            "categories": [f"{each.first:%Y-%m}" for each in asked.window.months()],
            "series": [{"name": str(label), "data": _sums(found, kinds)} for label, kinds in CHARTED],
            "unit": _("人次"),
            "category_label": _("月份"),
        },
        "words": [(words, number, _plan(words)) for words, number in found.words],
        "classes": [
            (title, f"/activities/{code}/", number, _plan(title, kind)) for title, code, kind, number in found.classes
        ],
        "exports": exporting.options(request),
    }
    return render(request, "web/attending/demand.html", context)


@staff_page
def one(request: HttpRequest, kind: str) -> HttpResponse:
    """/console/demand/<kind>/: the rows behind one figure."""
    require_anywhere(request, RIGHT)
    if kind not in KINDS:
        raise Http404
    asked, hall = read(request)
    rows = unmet.lines(asked, kind)
    if wanted := exporting.wanted(request):
        return exporting.answer(wanted, _sheet([(kind, line) for line in rows]))
    answers = kind == "wish" and scope.may_anywhere(request.user, "opinion.answer", localdate())
    context = {
        "section": "console:demand",
        "kind": kind,
        "label": KINDS[kind],
        "window": asked.window,
        "hall": hall,
        "total": sum(line.number for line in rows),
        "page": page_of(request, rows, 50),
        "opens": answers,
        "back": f"{reverse('console:demand')}?{_query(asked, hall)}",
        "exports": exporting.options(request),
    }
    return render(request, "web/attending/demand_kind.html", context)


def _sums(found: Found, kinds: tuple[str, ...]) -> list[int]:
    return [sum(numbers) for numbers in zip(*(found.months[kind] for kind in kinds), strict=True)]


def _query(asked: Asked, hall: Hall | None) -> str:
    return urlencode({"from": asked.window.first, "to": asked.window.last} | ({"hall": hall.code} if hall else {}))


def _halls(request: HttpRequest) -> list[Hall]:
    """The halls to choose from: where the person's reach begins, and those right below."""
    today = localdate()
    tops = scope.top_halls(request.user, today)
    below = reach(request, RIGHT).filter(links__period__contains=today, links__parent__in=[top.pk for top in tops])
    return [*tops, *below.order_by("code").distinct()]


def _plan(title: str, kind: str = "") -> str:
    """Where more of it is planned, with what is known filled in (`q` finds its like of last year); nothing where that
    page does not exist."""
    new = href_of("console:programme_new")
    given = {"q": title, "title": title} | ({"kind": kind} if kind else {})
    return f"{new}?{urlencode(given)}" if new else ""


def _sheet(rows: list[tuple[str, Line]]) -> exporting.Sheet:
    columns: list[Any] = [
        ("kind", _("种类")), ("day", _("日期")), ("hall", _("馆")), ("words", _("内容")), ("number", _("人次")),
    ]  # fmt: skip
    return exporting.Sheet(
        _("未满足的需求"),
        columns,
        ((str(KINDS[kind]), line.day, line.hall or _("未指明"), line.words, line.number) for kind, line in rows),
    )
