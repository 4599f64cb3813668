"""Fixtures that every room's tests share: the small network, its people, and a browser's stand-in for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
)
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY as PASSED,
)
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from guanlian.launch.browser import ARGUMENTS, chromium
from tests.factories import Cast, SmallNetwork, make_cast, make_network


class PersonClient(Client):
    """Django's test client whose `force_login` also passes the second factor of a person who has one."""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """Sign in as `user`."""
        super().force_login(user, backend or "django.contrib.auth.backends.ModelBackend")
        factor = user.authenticator_set.filter(type="totp").first()
        if factor is not None:
            session = self.session
            session[PASSED] = [{"method": "mfa", "at": 0, "id": factor.pk, "type": "totp"}]
            session[WHOSE] = str(user.pk)
            session.save()


@pytest.fixture
def client() -> PersonClient:
    """A visitor who has not signed in; `client.force_login(cast.branch_head)` makes them that person."""
    return PersonClient()


@pytest.fixture
def network(db: None) -> SmallNetwork:
    """1 central, 2 main, 4 branch and 8 village halls, linked since 2015."""
    return make_network()


@pytest.fixture
def cast(network: SmallNetwork) -> Cast:
    """One person for each role in the first county, a citizen, and a superuser."""
    return make_cast(network)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium or Chrome; a test that needs one fails without."""
    found = chromium()
    assert found, "No Chromium or Chrome found; install one (Debian: apt-get install chromium)."
    # Playwright keeps an event loop in this thread; the tests' own use of the database stays in order all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test finds another's counts of tries and requests."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """No test reads in the language in which another's request was answered."""
    translation.activate(settings.LANGUAGE_CODE)
