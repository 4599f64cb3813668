"""Branch heads: who heads which branch on a day, and each branch's file of the procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.staffing import post_rights
from guanlian.staffing.appointing import ADVISE, PROPOSE
from guanlian.staffing.heads import LIVING, SERVED, Appointment, Basis, Step
from guanlian.staffing.models import Post, Secondment, StaffMember
from guanlian.web.console.access import staff_page
from guanlian.web.portal import addresses
from guanlian.web.posts import common
from guanlian.web.posts.common import Forms
from guanlian.web.posts.forms import AdviseForm, AppointForm, EndForm, ProposeForm, WhyForm
from guanlian.web.standard.exporting import Sheet, answer, wanted
from guanlian.web.standard.exporting import options as files

READ = ("staff.view", ADVISE)
ROWS = 40
STATES = ("vacant", "underway", "headed")


@dataclass(frozen=True)
class BranchRow:
    """A branch of the list: its head that day, or the head's post, and the procedure under way."""

    entry: Entry
    head: Appointment | None
    post: Post | None
    living: Appointment | None
    named: bool

    @property
    def state(self) -> str:
        """headed, vacant, or underway: nobody yet, but somebody proposed."""
        return "headed" if self.head else "underway" if self.living else "vacant"


@staff_page
def heads(request: HttpRequest) -> HttpResponse:
    """The branches in reach, those without an appointed head first."""
    on = common.day_asked(request)
    directory = directory_on(on)
    mine = common.within_reach(request, "register.view")
    named = set().union(*(common.within_reach(request, right) for right in READ))
    every = _rows(directory, mine, named, on)
    state = addresses.one_of(request, "state", STATES)
    words = addresses.words(request)
    matching = {entry.id for entry in directory.matching(words)} if words else None
    rows = [r for r in every if (not state or r.state == state) and (matching is None or r.entry.id in matching)]
    if kind := wanted(request):
        return answer(kind, _sheet(rows, on))
    counts = {each: sum(row.state == each for row in every) for each in STATES}
    context = {
        "section": "console:establishment",
        "may_appraise": common.may_appraise(request),
        "on": on,
        "is_today": on == localdate(),
        "total": len(every),
        "counts": counts,
        "states": _states(request, counts, len(every)),
        "words": words,
        "page": addresses.page_of(request, rows, ROWS),
        "found": len(rows),
        "files": files(request),
    }
    return render(request, "web/posts/heads.html", context)


def _rows(directory: Directory, mine: set[int], named: set[int], on: date) -> list[BranchRow]:
    branches = [entry for entry in directory.of_tier(Tier.BRANCH) if entry.id in mine]
    keys = [entry.id for entry in branches]
    heads_then = Appointment.objects.within(keys).in_post(on).select_related("member")
    by_hall = {each.hall_id: each for each in heads_then}
    living = {each.hall_id: each for each in Appointment.objects.within(keys).living().select_related("member")}
    held = Post.objects.standing().within(keys).filter(role=Post.Role.HEAD, period__contains=on)
    posts = {each.hall_id: each for each in held.select_related("member")}
    rows = [
        BranchRow(each, by_hall.get(each.id), posts.get(each.id), living.get(each.id), each.id in named)
        for each in branches
    ]
    return sorted(rows, key=lambda row: STATES.index(row.state))


def _states(request: HttpRequest, counts: dict[str, int], total: int) -> list[addresses.Option]:
    chosen = addresses.one_of(request, "state", STATES)
    labels = {"vacant": _("没有聘任馆长"), "underway": _("正在办理"), "headed": _("已聘任")}
    first = addresses.Option(_("全部"), addresses.changed(request, state=None), not chosen, count=total)
    return [first] + [
        addresses.Option(labels[each], addresses.changed(request, state=each), each == chosen, each, counts[each])
        for each in STATES
    ]


def _sheet(rows: list[BranchRow], on: date) -> Sheet:
    columns = (
        ("code", _("馆代码")), ("branch", _("分馆")), ("name", _("馆长")), ("basis", _("身份")),
        ("since", _("任职从")), ("step", _("在办进度")),
    )  # fmt: skip
    body = (
        (
            row.entry.code, row.entry.name,
            row.head.member.name if row.head and row.named else "",
            str(row.head.get_basis_display()) if row.head else "",
            row.head.period.lower if row.head else None,
            str(row.living.get_status_display()) if row.living else "",
        )
        for row in rows
    )  # fmt: skip
    return Sheet(_("分馆馆长-%s") % on.isoformat(), columns, body)


def find_branch(request: HttpRequest, code: str, *rights: str) -> Hall:
    """The hall with that code, for who has one of `rights` there; 404 where there is none. Raises NotYours."""
    found = Hall.objects.filter(code=code).first()
    if found is None:
        raise Http404
    today = localdate()
    if not any(scope.may(request.user, right, found, today) for right in rights):
        scope.require(request.user, rights[0], found, today)
    return found


@staff_page
def branch_head(request: HttpRequest, code: str) -> HttpResponse:
    """A branch's file: its head, the procedure under way, those before."""
    return page_of(request, find_branch(request, code, *READ))


@staff_page
def branch_head_print(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One procedure on a sheet of paper."""
    hall = find_branch(request, code, *READ)
    found = _file(hall).filter(code=number).first()
    if found is None:
        raise Http404
    context = {"hall": hall, "a": found, "steps": steps(found), "officer_now": _officer(found)}
    return render(request, "web/posts/head_print.html", context)


def page_of(
    request: HttpRequest, hall: Hall, *, refusal: str = "", status: int = 200, forms: Forms | None = None
) -> HttpResponse:  # fmt: skip
    """The branch's page; `forms` are those that came back with errors."""
    today = localdate()
    every = list(_file(hall))
    head = next((each for each in every if each.serves_on(today)), None)
    living = next((each for each in every if each.status in LIVING), None)
    coming = next((each for each in every if each.status in SERVED and each.period.lower > today), None)
    may_propose, may_advise = (scope.may(request.user, right, hall, today) for right in (PROPOSE, ADVISE))
    context = {
        "section": "console:establishment",
        "hall": hall,
        "head": head,
        "head_last": common.last_day(head.period) if head else None,
        "coming": coming,
        "living": living,
        "steps": steps(living) if living else [],
        "past": [(each, common.period_words(each.period) if each.period else "") for each in every
                 if each not in (head, living, coming)],
        "post": Post.objects.standing().within([hall.pk]).filter(role=Post.Role.HEAD, period__contains=today).first(),
        "officer": _officer_of(hall, today),
        "officer_gone": head is not None and head.basis == Basis.OFFICER and _officer(head) is None,
        "may_propose": may_propose,
        "may_advise": may_advise,
        "own_proposal": living is not None and living.proposed_by == request.user,
        "refusal": refusal,
        **(_forms(request, hall, head) | dict(forms or {})),
    }  # fmt: skip
    return render(request, "web/posts/head.html", context, status=status)


def _file(hall: Hall) -> Any:
    """Every procedure of the branch, the latest first, with all that took part."""
    people = ("member__hall", "proposed_by", "advised_by", "appointed_by", "closed_by", "hall")
    return Appointment.objects.within([hall.pk]).select_related(*people).order_by("-proposed_at", "-pk")


def _officer(appointment: Appointment) -> Secondment | None:
    return post_rights.seconded_to(appointment.member, appointment.hall, localdate())


def _officer_of(hall: Hall, on: date) -> Secondment | None:
    """The officer seconded to the branch on the day: its liaison (文化下派员兼任联络员)."""
    found = Secondment.objects.for_counting().filter(to_hall=hall, direction="down", period__contains=on)
    return found.select_related("member", "hall").first()


def steps(appointment: Appointment) -> list[dict[str, Any]]:
    """How far a procedure has come, with who did what and when."""
    a = appointment
    over = a.status in (Step.DECLINED, Step.TAKEN_BACK)
    return [
        {"label": _("镇（街道）提名"), "state": "done", "note": _who(a.proposed_at, a.proposed_by)},
        {"label": _("征求县级文化部门意见"), "state": "done" if a.advised_at else "todo" if over else "current",
         "note": _who(a.advised_at, a.advised_by)},
        {"label": _("镇（街道）聘任"), "state": "done" if a.appointed_at else "current" if a.status == Step.CONSULTED
         else "todo", "note": _who(a.appointed_at, a.appointed_by)},
    ]  # fmt: skip


def _who(at: Any, by: Any) -> str:
    if at is None:
        return ""
    return f"{localtime(at):%Y-%m-%d} {(by.name or by.username) if by else ''}".strip()


def candidates(request: HttpRequest, hall: Hall) -> list[tuple[StaffMember, str]]:
    """Who may be proposed, each with as what: the branch's own staff, its officer, others whom the person may name."""
    today = localdate()
    found: dict[int, tuple[StaffMember, str]] = {}
    here = Post.objects.standing().within([hall.pk]).filter(period__contains=today)
    for post in here.select_related("member__hall").order_by("-role", "code"):
        found[post.member_id] = (post.member, str(post.get_role_display()))
    officer = _officer_of(hall, today)
    if officer is not None:
        found[officer.member_id] = (officer.member, str(Basis.OFFICER.label))
    above = Hall.objects.above(hall.pk, today).filter(links__tier=Tier.MAIN, links__period__contains=today)
    others = Post.objects.standing().within(above.filter(pk__in=common.may_name(request)).order_by().values("pk"))
    for post in others.filter(period__contains=today).select_related("member", "hall").order_by("code"):
        found.setdefault(post.member_id, (post.member, post.hall.name))
    return list(found.values())


def _forms(request: HttpRequest, hall: Hall, head: Appointment | None) -> dict[str, Any]:
    """The forms of the page, empty."""
    today = localdate()
    return {
        "propose": ProposeForm(members=candidates(request, hall), prefix="propose"),
        "advise": AdviseForm(prefix="advise"),
        "appoint": AppointForm(prefix="appoint", initial={"since": today, "succeeding": head is not None}),
        "decline": WhyForm(prefix="decline"),
        "take_back": WhyForm(prefix="take_back"),
        "end": EndForm(prefix="end", initial={"ends_on": today + timedelta(days=1)}),
    }
