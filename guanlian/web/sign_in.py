"""Addresses of signing in: those of django-allauth's views that the product uses, and no others."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView


def ours(view: Any) -> Any:
    """allauth's view, told that `site` is the network, as on every page: it would name the host there."""

    class Ours(view):
        def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
            return super().get_context_data(**kwargs) | {"site": settings.SITE}

    return Ours.as_view()


urlpatterns: list[URLPattern | URLResolver] = [
    path("", ours(account.LoginView), name="account_login"),
    path("code/", ours(account.RequestLoginCodeView), name="account_request_login_code"),
    path("code/confirm/", ours(account.ConfirmLoginCodeView), name="account_confirm_login_code"),
    path("out/", account.logout, name="account_logout"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("phone/change/", account.change_phone, name="account_change_phone"),
    path("phone/confirm/", account.verify_phone, name="account_verify_phone"),
    path("second/", mfa.authenticate, name="mfa_authenticate"),
    path("second/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("second/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second/codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    # allauth's overview of second factors stands on one's own page.
    path("second/overview/", RedirectView.as_view(pattern_name="portal:settings"), name="mfa_index"),
    path("with/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("with/failed/", social.login_error, name="socialaccount_login_error"),
    path("with/connections/", RedirectView.as_view(pattern_name="portal:settings"), name="socialaccount_connections"),
    path("with/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("with/<slug:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
]
