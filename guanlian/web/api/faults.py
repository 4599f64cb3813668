"""Refusals of the API: JSON with a sentence in both languages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

NOT_FOUND = ("没有找到所问的馆、条款或年份。", "No such hall, clause or year.")
BAD_REQUEST = ("参数有误，请按 where 所列逐项更正。", "The request has faulty parts: see where.")


class Missing(Exception):
    """What was asked about doesn't exist; the message in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


def install(api: NinjaAPI) -> None:
    """Make `api` answer refusals as JSON."""

    @api.exception_handler(Missing)
    def missing(request: HttpRequest, fault: Missing) -> HttpResponse:
        return _say(api, request, 404, fault.zh, fault.en)

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, fault: Http404) -> HttpResponse:
        return _say(api, request, 404, *NOT_FOUND)

    @api.exception_handler(ValidationError)
    def faulty(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        return _say(api, request, 422, *BAD_REQUEST, where=[_place(error) for error in fault.errors])

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, fault: HttpError) -> HttpResponse:
        return _say(api, request, fault.status_code, str(fault), str(fault))


def _place(error: dict[str, Any]) -> str:
    """Which part is at fault and why, such as 'query.year: …'."""
    where = ".".join(str(step) for step in error.get("loc", ()))
    return f"{where}: {error.get('msg', '')}"


def _say(
    api: NinjaAPI, request: HttpRequest, status: int, zh: str, en: str, where: list[str] | None = None
) -> HttpResponse:
    return api.create_response(request, {"message": zh, "message_en": en, "where": where or []}, status=status)
