"""Writing appraisals: each of the two halls that manage a person says its part; both read both."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.kernel.clock import moment
from guanlian.network.halls import Hall
from guanlian.staffing.appraisals import Appraisal, Conclusion
from guanlian.staffing.models import Post, Secondment, StaffMember
from guanlian.staffing.post_refusals import AlreadyWritten, NothingSaid, NotThere, WrongDates, constraint

RIGHT = "appraisal.write"


@dataclass(frozen=True, slots=True)
class Duty:
    """What `member` is appraised for in a year: as `what`, by the two halls `sender` and `receiver`.

    For an officer the main hall that sends and the branch; for a village administrator the town and the village.
    """

    member: StaffMember
    what: str
    sender: Hall
    receiver: Hall
    period: DateRange

    @property
    def halls(self) -> tuple[Hall, Hall]:
        """The two halls that write."""
        return self.sender, self.receiver


def duties(halls: Any, year: int) -> list[Duty]:
    """Who is appraised for `year` by one of `halls` (a QuerySet or ids of them), in two statements."""
    whole = DateRange(date(year, 1, 1), date(year + 1, 1, 1))
    down = Secondment.objects.for_counting().filter(
        Q(hall__in=halls) | Q(to_hall__in=halls), direction=Secondment.Direction.DOWN, period__overlap=whole
    )
    kept = Post.objects.for_counting().filter(
        Q(hall__in=halls) | Q(hired_by__in=halls),
        role=Post.Role.VILLAGE_ADMINISTRATOR, hired_by__isnull=False, period__overlap=whole,
    )  # fmt: skip
    found = [
        Duty(each.member, str(_("文化下派员")), each.hall, each.to_hall, each.period)
        for each in down.select_related("member", "hall", "to_hall").order_by("to_hall__code", "period")
    ]
    found += [
        Duty(each.member, str(each.get_role_display()), each.hired_by, each.hall, each.period)
        for each in kept.select_related("member", "hall", "hired_by").order_by("hall__code", "period")
        if each.hired_by is not None
    ]
    return found


def duties_of(member: StaffMember, year: int) -> list[Duty]:
    """What `member` is appraised for in `year`."""
    halls = Hall.objects.filter(Q(secondments_received__member=member) | Q(post_records__member=member))
    return [each for each in duties(halls.order_by().values("pk"), year) if each.member.pk == member.pk]


def written(members: Collection[int], year: int) -> dict[tuple[int, int], Appraisal]:
    """The appraisals of `members` for `year`, by member and hall; callers show them to those of the duty's halls."""
    found = Appraisal.objects.everywhere(because="both halls that manage a person read both appraisals")
    rows = found.filter(member__in=members, year=year).select_related("hall", "written_by")
    return {(each.member_id, each.hall_id): each for each in rows}


@transaction.atomic
def write(*, member: StaffMember, hall: Hall, year: int, text: str, conclusion: str, by: User, on: date) -> Appraisal:
    """`hall` says its part, or mends what it said. The two halls' parts are written by two different persons.

    Raises NotYours, WrongDates, NotThere, NothingSaid, AlreadyWritten.
    """
    scope.require(by, RIGHT, hall, on)
    if year > on.year:
        raise WrongDates(_("%s 年还没有开始，不能考核。") % year)
    if not any(hall in each.halls for each in duties_of(member, year)):
        raise NotThere(_("%(name)s在 %(year)s 年不由“%(hall)s”管理，不由本馆考核。")
                       % {"name": member.name, "year": year, "hall": hall.name})  # fmt: skip
    if not text.strip():
        raise NothingSaid(_("请写几句考核意见：做了什么、好在哪里、要改什么。"))
    row = Appraisal.unscoped.select_for_update().filter(member=member, hall=hall, year=year).first()
    row = row or Appraisal(member=member, hall=hall, year=year)
    row.text, row.conclusion = text.strip()[:2000], Conclusion(conclusion)
    row.written_by, row.written_at = by, moment()
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, why=_("考核")):
            row.save()
    except IntegrityError as clash:
        raise _why(clash) from clash
    return row


def may_read(person: Any, halls: Sequence[Hall], on: date) -> bool:
    """Whether `person` reads the appraisals that `halls` write: who manages or appraises at either of them."""
    rights = ("staff.view", RIGHT)
    return any(scope.may(person, right, hall, on) for hall in halls for right in rights)


def _why(clash: IntegrityError) -> Exception:
    if constraint(clash) == "two_halls_two_pens":
        return AlreadyWritten(_("另一家的意见也是您写的。两家的意见要由两个人分别填写，请对方的同志来写。"))
    if constraint(clash) == "one_appraisal_by_a_hall_a_year":
        return AlreadyWritten(_("本馆的意见刚刚有人填写过，请打开看看再改。"))
    return clash
