"""Middleware: who is asking; pages of work ask for a second factor and a fresh sign-in; a change carries its reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pghistory
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import guarding, scope
from guanlian.accounts.models import User

# Pages that anybody may open, or that one needs in order to get a second factor. All other pages count as work.
OPEN_NAMESPACES = {"portal", "api"}
OPEN_PREFIXES = ("account_", "mfa_", "socialaccount_", "openid_connect_")
OPEN_NAMES = {"set_print_size", "set_language"}
WHY_LENGTH = 200


class Account(AuthenticationMiddleware):
    """Django's own; but the account that was read with its session need not be read again."""

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its user, read when somebody asks."""
        super().process_request(request)
        # As in Django's own: a stand-in until somebody asks, which the types take for what it stands for.
        request.user = SimpleLazyObject(partial(_account, request))  # type: ignore[assignment]


def _account(request: Any) -> Any:
    account = request.session.account if SESSION_KEY in request.session else None
    if account is not None and _vouched(request.session, account):
        request._cached_user = account
    return get_user(request)


def _vouched(session: Any, account: User) -> bool:
    """Whether all is as Django asks it to be; where it isn't, Django itself sees to it."""
    return (
        account.is_active
        and session[SESSION_KEY] == str(account.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
    )


class StaffGuard:
    """Before any page of work: staff have signed in within STAFF_SESSION_HOURS and passed their second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The answer in place of the page, or None to let it through."""
        if is_open(request) or not request.user.is_authenticated or not scope.is_staff(request.user, localdate()):
            return None
        if guarding.is_stale(request):
            logout(request)
            messages.info(request, _("登录已满12小时，请重新登录。"))
            return _away(request, "account_login")
        if guarding.passed_second_factor(request) or guarding.second_factor_waived(request.user):
            return None
        if guarding.is_enrolled(request.user):
            return _away(request, "mfa_reauthenticate")
        messages.info(request, _("您的账号可以办理业务，请先设置动态码，以后登录时用它确认是您本人。"))
        return _away(request, "mfa_activate_totp")


class ChangeReason:
    """A change posted with `why` keeps it in the history (pghistory's own middleware adds who and where)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Add the reason to the context that HistoryMiddleware opened."""
        if request.method == "POST" and (why := request.POST.get("why", "").strip()):
            pghistory.context(why=why[:WHY_LENGTH])


def is_open(request: HttpRequest) -> bool:
    """Whether the page asked for is one for everybody, rather than one of work."""
    match = request.resolver_match
    if match is None:
        return False
    if match.namespaces:
        return match.namespaces[0] in OPEN_NAMESPACES
    name = match.url_name or ""
    return name in OPEN_NAMES or name.startswith(OPEN_PREFIXES)


def _away(request: HttpRequest, name: str) -> HttpResponse:
    """To the page `name` and then back; where going there makes no sense (a form or a program sent it), a refusal."""
    if request.method == "GET" and "text/html" in request.headers.get("Accept", "text/html"):
        return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
    return render(request, "account/prove.html", {"where": reverse(name)}, status=403)
