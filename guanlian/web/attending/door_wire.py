"""What the door's page exchanges with the server in the background: its list, what it took, its service worker."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from guanlian.accounts.models import User
from guanlian.programme import attending, counting, doors
from guanlian.programme.attending import Item, Outcome
from guanlian.programme.models import Session
from guanlian.programme.rules import rules
from guanlian.web.attending.at_door import RIGHT, find_activity, find_session
from guanlian.web.console.access import require_anywhere, staff_page

MOST_ITEMS = 200  # in one message of a device
COUNT = "count"
OVERLAP = timedelta(seconds=30)  # a reading is stamped as it is written and seen when it is committed


class BadMessage(Exception):
    """What a device sent can't be read."""


@staff_page
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it may serve doors and nothing else."""
    require_anywhere(request, RIGHT)
    answer = render(request, "web/attending/sw.js", content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/console/programme/"
    return answer


@staff_page
@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """A fresh token for a page that was open, or kept, for longer than its own lasted."""
    return JsonResponse({"token": get_token(request)})


@staff_page
@require_GET
def tickets(request: HttpRequest, code: str) -> HttpResponse:
    """The session's list, as short as it can be."""
    arrived = now()
    _sessions, session = find_session(request, code, request.GET.get("session"))
    return JsonResponse(state_of(session, request, arrived))


def state_of(session: Session, request: HttpRequest, arrived: datetime) -> dict[str, Any]:
    """What a device keeps of a session, and when it was asked for. Moments are milliseconds since 1970."""
    keep = timedelta(hours=rules()["door"]["keep_hours"])
    return {
        "arrived": _ms(arrived),
        "user": request.user.pk,
        "until": _ms(session.ends_at + keep),
        "closed": session.roll_closed_at is not None,
        "count": doors.headcount(session),
        "tickets": [
            {
                "code": each.code,
                "name": each.name,
                "last": each.last,
                "party": each.party,
                "place": each.place,
                "at": _ms(each.at) if each.at else 0,
                "device": each.device,
            }
            for each in doors.listed(session)
        ],
        "now": _ms(now()),
    }


@staff_page
@require_POST
def sync(request: HttpRequest, code: str) -> HttpResponse:
    """Take what a device kept: each item answered by itself; sent again, it changes nothing."""
    arrived = now()
    find_activity(request, code)
    try:
        sent = _message(request)
    except BadMessage:
        return JsonResponse({"refused": "unreadable"}, status=422)
    _sessions, session = find_session(request, code, str(sent.get("session", "")))
    skew = _ms(arrived) - _whole(sent.get("now"), _ms(arrived))
    try:
        told = _take(session, request, sent, skew)
    except doors.DoorShut as shut:
        return JsonResponse({"refused": str(shut), "now": _ms(now())}, status=409)
    session.refresh_from_db(fields=["roll_closed_at"])
    since = _moment(sent.get("since")) or arrived
    return JsonResponse(
        {
            "items": told,
            "now": _ms(now()),
            "closed": session.roll_closed_at is not None,
            "count": doors.headcount(session),
            "changed": [
                {"code": ticket, "at": _ms(at) if at else 0, "device": device or ""}
                for ticket, at, device in doors.changed_since(session, since - OVERLAP)
            ],
        }
    )


def _message(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise BadMessage
    try:
        sent = json.loads(request.body)
    except ValueError as unreadable:
        raise BadMessage from unreadable
    items = sent.get("items") if isinstance(sent, dict) else None
    if not isinstance(items, list) or len(items) > MOST_ITEMS or not all(isinstance(each, dict) for each in items):
        raise BadMessage
    return sent


def _take(session: Session, request: HttpRequest, sent: dict[str, Any], skew: int) -> list[dict[str, Any]]:
    assert isinstance(request.user, User)
    items: list[dict[str, Any]] = sent["items"]
    readings = [_item(each) for each in items if each.get("verb") != COUNT]
    read = attending.attend(
        session=session,
        items=readings,
        by=request.user,
        on=localdate(),
        device=str(sent.get("device", "")),
        sync_skew=skew,
    )
    counted = [_count(session, request.user, each) for each in items if each.get("verb") == COUNT]
    return [_told(each) for each in read] + counted


def _item(given: dict[str, Any]) -> Item:
    skew = given.get("skew")
    return Item(
        key=str(given.get("key", "")),
        code=str(given.get("code", ""))[:200],
        at=_whole(given.get("at"), 0),
        verb=str(given.get("verb", "")),
        skew=None if skew is None else _whole(skew, 0),
        way=str(given.get("way", "")),
        let_in=given.get("let_in") is True,
        why=str(given.get("why", "")),
    )


def _count(session: Session, by: User, given: dict[str, Any]) -> dict[str, Any]:
    key = str(given.get("key", ""))
    try:
        counting.count(session=session, people=_whole(given.get("people"), 0), key=key, by=by, on=localdate())
    except counting.BadCount as bad:
        return {"key": key, "answer": "refused", "note": str(bad)}
    return {"key": key, "answer": "counted"}


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "key": outcome.key,
        "answer": str(outcome.answer),
        "code": outcome.code,
        "name": outcome.name,
        "at": _ms(outcome.at) if outcome.at else 0,
        "elsewhere": outcome.elsewhere,
        "note": outcome.note,
    }


def _whole(given: Any, otherwise: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float) or given != given or abs(given) > 10**16:
        return otherwise
    return int(given)


def _moment(given: Any) -> datetime | None:
    seconds = _whole(given, 0) / 1000
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 10**10 else None


def _ms(moment: Any) -> int:
    return int(moment.timestamp() * 1000)
