"""The forms of a course's lessons: a rhythm that lays them out, and one lesson. Times are Asia/Shanghai."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from guanlian.network.opening import Weekday
from guanlian.programme.models import Activity
from guanlian.programme.timetable import MOST_LESSONS, Rhythm
from guanlian.web.authoring.forms import ChoosesVenue, WhenForm, clock_field, day_field


class RhythmForm(ChoosesVenue):
    """Lessons by a rule."""

    first = day_field(lazy("从哪天起"))
    weekdays = forms.TypedMultipleChoiceField(
        label=lazy("星期"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    begins = clock_field(lazy("开始"))
    ends = clock_field(lazy("结束"))
    number = forms.IntegerField(label=lazy("一共几次"), min_value=1, max_value=MOST_LESSONS)
    skip = forms.BooleanField(label=lazy("跳过节假日和闭馆日"), required=False, initial=True)
    venue = forms.ChoiceField(label=lazy("场地"), required=False)

    def clean(self) -> dict[str, Any]:
        """The end after the beginning."""
        data = super().clean() or {}
        if data.get("begins") and data.get("ends") and data["ends"] <= data["begins"]:
            self.add_error("ends", _("结束须晚于开始。"))
        return data

    def rhythm(self) -> Rhythm:
        """The rule that was given."""
        data = self.cleaned_data
        return Rhythm(
            data["first"], tuple(data["weekdays"]), data["begins"], data["ends"], data["number"], data["skip"]
        )


class LessonForm(WhenForm):
    """One lesson: when, where, and why it changes."""

    why = forms.CharField(label=lazy("原因"), max_length=200, required=False, help_text=lazy("会写在给每一户的通知里"))
    field_order = ("day", "begins", "ends", "venue", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["last_day"], self.fields["place_note"]


def first_lesson(activity: Activity) -> dict[str, Any]:
    """What a rhythm starts from: the activity's own day, hours and venue."""
    starts, ends = localtime(activity.starts_at), localtime(activity.ends_at)
    if ends.time() <= starts.time():
        ends = starts + timedelta(minutes=90)
    return {
        "first": starts.date(),
        "weekdays": [starts.weekday()],
        "begins": starts.time(),
        "ends": ends.time(),
        "number": max(activity.lessons, 1),
        "skip": True,
        "venue": activity.venue.code if activity.venue else "",
    }


def next_week(last: date) -> date:
    """The day a week after the last lesson, where a further one begins unless said otherwise."""
    return last + timedelta(weeks=1)
