"""Training of the network's own people: the year's runs, who came, and who has had none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.kernel.windows import Window
from guanlian.network.directory import Directory, directory_on
from guanlian.network.halls import Hall
from guanlian.programme import training as use
from guanlian.programme.models import Activity, Audience
from guanlian.staffing.models import Post, Secondment, StaffMember
from guanlian.web.console.access import reach, staff_page
from guanlian.web.portal import addresses
from guanlian.web.posts import common
from guanlian.web.standard.doing import new_record_address
from guanlian.web.standard.exporting import Sheet, answer, wanted
from guanlian.web.standard.exporting import options as files

RUNS, PEOPLE, A_LIST = 20, 40, 60
GROUPS: dict[str, StrOrPromise] = {
    "officers": Audience.SECONDED_OFFICERS.label,
    "administrators": Audience.VILLAGE_ADMINISTRATORS.label,
    "staff": Audience.HALL_STAFF.label,
}
OF_AUDIENCE = {
    Audience.SECONDED_OFFICERS: "officers",
    Audience.VILLAGE_ADMINISTRATORS: "administrators",
    Audience.HALL_STAFF: "staff",
    Audience.GRASSROOTS_STAFF: "administrators",
}


@dataclass(frozen=True)
class Pupil:
    """Somebody in post on the day: where, and to how many runs of the year they came."""

    member: StaffMember
    hall_id: int
    hall: str
    runs: int


@staff_page
def staff_training(request: HttpRequest) -> HttpResponse:
    """The runs of a year, and those in post who came to none of them until the day."""
    on = common.day_asked(request)
    window = Window.of_year(on.year).until(on)
    audience = addresses.one_of(request, "audience", [str(each) for each in use.OWN_PEOPLE])
    group = addresses.one_of(request, "who", GROUPS) or "administrators"
    people = pupils(request, group, on, window)
    none = [each for each in people if not each.runs]
    words = addresses.words(request)
    listed = _matching(directory_on(on), none, words)
    if kind := wanted(request):
        return answer(kind, _sheet(people, group, on))
    found = use.runs(window, audience).filter(hall__in=_near(request)).select_related("hall")
    found = found.order_by("-begins_on", "-pk")
    page = addresses.page_of(request, found, RUNS)
    editable = set(reach(request, "register.edit").values_list("pk", flat=True))
    context = {
        "section": "console:staff_training",
        "on": on,
        "is_today": on == localdate(),
        "year": on.year,
        "page": page,
        "runs": [_run(each, editable) for each in page.object_list],
        "total": page.paginator.count,
        "audiences": addresses.options(
            request, "audience", [(str(each), each.label) for each in use.OWN_PEOPLE], _("都看")
        ),
        "groups": _groups(request, group),
        "group": GROUPS[group],
        "people": len(people),
        "none": len(none),
        "without": _pages(request, listed),
        "words": words,
        "may_name": bool(common.may_name(request)),
        "files": files(request),
        "kept": [(name, request.GET[name]) for name in ("audience", "who") if request.GET.get(name)],
        "new": new_record_address("programme.Activity", "") if editable else "",
    }
    return render(request, "web/posts/training.html", context)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def staff_training_run(request: HttpRequest, code: str) -> HttpResponse:
    """One run: who of one's own people came."""
    found = Activity.objects.public().filter(code=code).select_related("hall").first()
    if found is None:
        raise Http404
    scope.require(request.user, "register.edit", found.hall, localdate())
    group = addresses.one_of(request, "who", GROUPS) or _group_of(found)
    on = min(found.begins_on, localdate())
    people = pupils(request, group, on, Window.of_year(on.year))
    if request.method == "POST":
        return _note(request, found, {each.member.code: each.member for each in people})
    directory, came = directory_on(on), use.came_to(found)
    near = {entry.id for entry in directory.under(found.hall_id)}
    # Who came stands first, then the organiser's own people.
    people.sort(key=lambda each: (each.member.pk not in came, each.hall_id not in near))
    page = addresses.page_of(request, _matching(directory, people, addresses.words(request)), A_LIST)
    context = {
        "section": "console:staff_training",
        "activity": found,
        "groups": _groups(request, group),
        "page": page,
        "people": [(each, each.member.pk in came, came.get(each.member.pk, False)) for each in page.object_list],
        "came": len(came),
        "words": addresses.words(request),
        "query": request.GET.urlencode(),
        "kept": [("who", request.GET["who"])] if request.GET.get("who") else [],
        "held": found.status == "held" and found.kind == "training",
    }
    return render(request, "web/posts/training_run.html", context)


def _note(request: HttpRequest, found: Activity, people: dict[str, StaffMember]) -> HttpResponse:
    assert isinstance(request.user, User)
    shown = [people[code] for code in request.POST.getlist("shown") if code in people]
    try:
        n = use.note_trainees(activity=found, shown=shown, came=request.POST.getlist("came"), by=request.user)
    except use.CannotNote as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已登记，这一页有 %(n)s 人到课。") % {"n": n})
    return redirect(f"{request.path}?{request.GET.urlencode()}")


def pupils(request: HttpRequest, group: str, on: date, window: Window) -> list[Pupil]:
    """Those of the group in post on `on` at halls where the person may read names, by hall."""
    halls = list(common.may_name(request))
    pairs = _in_post(group, halls, on)
    runs = use.trained([member.pk for member, _hall in pairs], window)
    return [Pupil(member, hall.pk, hall.name, len(runs.get(member.pk, ()))) for member, hall in pairs]


def _in_post(group: str, halls: list[int], on: date) -> list[tuple[StaffMember, Any]]:
    if group == "officers":
        found = Secondment.objects.for_counting().filter(direction="down", period__contains=on, to_hall__in=halls)
        rows = found.select_related("member", "to_hall").order_by("to_hall__code", "pk")
        return [(each.member, each.to_hall) for each in rows]
    posts = Post.objects.standing().within(halls).filter(period__contains=on).select_related("member", "hall")
    wanted_roles = {"administrators": [Post.Role.VILLAGE_ADMINISTRATOR], "staff": [Post.Role.STAFF, Post.Role.HEAD]}
    return [(each.member, each.hall) for each in posts.filter(role__in=wanted_roles[group]).order_by("hall__code")]


def _matching(directory: Directory, people: list[Pupil], words: str) -> list[Pupil]:
    if not words:
        return people
    halls = {entry.id for entry in directory.matching(words)}
    return [each for each in people if each.hall_id in halls or words in each.member.name]


def _near(request: HttpRequest) -> set[int]:
    """The halls in reach and those above them: whose trainings concern one's own people."""
    today = localdate()
    found = common.within_reach(request, "register.view")
    for top in scope.top_halls(request.user, today):
        found |= set(Hall.objects.above(top.pk, today).order_by().values_list("pk", flat=True))
    return found


def _run(activity: Activity, editable: set[int]) -> dict[str, Any]:
    for_staff = any(audience in OF_AUDIENCE for audience in activity.audiences)
    return {
        "activity": activity,
        "audiences": _("、").join(str(Audience(each).label) for each in activity.audiences),
        "for_staff": for_staff,
        "editable": for_staff and activity.hall_id in editable,
    }


def _groups(request: HttpRequest, chosen: str) -> list[addresses.Option]:
    return [
        addresses.Option(label, addresses.changed(request, who=name, list=None), name == chosen, name)
        for name, label in GROUPS.items()
    ]


def _group_of(activity: Activity) -> str:
    """The group that a run is for, to begin its list with."""
    return next((OF_AUDIENCE[a] for a in OF_AUDIENCE if a in activity.audiences), "administrators")


def _pages(request: HttpRequest, listed: list[Pupil]) -> dict[str, Any]:
    """A stretch of those without training; the list has an address of its own beside the runs' pages."""
    number = addresses.a_number(request, "list", 9999) or 1
    last = max(1, -(-len(listed) // PEOPLE))
    number = min(number, last)
    return {
        "people": listed[(number - 1) * PEOPLE : number * PEOPLE],
        "number": number,
        "last": last,
        "before": addresses.changed(request, list=number - 1) + "#without" if number > 1 else "",
        "after": addresses.changed(request, list=number + 1) + "#without" if number < last else "",
        "found": len(listed),
    }


def _sheet(people: list[Pupil], group: str, on: date) -> Sheet:
    columns = (("hall", _("馆")), ("name", _("姓名")), ("code", _("人员编号")), ("runs", _("本年培训（期）")))
    body = ((each.hall, each.member.name, each.member.code, each.runs) for each in people)
    return Sheet(_("队伍培训-%(group)s-%(day)s") % {"group": GROUPS[group], "day": on.isoformat()}, columns, body)
