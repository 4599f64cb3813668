"""What django-allauth asks us: where phones are kept, how codes go out, where people land."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.accounts import scope, sealed, sms
from guanlian.accounts.forms import PhoneField
from guanlian.accounts.models import Person, User
from guanlian.kernel.fields import new_code


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by phone and code or by password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("这个账号已停用。"),
        "enter_current_password": gettext_lazy("请输入现在的密码。"),
        "incorrect_code": gettext_lazy("验证码不对，或已失效。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "invalid_login": gettext_lazy("用户名或密码不对。"),
        "phone_password_mismatch": gettext_lazy("手机号或密码不对。也可以用手机验证码登录。"),
        "username_password_mismatch": gettext_lazy("用户名或密码不对。也可以用手机验证码登录。"),
        "phone_taken": gettext_lazy("这个手机号已用于另一个账号，请换一个号码，或用它登录。"),
        "too_many_login_attempts": gettext_lazy("尝试次数太多，请过几分钟再试。"),
        "same_as_current": gettext_lazy("新号码与现在的相同。"),
        "rate_limited": gettext_lazy("操作太频繁，请稍后再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No form for signing up: the first code makes the account."""
        return False

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """Our field: mainland numbers need no country code."""
        return PhoneField(**kwargs)

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        """The number and whether its owner has confirmed it."""
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        """Keep the number. Raises ValidationError where another account took it in the meantime."""
        user.phone, user.phone_verified = phone, verified
        try:
            with transaction.atomic():
                user.save(update_fields=["phone", "phone_verified"])
        except IntegrityError as taken:
            user.refresh_from_db(fields=["phone", "phone_verified"])
            raise self.validation_error("phone_taken") from taken

    def set_phone_verified(self, user: Any, phone: str) -> None:
        """The owner entered the code sent to `phone`, which is theirs from now on."""
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        """The account with that number."""
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **kwargs: Any) -> None:
        """Send the code by the installation's SMS backend."""
        minutes = app_settings.LOGIN_BY_CODE_TIMEOUT // 60
        text = _("%(site)s验证码：%(code)s，%(minutes)s分钟内有效。请勿告诉他人。")
        sms.send(phone=phone, text=text % {"site": settings.SITE["name"], "code": code, "minutes": minutes})

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Demonstration accounts, whose passwords are public, open nothing where no demonstration is served."""
        if user.is_demo and not settings.DEMO_DATA:
            return HttpResponseRedirect(reverse("account_inactive"))
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """On one's way; who is here for the first time is asked for a name before, and may leave it out."""
        response = super().post_login(request, user, **kwargs)
        newcomer = not user.name and not Person.unscoped.filter(keeper=user).exists()
        welcome = _address("portal:welcome")
        if not newcomer or welcome == "/" or scope.is_staff(user, localdate()):
            return response
        return HttpResponseRedirect(f"{welcome}?{urlencode({'next': response.headers.get('Location', '/')})}")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff land on the console, everybody else on the home page."""
        return landing(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return _address("portal:settings")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in: whoever just proved who they are need not do it twice."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Sign-in through a provider (OIDC): the account is made at the first visit, with the name the provider gives."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """A provider is configured only to be used."""
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nothing to fill in."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Name only: e-mail and phone are not taken over, so that no provider can claim another person's account."""
        user = sociallogin.user
        user.username = new_code("U", 12).lower()
        user.name = str(data.get("name") or data.get("username") or "")[:60]
        sociallogin.email_addresses = []
        return user


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("动态码不对。请看手机上最新的一组，并确认手机时间准确。"),
    }

    def get_totp_issuer(self) -> str:
        """The name that the authenticator app shows."""
        return str(settings.SITE["name"])

    def encrypt(self, text: str) -> str:
        """Secrets are kept encrypted, under a key of this installation."""
        return sealed.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return sealed.decrypt(encrypted_text)


def landing(person: Any) -> str:
    """Where `person` goes after signing in, if they asked for no page."""
    return _address("console:home" if scope.is_staff(person, localdate()) else "portal:home")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return "/"
