"""Settings of signing in: phone and code, password, second factor, providers."""

from __future__ import annotations

from typing import Any

import environs

env = environs.Env()


class ProviderIncomplete(Exception):
    """An OIDC provider is named but not described; the message says which value is missing."""


def oidc_apps() -> list[dict[str, Any]]:
    """The providers named in GUANLIAN_OIDC_PROVIDERS (ids, separated by commas), each described by four values:
    GUANLIAN_OIDC_<ID>_NAME, _SERVER (issuer or discovery address), _CLIENT_ID and _SECRET. Raises ProviderIncomplete.
    """
    found: list[dict[str, Any]] = []
    names: list[str] = env.list("GUANLIAN_OIDC_PROVIDERS", [])
    for name in names:
        prefix = f"GUANLIAN_OIDC_{name.upper().replace('-', '_')}"
        values = {key: env.str(f"{prefix}_{key}", "") for key in ("NAME", "SERVER", "CLIENT_ID", "SECRET")}
        missing = [f"{prefix}_{key}" for key, value in values.items() if not value]
        if missing:
            raise ProviderIncomplete(
                f"GUANLIAN_OIDC_PROVIDERS names “{name}”: set {', '.join(missing)} too, or take it out."
            )
        found.append(
            {
                "provider_id": name,
                "name": values["NAME"],
                "client_id": values["CLIENT_ID"],
                "secret": values["SECRET"],
                "settings": {"server_url": values["SERVER"], "oauth_pkce_enabled": True},
            }
        )
    return found


# Who comes to a page that asks for signing in is most often a citizen with a phone in hand; passwords are one tap away.
LOGIN_URL = "account_request_login_code"
ACCOUNT_ADAPTER = "guanlian.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
# No sign-up form is served (the first code makes the account); allauth reads from this that phones and passwords exist.
ACCOUNT_SIGNUP_FIELDS = ["username*", "phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# A password is proof enough; a number is confirmed when a code is entered.
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 5 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_RATE_LIMITS = {
    # Ten codes a day to one number, five tries each: fifty guesses a day among a million codes.
    "request_login_code": "20/m/ip,1/m/key,10/d/key",
    "verify_phone": "1/m/key,10/d/key,20/m/ip",
    "change_phone": "5/m/user",
    "try_code": f"{ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS}/5m/key",
}
ACCOUNT_FORMS = {
    "login": "guanlian.accounts.forms.LoginForm",
    "request_login_code": "guanlian.accounts.forms.CodeRequestForm",
    "confirm_login_code": "guanlian.accounts.forms.ConfirmCodeForm",
    "verify_phone": "guanlian.accounts.forms.VerifyPhoneForm",
    "change_phone": "guanlian.accounts.forms.ChangePhoneForm",
    "reauthenticate": "guanlian.accounts.forms.ReauthenticateForm",
    "change_password": "guanlian.accounts.forms.ChangePasswordForm",
    "set_password": "guanlian.accounts.forms.SetPasswordForm",
}
MFA_ADAPTER = "guanlian.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "guanlian.accounts.forms.SecondFactorForm",
    "reauthenticate": "guanlian.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "guanlian.accounts.forms.EnrolForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: field phones' clocks are not exact
SOCIALACCOUNT_ADAPTER = "guanlian.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps()}}

GUANLIAN_SMS_BACKEND = env.str("GUANLIAN_SMS_BACKEND", "guanlian.accounts.sms.ConsoleBackend")
# "required": everyone who holds a role sets up a second factor before working. "off" lets demonstration accounts,
# and only them, work without one, with a notice that says so; it is the rule where the demonstration is served.
GUANLIAN_STAFF_MFA = env.str(
    "GUANLIAN_STAFF_MFA",
    "off" if env.bool("GUANLIAN_DEMO_DATA", True) else "required",
    validate=environs.validate.OneOf(["required", "off"]),
)
STAFF_SESSION_HOURS = 12
