"""Days, times and hours in words, as a neighbour would say them. All times are Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guanlian.network.opening import Weekday
from guanlian.network.openness import SameDays, State, Times


def month_day(day: date, today: date) -> str:
    """The date: with its year where that isn't this one."""
    return date_format(day, _("n月j日") if day.year == today.year else _("Y年n月j日"))


def day_words(day: date, today: date) -> str:
    """A day as said on `today`: today, tomorrow, a weekday of the coming week, else date and weekday."""
    ahead = (day - today).days
    if ahead == 0:
        return _("今天")
    if ahead == 1:
        return _("明天")
    if 1 < ahead < 7:
        return str(Weekday(day.weekday()).label)
    return f"{month_day(day, today)} {Weekday(day.weekday()).label}"


def full_day(day: date, today: date) -> str:
    """Date and weekday, for headings."""
    return f"{month_day(day, today)} {Weekday(day.weekday()).label}"


def clock(moment: time | datetime) -> str:
    """The time of day, 24 hours, without a leading nought."""
    return f"{moment.hour}:{moment.minute:02d}"


def times_words(times: Times) -> str:
    """Opening times of one day; 'closed' for none."""
    return "　".join(f"{clock(opens)}–{clock(closes)}" for opens, closes in times) or _("闭馆")


def when_words(starts_at: datetime, ends_at: datetime, lessons: int, today: date) -> str:
    """When an activity takes place: one day, several days, or a run of lessons."""
    starts, ends = localtime(starts_at), localtime(ends_at)
    first, last = starts.date(), ends.date()
    if lessons > 1:
        words = {"day": day_words(first, today), "time": clock(starts), "n": lessons}
        return _("%(day)s起 %(time)s，共 %(n)s 次") % words
    if first == last:
        return f"{day_words(first, today)} {clock(starts)}–{clock(ends)}"
    if first < today <= last:
        return _("至%(day)s，每日 %(from)s–%(to)s") % {
            "day": day_words(last, today), "from": clock(starts), "to": clock(ends),
        }  # fmt: skip
    return _("%(first)s至%(last)s") % {"first": day_words(first, today), "last": month_day(last, today)}


def weekdays_words(weekdays: Sequence[int]) -> str:
    """Weekdays in words: runs of three or more as 'from … to …', others listed."""
    labels = [str(Weekday(n).label) for n in range(7)]
    parts: list[str] = []
    for run in _runs(weekdays):
        if len(run) >= 3:
            parts.append(_("%(first)s至%(last)s") % {"first": labels[run[0]], "last": labels[run[-1]]})
        else:
            parts += [labels[n] for n in run]
    return _("、").join(parts)


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def week_rows(week: Iterable[SameDays]) -> list[tuple[str, str]]:
    """The ordinary week as rows: which days, which hours."""
    return [(weekdays_words(same.weekdays), times_words(same.times)) for same in week]


def state_words(state: State, now: datetime) -> str:
    """Whether a hall is open, in one clause of a sentence."""
    if not state.known:
        return _("尚未公布开放时间")
    if state.is_open and state.until:
        return _("现在开放，至 %(time)s") % {"time": clock(state.until)}
    reason = f"（{state.reason}）" if state.reason else ""
    if state.opens_at is None:
        return _("现在闭馆%(reason)s") % {"reason": reason}
    opens, today = localtime(state.opens_at), localtime(now).date()
    words = {"reason": reason, "day": day_words(opens.date(), today), "time": clock(opens)}
    return _("现在闭馆%(reason)s，%(day)s %(time)s开门") % words


def period_words(first: date, end: date | None, today: date) -> str:
    """Days from `first` until just before `end`: one day, several, or from then on."""
    if end is None:
        return _("%(day)s起") % {"day": month_day(first, today)}
    last = end - timedelta(days=1)
    if last <= first:
        return month_day(first, today)
    return _("%(first)s至%(last)s") % {"first": month_day(first, today), "last": month_day(last, today)}
