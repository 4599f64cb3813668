"""Forms of the programme: an activity in one short form, its admission, a rhythm of lessons, one lesson, a move."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from guanlian.community.models import Troupe
from guanlian.network.models import Hall, Venue
from guanlian.network.opening import Weekday
from guanlian.programme.models import Activity, Admission, Audience, Brand, Feature, Kind, Policy
from guanlian.programme.timetable import MOST_LESSONS, Rhythm, moment

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


class WhenForm(forms.Form):
    """When and where."""

    day = day_field(lazy("日期"))
    begins = clock_field(lazy("开始"))
    ends = clock_field(lazy("结束"))
    last_day = day_field(lazy("最后一天"), required=False, help_text=lazy("展览等连着多天的才填"))
    venue = forms.ChoiceField(label=lazy("场地"), required=False)
    place_note = forms.CharField(label=lazy("别处的地点"), max_length=120, required=False)

    def __init__(self, *args: Any, venues: list[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["venue"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("不在馆内场地")), *((v.code, _venue_words(v)) for v in venues)]
        self.venues = {v.code: v for v in venues}

    def clean(self) -> dict[str, Any]:
        """Both ends, aware; the last day not before the first."""
        data = super().clean() or {}
        if {"day", "begins", "ends"} <= data.keys():
            last = data.get("last_day") or data["day"]
            data["starts_at"], data["ends_at"] = moment(data["day"], data["begins"]), moment(last, data["ends"])
            if data["ends_at"] <= data["starts_at"]:
                self.add_error("last_day" if data.get("last_day") else "ends", _("结束须晚于开始。"))
        return data

    @property
    def venue_chosen(self) -> Venue | None:
        """The venue that was chosen."""
        return self.venues.get(self.cleaned_data.get("venue", ""))


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


class AdmissionForm(forms.Form):
    """How people get in."""

    policy = forms.ChoiceField(
        label=lazy("怎么参加"), choices=Policy.choices, widget=forms.RadioSelect, initial=Policy.WALK_IN
    )
    places = forms.IntegerField(label=lazy("名额"), required=False, min_value=1, max_value=100_000)
    opens_at = moment_field(lazy("报名开始"), help_text=lazy("留空表示发布后就开始"))
    closes_at = moment_field(lazy("报名截止"), help_text=lazy("留空表示开始时截止；摇号为开始前一天"))
    reserved = forms.IntegerField(label=lazy("留给到馆和电话的名额"), required=False, min_value=0, initial=0)
    reserve_until = moment_field(lazy("保留到"))
    waiting_list = forms.BooleanField(label=lazy("满员后可候补"), required=False, initial=True)
    offer_hours = forms.IntegerField(label=lazy("候补名额保留（小时）"), min_value=1, max_value=168, initial=24)
    group_most = forms.IntegerField(label=lazy("一起报名最多（人）"), min_value=1, max_value=20, initial=4)
    household_most = forms.IntegerField(label=lazy("每户最多（人）"), required=False, min_value=1, max_value=20)
    age_min = forms.IntegerField(label=lazy("最小年龄"), required=False, min_value=0, max_value=120)
    age_max = forms.IntegerField(label=lazy("最大年龄"), required=False, min_value=0, max_value=120)
    residents_of = forms.ChoiceField(label=lazy("限居住在"), required=False)
    question = forms.CharField(
        label=lazy("报名时问一句"), required=False, max_length=120, help_text=lazy("审核录取时用，如：学过几年？")
    )

    FIRST = ("places", "opens_at", "closes_at")
    MORE = (
        *("reserved", "reserve_until", "waiting_list", "offer_hours", "group_most", "household_most"),
        *("age_min", "age_max", "residents_of", "question"),
    )

    def __init__(self, *args: Any, above: list[Hall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["residents_of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("不限居住地")), *((hall.code, hall.area_name) for hall in above)]
        self.above = {hall.code: hall for hall in above}
        for name in ("offer_hours", "group_most", "reserved"):
            self.fields[name].required = False

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that most need."""
        return [self[name] for name in self.FIRST]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The others."""
        return [self[name] for name in self.MORE]

    @property
    def more_open(self) -> bool:
        """Whether the folded part must be seen: something is wrong there."""
        return any(name in self.errors for name in self.MORE)

    def terms(self) -> dict[str, Any]:
        """The rules of admission, as `admitting.set_terms` takes them."""
        data = dict(self.cleaned_data)
        for name, usual in (("offer_hours", 24), ("group_most", 4), ("reserved", 0)):
            data[name] = usual if data[name] is None else data[name]
        data["residents_of"] = self.above.get(data["residents_of"])
        return data


def terms_of(admission: Admission | None) -> dict[str, Any]:
    """The initial values of AdmissionForm."""
    if admission is None:
        return {}
    names = (*("policy", "places", "opens_at", "closes_at"), *AdmissionForm.MORE)
    given = {name: getattr(admission, name) for name in names}
    given["residents_of"] = admission.residents_of.code if admission.residents_of else ""
    return given


class RhythmForm(forms.Form):
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

    def __init__(self, *args: Any, venues: list[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["venue"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("不在馆内场地")), *((v.code, _venue_words(v)) for v in venues)]
        self.venues = {v.code: v for v in venues}

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

    @property
    def venue_chosen(self) -> Venue | None:
        """The venue of the lessons."""
        return self.venues.get(self.cleaned_data.get("venue", ""))


class LessonForm(WhenForm):
    """One lesson: when, where, and why it changes."""

    why = forms.CharField(label=lazy("原因"), max_length=200, required=False, help_text=lazy("会写在给每一户的通知里"))
    field_order = ("day", "begins", "ends", "venue", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["last_day"], self.fields["place_note"]


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
