"""How long a public page may be kept, by us and by others: shared for seconds where it is the same for everyone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

# Seconds. A page is at most 30 s old: it leaves the process's shelf after KEPT_FOR, a cache between may keep it for
# SHARED_FOR more, and making it takes the rest. Until FRESH_FOR nobody makes it anew.
FRESH_FOR = 15.0
KEPT_FOR = 20.0
SHARED_FOR = 8
View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """A public page: kept for `SHARED_FOR` seconds where nobody is signed in, with an ETag; else never kept.

    A page that carries a form's token belongs to one person and isn't shared either.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.has_header("Cache-Control"):
            return response
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        mine = request.user.is_authenticated or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        if mine or response.status_code != 200 or request.method not in {"GET", "HEAD"}:
            response["Cache-Control"] = "private, no-cache"
            return response
        response["Cache-Control"] = f"public, max-age=0, s-maxage={SHARED_FOR}, must-revalidate"
        if not response.streaming and response.content:
            set_response_etag(response)
            return get_conditional_response(request, etag=response["ETag"], response=response) or response
        return response

    return answer
