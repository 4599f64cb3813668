"""The staff's pages of outside organisations: who waits, one application step by step, who provides."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts.models import User
from guanlian.community import provider_members, providing
from guanlian.community.models import Offer, Provider, ProviderMember
from guanlian.community.providers import LIVING, Standing
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import addresses
from guanlian.web.providing.forms import MemberForm
from guanlian.web.providing.public import offer_shown
from guanlian.web.standard import exporting

RIGHT = "provider.decide"
SECTION = "console:providers"
PAGE = 30
WAITING = (Standing.APPLIED, Standing.CHECKED)


@staff_page
def index(request: HttpRequest) -> HttpResponse:
    """/console/providers/: those that wait first."""
    require_anywhere(request, RIGHT)
    within = Provider.objects.within(reach(request, RIGHT).order_by().values("pk"))
    found = within
    if state := addresses.one_of(request, "state", Standing.values):
        found = found.filter(status=state)
    for word in addresses.words(request).split():
        found = found.filter(Q(name__icontains=word) | Q(credit_code__istartswith=word) | Q(hall__name__icontains=word))
    order = Case(*(When(status=s, then=Value(n)) for n, s in enumerate(Standing)), output_field=IntegerField())
    found = found.select_related("hall").annotate(many=Count("offers", filter=Q(offers__status="offered")), rank=order)
    found = found.order_by("rank", "-applied_at", "pk")
    if wanted := exporting.wanted(request):
        require_anywhere(request, "register.export")
        return exporting.answer(wanted, _sheet(found))
    page = addresses.page_of(request, found, PAGE)
    context = {
        "section": SECTION,
        "page": page,
        "total": page.paginator.count,
        "waiting": within.filter(status__in=WAITING).count(),
        "states": addresses.options(request, "state", Standing.choices, _("全部")),
        "state": state,
        "words": addresses.words(request),
        "exports": exporting.options(request),
        "clear": reverse(SECTION) if request.GET else "",
        "heads": [{"label": label} for label in (_("单位"), _("性质"), _("受理的馆"), _("状态"), _("供给项目"))],
    }
    return render(request, "web/providing/console/providers.html", context)


@staff_page
def provider(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: what it said, where it stands, the next step."""
    return _page(request, _find(request, code))


@staff_page
@require_POST
def do(request: HttpRequest, code: str) -> HttpResponse:
    """Check, approve, refuse or end."""
    found, to = _find(request, code), request.POST.get("do", "")
    named: dict[str, Any] = {"code": code, "by": cast(User, request.user), "on": localdate()}
    text = request.POST.get("why", "")
    try:
        if to == "check":
            providing.check(**named, note=text)
        elif to == "approve":
            providing.approve(**named)
        elif to == "refuse":
            providing.refuse(**named, why=text)
        elif to == "end":
            providing.end(**named, why=text)
        else:
            return _page(request, found, refusal=_("请选一步来办。"), status=422)
    except providing.Refused as refusal:
        return _page(request, found, refusal=str(refusal), status=409)
    said = {
        "check": _("已核对，请另一位同事批准。"),
        "approve": _("已批准，申请单位会收到消息。"),
        "refuse": _("已退回，申请单位会看到原因。"),
        "end": _("已结束，它的供给项目也一并结束。"),
    }
    messages.success(request, said[to])
    return redirect("console:provider", code=code)


@staff_page
@require_POST
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Add an account that acts for the organisation, or take one out."""
    found = _find(request, code)
    named: dict[str, Any] = {"code": code, "by": cast(User, request.user), "on": localdate()}
    drop, form = request.POST.get("drop", ""), MemberForm(request.POST)
    try:
        if drop.isdigit() and len(drop) < 19:
            provider_members.drop_member(**named, member=int(drop))
        elif form.is_valid():
            provider_members.add_member(**named, phone=form.cleaned_data["phone"])
        else:
            return _page(request, found, member_form=form, status=422)
    except providing.Refused as refusal:
        return _page(request, found, member_form=form, refusal=str(refusal), status=409)
    messages.success(request, _("经办人已更新。"))
    return redirect("console:provider", code=code)


def _find(request: HttpRequest, code: str) -> Provider:
    within = Provider.objects.within(reach(request, RIGHT).order_by().values("pk"))
    found = within.filter(code=code).select_related("hall", "applied_by", "checked_by", "approved_by", "closed_by")
    one = found.first()
    if one is None:
        raise Http404
    return one


def _page(
    request: HttpRequest,
    found: Provider,
    *,
    member_form: MemberForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    name, phone = providing.contact_shown(found, whole=True)
    offers = Offer.unscoped.filter(provider=found).select_related("provider").prefetch_related("areas")
    context = {
        "section": SECTION,
        "provider": found,
        "kind": Provider.Kind(found.kind).label,
        "contact_name": name,
        "contact_phone": phone,
        "steps": _steps(found),
        "second": found.checked_by_id != request.user.pk,
        "offers": [offer_shown(each) for each in offers.order_by("title", "pk")],
        "members": ProviderMember.objects.filter(provider=found).select_related("user").order_by("pk"),
        "member_form": member_form if member_form and member_form.errors else MemberForm(),
        "living": found.status in LIVING,
        "refusal": refusal,
    }
    return render(request, "web/providing/console/provider.html", context, status=status)


def _steps(found: Provider) -> list[dict[str, Any]]:
    """Applied, checked, approved: how far it has come, and by whom."""
    gone = found.status in {Standing.REFUSED, Standing.ENDED}

    def step(label: str, at: Any, by: Any, before: Any) -> dict[str, Any]:
        state = "done" if at else "current" if before and not gone else "todo"
        note = f"{at:%Y-%m-%d} {by or ''}".strip() if at else ""
        return {"label": label, "state": state, "note": note}

    return [
        step(_("申请"), found.applied_at, found.applied_by, True),
        step(_("核对"), found.checked_at, found.checked_by, found.applied_at),
        step(_("批准（另一人）"), found.approved_at, found.approved_by, found.checked_at),
    ]


def _sheet(found: Any) -> exporting.Sheet:
    columns: list[Any] = [
        ("code", _("编号")), ("name", _("单位")), ("credit_code", _("统一社会信用代码")), ("kind", _("性质")),
        ("hall", _("受理的馆")), ("status", _("状态")), ("applied", _("申请日期")), ("approved", _("批准日期")),
        ("offers", _("供给项目")),
    ]  # fmt: skip
    rows = (
        (
            each.code, each.name, each.credit_code, each.get_kind_display(), each.hall.name, each.get_status_display(),
            localdate(each.applied_at), localdate(each.approved_at) if each.approved_at else None, each.many,
        )
        for each in found
    )  # fmt: skip
    return exporting.Sheet(_("社会力量"), columns, rows)
