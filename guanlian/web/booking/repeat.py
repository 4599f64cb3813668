"""Booking regularly: a rule, a preview of every date, and then all that were chosen at once."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guanlian.booking import repeating
from guanlian.booking.days import Calendar
from guanlian.booking.models import Channel
from guanlian.booking.refusals import Refused
from guanlian.booking.repeating import Occurrence, Outcome, Pattern
from guanlian.booking.reserving import Wanted
from guanlian.web.booking import words
from guanlian.web.booking.book import calendar_around, days_of, initial, refused, to_sign_in
from guanlian.web.booking.forms import RepeatForm, as_choices, clocks
from guanlian.web.booking.venue import venue_or_404
from guanlian.web.booking.week import titles_of
from guanlian.web.booking.who import Whom, whom_for

Times = dict[date, tuple[time, time]]
TAGS = {Outcome.FREE: "open", Outcome.TAKEN: "few", Outcome.CLOSED: "full", Outcome.BEYOND: "full"}


@never_cache
@require_http_methods(["GET", "POST"])
def repeat(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted with `step` preview it shows every date, with `step` confirm it takes those that are ticked."""
    found = venue_or_404(code)
    if not request.user.is_authenticated:
        return to_sign_in(request)
    whom = whom_for(request, found)
    calendar = calendar_around(request, found)
    known: dict[str, Any] = {
        "calendar": calendar, "days": days_of(calendar), "people": whom.choices(), "staff": whom.staff,
    }  # fmt: skip
    if request.method == "GET":
        filled = initial(request, calendar, whom)
        form = RepeatForm(initial=filled | {"weekdays": [filled["day"].weekday()]}, **known)
        return _page(request, calendar, whom, form)
    form = RepeatForm(request.POST, **known)
    if not form.is_valid():
        return _page(request, calendar, whom, form, status=422)
    try:
        if request.POST.get("step") == "confirm":
            return _confirm(request, form, calendar, whom)
        return _page(request, calendar, whom, form, preview=_preview(request.POST, form, calendar, whom))
    except Refused as refusal:
        shown = _preview_if_possible(request.POST, form, calendar, whom)
        return _page(request, calendar, whom, form, preview=shown, refusal=refusal, status=409)


def _confirm(request: HttpRequest, form: RepeatForm, calendar: Calendar, whom: Whom) -> HttpResponse:
    chosen = set(request.POST.getlist("date"))
    rows = _preview(request.POST, form, calendar, whom)
    skipped = {o.day: "" if o.outcome == Outcome.FREE else o.why for o in rows if o.day.isoformat() not in chosen}
    data = form.cleaned_data
    person, troupe = whom.chosen(data["who"])
    series = repeating.repeat(
        venue=calendar.venue.code,
        pattern=_pattern(form),
        skipped=skipped,
        changed=_changed(request.POST, calendar),
        purpose=data["purpose"],
        people=data["people"],
        person=person,
        troupe=troupe,
        by=whom.user,
        on=localdate(),
        channel=data["channel"] if whom.acts(data["who"]) and whom.staff else Channel.ONLINE,
        key=data["key"],
    )
    made = repeating.standing_of(series)
    messages.success(request, _("约好 %(n)s 次。") % {"n": len(made)})
    if person is not None and person.keeper_id == whom.user.pk:
        return HttpResponseRedirect(made[0].get_absolute_url(), status=303)
    return HttpResponseRedirect(reverse("console:booking", args=[made[0].code]), status=303)


def _preview(sent: QueryDict, form: RepeatForm, calendar: Calendar, whom: Whom) -> list[Occurrence]:
    data = form.cleaned_data
    person, troupe = whom.chosen(data["who"])
    channel = data["channel"] if whom.acts(data["who"]) and whom.staff else Channel.ONLINE
    wanted = Wanted(whom.user, data["purpose"], data["people"], person, troupe, channel=channel)
    return repeating.preview(
        venue=calendar.venue, pattern=_pattern(form), wanted=wanted, changed=_changed(sent, calendar)
    )


def _preview_if_possible(sent: QueryDict, form: RepeatForm, calendar: Calendar, whom: Whom) -> list[Occurrence]:
    try:
        return _preview(sent, form, calendar, whom)
    except Refused:
        return []


def _pattern(form: RepeatForm) -> Pattern:
    data = form.cleaned_data
    begins, ends = form.times()
    return Pattern(data["every_weeks"], data["weekdays"], data["day"], data["last"], begins, ends)


def _changed(sent: QueryDict, calendar: Calendar) -> Times:
    """Single dates with times of their own: `begins-2026-12-05` and `ends-2026-12-05`, or `slot-2026-12-05`."""
    found: Times = {}
    for name in sent:
        kind, _dash, day = name.partition("-")
        sent_at = str(sent[name])
        pair = sent_at.split("-") if kind == "slot" else [sent_at, str(sent.get(f"ends-{day}", ""))]
        if kind not in {"begins", "slot"} or not day:
            continue
        try:
            found[date.fromisoformat(day)] = (time.fromisoformat(pair[0]), time.fromisoformat(pair[1]))
        except (ValueError, IndexError):
            continue
    return found


def _page(
    request: HttpRequest,
    calendar: Calendar,
    whom: Whom,
    form: RepeatForm,
    *,
    preview: list[Occurrence] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = _rows(preview or [], request.POST)
    context = {
        "venue": calendar.venue,
        "hall": calendar.venue.hall,
        "rule": calendar.rule,
        "form": form,
        "whom": whom,
        "rows": rows,
        "free": sum(1 for row in rows if row["free"]),
        "times": as_choices(clocks(calendar, days_of(calendar))) if calendar.rule.mode == "free" else [],
        "slots": [(s, s.replace("-", "–")) for s in calendar.rule.slots],
        "later": request.POST.get("step") == "preview" and "again" in request.POST,
        **refused(refusal, calendar),
    }
    return render(request, "web/booking/repeat.html", context, status=status)


def _rows(preview: list[Occurrence], sent: QueryDict) -> list[dict[str, Any]]:
    """The dates of the preview with what takes them; ticked are those that can be had, unless the person unticked."""
    titles = titles_of(key for one in preview for key in one.holds)
    chosen = set(sent.getlist("date")) if "again" in sent else None
    rows = []
    for one in preview:
        free = one.outcome == Outcome.FREE
        title = next((titles[key] for key in one.holds if key in titles), "")
        rows.append(
            {
                "day": one.day,
                "iso": one.day.isoformat(),
                "when": words.period_words(one.starts_at, one.ends_at),
                "begins": f"{one.starts_at:%H:%M}",
                "ends": f"{one.ends_at:%H:%M}",
                "slot": f"{one.starts_at:%H:%M}-{one.ends_at:%H:%M}",
                "free": free,
                "tag": TAGS[one.outcome],
                "words": _("空闲") if free else _("已用于“%(what)s”") % {"what": title} if title else one.why,
                "chosen": free and (chosen is None or one.day.isoformat() in chosen),
            }
        )
    return rows
