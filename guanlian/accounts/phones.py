"""Telephone numbers: written any way, kept one way (E.164)."""

from __future__ import annotations

import phonenumbers
from django.utils.translation import gettext as _

REGION = "CN"
_MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


class NotAPhoneNumber(ValueError):
    """What was typed is no mobile number; the message says what to type."""


def normalise(text: str) -> str:
    """`text` as E.164, such as `+8613800000001`; without a country code it is a mainland number.

    Raises NotAPhoneNumber: codes go to mobile phones only.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _MOBILE:
        raise NotAPhoneNumber(_("请填写11位手机号；境外号码请加国际区号，如 +852。"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str | None) -> str:
    """How a number is shown to its owner: `138****0001`, with its country code where that isn't ours."""
    if not number:
        return ""
    local = number.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}"
