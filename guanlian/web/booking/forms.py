"""Forms of booking: a period, a series, a loan, a rule, a closure. Times are Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanlian.booking.days import Calendar, Period, at_clock
from guanlian.booking.models import Channel, VenueRule
from guanlian.network.opening import Weekday

Choices = Iterable[tuple[Any, Any]]


def date_input(**more: Any) -> forms.DateInput:
    """A date as the browser's own picker takes it."""
    return forms.DateInput(attrs={"type": "date", **more}, format="%Y-%m-%d")


def clocks(calendar: Calendar, days: Sequence[date]) -> list[time]:
    """The times of day that can be chosen: every step between the earliest opening and the latest closing of `days`."""
    opens = [p for day in days for p in calendar.opens(day)[0]]
    if not opens:
        return []
    step = timedelta(minutes=calendar.rule.step_minutes)
    low, high = min(p[0].time() for p in opens), max(p[1].time() for p in opens)
    at, found = datetime.combine(days[0], low), []
    while at <= datetime.combine(days[0], high):
        found.append(at.time())
        at += step
    return found


def as_choices(times: Iterable[time]) -> list[tuple[str, str]]:
    """Times of day for a select."""
    return [(f"{t:%H:%M}", f"{t.hour}:{t:%M}") for t in times]


class PeriodForm(forms.Form):
    """A day and the times; a venue with fixed slots asks for one of them instead."""

    day = forms.DateField(label=_("日期"), widget=date_input())
    slot = forms.ChoiceField(label=_("场次"))
    begins = forms.ChoiceField(label=_("开始"))
    ends = forms.ChoiceField(label=_("结束"))

    def __init__(self, *args: Any, calendar: Calendar, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if calendar.rule.mode == VenueRule.Mode.SLOTS:
            del self.fields["begins"], self.fields["ends"]
            self.fields["slot"].choices = [(s, s.replace("-", "–")) for s in calendar.rule.slots]  # type: ignore[attr-defined]
        else:
            del self.fields["slot"]
            times = as_choices(clocks(calendar, days))
            self.fields["begins"].choices = times  # type: ignore[attr-defined]
            self.fields["ends"].choices = times  # type: ignore[attr-defined]

    def times(self) -> tuple[time, time]:
        """The chosen times of day."""
        data = self.cleaned_data
        begins, ends = data["slot"].split("-") if "slot" in data else (data["begins"], data["ends"])
        return time.fromisoformat(begins), time.fromisoformat(ends)

    def period(self) -> Period:
        """The chosen period."""
        begins, ends = self.times()
        return at_clock(self.cleaned_data["day"], begins), at_clock(self.cleaned_data["day"], ends)


class WhoForm(forms.Form):
    """For whom, for what, how many; staff also say how they were asked."""

    who = forms.ChoiceField(label=_("为谁约"))
    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=9999, initial=1)
    purpose = forms.CharField(label=_("做什么用"), max_length=120, help_text=_("如：合唱排练、亲子读书会"))
    channel = forms.ChoiceField(
        label=_("怎样来问的"), choices=[c for c in Channel.choices if c[0] != Channel.ONLINE], initial=Channel.DESK
    )
    key = forms.CharField(max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Choices, staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = list(people)  # type: ignore[attr-defined]
        if not staff:
            del self.fields["channel"]


class BookForm(WhoForm, PeriodForm):
    """One reservation."""

    field_order: Sequence[str] = ("day", "slot", "begins", "ends", "who", "people", "purpose", "channel", "key")


class RepeatForm(WhoForm, PeriodForm):
    """A series: weekdays and weeks from a day until another."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("星期几"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    every_weeks = forms.TypedChoiceField(
        label=_("隔多久"), coerce=int, choices=[(1, _("每周")), (2, _("每两周")), (4, _("每四周"))], initial=1
    )
    last = forms.DateField(label=_("到哪天为止"), widget=date_input())

    field_order: Sequence[str] = (
        *("weekdays", "slot", "begins", "ends", "every_weeks", "day", "last"),
        *("who", "people", "purpose", "channel", "key"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("从哪天起")

    def clean(self) -> dict[str, Any]:
        """The last day isn't before the first."""
        data = super().clean() or {}
        if data.get("day") and data.get("last") and data["last"] < data["day"]:
            self.add_error("last", _("要在开始那天之后。"))
        return data


class LoanForm(PeriodForm):
    """A hall asks for another's venue."""

    for_hall = forms.ChoiceField(label=_("哪个馆要用"))
    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=9999, initial=1)
    purpose = forms.CharField(label=_("做什么用"), max_length=120)
    key = forms.CharField(max_length=36, widget=forms.HiddenInput)

    field_order: Sequence[str] = ("for_hall", "day", "slot", "begins", "ends", "people", "purpose", "key")

    def __init__(self, *args: Any, halls: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["for_hall"].choices = list(halls)  # type: ignore[attr-defined]
