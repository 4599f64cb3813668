"""Forms of outside organisations: the application, an offer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.accounts.forms import PhoneField
from guanlian.community import credit_codes
from guanlian.community.models import Offer, Provider
from guanlian.community.providing import BadCreditCode
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier


class ApplyForm(forms.Form):
    """Which organisation asks which main hall; `contact_phone` becomes E.164."""

    name = forms.CharField(
        label=gettext_lazy("单位名称"), max_length=80, help_text=gettext_lazy("与营业执照或登记证书一致。")
    )
    kind = forms.ChoiceField(label=gettext_lazy("性质"), choices=Provider.Kind.choices)
    credit_code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=24,
        help_text=gettext_lazy("18 位，在营业执照或登记证书上。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    licence = forms.CharField(
        label=gettext_lazy("许可证号"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("如营业性演出许可证号。原件由馆里当面核对。"),
    )
    hall = forms.ChoiceField(label=gettext_lazy("向哪个馆申请"))
    contact_name = forms.CharField(label=gettext_lazy("联系人"), max_length=40)
    contact_phone = PhoneField(label=gettext_lazy("联系人手机"), help_text=gettext_lazy("加密保存，只给受理的馆看。"))
    introduction = forms.CharField(
        label=gettext_lazy("简介"),
        max_length=1000,
        help_text=gettext_lazy("做过什么、能提供什么，几句话就行。批准后公开。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, halls: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hall"].choices = halls  # type: ignore[attr-defined]

    def clean_credit_code(self) -> str:
        """The code as it is kept."""
        code = credit_codes.normalise(self.cleaned_data["credit_code"])
        if not credit_codes.is_valid(code):
            raise forms.ValidationError(str(BadCreditCode()))
        return code


class DescribeForm(forms.Form):
    """What an organisation changes of its entry itself."""

    introduction = forms.CharField(
        label=gettext_lazy("简介"),
        max_length=1000,
        help_text=gettext_lazy("公开。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact_name = forms.CharField(label=gettext_lazy("联系人"), max_length=40)
    contact_phone = PhoneField(label=gettext_lazy("联系人手机"), help_text=gettext_lazy("加密保存，只给受理的馆看。"))


class MemberForm(forms.Form):
    """Who else acts for the organisation, by the whole number of their account."""

    phone = PhoneField(label=gettext_lazy("经办人手机号"))


class OfferForm(forms.Form):
    """What an organisation would bring."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=Offer.Kind.choices)
    description = forms.CharField(label=gettext_lazy("内容"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    minutes = forms.IntegerField(label=gettext_lazy("时长（分钟）"), min_value=1, max_value=1440)
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("面向"), choices=Offer.Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.CharField(
        label=gettext_lazy("场地要求"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("如：舞台 6 米宽、有投影")}),
    )
    price_note = forms.CharField(
        label=gettext_lazy("费用说明"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("群众看演出、上课都不收费；这里写单位之间怎样结算，如“公益演出，不收费”。"),
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("可以去哪些地方"),
        required=False,
        help_text=gettext_lazy("不选就是全市。"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = areas  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the use case takes, areas aside."""
        return {name: value for name, value in self.cleaned_data.items() if name != "areas"}


def as_initial(offer: Offer) -> dict[str, Any]:
    """The form's values of an offer."""
    named = ("title", "kind", "description", "minutes", "audiences", "needs", "price_note")
    return {name: getattr(offer, name) for name in named} | {"areas": [hall.code for hall in offer.areas.all()]}


def receiving(on: Any) -> list[tuple[str, str]]:
    """The halls that take applications: the main halls, then the central hall."""
    directory = directory_on(on)
    return [(each.code, each.name) for each in [*directory.of_tier(Tier.MAIN), *directory.of_tier(Tier.CENTRAL)]]


def areas(on: Any) -> list[tuple[str, str]]:
    """The counties, by their main halls."""
    return [(each.code, each.area) for each in directory_on(on).of_tier(Tier.MAIN)]


def halls_called(codes: list[str]) -> list[Hall]:
    """The halls with these codes."""
    return list(Hall.objects.filter(code__in=codes))


def audiences_words(values: list[str]) -> str:
    """Whom an offer is for, in words."""
    return _("、").join(str(Offer.Audience(value).label) for value in values)
