"""Sign-in through providers (OIDC) by settings alone; nothing is shown where none is set."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guanlian.config.sign_in import ProviderIncomplete, oidc_apps

VALUES = {
    "GUANLIAN_OIDC_PROVIDERS": "province-login",
    "GUANLIAN_OIDC_PROVINCE_LOGIN_NAME": "政务服务网",
    "GUANLIAN_OIDC_PROVINCE_LOGIN_SERVER": "https://login.example/",
    "GUANLIAN_OIDC_PROVINCE_LOGIN_CLIENT_ID": "guanlian",
    "GUANLIAN_OIDC_PROVINCE_LOGIN_SECRET": "s3cret",
}


def test_none_is_shown_where_none_is_set(client: Client, db: None):
    assert "其他登录方式" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("openid_connect_login", args=["province-login"])).status_code == 404


def test_a_provider_that_is_set_is_offered(client: Client, db: None, settings, monkeypatch: pytest.MonkeyPatch):
    for name, value in VALUES.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps()}}

    page = client.get(reverse("account_login")).content.decode()

    assert "政务服务网" in page
    assert reverse("openid_connect_login", args=["province-login"]) in page


@pytest.mark.parametrize("missing", [name for name in VALUES if name != "GUANLIAN_OIDC_PROVIDERS"])
def test_a_provider_half_described_stops_the_start(monkeypatch: pytest.MonkeyPatch, missing: str):
    for name, value in VALUES.items():
        if name != missing:
            monkeypatch.setenv(name, value)

    with pytest.raises(ProviderIncomplete, match=missing):
        oidc_apps()
