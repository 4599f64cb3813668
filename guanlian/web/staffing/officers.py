"""The officers of all branches in reach: vacancies and terms that end soon come first."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.network.halls import Hall
from guanlian.staffing import officers as overview
from guanlian.staffing.models import RotationRound
from guanlian.staffing.officers import Line
from guanlian.staffing.rules import rules
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal.addresses import changed, one_of, options, words
from guanlian.web.staffing.finding import MANAGE, NAMES
from guanlian.web.standard.doing import register_address

A_PAGE = 24
STATES = {
    "vacant": lambda line: line.vacant,
    "ending": lambda line: not line.vacant and line.ending,
    "asked": lambda line: line.need is not None,
    "proposed": lambda line: line.proposal is not None,
}


@staff_page
def officers(request: HttpRequest) -> HttpResponse:
    """/console/officers/: each branch, its officer, the time left; filtered by county and state, searched by name."""
    require_anywhere(request, "register.view")
    today, halls = localdate(), reach(request)
    named = set(reach(request, NAMES).values_list("pk", flat=True))
    every = overview.lines(overview.branches_in(halls, today), today)
    counties = dict(sorted((line.main.code, line.main.name) for line in every if line.main))
    county, state, sought = one_of(request, "county", counties), one_of(request, "state", STATES), words(request)
    inside = [x for x in every if not county or (x.main and x.main.code == county)]
    found = [x for x in inside if (not state or STATES[state](x)) and (not sought or _matches(x, sought, named))]
    states = [("vacant", _("空缺")), ("ending", _("即将到期")), ("asked", _("有需求")), ("proposed", _("有提名"))]
    context: dict[str, Any] = {
        "section": "console:officers",
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "named": named,
        "total": len(inside),
        "vacant": sum(x.vacant for x in inside),
        "ending": sum(not x.vacant and x.ending for x in inside),
        "soon_days": rules()["term"]["soon_days"],
        "counties": options(request, "county", counties.items(), _("全市")) if len(counties) > 1 else [],
        "states": options(request, "state", states, _("全部")),
        "county": county,
        "state": state,
        "sought": sought,
        "clear": changed(request, county=None, state=None, q=None) if county or state or sought else "",
        "register": register_address("staffing.Secondment"),
        "reports": overview.reports_due(reach(request, MANAGE), today),
        "may_manage": bool(managing := list(reach(request, MANAGE)[:1])),
        "drafts": _drafts(request) if managing else [],
    }
    return render(request, "web/staffing/officers.html", context)


def _matches(line: Line, sought: str, named: set[int]) -> bool:
    name = line.officer.member.name if line.officer and line.branch.pk in named else ""
    return sought in line.branch.name or sought in line.branch.area_name or sought in name


def _drafts(request: HttpRequest) -> list[RotationRound]:
    halls: Any = reach(request, MANAGE).order_by().values("pk")
    return list(RotationRound.objects.within(halls).filter(status="draft").select_related("hall").order_by("on"))


def county_branches(main: Hall) -> Any:
    """The branches of a county today, by code."""
    today = localdate()
    return overview.branches_in(Hall.objects.under([main.pk], today), today)
