"""Entries as people see them: where each stands in words, what to do next, made ready for templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from guanlian.programme import filling, tickets
from guanlian.programme.activities import Status as ActivityStatus
from guanlian.programme.admission import LIVE, Policy, Registration, Status
from guanlian.programme.models import Activity
from guanlian.web.entering import words
from guanlian.web.portal.words import when_words


@dataclass(frozen=True, slots=True)
class Ticket:
    """One entry as its owner sees it."""

    code: str
    spaced: str
    href: str
    name: str
    person: str
    status: str
    title: str
    kind: str
    activity: str
    activity_href: str
    when: str
    where: str
    state: str
    mark: str
    note: str
    until: str
    live: bool
    over: bool


def shown(entries: Iterable[Registration], at: datetime) -> list[Ticket]:
    """Entries ready to show at the moment `at`, in one statement more (the places in the queues)."""
    entries = list(entries)
    places = filling.positions(entries)
    return [_ticket(entry, places.get(entry.pk), at) for entry in entries]


def _ticket(entry: Registration, place: tuple[int, int] | None, at: datetime) -> Ticket:
    activity = entry.admission.activity
    over = activity.ends_at <= at
    state, mark, note = _state(entry, place, at)
    return Ticket(
        code=entry.code,
        spaced=tickets.spaced(entry.code),
        href=entry.get_absolute_url(),
        name=entry.person.name or _("本人"),
        person=entry.person.code,
        status=entry.status,
        title=activity.title,
        kind=activity.kind,
        activity=activity.code,
        activity_href=activity.get_absolute_url(),
        when=when_words(activity.starts_at, activity.ends_at, activity.lessons, localdate(at)),
        where=where_of(activity),
        state=state,
        mark=mark,
        note=note,
        until=words.time_left(entry.offered_until, at) if entry.offered_until else "",
        live=entry.status in LIVE and not over,
        over=over,
    )


def where_of(activity: Activity) -> str:
    """The hall or place, and the room."""
    place = activity.place or activity.hall
    inside = activity.place_note or (activity.venue.name if activity.venue else "")
    return " · ".join(part for part in (place.name, inside) if part)


def _state(entry: Registration, place: tuple[int, int] | None, at: datetime) -> tuple[str, str, str]:
    """Where it stands, how that is marked (met, risk, unmet, plain), and what happens next."""
    activity = entry.admission.activity
    if activity.status == ActivityStatus.CANCELLED or entry.status == Status.CANCELLED:
        return _("活动取消"), "unmet", _("这场活动不办了，不用再退。")
    if activity.ends_at <= at:
        return (_("已结束"), "plain", "") if entry.status == Status.PLACED else (_said(entry), "plain", "")
    match entry.status:
        case Status.PLACED:
            return _("有名额"), "met", _("到场出示票码。来不了，请提前退掉，让给别人。")
        case Status.OFFERED:
            assert entry.offered_until is not None
            until = {"when": words.moment(entry.offered_until, at)}
            return _("有名额，等您确认"), "risk", _("名额为您保留到%(when)s，过时让给下一位。") % until
        case Status.WAITING:
            return _waiting(place)
        case Status.ENTERED:
            return _entered(entry, at)
    return _said(entry), "unmet", _reason(entry)


def _waiting(place: tuple[int, int] | None) -> tuple[str, str, str]:
    if place is None:
        return _("候补中"), "risk", ""
    where = {"at": place[0], "all": place[1]}
    return (
        _("候补第 %(at)s 位，共 %(all)s 位") % where,
        "risk",
        _("一起报名的算一位。有人退出，按次序通知您，名额保留一段时间等您确认。"),
    )


def _entered(entry: Registration, at: datetime) -> tuple[str, str, str]:
    admission = entry.admission
    assert admission.closes_at is not None
    closes = {"when": words.moment(admission.closes_at, at)}
    if admission.policy == Policy.LOTTERY:
        return _("已登记，等摇号"), "plain", _("%(when)s截止后摇号，结果通知您。早报晚报，机会一样。") % closes
    return _("等待审核"), "plain", _("主办馆审核后通知您。")


def _said(entry: Registration) -> str:
    return str(Status(entry.status).label)


def _reason(entry: Registration) -> str:
    """Why the entry gives no place (any more), and what one can do."""
    match entry.status:
        case Status.LAPSED:
            return _("过了确认时间，名额已让给下一位。还想参加，可以重新候补。")
        case Status.DECLINED:
            return entry.why
        case Status.UNPLACED:
            return _("这次没有摇中。下次摇号，您的机会更大。")
        case Status.RELEASED if entry.decided_at:
            when = localtime(entry.decided_at)
            return _("%(when)s退掉了。") % {"when": f"{when:%Y-%m-%d %H:%M}"}
    return ""
