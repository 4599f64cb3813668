"""Forms of needs, proposals and terms. Days are asked as the first and the last day in post, both included."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanlian.network.halls import Hall
from guanlian.network.venues import Art
from guanlian.staffing.models import Need, Proposal, StaffMember


def day(label: Any, **more: Any) -> forms.DateField:
    """A field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def text(label: Any, **more: Any) -> forms.CharField:
    """A field for some sentences."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), **more)


class NeedForm(forms.Form):
    """Whom a branch would like, or that it would like to send somebody up, and why."""

    direction = forms.ChoiceField(
        label=_("需要什么"),
        choices=[("down", _("请总馆下派一名文化员")), ("up", _("想派本馆的人上挂学习"))],
        initial="down",
        widget=forms.RadioSelect,
    )
    speciality = forms.ChoiceField(label=_("专长"), choices=[("", _("都可以")), *Art.choices], required=False)
    wanted_from = day(_("希望从哪天起"))
    why = text(
        _("理由"),
        max_length=Need._meta.get_field("why").max_length,
        help_text=_("比如：镇上排舞队多，缺辅导；原下派员任期将满。"),
    )


class TermForm(forms.Form):
    """The term and the task of somebody proposed."""

    first = day(_("到岗日"))
    last = day(_("任期最后一天"))
    purpose = forms.CharField(
        label=_("任务"),
        max_length=Proposal._meta.get_field("purpose").max_length,
        help_text=_("比如：驻点辅导、活动策划与联络。"),
    )
    liaison = forms.BooleanField(label=_("兼任分馆联络员"), required=False, initial=True)


class UpForm(TermForm):
    """Who is sent up, where to, for how long and what for."""

    liaison = None  # type: ignore[assignment]
    member = forms.ModelChoiceField(label=_("派谁去"), queryset=StaffMember.unscoped.none(), to_field_name="code")
    to_hall = forms.ModelChoiceField(label=_("到哪个馆"), queryset=Hall.objects.none(), to_field_name="code")
    field_order = ["member", "to_hall", "first", "last", "purpose"]

    def __init__(self, *args: Any, members: Any, halls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["member"]
        where: Any = self.fields["to_hall"]
        who.queryset, where.queryset = members, halls
        who.label_from_instance = lambda member: f"{member.name} · {member.hall.name}"
        where.label_from_instance = lambda hall: hall.name


class DeclineForm(forms.Form):
    """Why not."""

    why = text(_("不同意的原因"), max_length=300, help_text=_("提名的人和本人会看到。"))


class PostForm(forms.Form):
    """When the person really came."""

    first = day(_("实际到岗日"), help_text=_("与计划不同时改这里；从这天起计入“每个分馆 1 名下派员”。"))


class RenewForm(forms.Form):
    """Longer at the same branch."""

    last = day(_("新的最后一天"))
    text = text(_("说明"), max_length=2000)


class EndForm(forms.Form):
    """Over, as planned or earlier."""

    last = day(_("在岗最后一天"))
    text = text(_("原因和交接"), max_length=2000)


class ReportForm(EndForm):
    """Over, with the final report of what was learnt."""

    text = text(_("总结报告"), max_length=2000, help_text=_("做了什么、学到什么、带回什么；没有总结不能结束。"))


class MoveForm(forms.Form):
    """On to another branch of the county."""

    to_hall = forms.ModelChoiceField(label=_("转到哪个分馆"), queryset=Hall.objects.none(), to_field_name="code")
    first = day(_("到新分馆的日子"), help_text=_("现在的任期到前一天为止。"))
    last = day(_("新任期最后一天"))
    purpose = forms.CharField(label=_("任务"), max_length=200)
    text = text(_("说明"), max_length=2000)

    def __init__(self, *args: Any, halls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["to_hall"]
        where.queryset = halls
        where.label_from_instance = lambda hall: hall.name
