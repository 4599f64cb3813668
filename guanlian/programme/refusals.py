"""Why somebody can't register now: each refusal says why and, as `then`, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from guanlian.accounts.models import Person
    from guanlian.programme.admission import Admission


class Then(StrEnum):
    """The next step that a page offers with a refusal."""

    NOTHING = ""
    WAIT = "wait"  # join the waiting list
    TICKET = "ticket"  # look at the entry that exists
    HOUSEHOLD = "household"  # complete what is known of the person
    COME = "come"  # just come; or the hall's desk helps
    OTHERS = "others"  # look for another activity
    APPEAL = "appeal"  # see the restriction


class Refused(Exception):
    """Somebody can't register; the message says why."""

    then = Then.NOTHING


class NoEntryNeeded(Refused):
    """Nobody registers for this activity."""

    then = Then.COME

    def __init__(self) -> None:
        super().__init__(_("这场不用报名，直接到场就能参加。"))


class NotAhead(Refused):
    """The activity was called off, is over, or is no longer public."""

    then = Then.OTHERS

    def __init__(self) -> None:
        super().__init__(_("这场活动已取消或已结束，不能报名。"))


class NotOpenYet(Refused):
    """Entries have not begun."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(_("%(when)s开始报名，请到时再来。") % {"when": moment(opens_at)})


class EntriesClosed(Refused):
    """Entries have ended."""

    then = Then.COME

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(_("报名已于%(when)s截止。可以问问馆里还有没有空位。") % {"when": moment(closes_at)})


class Full(Refused):
    """Too few places are left of `admission`: `left` of those that `people` want."""

    def __init__(self, admission: Admission, people: Sequence[Person], *, left: int = 0) -> None:
        self.activity = admission.activity
        self.people = people
        wanted = len(people)
        self.waiting = waiting = admission.waiting_list  # whether one can join the waiting list
        self.then = Then.WAIT if waiting else Then.OTHERS
        words = {"left": left, "n": wanted}
        if 0 < left < wanted:
            text = (
                _("只剩 %(left)s 个名额，不够 %(n)s 人同去。可以少选几位，或一起候补。")
                if waiting
                else _("只剩 %(left)s 个名额，不够 %(n)s 人同去。请少选几位。")
            )
        else:
            text = _("名额已满。可以候补：有人退出，按次序通知您。") if waiting else _("名额已满，这场不设候补。")
        super().__init__(text % words)


class NobodyChosen(Refused):
    """Nobody was ticked."""

    def __init__(self) -> None:
        super().__init__(_("请先勾选谁参加。"))


class AnswerNeeded(Refused):
    """The hall asks something and the answer is missing."""

    def __init__(self, question: str) -> None:
        super().__init__(_("请回答：%(question)s") % {"question": question})


class TooLate(Refused):
    """The activity is over; nothing is given back any more."""

    def __init__(self) -> None:
        super().__init__(_("活动已经结束，不用再退。"))


class TooFewLeft(Refused):
    """Staff would admit more people than there are places."""

    def __init__(self, *, left: int, wanted: int) -> None:
        super().__init__(
            _("还有 %(left)s 个名额，选了 %(n)s 人，谁也没有录取。请少选几位，其余的可以列入候补。")
            % {"left": left, "n": wanted}
        )


class NothingToDecide(Refused):
    """None of the entries awaits a decision (any more)."""

    def __init__(self) -> None:
        super().__init__(_("选中的报名都已办理过，没有改动。"))


class ReasonNeeded(Refused):
    """A decline needs its reason: it is told to the person."""

    def __init__(self) -> None:
        super().__init__(_("请写明不录取的原因，会告知本人。"))


class AlreadyEntered(Refused):
    """The person has a live entry; `code` is its ticket."""

    then = Then.TICKET

    def __init__(self, name: str, code: str) -> None:
        self.code = code
        super().__init__(_("%(name)s已经报过名了，不必再报。") % {"name": name or _("您")})


class NotYourHousehold(Refused):
    """The account acts only for its own household."""

    then = Then.HOUSEHOLD

    def __init__(self) -> None:
        super().__init__(_("只能为本人和家人报名。请先把家人加到“我的家人”。"))


class BirthdayNeeded(Refused):
    """The activity has an age rule and the birthday isn't known."""

    then = Then.HOUSEHOLD

    def __init__(self, name: str) -> None:
        super().__init__(_("这场有年龄要求，请先填写%(name)s的出生日期。") % {"name": name or _("您")})


class WrongAge(Refused):
    """Too young or too old on the day it begins."""

    then = Then.OTHERS

    def __init__(self, name: str, least: int | None, most: int | None) -> None:
        words = {"name": name or _("您"), "least": least, "most": most}
        if least is not None and most is not None:
            text = _("这场面向 %(least)s 至 %(most)s 周岁，%(name)s的年龄不符。")
        elif least is not None:
            text = _("这场面向 %(least)s 周岁及以上，%(name)s的年龄不符。")
        else:
            text = _("这场面向 %(most)s 周岁及以下，%(name)s的年龄不符。")
        super().__init__(text % words)


class NotResident(Refused):
    """For residents of one place; `known`: the person's own place is known and is another."""

    def __init__(self, name: str, place: str, *, known: bool) -> None:
        self.then = Then.OTHERS if known else Then.HOUSEHOLD
        words = {"name": name or _("您"), "place": place}
        text = _("这场面向%(place)s居民。") if known else _("这场面向%(place)s居民，请先填写%(name)s的居住地。")
        super().__init__(text % words)


class GroupTooLarge(Refused):
    """More people in one entry than the hall allows."""

    def __init__(self, most: int) -> None:
        super().__init__(_("一次最多为 %(n)s 人报名。") % {"n": most})


class HouseholdFull(Refused):
    """The household has as many entries as one may have."""

    def __init__(self, most: int) -> None:
        super().__init__(_("这场每户最多 %(n)s 人，您家已经报满。") % {"n": most})


class TooManyCourses(Refused):
    """The person holds or awaits as many courses as one may at one time."""

    then = Then.OTHERS

    def __init__(self, name: str, most: int) -> None:
        words = {"name": name or _("您"), "n": most}
        super().__init__(_("%(name)s已报 %(n)s 门课程。为了让更多人有机会，同时最多报 %(n)s 门。") % words)


class Restricted(Refused):
    """Online places are closed to the person until a day; the waiting list, desk and walk-in are not."""

    then = Then.APPEAL

    def __init__(self, name: str, until: date, *, waiting: bool = True) -> None:
        self.waiting = waiting
        words = {"name": name or _("您"), "day": f"{until:%Y-%m-%d}"}
        text = (
            _("%(name)s近期几次占了名额没有来，%(day)s前网上不能直接报名；仍可候补、到馆报名或直接到场。")
            if waiting
            else _("%(name)s近期几次占了名额没有来，%(day)s前网上不能直接报名；仍可到馆报名或直接到场。")
        )
        super().__init__(text % words)


class NotOffered(Refused):
    """There is no offer to accept: it was accepted before, given back, or its time has passed."""

    then = Then.TICKET

    def __init__(self) -> None:
        super().__init__(_("这个名额已不在等您确认：可能已确认、已放弃，或过了确认时间。"))


def moment(when: datetime) -> str:
    """A moment as refusals name it, in Asia/Shanghai."""
    local = localtime(when)
    return f"{date_format(local, _('n月j日'))} {local:%H:%M}"
