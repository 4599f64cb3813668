"""The API and its addresses: /api/v1/, described at /api/v1/openapi.json."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, re_path
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from guanlian.web.api import faults
from guanlian.web.api.operations import router
from guanlian.web.portal.caching import public_page

VERSION = "1.0"


class Readable(JSONRenderer):
    """JSON with Chinese written as such."""

    json_dumps_params = {"ensure_ascii": False}


def _make() -> NinjaAPI:
    """The API. Its own page of documentation is drawn here, since ninja's asks other servers for its scripts."""
    made = NinjaAPI(
        title="馆联 Guanlian",
        version=VERSION,
        description="Public data of the network of cultural halls. Times are Asia/Shanghai; ids are codes.",
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
        renderer=Readable(),
    )
    made.add_router("", router)
    faults.install(made)
    return made


api = _make()


def schema() -> dict[str, Any]:
    """The OpenAPI description."""
    return api.get_openapi_schema(path_prefix="/api/v1/")


@public_page
def openapi(request: HttpRequest) -> HttpResponse:
    """/api/v1/openapi.json"""
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})


@public_page
def documentation(request: HttpRequest) -> HttpResponse:
    """/api/v1/: what can be asked, in a page of our own."""
    described = schema()
    operations = [
        {"path": place, "method": method.upper(), **each}
        for place, methods in described["paths"].items()
        for method, each in methods.items()
    ]
    return render(request, "web/standard/api.html", {"operations": operations, "version": VERSION})


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below the API that doesn't exist: JSON, not a page."""
    zh, en = "接口没有这个地址，可用的见 /api/v1/openapi.json。", "No such address; see /api/v1/openapi.json."
    return JsonResponse({"message": zh, "message_en": en, "where": []}, status=404)


def _shared(pattern: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """The operation with the cache headers of public pages."""
    if isinstance(pattern, URLPattern):
        pattern.callback = _exempt_like(pattern.callback)
    return pattern


def _exempt_like(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    shared = public_page(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return shared(request, *args, **kwargs)

    return answer


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", documentation, name="documentation"),
    path("openapi.json", openapi, name="openapi"),
    *(_shared(pattern) for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"),
    re_path(r"^(?P<rest>.+)$", nothing_here, name="nothing_here"),
]
