"""Forms of an activity: what it is in one short form, when and where, a move, who reviews. Times are Asia/Shanghai."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from guanlian.community.models import Troupe
from guanlian.network.models import Hall, Venue
from guanlian.programme.models import Activity, Audience, Brand, Feature, Kind
from guanlian.programme.timetable import moment

DAY = {"type": "date"}
CLOCK = {"type": "time"}


def day_field(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


def clock_field(label: Any, **more: Any) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"), **more)


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    """A moment by the clock of Asia/Shanghai."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **more
    )


class ChoosesVenue(forms.Form):
    """A form with a field `venue`: one of those given, or none."""

    def __init__(self, *args: Any, venues: list[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["venue"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("不在馆内场地")), *((v.code, _venue_words(v)) for v in venues)]
        self.venues = {v.code: v for v in venues}

    @property
    def venue_chosen(self) -> Venue | None:
        """The venue that was chosen; None: none of the hall."""
        return self.venues.get(self.cleaned_data.get("venue", ""))


class WhenForm(ChoosesVenue):
    """When and where."""

    day = day_field(lazy("日期"))
    begins = clock_field(lazy("开始"))
    ends = clock_field(lazy("结束"))
    last_day = day_field(lazy("最后一天"), required=False, help_text=lazy("展览等连着多天的才填"))
    venue = forms.ChoiceField(label=lazy("场地"), required=False)
    place_note = forms.CharField(label=lazy("别处的地点"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Both ends, aware; the last day not before the first."""
        data = super().clean() or {}
        if {"day", "begins", "ends"} <= data.keys():
            last = data.get("last_day") or data["day"]
            data["starts_at"], data["ends_at"] = moment(data["day"], data["begins"]), moment(last, data["ends"])
            if data["ends_at"] <= data["starts_at"]:
                self.add_error("last_day" if data.get("last_day") else "ends", _("结束须晚于开始。"))
        return data


def _venue_words(venue: Venue) -> str:
    return _("%(name)s（%(n)s 人）") % {"name": venue.name, "n": venue.capacity} if venue.capacity else venue.name


def when_of(activity: Activity) -> dict[str, Any]:
    """The initial values of WhenForm."""
    starts, ends = localtime(activity.starts_at), localtime(activity.ends_at)
    return {
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "last_day": ends.date() if ends.date() != starts.date() else None,
        "venue": activity.venue.code if activity.venue else "",
        "place_note": activity.place_note,
    }


class ActivityForm(WhenForm):
    """One activity: what, when, where; the rest is folded."""

    title = forms.CharField(label=lazy("名称"), max_length=120)
    kind = forms.ChoiceField(label=lazy("种类"), choices=Kind.choices)
    summary = forms.CharField(
        label=lazy("简介"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    audiences = forms.MultipleChoiceField(
        label=lazy("面向"), required=False, choices=Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    features = forms.MultipleChoiceField(
        label=lazy("性质"), required=False, choices=Feature.choices, widget=forms.CheckboxSelectMultiple
    )
    brand = forms.ChoiceField(label=lazy("品牌"), required=False)
    troupes = forms.MultipleChoiceField(label=lazy("演出团队"), required=False, widget=forms.CheckboxSelectMultiple)
    exhibition_line_m = forms.DecimalField(
        label=lazy("展线长度（米）"), required=False, max_digits=7, decimal_places=1, min_value=0
    )
    free = forms.BooleanField(label=lazy("免费"), required=False, initial=True)

    MORE = ("last_day", "summary", "audiences", "brand", "troupes", "features", "exhibition_line_m", "free")

    def __init__(self, *args: Any, hall: Hall, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = Brand.objects.standing().within([hall.pk]).order_by("name").values_list("code", "name")
        troupes = Troupe.objects.standing().within([hall.pk]).order_by("name").values_list("code", "name")
        for name, blank, found in (("brand", [("", "—")], brands), ("troupes", [], troupes)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*blank, *found]
        if fixed:  # what is public changes with a reason, on its own page
            for name in ("day", "begins", "ends", "last_day", "venue", "place_note"):
                del self.fields[name]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The folded fields."""
        return [self[name] for name in self.MORE if name in self.fields and not self._empty(name)]

    def _empty(self, name: str) -> bool:
        """Whether there is nothing to choose from."""
        field = self.fields[name]
        return isinstance(field, forms.MultipleChoiceField) and not list(field.widget.choices)

    @property
    def more_open(self) -> bool:
        """Whether the folded part must be seen: something is wrong there."""
        return any(name in self.errors for name in self.MORE)

    def values(self) -> dict[str, Any]:
        """Canonical values of the register."""
        data = self.cleaned_data
        given: dict[str, Any] = {name: data[name] for name in ("title", "kind", "summary", "free")}
        given["audiences"], given["features"] = tuple(data["audiences"]), tuple(data["features"])
        given["brand"], given["troupes"] = data["brand"] or None, tuple(sorted(data["troupes"]))
        line = data["exhibition_line_m"] if data["kind"] == Kind.EXHIBITION else None
        given["exhibition_line_m"] = line
        if "starts_at" in data:
            given["starts_at"], given["ends_at"] = _wall(data["starts_at"]), _wall(data["ends_at"])
            given["venue"], given["place_note"] = data["venue"] or None, data["place_note"]
        return given


def _wall(at: datetime) -> datetime:
    return localtime(at).replace(tzinfo=None)


def activity_of(activity: Activity) -> dict[str, Any]:
    """The initial values of ActivityForm."""
    return when_of(activity) | {
        "title": activity.title,
        "kind": activity.kind,
        "summary": activity.summary,
        "audiences": activity.audiences,
        "features": activity.features,
        "brand": activity.brand.code if activity.brand else "",
        "troupes": list(activity.troupes(manager="unscoped").values_list("code", flat=True)),
        "exhibition_line_m": activity.exhibition_line_m,
        "free": activity.free,
    }


class MoveForm(WhenForm):
    """Another time or place of what is public."""

    why = forms.CharField(label=lazy("原因"), max_length=200, help_text=lazy("会写在给每一户的通知里"))
    field_order = ("day", "begins", "ends", "last_day", "venue", "place_note", "why")

    def __init__(self, *args: Any, course: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if course:  # a course is moved lesson by lesson; its place can change as a whole
            for name in ("day", "begins", "ends", "last_day"):
                del self.fields[name]


class ReviewRuleForm(forms.Form):
    """From when a hall's activities are reviewed."""

    hall = forms.ChoiceField(label=lazy("馆"))
    since = day_field(lazy("执行日期"))
    below = forms.BooleanField(label=lazy("下级馆的活动也要审核"), required=False)

    def __init__(self, *args: Any, halls: list[Hall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hall"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(hall.code, hall.name) for hall in halls]
