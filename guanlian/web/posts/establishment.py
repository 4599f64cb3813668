"""The establishment: how many people each hall should have and has on a day, those that lack most first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.assessment import packs
from guanlian.assessment.manning import Manning, manning
from guanlian.network.directory import Directory, directory_on
from guanlian.network.halls import Tier
from guanlian.web.console.access import staff_page
from guanlian.web.portal import addresses
from guanlian.web.posts import common
from guanlian.web.standard import rows as standard_rows
from guanlian.web.standard.asking import DEFAULT_PACK
from guanlian.web.standard.doing import register_address
from guanlian.web.standard.exporting import Sheet, answer, wanted
from guanlian.web.standard.exporting import options as files

ROWS = 40
SHOWN = (Tier.CENTRAL, Tier.MAIN, Tier.BRANCH)


@staff_page
def establishment(request: HttpRequest) -> HttpResponse:
    """The central, main and branch halls in reach on a day."""
    on = common.day_asked(request)
    directory = directory_on(on)
    mine = common.within_reach(request, "register.view")
    every = [each for each in manning(packs.load(DEFAULT_PACK), on) if each.hall.id in mine]
    found = _narrowed(request, directory, every)
    if kind := wanted(request):
        return answer(kind, _sheet(found, on))
    short = [each for each in every if each.missing]
    page = addresses.page_of(request, found, ROWS)
    context = {
        "section": "console:establishment",
        "may_appraise": common.may_appraise(request),
        "on": on,
        "is_today": on == localdate(),
        "sentence": _sentence(every),
        "short_only": bool(request.GET.get("short")),
        "kinds": _kinds(request, len(every), len(short)),
        "tiers": addresses.options(request, "tier", [(t.value, t.label) for t in SHOWN], _("各级")),
        "words": addresses.words(request),
        "page": page,
        "rows": [_row(each, on) for each in page.object_list],
        "found": len(found),
        "files": files(request),
        "kept": [(name, request.GET[name]) for name in ("tier", "short") if request.GET.get(name)],
        "may_enter": scope.may_anywhere(request.user, "register.edit", localdate()),
        "register": register_address("staffing.Establishment"),
    }
    return render(request, "web/posts/establishment.html", context)


def _sentence(every: list[Manning]) -> str:
    """How things stand, in words."""
    if not every:
        return _("您能看到的馆里没有中心馆、总馆或分馆。")
    missing, short = sum(each.missing for each in every), sum(bool(each.missing) for each in every)
    unknown = sum(each.required is None for each in every)
    words = {"total": len(every), "short": short, "missing": missing, "unknown": unknown}
    said = (
        _("%(total)s 个馆中，%(short)s 个还缺人，共缺 %(missing)s 人。") % words
        if short
        else _("%(total)s 个馆都没有缺人。") % words
    )
    return said + (_("其中 %(unknown)s 个没有核定编制可比。") % words if unknown else "")


def _narrowed(request: HttpRequest, directory: Directory, every: list[Manning]) -> list[Manning]:
    """What the address asks for, those that lack most first."""
    tier = addresses.one_of(request, "tier", [str(each) for each in SHOWN])
    words = addresses.words(request)
    matching = {entry.id for entry in directory.matching(words)} if words else None
    found = [
        each
        for each in every
        if (not tier or each.hall.tier == tier)
        and (not request.GET.get("short") or each.missing)
        and (matching is None or each.hall.id in matching)
    ]
    return sorted(found, key=lambda each: (-each.missing, -each.share_short, each.hall.code))


def _kinds(request: HttpRequest, total: int, short: int) -> list[addresses.Option]:
    chosen = bool(request.GET.get("short"))
    return [
        addresses.Option(_("全部"), addresses.changed(request, short=None), not chosen, count=total),
        addresses.Option(_("缺人的"), addresses.changed(request, short="1"), chosen, count=short),
    ]


def _row(each: Manning, on: date) -> dict[str, Any]:
    query = {"year": str(on.year), "as_of": on.isoformat()}

    def figure(result: Any) -> str:
        return standard_rows.figure_address(each.hall.code, result.clause.id, query) if result else ""

    return {
        "hall": each.hall,
        "tier": Tier(each.hall.tier).label,
        "m": each,
        "href": f"{reverse('console:organisation', args=[each.hall.code])}?on={on.isoformat()}",
        "number_href": figure(each.number),
        "share_href": figure(each.share),
        "share_target": each.share.target if each.share else None,
    }


def _sheet(found: list[Manning], on: date) -> Sheet:
    columns = (
        ("code", _("馆代码")), ("hall", _("馆")), ("tier", _("层级")), ("required", _("应有（人）")),
        ("approved", _("核定编制（人）")), ("in_post", _("在岗（人）")), ("missing", _("缺（人）")),
        ("professional", _("业务人员（%）")), ("professional_target", _("业务人员应达（%）")),
    )  # fmt: skip
    body = (
        (
            each.hall.code, each.hall.name, str(Tier(each.hall.tier).label), each.required, each.approved, each.in_post,
            each.missing, _rounded(each.professional_share), each.share.target if each.share else None,
        )
        for each in found
    )  # fmt: skip
    return Sheet(_("编制与岗位-%s") % on.isoformat(), columns, body)


def _rounded(value: Decimal | None) -> Decimal | None:
    return round(value, 1) if value is not None else None
