"""Rotations: the plan with its cost against the best, each line explained and changed by hand; adopted or dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_stubs_ext import StrOrPromise

from guanlian.accounts.models import User
from guanlian.network.halls import Hall, HallLink, Tier
from guanlian.network.venues import Art
from guanlian.staffing import rounds
from guanlian.staffing.models import RotationLine, RotationRound, StaffMember
from guanlian.staffing.officers import branches_in, lines
from guanlian.staffing.refusals import Refused
from guanlian.staffing.weighing import question
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal.addresses import one_of, options, page_of
from guanlian.web.staffing.finding import MANAGE, of_tiers
from guanlian.web.staffing.forms import day

WEIGHTS = {
    "mismatch": gettext_lazy("专长与需求不符"),
    "per_km": gettext_lazy("离家每公里"),
    "again": gettext_lazy("去过这里，每差一年"),
    "again_years": gettext_lazy("去过几年后不再计"),
    "vacant": gettext_lazy("分馆没有人去"),
}


# What becomes of a round as a whole, and how that is said.
STEPS: dict[str, tuple[Callable[..., Any], StrOrPromise]] = {
    "adopt": (rounds.adopt, gettext_lazy("已采用：%(n)s 份提名在等另一人同意。")),
    "drop": (rounds.drop, gettext_lazy("草案已放弃，什么都没有改变。")),
    "consent": (rounds.consent_to_all, gettext_lazy("已同意 %(n)s 份提名。")),
    "post": (rounds.take_all_posts, gettext_lazy("%(n)s 人已登记到岗。")),
}


class RoundForm(forms.Form):
    """For which halls, from which day."""

    hall = forms.ModelChoiceField(
        label=gettext_lazy("范围"), queryset=Hall.objects.none(), to_field_name="code", empty_label=None
    )
    day = day(gettext_lazy("轮换日期"), help_text=gettext_lazy("新任期从这天开始；到这天任期已满或空缺的分馆都在内。"))

    def __init__(self, *args: Any, halls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["hall"]
        where.queryset = halls
        where.label_from_instance = lambda hall: hall.name


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def rotations(request: HttpRequest) -> HttpResponse:
    """/console/officers/rotation/: the rounds so far, and a new one."""
    require_anywhere(request, MANAGE)
    assert isinstance(request.user, User)
    today, refusal = localdate(), ""
    halls: Any = of_tiers(reach(request, MANAGE), today, Tier.CENTRAL, Tier.MAIN)
    form = RoundForm(request.POST or None, halls=halls, initial={"day": _usual_day(halls, today)})
    if request.method == "POST" and form.is_valid():
        try:
            made = rounds.make_round(by=request.user, on=today, **form.cleaned_data)
            return redirect("console:rotation", made.code)
        except Refused as why:
            refusal = str(why)
    inside: Any = reach(request, MANAGE).order_by().values("pk")
    found = RotationRound.objects.within(inside).select_related("hall").order_by("-made_at", "-pk")
    context = {
        "section": "console:officers",
        "may_manage": True,
        "form": form,
        "page": page_of(request, found),
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "web/staffing/rotations.html", context, status=status)


@staff_page
def rotation(request: HttpRequest, code: str) -> HttpResponse:
    """/console/officers/rotation/CODE/."""
    return _page(request, _called(request, code))


@staff_page
@require_POST
def change(request: HttpRequest, code: str, branch: str) -> HttpResponse:
    """Fix who goes to one branch, or let the solver decide again."""
    found, today = _called(request, code), localdate()
    assert isinstance(request.user, User)
    line = found.lines.select_related("round", "branch").filter(branch__code=branch).first()
    if line is None:
        raise Http404
    try:
        if "free" in request.POST:
            rounds.release(line=line, by=request.user, on=today)
        else:
            rounds.fix(line=line, member=_member(request, found), by=request.user, on=today)
    except Refused as why:
        return _page(request, found, refusal=str(why), status=409)
    query = request.GET.urlencode()
    here = reverse("console:rotation", args=[found.code])
    return redirect(f"{here}{'?' + query if query else ''}#line-{branch}")


@staff_page
@require_POST
def close(request: HttpRequest, code: str, how: str) -> HttpResponse:
    """Adopt the draft or drop it; then, for all its proposals at once, consent and record who is in post."""
    found = _called(request, code)
    if how not in STEPS:
        raise Http404
    do, said = STEPS[how]
    try:
        done = do(round_=found, by=cast(User, request.user), on=localdate())
        messages.success(request, str(said) % {"n": len(done) if isinstance(done, list) else 0})
    except Refused as why:
        return _page(request, found, refusal=str(why), status=409)
    return redirect("console:rotation", found.code)


def _usual_day(halls: Any, today: date) -> date:
    """The day on which most terms of the first of `halls` end, where that is ahead; else today."""
    top = halls.first()
    if top is None:
        return today
    every = lines(branches_in(Hall.objects.under([top.pk], today), today), today)
    ends = Counter(x.officer.period.upper for x in every if x.officer and x.officer.period.upper)
    return ends.most_common(1)[0][0] if ends else today


def _called(request: HttpRequest, code: str) -> RotationRound:
    inside: Any = reach(request, MANAGE).order_by().values("pk")
    found = RotationRound.objects.within(inside).select_related("hall", "made_by").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _member(request: HttpRequest, found: RotationRound) -> StaffMember | None:
    code = request.POST.get("member", "")
    if not code:
        return None
    halls: Any = reach(request, MANAGE).order_by().values("pk")
    member = StaffMember.objects.standing().within(halls).filter(code=code).first()
    if member is None:
        raise Http404
    return member


def _page(request: HttpRequest, found: RotationRound, *, refusal: str = "", status: int = 200) -> HttpResponse:
    found.refresh_from_db()
    by, today = cast(User, request.user), localdate()
    every = list(found.lines.select_related("branch", "member", "proposal").order_by("branch__code"))
    mains = {hall.pk: hall for hall in Hall.objects.of_tier(Tier.MAIN, found.on)}
    links = HallLink.objects.filter(period__contains=found.on, hall__in=[line.branch_id for line in every])
    parents = dict(links.values_list("hall", "parent")) if len(mains) > 1 else {}
    of_county = {line.pk: mains.get(parents.get(line.branch_id) or 0) for line in every}
    counties = {hall.code: hall.name for hall in of_county.values() if hall}
    county = one_of(request, "county", counties)
    shown = [line for line in every if not county or getattr(of_county[line.pk], "code", "") == county]
    cost = sum(line.cost for line in every)
    draft = found.status == "draft"
    asked = question(found.hall, found.on, found.weights) if draft else None
    page = page_of(request, shown)
    context = {
        "section": "console:officers",
        "round": found,
        "draft": draft,
        "page": page,
        "rows": [_row(line, asked) for line in page.object_list],
        "counties": options(request, "county", counties.items(), _("全市")) if len(counties) > 1 else [],
        "total": len(every),
        "empty": sum(line.member_id is None for line in every),
        "fixed": sum(line.fixed for line in every),
        "cost": cost,
        "more": cost - found.optimum,
        "more_percent": round(100 * (cost - found.optimum) / found.optimum) if found.optimum else None,
        "weights": [(label, found.weights.get(name)) for name, label in WEIGHTS.items()],
        "refusal": refusal,
        "query": request.GET.urlencode(),
        "to_consent": 0 if draft else len(rounds.awaiting_consent(found, by, today)),
        "to_post": 0 if draft else len(rounds.awaiting_post(found, by, today)),
    }
    return render(request, "web/staffing/rotation.html", context, status=status)


def _row(line: RotationLine, asked: Any) -> dict[str, Any]:
    choices = []
    if asked is not None:
        people = [asked.people[person] for branch, person in asked.parts if branch == line.branch_id]
        cost = {person: part["cost"] for (branch, person), part in asked.parts.items() if branch == line.branch_id}
        choices = sorted(((each.member, cost[each.member.pk]) for each in people), key=lambda c: (c[1], c[0].code))
        if line.member is not None and line.member_id not in cost:
            choices.insert(0, (line.member, line.cost))  # could go when the draft was made
    return {"line": line, "words": in_words(line.parts), "choices": choices}


def in_words(parts: dict[str, Any]) -> str:
    """Why a line is as it is: “擅长舞蹈，该镇需要舞蹈；离家 12 公里；上一任期在新丰”."""
    if not parts:
        return ""
    own = Art(parts["own"]).label if parts["own"] else ""
    said = [_("擅长%(art)s") % {"art": own} if own else _("没有登记专长")]
    if parts["wanted"]:
        said[0] += _("，该镇需要%(art)s") % {"art": Art(parts["wanted"]).label}
    if parts["km"] is not None:
        said.append(_("离家 %(km)s 公里") % {"km": parts["km"]})
    said.append(_("上一任期在%(place)s") % {"place": parts["before"]} if parts["before"] else _("没有下派过"))
    if parts["there_until"]:
        said.append(_("去过这里，到 %(day)s") % {"day": parts["there_until"]})
    return _("；").join(str(each) for each in said)
