"""Forms of the network's changes and of a week of opening hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanlian.network.directory import Directory, Entry
from guanlian.network.halls import Hall, Tier
from guanlian.network.opening import Weekday
from guanlian.network.restructuring import RANKS, NewHall

SLOTS = 2  # times a day


class Since(forms.Form):
    """From which day, by which decision."""

    on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("文件名或文号"))


class ToHall(Since):
    """The change names another hall: by its code, from a list."""

    other = forms.ChoiceField(label=_("哪个馆"))

    field_order: Sequence[str] = ("other", "on", "basis")

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = self.fields["other"]
        assert isinstance(other, forms.ChoiceField)
        other.choices = [("", "—"), *choices]
        other.label = label


class Opening(Since):
    """A new hall."""

    code = forms.RegexField(
        label=_("馆代码"), regex=r"^\d{6,12}$", help_text=_("行政区划代码，6 至 12 位数字"),
        error_messages={"invalid": _("代码是 6 至 12 位数字。")},
    )  # fmt: skip
    name = forms.CharField(label=_("馆名"), max_length=80)
    area_name = forms.CharField(label=_("所在地"), max_length=60)
    place_kind = forms.ChoiceField(label=_("设施"), choices=Hall.Place.choices)

    field_order: Sequence[str] = ("code", "name", "area_name", "place_kind", "on", "basis")

    def new_hall(self) -> NewHall:
        """The hall that was described."""
        data = self.cleaned_data
        return NewHall(data["code"], data["name"], data["area_name"], data["place_kind"])


class Splitting(Opening):
    """A new hall split off another, with some of the halls below it."""

    moving = forms.MultipleChoiceField(label=_("划给新馆的下级馆"), required=False, widget=forms.CheckboxSelectMultiple)

    field_order: Sequence[str] = ("code", "name", "area_name", "place_kind", "moving", "on", "basis")

    def __init__(self, *args: Any, below: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moving = self.fields["moving"]
        assert isinstance(moving, forms.MultipleChoiceField)
        moving.choices = list(below)
        if not moving.choices:
            del self.fields["moving"]


class Hours(forms.Form):
    """A week: up to two times a day, from a day on."""

    since = forms.DateField(label=_("从哪天起执行"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in range(7):
            for slot in range(SLOTS):
                for end, label in (("opens", _("开门")), ("closes", _("关门"))):
                    self.fields[f"{end}_{weekday}_{slot}"] = forms.TimeField(
                        label=label,
                        required=False,
                        widget=forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M"),
                    )

    def clean(self) -> dict[str, Any]:
        """Both ends of a time, or neither."""
        data = super().clean() or {}
        for weekday in range(7):
            for slot in range(SLOTS):
                ends = data.get(f"opens_{weekday}_{slot}"), data.get(f"closes_{weekday}_{slot}")
                if (ends[0] is None) != (ends[1] is None):
                    name = f"closes_{weekday}_{slot}" if ends[0] else f"opens_{weekday}_{slot}"
                    day = Weekday(weekday).label
                    self.add_error(name, _("%(day)s的开门和关门要一起填。") % {"day": day})
        return data

    def week(self) -> dict[int, list[tuple[time, time]]]:
        """The times that were filled in, by weekday."""
        data = self.cleaned_data
        return {
            weekday: [
                (data[f"opens_{weekday}_{slot}"], data[f"closes_{weekday}_{slot}"])
                for slot in range(SLOTS)
                if data[f"opens_{weekday}_{slot}"]
            ]
            for weekday in range(7)
        }

    def rows(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """The fields as a table: a weekday, its times."""
        return [
            (
                str(Weekday(weekday).label),
                [(self[f"opens_{weekday}_{slot}"], self[f"closes_{weekday}_{slot}"]) for slot in range(SLOTS)],
            )
            for weekday in range(7)
        ]


def same_tier(directory: Directory, hall: Entry) -> list[tuple[str, str]]:
    """Halls into which `hall` can be merged: of its tier and county, its siblings first."""
    county = directory.above(hall.id, Tier.MAIN)
    around = directory.under(county.id) if county else directory.entries.values()
    found = [e for e in around if e.tier == hall.tier and e.id != hall.id]
    if hall.tier == Tier.MAIN:
        found = [e for e in directory.of_tier(Tier.MAIN) if e.id != hall.id]
    found.sort(key=lambda e: (e.parent_id != hall.parent_id, e.code))
    return [(e.code, f"{e.name}（{e.code}）") for e in found]


def above(directory: Directory, hall: Entry) -> list[tuple[str, str]]:
    """Halls under which `hall` can stand: those of the tier of its parent, all of the network."""
    parent = directory.entries.get(hall.parent_id or 0)
    tier = parent.tier if parent else None
    found = [e for e in directory.entries.values() if e.tier == tier and e.id != hall.parent_id]
    return [(e.code, e.name) for e in found]


def tier_below(tier: str) -> str | None:
    """The tier just below; None below the lowest."""
    rank = RANKS[Tier(tier)] + 1
    return Tier.values[rank] if rank < len(Tier.values) else None


def tomorrow(today: date) -> date:
    """The first day that changes nothing of what has happened."""
    return today + timedelta(days=1)
