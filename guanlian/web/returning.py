"""Forms and the address bar: whoever must sign in on the way to an action comes back to the page that has its button.

An action's address takes forms alone. So after signing in nobody is sent there, and whoever opens it is told in a page.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


class Returning:
    """The middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, with the way back set right."""
        response = self.get_response(request)
        if not _by_a_person(request):
            return response
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            return _not_a_page(request, response)
        if response.status_code == 302 and _asks_to_sign_in(request, response):
            return _back_to_the_page(request, response)
        return response


def _by_a_person(request: HttpRequest) -> bool:
    """Whether a page waits for the answer, not a program such as the door that sends its readings by itself."""
    return "text/html" in request.headers.get("Accept", "") or "HX-Request" in request.headers


def _not_a_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    told = render(request, "405.html", {"back": _page_before(request)}, status=405)
    told["Allow"] = response["Allow"]
    return told


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a page for those who are signed in sent this request away, to come back after it."""
    parts = urlsplit(response["Location"])
    return parts.path == resolve_url(settings.LOGIN_URL) and parse_qs(parts.query).get("next") == [
        request.get_full_path()
    ]


def _back_to_the_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same for a page asked for; for a form or a part of a page: back to the page that it belongs to."""
    part = "HX-Request" in request.headers
    if request.method != "POST" and not part:
        return response
    if request.method == "POST":
        messages.info(request, _("请先登录。刚才的操作没有保存，登录后再做一次。"))
    query = urlencode({"next": _page_before(request) or request.get_full_path()}, safe="/")
    address = f"{resolve_url(settings.LOGIN_URL)}?{query}"
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if part else HttpResponseRedirect(address)


def _page_before(request: HttpRequest) -> str:
    """The page of this site on which the form stood; empty where the browser doesn't say."""
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(before)
    return parts.path + (f"?{parts.query}" if parts.query else "")
