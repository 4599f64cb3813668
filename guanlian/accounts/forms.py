"""The forms of signing in, in our words and with our idea of a telephone number."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guanlian.accounts import phones, registering

CODE_LIFE = 120  # seconds: a dynamic code is taken at most one step of 30 s early or late


class PhoneField(forms.CharField):
    """A mobile number; its cleaned value is E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The number as E.164."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return phones.normalise(text)
        except phones.NotAPhoneNumber as refusal:
            raise ValidationError(str(refusal), code="invalid_phone") from refusal


class LoginForm(allauth_forms.LoginForm):
    """User name or phone, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("用户名或手机号")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].label = _("密码")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["password"].help_text = ""

    def user_credentials(self) -> dict[str, Any]:
        """What to look the person up by; a phone as it is kept, however it was typed."""
        credentials = super().user_credentials()
        if "phone" in credentials:
            credentials["phone"] = phones.normalise(credentials["phone"])
        return credentials


class CodeRequestForm(allauth_forms.RequestLoginCodeForm):
    """Ask for a code by phone. An unknown number gets its account here, to be confirmed by the code."""

    def clean_phone(self) -> str:
        """The number; the form's `_user` is its account, old or new."""
        phone = super().clean_phone()
        if phone and self._user is None:  # type: ignore[has-type]
            self._user = registering.account_for_phone(phone=phone)
        return phone


class _OneCode:
    """Counts the tries of one code where no two requests can miss each other (the session alone could)."""

    def clean_code(self) -> str:
        """The code. Raises ValidationError for a wrong one, and for any once too many were tried."""
        session = context.request.session.session_key or ""
        tries = ratelimit.consume(
            context.request,
            action="try_code",
            key=f"{session}:{self.expected_code}",  # type: ignore[attr-defined]
        )
        if not tries or not self.expected_code:  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return super().clean_code()  # type: ignore[misc]


def _as_code(field: forms.Field, label: Any) -> None:
    field.label = label
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class ConfirmCodeForm(_OneCode, allauth_forms.ConfirmLoginCodeForm):
    """Enter the code that came by phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("6位验证码"))


class VerifyPhoneForm(_OneCode, allauth_forms.VerifyPhoneForm):
    """Enter the code that came to a new number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("6位验证码"))


class ChangePhoneForm(allauth_forms.ChangePhoneForm):
    """Name another number."""


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("密码")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["password"].help_text = ""


class _OnceOnly:
    """A dynamic code opens once: it lives longer than the note that allauth keeps of its use."""

    def clean_code(self) -> str:
        """The code. Raises ValidationError for a wrong or used one."""
        code = super().clean_code()  # type: ignore[misc]
        if not cache.add(f"guanlian.totp.used:{self.user.pk}:{code}", True, timeout=CODE_LIFE):  # type: ignore[attr-defined]
            raise mfa_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_OnceOnly, mfa_forms.AuthenticateForm):
    """The code of the authenticator, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("动态码或恢复码"))


class SecondFactorAgainForm(_OnceOnly, mfa_forms.ReauthenticateForm):
    """The same, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("动态码或恢复码"))


class EnrolForm(totp_forms.ActivateTOTPForm):
    """The first code of a newly set up authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("6位动态码"))

    def clean_code(self) -> str:
        """The code. Setting the factor up counts as passing it, in this session alone: older ones have yet to."""
        code = super().clean_code()
        record_authentication(context.request, self.user, "mfa", type=Authenticator.Type.TOTP)
        return code


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """Old password, new password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("oldpassword", _("现在的密码")), ("password1", _("新密码")), ("password2", _("再输一次"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["oldpassword"].help_text = ""


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A first password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("password1", _("新密码")), ("password2", _("再输一次"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
