"""Forms of posts, heads and appraisals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanlian.network.venues import Art
from guanlian.staffing.models import Basis, Conclusion, Opinion, StaffMember
from guanlian.web.booking.forms import date_input


class PersonForm(forms.Form):
    """One of the register, or a newcomer by name."""

    member = forms.ChoiceField(label=_("从名册中选"), required=False)
    name = forms.CharField(
        label=_("或填新人姓名"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    speciality = forms.ChoiceField(label=_("专长"), required=False, choices=[("", _("不填")), *Art.choices])

    def __init__(self, *args: Any, members: Iterable[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {each.code: each for each in members}
        choices = [("", _("名册里没有，填新人")), *((c, f"{m.name} · {m.hall.name}") for c, m in self.members.items())]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]
        if not self.members:
            del self.fields["member"]
            self.fields["name"].label, self.fields["name"].required = _("姓名"), True

    def clean(self) -> dict[str, Any]:
        """Exactly one person."""
        found = super().clean() or {}
        chosen, name = found.get("member", ""), found.get("name", "").strip()
        if not chosen and not name and not self.errors:
            self.add_error("name", _("请从名册中选一位，或填新人姓名。"))
        if chosen and name:
            self.add_error("name", _("名册中选了人，这里就不用填。"))
        return found

    def who(self) -> dict[str, Any]:
        """The person, as the use cases take it."""
        data = self.cleaned_data
        return {"member": self.members.get(data.get("member", "")), "name": data["name"],
                "speciality": data["speciality"]}  # fmt: skip


class HireForm(PersonForm):
    """Hiring a village's administrator."""

    since = forms.DateField(label=_("到岗日期"), widget=date_input())
    publicly_funded = forms.BooleanField(label=_("财政补贴"), required=False, initial=True)
    full_time = forms.BooleanField(
        label=_("专职"), required=False, initial=True, help_text=_("标准只计财政补贴的专职管理员。")
    )


class ReplaceForm(PersonForm):
    """Replacing one without a gap."""

    since = forms.DateField(
        label=_("接任日期"), widget=date_input(), help_text=_("现任任职到前一天，接任的从这一天起，中间不空档。")
    )
    why = forms.CharField(label=_("原任离任原因"), max_length=200, help_text=_("如“辞职”“调任”“退休”。"))


class EndForm(forms.Form):
    """Ending a post or an appointment."""

    ends_on = forms.DateField(label=_("从哪天起不再任职"), widget=date_input())
    why = forms.CharField(label=_("原因"), max_length=200)


class ProposeForm(forms.Form):
    """Naming somebody for head."""

    member = forms.ChoiceField(label=_("人选"))
    basis = forms.ChoiceField(label=_("身份"), choices=Basis.choices, widget=forms.RadioSelect)
    grounds = forms.CharField(
        label=_("提名理由"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, members: Iterable[tuple[StaffMember, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(members)
        self.members = {member.code: member for member, _as in found}
        choices = [("", _("请选择")), *((m.code, f"{m.name} · {words}") for m, words in found)]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]


class AdviseForm(forms.Form):
    """The county's opinion."""

    opinion = forms.ChoiceField(label=_("意见"), choices=Opinion.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("意见内容"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不同意的必填。"),
    )  # fmt: skip


class AppointForm(forms.Form):
    """Appointing."""

    since = forms.DateField(label=_("任职从"), widget=date_input())
    last = forms.DateField(
        label=_("任期到"), required=False, widget=date_input(), help_text=_("含当天；没有任期的留空。")
    )
    succeeding = forms.BooleanField(label=_("接任，原任到任职前一天为止"), required=False)
    despite = forms.CharField(
        label=_("仍予聘任的理由"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class WhyForm(forms.Form):
    """Closing a procedure."""

    why = forms.CharField(label=_("原因"), max_length=400)


class AppraisalForm(forms.Form):
    """One hall's appraisal."""

    text = forms.CharField(label=_("考核意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    conclusion = forms.ChoiceField(label=_("结论"), choices=Conclusion.choices, widget=forms.RadioSelect)
