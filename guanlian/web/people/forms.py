"""The forms of people: household, guests, name, mail; and the choice of where somebody lives."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from guanlian.accounts.forms import PhoneField
from guanlian.accounts.households import ConsentMissing, needs_consent
from guanlian.accounts.members import FAMILY
from guanlian.accounts.models import Person, Relation, User
from guanlian.network.directory import Directory, directory_on
from guanlian.network.halls import Hall, Tier

MOST_PLACES = 8  # places offered for one name
TIERS = {Tier.MAIN, Tier.BRANCH, Tier.SUBBRANCH}


def place_words(hall_id: int, directory: Directory) -> str:
    """Where a hall's area lies: county, town, village."""
    return " ".join(entry.area for entry in directory.path(hall_id) if entry.tier in TIERS)


class PersonForm(forms.Form):
    """What is known of somebody who takes part. `place` is searched in the city's divisions; where several match, the
    form comes back with them to choose from. Consent is asked for where the birthday asks for it."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    born_on = forms.DateField(
        label=_("出生日期"),
        required=False,
        help_text=_("有年龄要求的活动才用到。"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": "1900-01-01"}),
    )
    place = forms.CharField(
        label=_("住在哪个镇、街道或村、社区"),
        required=False,
        max_length=40,
        help_text=_("只限本地居民的活动才用到，写到村或镇即可，如“新丰镇”“竹林村”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    guardian = forms.CharField(label=_("监护人姓名"), required=False, max_length=60)
    consent = forms.BooleanField(
        label=_("我是孩子的父母或其他监护人，同意文化馆为报名和参加活动使用以上信息。"),
        required=False,
        help_text=_("孩子不满14周岁时须勾选，随时可以在这里修改或移出。"),
    )
    asks_consent = True

    def __init__(
        self,
        data: Any = None,
        *,
        person: Person | None = None,
        child: bool = False,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.person, self.today = person, localdate()
        self.directory = directory_on(self.today)
        known = self._known(person) if person is not None else {}
        super().__init__(data, initial=known | (initial or {}))
        self.lives_at: Hall | None = None
        self.fields["born_on"].widget.attrs["max"] = self.today.isoformat()
        agreed = person is not None and person.consent_at is not None
        self.asks_consent = not agreed and (child or self._is_child())
        if not self.asks_consent:
            del self.fields["guardian"], self.fields["consent"]
        elif self._is_child():
            self.fields["guardian"].required = self.fields["consent"].required = True
            missing = str(ConsentMissing(self.data.get("name", "")))
            self.fields["consent"].error_messages["required"] = missing
        self._offer_places()

    def _known(self, person: Person) -> dict[str, Any]:
        place = place_words(person.lives_at_id, self.directory) if person.lives_at_id else ""
        return {"name": person.name, "born_on": person.born_on, "place": place, "phone": person.phone}

    def _is_child(self) -> bool:
        try:
            born_on = date.fromisoformat(self.data.get("born_on", "")) if self.is_bound else None
        except ValueError:
            born_on = None
        return needs_consent(born_on, self.today)

    def _offer_places(self) -> None:
        """Where the words typed fit several places: a choice below the field."""
        self.matches = self._matching(self.data.get("place", "")) if self.is_bound else []
        if len(self.matches) > 1:
            choices = [(entry.code, place_words(entry.id, self.directory)) for entry in self.matches[:MOST_PLACES]]
            chosen = forms.ChoiceField(
                label=_("是其中哪一处？"),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("同名或相近的有几处，请选一处；都不是，请写得更全。")},
            )
            order = list(self.fields)
            self.fields["place_code"] = chosen
            order.insert(order.index("place") + 1, "place_code")
            self.order_fields(order)

    def _matching(self, text: str) -> list[Any]:
        text = " ".join(text.split())
        if not text:
            return []
        among = {key for key, entry in self.directory.entries.items() if entry.tier in TIERS}
        exact = [key for key in among if place_words(key, self.directory) == text]
        if exact:
            return [self.directory.entries[exact[0]]]
        found = self.directory.matching(text, among)
        named = [entry for entry in found if text in (entry.area, entry.name)]
        return named if len(named) == 1 else found

    def clean(self) -> dict[str, Any]:
        """Find the place; see that a child's consent has a name."""
        cleaned = super().clean() or {}
        text = cleaned.get("place", "")
        if text and not self.matches:
            self.add_error("place", _("没有找到这个地方。请写镇、街道或村、社区的名字。"))
        elif len(self.matches) == 1:
            self.lives_at = Hall.objects.get(pk=self.matches[0].id)
        elif code := cleaned.get("place_code"):
            self.lives_at = Hall.objects.get(code=code)
        if self.asks_consent and cleaned.get("consent") and not cleaned.get("guardian"):
            self.add_error("guardian", _("请写上同意的监护人是谁。"))
        return cleaned

    @property
    def guardian_given(self) -> str:
        """Who consented; empty where nobody did."""
        return self.cleaned_data.get("guardian", "") if self.cleaned_data.get("consent") else ""


class MemberForm(PersonForm):
    """A member of the household; `relation` is asked for besides."""

    relation = forms.ChoiceField(label=_("是您的"), choices=[(each.value, each.label) for each in FAMILY])
    field_order = ["relation", "name", "born_on", "place", "place_code", "guardian", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.person is not None and self.person.relation == Relation.SELF:
            del self.fields["relation"]
            self.fields["name"].label = _("您的姓名")

    def _known(self, person: Person) -> dict[str, Any]:
        return super()._known(person) | {"relation": person.relation}


class GuestForm(PersonForm):
    """Somebody without an account, entered by a hall's staff."""

    phone = PhoneField(required=False, help_text=_("没有手机可以不填；有事请馆里当面或托人转告。"))
    field_order = ["hall", "name", "phone", "born_on", "place", "place_code", "guardian", "consent"]

    def __init__(self, *args: Any, halls: list[Hall] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.halls = {hall.code: hall for hall in halls or []}
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        if self.asks_consent:
            self.fields["consent"].label = _("监护人在场（或在电话里）同意文化馆为报名和参加活动使用以上信息。")
        if len(self.halls) > 1:
            self.fields["hall"] = forms.ChoiceField(
                label=_("登记在"), choices=[(hall.code, hall.name) for hall in self.halls.values()]
            )
            self.order_fields(self.field_order)

    @property
    def hall(self) -> Hall:
        """The hall that enters the guest."""
        code = self.cleaned_data.get("hall", "")
        return self.halls[code] if code else next(iter(self.halls.values()))


class NameForm(forms.ModelForm):
    """What a person wants to be called."""

    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": _("怎样称呼您")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class MailForm(forms.Form):
    """A mail address; empty takes it away."""

    email = forms.EmailField(
        label=_("邮箱"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
