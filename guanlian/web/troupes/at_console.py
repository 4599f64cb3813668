"""The staff's pages of troupes: the list of a hall and what stands below it, one troupe with its evidence."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.accounts import scope
from guanlian.assessment import troupes as standard
from guanlian.community import leading
from guanlian.community.models import Joining, Troupe, TroupeMember
from guanlian.network.halls import Hall, HallQuerySet
from guanlian.network.venues import Art
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import addresses
from guanlian.web.troupes import evidence
from guanlian.web.troupes.leading import waiting

RIGHT = "register.view"
A_PAGE = 30
STATES = (
    ("active", gettext_lazy("经常活动")),
    ("quiet", gettext_lazy("活动不够")),
    ("asked", gettext_lazy("有申请待答复")),
    ("recruiting", gettext_lazy("正在招新")),
)


@staff_page
def troupes(request: HttpRequest) -> HttpResponse:
    """Troupes at home in one's halls: searched, filtered, each with what it did in the year."""
    require_anywhere(request, RIGHT)
    today, asked = localdate(), standard.asked()
    halls = reach(request, RIGHT)
    hall = _chosen(request, halls)
    found = leading.existing(today).filter(hall__in=_below(hall, halls, today))
    found = _filtered(request, found, asked)
    page = Paginator(found.order_by("hall__code", "name", "code"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "console:troupes",
        "page": page,
        "rows": [_row(troupe, asked, today) for troupe in page.object_list],
        "columns": _columns(asked),
        "total": page.paginator.count,
        "asked": asked,
        "hall": hall,
        "words": addresses.words(request),
        "arts": [(v, label, v == request.GET.get("art")) for v, label in Art.choices],
        "roles": [(v, label, v == request.GET.get("role")) for v, label in Troupe.Role.choices],
        "states": addresses.options(request, "state", STATES, _("全部")),
        "kept": [(name, request.GET[name]) for name in ("state", "hall") if request.GET.get(name)],
        "without_hall": addresses.changed(request, hall=None),
        "filtered": bool(set(request.GET) - {"page"}),
        "new": scope.may_anywhere(request.user, "register.edit", today) and _register("new"),
    }
    return render(request, "web/troupes/console.html", context)


@staff_page
def troupe(request: HttpRequest, code: str) -> HttpResponse:
    """One troupe: is it active, the dates that say so, its roll for those who may see it, the requests."""
    today = localdate()
    rows = Troupe.objects.standing().within(reach(request, RIGHT).order_by().values("pk"))
    found = rows.select_related("hall").filter(code=code).first()
    if found is None:
        raise Http404
    may = {name: scope.may(request.user, right, found.hall, today) for name, right in RIGHTS.items()}
    members = list(leading.members_of(found, today))
    verdict = evidence.shown(found, today, registers=True)
    page = Paginator(verdict.rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "console:troupes",
        "troupe": found,
        "art": Art(found.art).label,
        "dissolved": found.dissolved_on is not None and found.dissolved_on <= today,
        "evidence": verdict,
        "page": page,
        "may": may,
        "acts": may["manage"] and leading.exists_on(found, today),
        "members": members if may["members"] else [],
        "count": len(members),
        "unlinked": [m for m in members if m.person is None],
        "with_account": any(m.leader and m.person for m in members),
        "requests": waiting(found) if may["manage"] and leading.exists_on(found, today) else [],
        "register": _register("edit", found.code),
        "history": _register("history", found.code),
    }
    return render(request, "web/troupes/console_troupe.html", context)


RIGHTS = {
    "members": "troupe.view_members",
    "manage": leading.RIGHT,
    "edit": "register.edit",
    "history": "history.view",
}


def _columns(asked: standard.Asked) -> list[dict[str, Any]]:
    return [
        {"label": _("团队")},
        {"label": _("馆")},
        {"label": _("队员"), "number": True},
        {"label": _("近 %(n)s 个月") % {"n": asked.events_months}, "number": True},
        {"label": _("状态")},
    ]


def _chosen(request: HttpRequest, halls: HallQuerySet) -> Hall | None:
    return halls.filter(code=request.GET.get("hall", "")).first()


def _below(hall: Hall | None, halls: HallQuerySet, today: Any) -> Any:
    """The keys of the halls looked at: those in reach, or the chosen one with what stands below it."""
    if hall is None:
        return halls.order_by().values("pk")
    return Hall.objects.under([hall.pk], today).order_by().values("pk")


def _filtered(request: HttpRequest, found: QuerySet[Troupe], asked: standard.Asked) -> QuerySet[Troupe]:
    today = localdate()
    found = asked.with_times(found, today).select_related("hall")
    found = found.annotate(
        members_now=_count(TroupeMember.objects.for_counting().filter(period__contains=today)),
        waiting=_count(Joining.objects.everywhere(because="counted for the troupes in reach").filter(status="asked")),
    )
    if art := addresses.one_of(request, "art", Art.values):
        found = found.filter(art=art)
    if role := addresses.one_of(request, "role", Troupe.Role.values):
        found = found.filter(role=role)
    active = Q(times_at_work__gte=asked.events, founded_on__lte=asked.stable_on(today))
    by_state = {"active": active, "quiet": ~active, "asked": Q(waiting__gt=0), "recruiting": Q(recruiting=True)}
    found = found.filter(by_state.get(request.GET.get("state", ""), Q()))
    for word in addresses.words(request).split():
        found = found.filter(Q(name__icontains=word) | Q(hall__name__icontains=word) | Q(code__iexact=word))
    return found


def _count(rows: QuerySet) -> Any:
    numbered = rows.filter(troupe=OuterRef("pk")).order_by().values("troupe").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbered, output_field=IntegerField()), 0)


def _row(troupe: Any, asked: standard.Asked, today: Any) -> dict[str, Any]:
    missing = max(0, asked.events - troupe.times_at_work)
    young = troupe.founded_on > asked.stable_on(today)
    return {
        "troupe": troupe,
        "art": Art(troupe.art).label,
        "role": Troupe.Role(troupe.role).label if troupe.role != Troupe.Role.ORDINARY else "",
        "status": "unmet" if missing or young else "met",
        "missing": missing,
        "young": young,
    }


def _register(what: str, ref: str = "") -> str:
    """The address of the register of troupes in which one is entered, corrected, dissolved, or looked back on."""
    args = ["troupes", ref] if ref else ["troupes"]
    return reverse(f"console:record_{what}", args=args)
