"""Going somewhere else for a moment and coming back: `next` in the address, only ever to a page of this site."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, otherwise: str, **found: str) -> str:
    """The page named by `next` if it is one of ours, told what was `found`; else the one called `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not wanted or not ours:
        return reverse(otherwise)
    address = urlsplit(wanted)
    query = "&".join(filter(None, [address.query, urlencode(found)]))
    return urlunsplit(address._replace(query=query))


def with_way(request: HttpRequest, url_name: str, **query: str) -> str:
    """The address of that name with `query`, and this page's `next` carried along."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if wanted:
        query["next"] = wanted
    return f"{reverse(url_name)}?{urlencode(query)}" if query else reverse(url_name)
