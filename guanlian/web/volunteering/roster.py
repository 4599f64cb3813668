"""The staff's list of volunteers: sign-ups to decide, insurance running out, everybody by name, skill and time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanlian.accounts import phones
from guanlian.accounts.models import User
from guanlian.community import serving, signing_up
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.models import Availability, Service, Shift, SignUp, Volunteer
from guanlian.community.rules import rules
from guanlian.community.shifts import Stands
from guanlian.community.volunteers import Asked, VolunteerQuerySet
from guanlian.network.venues import Art
from guanlian.web.console.access import reach, require_anywhere, staff_page
from guanlian.web.portal import addresses
from guanlian.web.volunteering.forms import DecideForm, InsuredForm
from guanlian.web.volunteering.words import arts, hours_words, parts, shift_shown, shifts_shown, stars_words

RIGHT = "volunteer.manage"
SECTION = "console:volunteers"
PAGE, SHIFTS, SERVICES = 30, 8, 50


@staff_page
def index(request: HttpRequest) -> HttpResponse:
    """/console/volunteers/."""
    require_anywhere(request, RIGHT)
    halls, today = reach(request, RIGHT).order_by().values("pk"), localdate()
    page = addresses.page_of(request, asked_for(request), PAGE)
    done = serving.served_by(page.object_list)
    standing = Shift.objects.within(halls).filter(called_off_at=None)
    standing = standing.select_related("activity__hall", "activity__place", "activity__venue", "hall")
    unmarked = Service.unscoped.filter(shift=OuterRef("pk"), status=Stands.CONFIRMED)
    waiting = SignUp.objects.within(halls).filter(status=Asked.ASKED).select_related("hall", "person")
    context = {
        "section": SECTION,
        "waiting": [(each, each.person.age_on(today), arts(each.skills)) for each in waiting.order_by("made_at", "pk")],
        "ending": _ending(halls, today),
        "unmarked": shifts_shown(
            standing.filter(Exists(unmarked), ends_at__lte=now()).order_by("starts_at", "pk")[:SHIFTS], today
        ),
        "shifts": shifts_shown(standing.filter(ends_at__gt=now()).order_by("starts_at", "pk")[:SHIFTS], today),
        "page": page,
        "rows": [_row(each, done.get(each.pk), today) for each in page.object_list],
        "total": page.paginator.count,
        "words": addresses.words(request),
        "hall": request.GET.get("hall", ""),
        "arts": addresses.options(request, "art", Art.choices, _("全部")),
        "times": addresses.options(request, "time", Availability.choices, _("不限")),
        "insured": addresses.one_of(request, "insured", ("none",)) == "none",
        "insured_href": addresses.changed(request, insured=None if request.GET.get("insured") == "none" else "none"),
        "kept": [(name, request.GET[name]) for name in ("art", "time", "insured") if request.GET.get(name)],
        "clear": reverse(SECTION) if request.GET else "",
        "query": request.GET.urlencode(),
        "column_heads": [{"label": label} for label in _heads()],
    }
    return render(request, "web/volunteering/console/volunteers.html", context)


def asked_for(request: HttpRequest, right: str = RIGHT) -> VolunteerQuerySet:
    """Today's volunteers of the halls in reach that the address asks for, by hall and name."""
    today = localdate()
    halls = reach(request, RIGHT)
    if right != RIGHT:
        halls = halls.filter(pk__in=reach(request, right).order_by().values("pk"))
    found = Volunteer.objects.on(today).within(halls.order_by().values("pk"))
    if art := addresses.one_of(request, "art", Art.values):
        found = found.filter(skills__contains=[art])
    if time := addresses.one_of(request, "time", Availability.values):
        found = found.filter(Q(availability__contains=[time]) | Q(availability=[]))
    if request.GET.get("insured") == "none":
        found = found.filter(Q(insured_until=None) | Q(insured_until__lt=today))
    for word in addresses.words(request).split():
        found = found.filter(Q(name__icontains=word) | Q(hall__name__icontains=word) | Q(code__iexact=word))
    return cast(VolunteerQuerySet, found.select_related("hall", "person").order_by("hall__code", "name", "pk"))


@staff_page
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """One sign-up: who, what they can do, when; accepted or declined."""
    user, today = cast(User, request.user), localdate()
    asked = _sign_up(request, code)
    known = signing_up.namesakes(asked, today)
    form = DecideForm(request.POST or None, known=[(v.code, f"{v.name} · {v.code}") for v in known])
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        named: dict[str, Any] = {"code": code, "by": user, "on": today}
        try:
            if request.POST.get("do") == "decline":
                signing_up.decline(**named, why=form.cleaned_data["why"])
                messages.success(request, _("已答复，本人会收到原因。"))
                return redirect(SECTION)
            made = signing_up.accept(**named, same_as=form.cleaned_data.get("same_as", ""))
        except refusals.Refused as why:
            refusal, status = str(why), 409
        else:
            messages.success(request, _("%(name)s从今天起是志愿者。") % {"name": made.name})
            return redirect("console:volunteer", code=made.code)
    context = {
        "section": SECTION,
        "asked": asked,
        "person": asked.person,
        "age": asked.person.age_on(today),
        "phone": _phone(asked),
        "arts": arts(asked.skills),
        "parts": parts(asked.availability),
        "known": known,
        "form": form,
        "refusal": refusal,
        "open": asked.status == Asked.ASKED,
    }
    return render(request, "web/volunteering/console/sign_up.html", context, status=status)


@staff_page
def volunteer(request: HttpRequest, code: str) -> HttpResponse:
    """One volunteer: hours from the records, insurance, what they served."""
    return _page(request, find(request, code))


@staff_page
@require_POST
def insure(request: HttpRequest, code: str) -> HttpResponse:
    """Note until when the hall has insured them."""
    found, form = find(request, code), InsuredForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    signing_up.insure(code=code, by=cast(User, request.user), on=localdate(), until=form.cleaned_data["until"])
    messages.success(request, _("保险到期日已保存。"))
    return redirect("console:volunteer", code=code)


@staff_page
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End the registration after today, with a reason."""
    found = find(request, code)
    try:
        signing_up.leave(code=code, by=cast(User, request.user), on=localdate(), why=request.POST.get("why", ""))
    except refusals.Refused as refusal:
        return _page(request, found, refusal=str(refusal), status=409)
    messages.success(request, _("今天以后不再是志愿者；服务记录保留。"))
    return redirect("console:volunteer", code=code)


def find(request: HttpRequest, code: str) -> Volunteer:
    """The volunteer with that code, of the halls in reach; else 404."""
    halls = reach(request, RIGHT).order_by().values("pk")
    found = Volunteer.objects.standing().within(halls).filter(code=code).select_related("hall", "person").first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, found: Volunteer, *, form: InsuredForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    today = localdate()
    services = Service.unscoped.filter(volunteer=found).select_related(
        "shift__activity__hall", "shift__activity__place", "shift__activity__venue", "shift__hall", "acted_by"
    )
    served = serving.served(Service.unscoped.filter(volunteer=found))
    person = found.person
    context = {
        "section": SECTION,
        "volunteer": found,
        "age": person.age_on(today) if person else None,
        "phone": phones.shown(person.keeper.phone) if person and person.keeper else "",
        "arts": arts(found.skills),
        "parts": parts(found.availability),
        "hours": hours_words(served.minutes),
        "served": served,
        "star": stars_words(served.star),
        "running": today in found.period,
        "last_day": found.period.upper - timedelta(days=1) if found.period.upper else None,
        "insured": found.insured_until is not None and found.insured_until >= today,
        "form": form or InsuredForm(initial={"until": found.insured_until}),
        "services": [
            shift_shown(each.shift) | {"service": each, "hours": hours_words(each.minutes)}
            for each in services.order_by("-shift__starts_at", "-pk")[:SERVICES]
        ],
        "refusal": refusal,
    }
    return render(request, "web/volunteering/console/volunteer.html", context, status=status)


def _sign_up(request: HttpRequest, code: str) -> SignUp:
    halls = reach(request, RIGHT).order_by().values("pk")
    found = SignUp.objects.within(halls).filter(code=code).select_related("hall", "person__keeper").first()
    if found is None:
        raise Http404
    return found


def _phone(asked: SignUp) -> str:
    keeper = asked.person.keeper
    return phones.shown(keeper.phone) if keeper else ""


def _ending(halls: Any, today: date) -> list[Volunteer]:
    """Volunteers whose insurance ends within the declared days, the next first."""
    until = today + timedelta(days=rules()["volunteers"]["insurance_notice_days"])
    found = Volunteer.objects.on(today).within(halls).filter(insured_until__range=(today, until))
    return list(found.select_related("hall").order_by("insured_until", "pk")[:PAGE])


def _row(each: Volunteer, served: serving.Served | None, today: date) -> dict[str, Any]:
    return {
        "volunteer": each,
        "arts": arts(each.skills),
        "parts": parts(each.availability),
        "hours": hours_words(served.minutes) if served else "0",
        "star": stars_words(served.star) if served else "",
        "insured": each.insured_until is not None and each.insured_until >= today,
    }


def _heads() -> list[str]:
    return [_("姓名"), _("馆"), _("特长"), _("什么时候有空"), _("时长（小时）"), _("保险到期日")]
