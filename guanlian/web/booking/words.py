"""Booking in words: a venue's rule as a citizen reads it, times, and what became of a reservation."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from guanlian.booking.days import Day, State, Stretch
from guanlian.booking.models import Reservation, Series, Status, VenueRule
from guanlian.booking.refusals import day_words, length
from guanlian.web.portal import words as network_words
from guanlian.web.portal.words import clock, full_day, month_day, weekdays_words

TAGS = {
    Status.REQUESTED: "wait",
    Status.CONFIRMED: "open",
    Status.USED: "done",
    Status.DECLINED: "few",
    Status.CANCELLED: "full",
    Status.RELEASED: "few",
}


def rule_words(rule: VenueRule) -> list[str]:
    """The rule as sentences, what one must know first at the beginning."""
    said = [_how(rule)]
    said.append(
        _("提前 %(lead)s 小时到 %(ahead)s 天可以网上约；更急的请打电话。")
        % {"lead": rule.lead_hours, "ahead": rule.ahead_days}
        if rule.lead_hours
        else _("最多提前 %(ahead)s 天约。") % {"ahead": rule.ahead_days}
    )
    said.append(_("每人（每队）每周最多 %(n)s 次。") % {"n": rule.per_week})
    if rule.groups_only:
        said.append(_("只给登记在册的团队用，由馆里代约。"))
    if rule.least_people > 1:
        said.append(_("至少 %(n)s 人。") % {"n": rule.least_people})
    said.append(_("提交后由馆里审核，审核期间为您留着。") if rule.approval else _("约了就定，不用等审核。"))
    if rule.release_minutes:
        said.append(_("到了请签到；开始后 %(n)s 分钟没有签到，就让给别人。") % {"n": rule.release_minutes})
    else:
        said.append(_("不用签到。"))
    return said + ([rule.note] if rule.note else [])


def _how(rule: VenueRule) -> str:
    if rule.mode == VenueRule.Mode.SLOTS:
        return _("按场次约：%(slots)s。") % {"slots": _("、").join(s.replace("-", "–") for s in rule.slots)}
    words = {"step": rule.step_minutes, "longest": length(rule.longest_minutes)}
    return _("自己选起止时间，%(step)s 分钟一档，每次最长%(longest)s。") % words


def when(reservation: Reservation, today: date | None = None) -> str:
    """Day and times of a reservation."""
    return period_words(reservation.period.lower, reservation.period.upper, today)


def period_words(starts_at: datetime, ends_at: datetime, today: date | None = None) -> str:
    """Day and times of a period within one day."""
    begins, ends = localtime(starts_at), localtime(ends_at)
    return f"{full_day(begins.date(), today or localdate())} {clock(begins)}–{clock(ends)}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """The times of a period alone."""
    return f"{clock(localtime(starts_at))}–{clock(localtime(ends_at))}"


def state_of(stretch: Stretch, last_day: date, title: str = "") -> str:
    """A stretch in a few words; `title`: of the public activity that takes it."""
    return {
        State.FREE: _("空闲"),
        State.TAKEN: title or _("已占用"),
        State.CLOSED: _("不开放"),
        State.PAST: _("已过"),
        State.SOON: _("只能电话约"),
        State.FAR: _("还没到可约的日子"),
    }[stretch.state]


def day_state(day: Day) -> str:
    """A day in two or three words, for the strip of days."""
    if not day.opens:
        return _("不开放")
    free = sum(stretch.minutes for stretch in day.free)
    if free:
        return _("空 %(n)s 小时") % {"n": free // 60} if free >= 60 else _("还有空")
    states = {stretch.state for stretch in day.stretches}
    if State.SOON in states:
        return _("只能电话约")
    if State.FAR in states:
        return _("未到可约")
    return _("已过") if states == {State.PAST} else _("已满")


def closed_words(day: Day) -> str:
    """Why a day has no times at all."""
    words = {"day": day_words(day.day), "reason": day.reason}
    return _("%(day)s因%(reason)s不开放。") % words if day.reason else _("%(day)s不开放。") % words


def days_words(first: date, end: date | None) -> str:
    """Days from `first` until just before `end`."""
    return network_words.period_words(first, end, localdate())


def series_words(series: Series, today: date) -> str:
    """How a series recurs."""
    words = {
        "every": _("每周") if series.every_weeks == 1 else _("每 %(n)s 周的") % {"n": series.every_weeks},
        "days": weekdays_words(sorted(series.weekdays)),
        "time": f"{clock(series.opens)}–{clock(series.closes)}",
        "first": month_day(series.first, today),
        "last": month_day(series.last, today),
    }
    return _("%(every)s%(days)s %(time)s，%(first)s至%(last)s") % words


def status_words(reservation: Reservation, at: datetime) -> tuple[str, str]:
    """The state in words and how the words are marked; what is over says so."""
    status = Status(reservation.status)
    if status == Status.CONFIRMED and reservation.period.upper <= at:
        return _("已结束"), "full"
    if status == Status.REQUESTED and reservation.period.upper <= at:
        return _("过期未审核"), "few"
    return str(status.label), TAGS[status]
