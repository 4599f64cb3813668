"""The form of how people take part in an activity: policy, places, times, limits. Times are Asia/Shanghai."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from guanlian.network.models import Hall
from guanlian.programme.models import Admission, Policy
from guanlian.web.authoring.forms import moment_field


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
