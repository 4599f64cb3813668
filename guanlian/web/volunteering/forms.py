"""Forms of volunteering: signing up, a shift, the hours of one service. Times are Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.community.models import Availability, Shift
from guanlian.community.rules import rules
from guanlian.network.venues import Art
from guanlian.programme.timetable import moment

DAY = {"type": "date"}
CLOCK = {"type": "time"}


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, as the browser's own picker takes it."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


def clock_field(label: Any, **more: Any) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"), **more)


class SignUpForm(forms.Form):
    """Who volunteers, at which hall, with what and when; birthday and consent where the rule needs them."""

    person = forms.ChoiceField(label=gettext_lazy("谁来做志愿者"), widget=forms.RadioSelect)
    hall = forms.ChoiceField(label=gettext_lazy("到哪个馆"), widget=forms.RadioSelect)
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("会什么"), choices=Art.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    availability = forms.MultipleChoiceField(
        label=gettext_lazy("什么时候有空"),
        choices=Availability.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    message = forms.CharField(
        label=gettext_lazy("想说的话"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    born_on = day_field(
        gettext_lazy("出生日期"), required=False, help_text=gettext_lazy("保险和年龄要求用得上；填过的不用再填。")
    )
    guardian = forms.CharField(label=gettext_lazy("监护人姓名"), required=False, max_length=60)
    consent = forms.BooleanField(label=gettext_lazy("我是监护人，同意孩子参加志愿服务。"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], halls: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["hall"].choices = halls  # type: ignore[attr-defined]
        self.fields["guardian"].help_text = (
            _("不满 %s 周岁的由监护人填写并勾选下面一项。") % (rules()["volunteers"]["consent_until"])
        )

    @property
    def guardian_given(self) -> str:
        """Who consents: the name, where the box is ticked too."""
        return self.cleaned_data["guardian"] if self.cleaned_data["consent"] else ""


class ShiftForm(forms.Form):
    """One shift of an activity."""

    task = forms.CharField(
        label=gettext_lazy("做什么"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("如：引导观众入场、帮老人找座位")}),
    )
    day = day_field(gettext_lazy("日期"))
    begins = clock_field(gettext_lazy("开始"))
    ends = clock_field(gettext_lazy("结束"))
    wanted = forms.IntegerField(label=gettext_lazy("需要几人"), min_value=1, max_value=500)
    min_age = forms.IntegerField(label=gettext_lazy("最小年龄"), min_value=1, max_value=99, required=False)
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("需要的特长"), choices=Art.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    needs_insurance = forms.BooleanField(label=gettext_lazy("须有保险（没有保险的不能安排）"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both ends, aware."""
        data = super().clean() or {}
        if {"day", "begins", "ends"} <= data.keys():
            data["starts_at"], data["ends_at"] = moment(data["day"], data["begins"]), moment(data["day"], data["ends"])
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the use case takes."""
        names = ("task", "starts_at", "ends_at", "wanted", "min_age", "skills", "needs_insurance")
        return {name: self.cleaned_data[name] for name in names}


def as_initial(shift: Shift) -> dict[str, Any]:
    """The form's values of a shift."""
    starts, ends = localtime(shift.starts_at), localtime(shift.ends_at)
    return {
        "task": shift.task,
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "wanted": shift.wanted,
        "min_age": shift.min_age,
        "skills": shift.skills,
        "needs_insurance": shift.needs_insurance,
    }


class HoursForm(forms.Form):
    """From when until when somebody served on the shift's day; empty: the whole shift. A correction says why."""

    came_from = clock_field(gettext_lazy("到岗"), required=False)
    came_to = clock_field(gettext_lazy("离岗"), required=False)
    why = forms.CharField(required=False, max_length=200)

    def moments(self, day: date) -> tuple[datetime | None, datetime | None]:
        """Both ends on the day; None where nothing was written."""
        first, last = self.cleaned_data["came_from"], self.cleaned_data["came_to"]
        return (moment(day, first) if first else None, moment(day, last) if last else None)


class InsuredForm(forms.Form):
    """Until which day the hall has insured somebody."""

    until = day_field(gettext_lazy("保到哪天（含）"), required=False)


class DecideForm(forms.Form):
    """Whether the hall takes somebody; the reason where it doesn't."""

    same_as = forms.ChoiceField(label=gettext_lazy("在册的同名志愿者"), required=False, widget=forms.RadioSelect)
    why = forms.CharField(label=gettext_lazy("不接收的原因（本人会看到）"), required=False, max_length=200)

    def __init__(self, *args: Any, known: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            self.fields["same_as"].choices = [*known, ("", _("不是同一个人，新登记"))]  # type: ignore[attr-defined]
        else:
            del self.fields["same_as"]
