"""Entering somebody at the desk or on the telephone: a household that the desk found, or a guest by name."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from guanlian.accounts import phones
from guanlian.accounts.models import Person
from guanlian.programme import choosing, refusals
from guanlian.programme.admission import Channel
from guanlian.programme.models import Activity

STAFF_CHANNELS = [(Channel.DESK.value, Channel.DESK.label), (Channel.PHONE.value, Channel.PHONE.label)]


class GuestForm(forms.Form):
    """Somebody without an account: a name suffices; a telephone lets the hall tell them of a place."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(
        label=_("手机号"), max_length=20, required=False, help_text=_("没有可留空，有消息由馆里转告")
    )
    born_on = forms.DateField(
        label=_("出生日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("有年龄要求或为孩子报名时填"),
    )
    guardian = forms.CharField(
        label=_("同意的监护人"), max_length=60, required=False, help_text=_("不满 14 周岁时填监护人姓名")
    )

    def clean_phone(self) -> str:
        """As it is kept."""
        typed: str = self.cleaned_data["phone"]
        try:
            return phones.normalise(typed) if typed.strip() else ""
        except phones.NotAPhoneNumber as no:
            raise ValidationError(str(no)) from no

    def clean_born_on(self) -> date | None:
        """Not in the future."""
        born: date | None = self.cleaned_data["born_on"]
        if born is not None and born > localdate():
            raise ValidationError(_("出生日期不能晚于今天。"))
        return born


def form_of(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    """The desk's form: for the household of the person that the address names (`for`), else for a guest."""
    sent = request.POST if request.method == "POST" else request.GET
    named = person_called(sent.get("for", ""))
    people = household_of(named) if named else []
    closed = ""
    try:
        choices = choosing.choose(activity=activity.code, people=people, channel=Channel.DESK)
        closed = str(choices.refusal or "")
    except refusals.NoEntryNeeded as no:
        choices, closed = None, str(no)
    ticked = sent.getlist("person") or ([named.code] if named else [])
    return {
        "named": named,
        "choices": [(choice, choice.person.code in ticked and choice.can) for choice in choices.people]
        if choices
        else [],
        "closed": closed,
        "guest": GuestForm(request.POST if request.POST.get("name") is not None else None),
        "channels": [(value, label, value == sent.get("channel", Channel.DESK)) for value, label in STAFF_CHANNELS],
        "key": sent.get("key") or uuid4().hex,
        "answer": sent.get("answer", ""),
    }


def person_called(code: str) -> Person | None:
    """The person whom the desk looked up; the code is known to those who found it."""
    if not code:
        return None
    people = Person.objects.everywhere(because="the desk found the person by telephone or name and names the code")
    return people.filter(code=code, removed_at=None).select_related("keeper").first()


def household_of(person: Person) -> list[Person]:
    """Those whom one can enter with the person: their household, or a guest alone."""
    if person.keeper is None:
        return [person]
    return list(Person.objects.of(person.keeper))
