"""How long a public page may be kept, by us and by others: shared for seconds where it is the same for everyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from guanlian.web.memory import SHARED_FOR
from guanlian.web.portal.alike import Part, page

View = Callable[..., HttpResponse]


def public_page(view: View | None = None, *, alike: bool = False, own: Mapping[str, Part] | None = None) -> Any:
    """A public page: kept for `SHARED_FOR` seconds where nobody is signed in, with an ETag; else never kept elsewhere.

    `alike`: everybody gets the same page, but for the parts that it marks as `mine` (portal.alike); `own` makes those
    that are this page's. A page that carries a form's token belongs to one person and isn't shared.
    """
    if view is None:
        return partial(public_page, alike=alike, own=own)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = page(request, view, own or {}, **kwargs) if alike and not args else None
        response = kept or view(request, *args, **kwargs)
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
