"""The staff's list of one activity's people: who has a place, who waits, what awaits a decision, how they came in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from guanlian.accounts import phones, scope
from guanlian.accounts.capabilities import Capability
from guanlian.accounts.models import User
from guanlian.programme import filling
from guanlian.programme.admission import Admission, Policy, Registration, RegistrationQuerySet, Status
from guanlian.programme.models import Activity
from guanlian.web.entering import desk, words
from guanlian.web.entering.panel import Seats
from guanlian.web.portal import addresses

PAGE = 50
SORTS = {
    "name": ("person__name", "pk"),
    "-name": ("-person__name", "pk"),
    "entered": ("entered_at", "pk"),
    "-entered": ("-entered_at", "-pk"),
}
ORDER = ("waiting_since", "entered_at", "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as staff see it. The telephone is masked; whole only for a guest whom nobody else can tell."""

    entry: Registration
    name: str
    phone: str
    call: str
    at: int | None
    decides: bool
    releases: bool
    together: bool  # others go with this one


def activity_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about the people of one activity, for staff who may see them there; else nothing is there."""

    @wraps(view)
    def guarded(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        reach = scope.halls_for(request.user, Capability.REGISTRATION_VIEW, localdate())
        found = Activity.objects.within(reach.order_by().values("pk")).filter(code=code, withdrawn_at=None)
        activity = found.select_related("hall", "place", "venue", "admission__residents_of").first()
        if activity is None or words.admission_of(activity) is None:
            raise Http404
        return view(request, activity, *args, **kwargs)

    return never_cache(login_required(guarded))


@activity_page
@require_GET
def people(request: HttpRequest, activity: Activity) -> HttpResponse:
    """The list: searched, by state, sorted, page by page; and the form for whoever comes to the desk or rings."""
    return page_of(request, activity)


def page_of(request: HttpRequest, activity: Activity, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page, also with what was refused."""
    admission, user = activity.admission, cast(User, request.user)
    may_act = scope.may(user, Capability.REGISTRATION_ACT, activity.hall, localdate())
    found = asked_for(request, activity)
    page = addresses.page_of(request, found, PAGE)
    counts = counts_of(activity)
    context = {
        "activity": activity,
        "admission": admission,
        "page": page,
        "rows": _rows(page.object_list, may_act=may_act),
        "counts": counts,
        "states": _states(request, counts),
        "state": addresses.one_of(request, "state", Status.values),
        "q": addresses.words(request),
        "heads": _heads(request),
        "seats": _seats(admission),
        "sentence": _sentence(admission, counts),
        "may_act": may_act,
        "reviewed": admission.policy == Policy.REVIEWED,
        "undecided": counts.get(Status.ENTERED, 0) if admission.policy == Policy.REVIEWED else 0,
        "query": request.GET.urlencode(),
        "section": "console:programme",
        **(desk.form_of(request, activity) if may_act else {}),
    } | more
    return render(request, "web/entering/people.html", context, status=status)


def asked_for(request: HttpRequest, activity: Activity) -> RegistrationQuerySet:
    """The entries that the address asks for, in its order."""
    found = _entries(activity)
    state = addresses.one_of(request, "state", Status.values)
    if state:
        found = found.filter(status=state)
    words_ = addresses.words(request)
    if words_:
        digits = words_.replace(" ", "")
        phone = Q(person__phone__endswith=digits) | Q(person__keeper__phone__endswith=digits)
        by_phone = phone if digits.isdigit() and len(digits) >= 4 else Q(pk=None)
        found = found.filter(Q(person__name__icontains=words_) | Q(code__icontains=digits) | by_phone)
    sort = addresses.one_of(request, "sort", SORTS)
    if sort:
        return found.order_by(*SORTS[sort])
    return found.order_by(*ORDER)


def _entries(activity: Activity) -> RegistrationQuerySet:
    return (
        Registration.objects.within([activity.hall_id])
        .filter(admission__activity=activity)
        .select_related("person__keeper", "acted_by", "decided_by", "admission__activity")
    )


def counts_of(activity: Activity) -> dict[str, int]:
    """How many entries stand in each state."""
    rows = _entries(activity).select_related(None).order_by().values("status").annotate(n=Count("pk"))
    return {row["status"]: row["n"] for row in rows}


def _rows(entries: Any, *, may_act: bool) -> list[Row]:
    entries = list(entries)
    places = filling.positions(entries)
    together = _shared(entries)
    over = bool(entries) and entries[0].admission.activity.ends_at <= now()
    return [
        Row(
            entry=entry,
            name=entry.person.name or _("（未填姓名）"),
            phone=masked(entry),
            call=entry.person.phone if may_act and entry.person.keeper_id is None else "",
            at=places.get(entry.pk, (None, 0))[0],
            decides=may_act and entry.status == Status.ENTERED and entry.admission.policy == Policy.REVIEWED,
            releases=may_act
            and not over
            and entry.status in {Status.PLACED, Status.OFFERED, Status.WAITING, Status.ENTERED},
            together=entry.group in together,
        )
        for entry in entries
    ]


def _shared(entries: list[Registration]) -> set[str]:
    """The groups of more than one among those of `entries`."""
    if not entries:
        return set()
    found = Registration.objects.everywhere(because="how many go together; the entries shown were asked for in scope")
    sizes = found.filter(admission=entries[0].admission_id, group__in={each.group for each in entries}).order_by()
    return set(sizes.values("group").annotate(n=Count("pk")).filter(n__gt=1).values_list("group", flat=True))


def masked(entry: Registration) -> str:
    """The person's telephone, or that of their household, without its middle."""
    keeper = entry.person.keeper
    return phones.shown(entry.person.phone or (keeper.phone if keeper else ""))


def _states(request: HttpRequest, counts: dict[str, int]) -> list[addresses.Option]:
    total = sum(counts.values())
    chosen = addresses.one_of(request, "state", Status.values)
    every = addresses.Option(_("全部"), addresses.changed(request, state=None), not chosen, "", total)
    return [
        every,
        *(
            addresses.Option(s.label, addresses.changed(request, state=s.value), chosen == s, s.value, counts[s.value])
            for s in Status
            if counts.get(s.value)
        ),
    ]


def _heads(request: HttpRequest) -> list[dict[str, Any]]:
    """The table's columns; those by which one can sort lead there."""
    sort = addresses.one_of(request, "sort", SORTS)

    def sortable(label: str, name: str) -> dict[str, Any]:
        up = sort == name
        direction = "ascending" if up else "descending" if sort == f"-{name}" else ""
        return {
            "label": label,
            "href": addresses.changed(request, sort=f"-{name}" if up else name),
            "sort": direction,
        }

    plain = [{"label": label} for label in (_("状态"), _("怎样报的"), _("票码"), _("办理"))]
    return [sortable(_("姓名"), "name"), {"label": _("电话")}, plain[0], sortable(_("报名时间"), "entered"), *plain[1:]]


def _seats(admission: Admission) -> Seats | None:
    if not admission.places:
        return None
    kept = max(admission.left - admission.left_online, 0)
    return Seats(admission.taken, kept, admission.left_online)


def _sentence(admission: Admission, counts: dict[str, int]) -> str:
    """The state of things in one sentence."""
    told = {
        "placed": counts.get(Status.PLACED, 0),
        "places": admission.places,
        "offered": counts.get(Status.OFFERED, 0),
        "waiting": counts.get(Status.WAITING, 0),
        "entered": counts.get(Status.ENTERED, 0),
    }
    if admission.policy == Policy.WALK_IN:
        return _("这场直接到场，不用报名。")
    said = _("%(places)s 个名额，%(placed)s 人录取") % told
    if told["offered"]:
        said += _("，%(offered)s 人待确认") % told
    if told["waiting"]:
        said += _("，%(waiting)s 人候补") % told
    if told["entered"]:
        said += (
            _("，%(entered)s 人等摇号") % told
            if admission.policy == Policy.LOTTERY
            else _("，%(entered)s 人等审核") % told
        )
    return said + _("。")
