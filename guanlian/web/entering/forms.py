"""What the form of an entry asks besides who comes: only what this activity needs and nobody told before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.programme.choosing import BIRTHDAY, NAME, RESIDENCE, Choice
from guanlian.programme.models import Admission


class MissingForm(forms.Form):
    """The missing of one person, under the person's code."""

    use_required_attribute = False  # whoever isn't ticked is hidden, and a hidden field must not hold back the others

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60, help_text=gettext_lazy("门口签到时用"))
    born_on = forms.DateField(
        label=gettext_lazy("出生日期"), widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"})
    )
    lives_at = forms.BooleanField(required=False)

    def __init__(self, choice: Choice, admission: Admission, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=choice.person.code)
        for name in (NAME, BIRTHDAY, RESIDENCE):
            if name not in choice.missing:
                del self.fields[name]
        if RESIDENCE in self.fields and admission.residents_of is not None:
            self.fields[RESIDENCE].label = _("住在%(place)s") % {"place": admission.residents_of.area_name}


def missing_forms(
    choices: Sequence[Choice], admission: Admission, data: Mapping[str, Any] | None, ticked: Sequence[str]
) -> dict[str, MissingForm]:
    """A form for each person of whom something is missing; filled with `data` for those who are ticked."""
    return {
        choice.person.code: MissingForm(choice, admission, data if choice.person.code in ticked else None)
        for choice in choices
        if choice.missing and choice.can
    }
