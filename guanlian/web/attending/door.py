"""The door of a session on a phone: read tickets, tick the list, count, close the roll. Works without script too."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.accounts.recording import RecordRefused
from guanlian.holds.holding import ResourceTaken
from guanlian.programme import attending, closing, counting, doors, taking_part
from guanlian.programme.attending import Item, Outcome
from guanlian.programme.models import Activity, Admission, Policy, Session
from guanlian.web.attending.at_door import RIGHT, find_session
from guanlian.web.attending.door_words import said, script_words
from guanlian.web.console.access import staff_page
from guanlian.web.portal import words
from guanlian.web.portal.showing import shown, with_places
from guanlian.web.templatetags.entering import page_of

STEPS = (1, 5, 10)


@staff_page
@require_GET
def doors_list(request: HttpRequest) -> HttpResponse:
    """/console/door/: what is on today, and the rolls that still have to be closed."""
    if not scope.may_anywhere(request.user, RIGHT, localdate()):
        raise PermissionDenied
    assert isinstance(request.user, User)
    today = localdate()
    found = list(with_places(doors.around(by=request.user, on=today, now=now())))
    rows = [
        {"a": card, "href": reverse("console:door", args=[activity.code]), "came": activity.came}
        for activity, card in zip(found, shown(found, today), strict=True)
    ]
    on = [row for row, activity in zip(rows, found, strict=True) if activity.ends_on >= today]
    over = [row for row, activity in zip(rows, found, strict=True) if activity.ends_on < today]
    return render(request, "web/attending/doors.html", {"section": "console:doors", "on": on, "over": over})


@staff_page
def door(request: HttpRequest, code: str) -> HttpResponse:
    """The page; what is posted is a ticket, a tick, a wrong tick or a count from a phone without script."""
    sessions, session = find_session(request, code, request.GET.get("session"))
    if request.method != "POST":
        return _page(request, sessions, session)
    try:
        outcome = _posted(request, session)
    except (doors.DoorShut, counting.BadCount) as refusal:
        return _page(request, sessions, session, refusal=str(refusal), status=409)
    if outcome is None:
        return redirect(_here(session))
    return _page(request, sessions, session, outcome=outcome)


def _posted(request: HttpRequest, session: Session) -> Outcome | None:
    """What became of a ticket; None for a count."""
    assert isinstance(request.user, User)
    post, today = request.POST, localdate()
    key = post.get("key", "") or uuid.uuid4().hex
    if post.get("people"):
        counting.count(session=session, people=_number(post["people"]), key=key, by=request.user, on=today)
        return None
    item = Item(
        key=f"{key}-{post.get('code', '')}"[-40:],
        code=post.get("code", "")[:200],
        at=int(now().timestamp() * 1000),
        verb="undone" if post.get("do") == "undo" else "came",
        way="listed" if post.get("do") else "scanned",
        let_in=post.get("let_in") == "1",
        why=post.get("why", ""),
    )
    return attending.attend(session=session, items=[item], by=request.user, on=today, device="form")[0]


def _number(given: str) -> int:
    """The number typed; 0, which is refused in words, where it is none."""
    try:
        return int(given[:8])
    except ValueError:
        return 0


def _page(
    request: HttpRequest,
    sessions: list[Session],
    session: Session,
    *,
    outcome: Outcome | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    assert isinstance(request.user, User)
    activity, today, q = session.activity, localdate(), request.GET.get("q", "").strip()
    try:
        doors.require_open(session, by=request.user, on=today, now=now())
    except doors.DoorShut as shut:
        refusal = refusal or str(shut)
    tickets = doors.listed(session)
    matching = [each for each in tickets if not q or q in each.name or q == each.last]
    context = {
        "activity": activity,
        "session": session,
        "when": words.when_words(session.starts_at, session.ends_at, 1, today),
        "sessions": _chips(sessions, session, today) if len(sessions) > 1 else [],
        "tickets": matching,
        "q": q,
        "expected": sum(each.place for each in tickets),
        "came": sum(each.at is not None for each in tickets),
        "counted": doors.headcount(session),
        "answer": said(outcome) if outcome else None,
        "refusal": refusal,
        "key": uuid.uuid4().hex,
        "steps": STEPS,
        "closed": session.roll_closed_at,
        "may_close": session.roll_closed_at is None and session.starts_at <= now(),
        "participants": taking_part.participants(activity),
        "home": _home(activity),
        "device": _for_script(session, request.user),
    }
    return render(request, "web/attending/door.html", context, status=status)


def _chips(sessions: list[Session], session: Session, today: Any) -> list[dict[str, Any]]:
    return [
        {
            "href": f"?session={each.number}",
            "on": each == session,
            "label": _("第 %(n)s 次") % {"n": each.number},
            "day": words.day_words(localdate(each.starts_at), today),
        }
        for each in sessions
    ]


def _home(activity: Activity) -> str:
    """Where the page goes back to: the activity's own page for staff, else the doors of today."""
    return page_of("console:activity", activity.code) or reverse("console:doors")


def _here(session: Session) -> str:
    return f"{reverse('console:door', args=[session.activity.code])}?session={session.number}"


def _for_script(session: Session, user: User) -> dict[str, Any]:
    """What the script is told: addresses, whose device it is, its words."""
    code = session.activity.code
    return {
        "door": f"{code}/{session.number}",
        "session": session.number,
        "tickets": _gives_tickets(session.activity),
        "user": user.pk,
        "list": f"{reverse('console:door_list', args=[code])}?session={session.number}",
        "sync": reverse("console:door_sync", args=[code]),
        "token": reverse("console:door_token"),
        "worker": reverse("console:door_worker"),
        "scope": reverse("console:door", args=[code]),
        "signIn": f"{reverse('account_login')}?next={_here(session)}",
        "words": script_words(),
    }


def _gives_tickets(activity: Activity) -> bool:
    """Whether people come with tickets; else the page begins with the count."""
    return Admission.objects.filter(activity=activity).exclude(policy=Policy.WALK_IN).exists()


@staff_page
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close the roll; the record follows."""
    assert isinstance(request.user, User)
    sessions, session = find_session(request, code, request.POST.get("session"))
    try:
        done = closing.close(session=session, by=request.user, on=localdate())
    except (closing.CannotClose, RecordRefused, ResourceTaken) as refusal:
        return _page(request, sessions, session, refusal=str(refusal), status=409)
    if done.participants is None:
        messages.success(request, _("签到已结束。"))
    else:
        messages.success(request, _("签到已结束，活动记为 %(n)s 人参与。") % {"n": done.participants})
    return redirect(_here(session))


@staff_page
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Open a closed roll again, with a reason."""
    assert isinstance(request.user, User)
    sessions, session = find_session(request, code, request.POST.get("session"))
    try:
        closing.reopen(session=session, why=request.POST.get("why", ""), by=request.user, on=localdate())
    except closing.NoReason as refusal:
        return _page(request, sessions, session, refusal=str(refusal), status=422)
    messages.success(request, _("签到重新打开了。改好后请再结束一次。"))
    return redirect(_here(session))
