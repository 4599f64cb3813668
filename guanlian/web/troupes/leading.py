"""The leader's page of a troupe: requests, what comes next, rooms, rehearsals held, members, what it says of itself."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.community import belonging, leading, refusals, rehearsing
from guanlian.community.models import Joining, JoiningStatus, Troupe, TroupeMember
from guanlian.community.troupe_rules import rules
from guanlian.network.halls import Hall
from guanlian.network.venues import Art, Venue, VenueKind
from guanlian.web.people import agenda
from guanlian.web.troupes import evidence
from guanlian.web.troupes.acting import number, own_page, press, who

ROOMS = (VenueKind.DANCE, VenueKind.TRAINING, VenueKind.MULTI_FUNCTION, VenueKind.STUDY, VenueKind.VILLAGE_HALL)
MOST_ROOMS = 8
LATEST = 8  # rehearsals and performances listed at once


class DescribeForm(forms.ModelForm):
    """What the troupe says of itself."""

    class Meta:
        model = Troupe
        fields = ("meets", "introduction", "recruiting")
        widgets = {"introduction": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "meets": gettext_lazy("写明星期和时间，如“每周二、五晚 7 点”。想加入的人按它来找。"),
            "recruiting": gettext_lazy("勾选后，公开页上可以申请加入。"),
        }


class RehearsalForm(forms.Form):
    """A rehearsal that was held."""

    held_on = forms.DateField(
        label=gettext_lazy("哪天排练"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    attended = forms.IntegerField(label=gettext_lazy("到了几人"), min_value=1, max_value=9999)
    venue = forms.ChoiceField(label=gettext_lazy("在哪里"), required=False)

    def __init__(self, *args: Any, venues: list[Venue], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = [(v.code, f"{v.hall.name} · {v.name}") for v in venues]
        self.fields["venue"].choices = [("", _("不在馆里的场地")), *rooms]  # type: ignore[attr-defined]
        self.fields["held_on"].widget.attrs["max"] = on.isoformat()


@own_page
def my_troupe(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a troupe that somebody of the household leads."""
    user, today = who(request), localdate()
    troupe = leading.troupe_called(code, today)
    if not leading.leads(user, troupe, today):
        raise Http404
    return _page(request, troupe, today)


def _page(request: HttpRequest, troupe: Troupe, today: date) -> HttpResponse:
    rooms = rooms_for(troupe, today)
    shown = evidence.shown(troupe, today)
    members = list(leading.members_of(troupe, today))
    items = agenda.of_led(troupe, who(request), timezone.now())
    context = {
        "section": "portal:me",
        "troupe": troupe,
        "art": Art(troupe.art).label,
        "requests": waiting(troupe),
        "unlinked": [m for m in members if m.person is None],
        "days": agenda.by_day(items, today),
        "rooms": [(room, *book_addresses(room, troupe)) for room in rooms],
        "evidence": shown,
        "latest": shown.rows[:LATEST],
        "held": RehearsalForm(venues=rooms, on=today, initial={"held_on": today}),
        "members": members,
        "me": [m for m in members if m.leader and m.person and m.person.keeper_id == who(request).pk],
        "form": DescribeForm(instance=troupe),
        "lapse_days": rules()["joining"]["lapse_days"],
    }
    return render(request, "web/troupes/mine.html", context)


def waiting(troupe: Troupe) -> list[Joining]:
    """The requests that wait for an answer, the oldest first."""
    found = Joining.objects.to(troupe).filter(status=JoiningStatus.ASKED).select_related("person")
    return list(found.order_by("asked_at", "pk"))


def rooms_for(troupe: Troupe, today: date) -> list[Venue]:
    """Rooms to rehearse in: the home hall's and those of the halls above it, the nearest hall first."""
    above = list(Hall.objects.above(troupe.hall_id, today))
    near = {hall.pk: len(Hall.objects.above(hall.pk, today)) for hall in above}
    found = Venue.objects.standing().within(list(near)).filter(bookable=True, period__contains=today, kind__in=ROOMS)
    rows = sorted(
        found.select_related("hall"), key=lambda v: (-near[v.hall_id], ROOMS.index(VenueKind(v.kind)), v.code)
    )
    return rows[:MOST_ROOMS]


def book_addresses(room: Venue, troupe: Troupe) -> tuple[str, str]:
    """Where the room is booked for the troupe: once, and regularly."""
    query = urlencode({"troupe": troupe.code, "purpose": _("%(troupe)s排练") % {"troupe": troupe.name}})
    return tuple(f"{reverse(name, args=[room.code])}?{query}" for name in ("portal:book", "portal:book_repeat"))  # type: ignore[return-value]


@press
def describe(request: HttpRequest, code: str) -> str:
    """Keep when it meets, what it is, whether it takes new members."""
    form = DescribeForm(request.POST)
    form.full_clean()
    data = form.cleaned_data
    rehearsing.describe(
        troupe=code,
        meets=data.get("meets", ""),
        introduction=data.get("introduction", ""),
        recruiting=bool(data.get("recruiting")),
        by=who(request),
        on=localdate(),
    )
    return _("已保存，公开页马上更新。")


@press
def note(request: HttpRequest, code: str) -> str:
    """A rehearsal that was held."""
    troupe, today = leading.troupe_called(code, localdate()), localdate()
    rooms = {room.code: room for room in rooms_for(troupe, today)}
    try:
        held_on = date.fromisoformat(request.POST.get("held_on", ""))
    except ValueError as wrong:
        raise refusals.WrongDay(rules()["rehearsal"]["back_days"]) from wrong
    made = rehearsing.note_rehearsal(
        troupe=code,
        held_on=held_on,
        attended=number(request, "attended"),
        venue=rooms.get(request.POST.get("venue", "")),
        by=who(request),
        on=today,
    )
    return _("已记下%(day)s的排练，到场 %(n)s 人。") % {"day": f"{made.held_on:%Y-%m-%d}", "n": made.attended}


@press
def correct(request: HttpRequest, code: str) -> str:
    """How many came to a rehearsal."""
    made = rehearsing.correct_rehearsal(
        code=code, attended=number(request, "attended"), by=who(request), on=localdate()
    )
    return _("%(day)s的排练改为到场 %(n)s 人。") % {"day": f"{made.held_on:%Y-%m-%d}", "n": made.attended}


@press
def lead(request: HttpRequest, code: str) -> str:
    """`do`: name or unname a leader, show or hide one's own name."""
    user, today, do = who(request), localdate(), request.POST.get("do", "")
    member: TroupeMember
    if do in {"show", "hide"}:
        belonging.show_name(member=code, public=do == "show", by=user, on=today)
        return _("您的称呼已放上公开页。") if do == "show" else _("公开页上不再有您的称呼。")
    if do == "name":
        member = belonging.name_leader(member=code, by=user, on=today)
        return _("%(name)s是负责人了，消息已发出。") % {"name": member.name}
    if do == "unname":
        member = belonging.unname_leader(member=code, by=user, on=today)
        return _("%(name)s不再是负责人，仍是队员。") % {"name": member.name}
    raise Http404
