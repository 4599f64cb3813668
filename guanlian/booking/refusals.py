"""Why a venue can't be booked so: each refusal says why and, as `then`, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


class Then(StrEnum):
    """The next step that a page offers with a refusal."""

    TIMES = "times"  # another time of this venue
    OTHERS = "others"  # another venue
    DESK = "desk"  # the hall's desk or telephone
    FORM = "form"  # correct what was entered
    MINE = "mine"  # look at one's own reservations


class Refused(Exception):
    """The venue can't be booked so; the message says why."""

    then = Then.TIMES


class NotBookable(Refused):
    """The venue is used without booking, or no longer at all."""

    then = Then.OTHERS

    def __init__(self) -> None:
        super().__init__(_("这处场地不接受预约，开放时间可以直接来用。"))


class WrongTimes(Refused):
    """It ends before it begins, or lasts over midnight."""

    then = Then.FORM

    def __init__(self) -> None:
        super().__init__(_("结束要晚于开始，并在同一天。"))


class NotASlot(Refused):
    """The venue is given in fixed slots and this is none of them."""

    def __init__(self, slots: Sequence[str]) -> None:
        super().__init__(_("这处场地按场次预约：%(slots)s。请选其中一场。") % {"slots": _("、").join(slots)})


class OffTheStep(Refused):
    """The times don't lie on the venue's step."""

    then = Then.FORM

    def __init__(self, step: int) -> None:
        super().__init__(_("时间请按 %(n)s 分钟一档来选。") % {"n": step})


class TooLong(Refused):
    """Longer than the venue is given at a time."""

    then = Then.FORM

    def __init__(self, longest: int) -> None:
        super().__init__(_("这处场地每次最长%(time)s，请缩短一些。") % {"time": length(longest)})


class Past(Refused):
    """It has begun already."""

    def __init__(self) -> None:
        super().__init__(_("这个时间已经过了，请选晚一些的。"))


class TooSoon(Refused):
    """Closer ahead than the venue allows."""

    then = Then.DESK

    def __init__(self, hours: int) -> None:
        super().__init__(_("网上要提前 %(n)s 小时预约。急用请打电话，馆里当场可以安排。") % {"n": hours})


class TooFar(Refused):
    """Further ahead than the venue allows."""

    def __init__(self, last: date) -> None:
        super().__init__(_("目前只能约到%(day)s，请选那天以前的。") % {"day": day_words(last)})


class Closed(Refused):
    """The hall or the venue is not open then."""

    def __init__(self, day: date, reason: str = "") -> None:
        words = {"day": day_words(day), "reason": reason}
        closed = _("%(day)s因%(reason)s不开放，请另选一天。")
        super().__init__((closed if reason else _("%(day)s这个时间不开放，请看当天的开放时间。")) % words)


class GroupsOnly(Refused):
    """The venue is given to troupes."""

    then = Then.DESK

    def __init__(self) -> None:
        super().__init__(_("这处场地只给登记在册的团队用。团队负责人可以从“我的—团队”里替团队预约，也可以请馆里登记。"))


class TooFewPeople(Refused):
    """Fewer people than the venue asks for."""

    then = Then.OTHERS

    def __init__(self, least: int) -> None:
        super().__init__(_("这处场地 %(n)s 人以上才约，人少可以换一间小的。") % {"n": least})


class TooManyPeople(Refused):
    """More people than the venue holds."""

    then = Then.OTHERS

    def __init__(self, most: int) -> None:
        super().__init__(_("这处场地最多容 %(n)s 人，请换一处大的。") % {"n": most})


class Taken(Refused):
    """Somebody else has it; `instead`: the next free periods that are long enough."""

    def __init__(self, instead: Sequence[tuple[datetime, datetime]] = ()) -> None:
        self.instead = list(instead)
        super().__init__(_("这个时段刚被别人约走了。") if instead else _("这个时段已有人用，请另选时间。"))


class WeekFull(Refused):
    """The person or troupe has had its share of that week."""

    then = Then.MINE

    def __init__(self, most: int) -> None:
        super().__init__(_("这处场地每人（每队）每周最多约 %(n)s 次，这一周已经约满。") % {"n": most})


class NotYourHousehold(Refused):
    """The account acts only for its own household."""

    then = Then.FORM

    def __init__(self) -> None:
        super().__init__(_("只能为自己和家人预约。"))


class NotTheirTroupe(Refused):
    """The troupe is dissolved, belongs to a hall where the one who acts has no right, or is led by somebody else."""

    then = Then.FORM

    def __init__(self) -> None:
        super().__init__(_("只能为自己带的团队或本馆在册的团队预约。"))


class OwnVenue(Refused):
    """A hall asks to borrow a venue of its own."""

    then = Then.FORM

    def __init__(self) -> None:
        super().__init__(_("这是借用馆自己的场地，不必借。"))


class Over(Refused):
    """The reservation has ended, or is no longer standing."""

    then = Then.MINE

    def __init__(self) -> None:
        super().__init__(_("这次预约已经结束或取消，不能再改。"))


class AskTheHall(Refused):
    """An approved reservation of a venue that takes approval is moved by the hall."""

    then = Then.DESK

    def __init__(self) -> None:
        super().__init__(_("这次预约是馆里审核过的，改时间请联系馆里；也可以先另约一次，再取消这次。"))


class NotYet(Refused):
    """Check-in has not begun."""

    then = Then.MINE

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(_("%(when)s起可以签到。") % {"when": f"{localtime(opens_at):%H:%M}"})


class NoReason(Refused):
    """A hall declines or cancels without a reason."""

    then = Then.FORM

    def __init__(self) -> None:
        super().__init__(_("请写明原因，当事人会看到。"))


class NothingToBook(Refused):
    """Of a series no date is left."""

    then = Then.FORM

    def __init__(self) -> None:
        super().__init__(_("一次也没有选上。请换个时间或日期再看。"))


class TooMany(Refused):
    """A series has more occurrences than are taken at once."""

    then = Then.FORM

    def __init__(self, most: int) -> None:
        super().__init__(_("一次最多约 %(n)s 次，请缩短起止日期。") % {"n": most})


def day_words(day: date) -> str:
    """The date as said within a sentence."""
    return date_format(day, _("n月j日"))


def length(minutes: int) -> str:
    """A length of time in words."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(n)s 小时") % {"n": hours}
    return _("%(n)s 分钟") % {"n": minutes} if not hours else _("%(h)s 小时 %(n)s 分") % {"h": hours, "n": rest}
