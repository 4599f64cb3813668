"""Appeals: once for each restriction, in the person's own words; answered by the hall with a reason, or lifted by time.

The restriction stays until the answer: it is mild, and it lifts by itself when no answer comes within the declared
working days. Whoever read the tickets of one of the absences doesn't decide, nor does the person themselves: at the
same hall or above there is always a second one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.capabilities import Capability, roles_with
from guanlian.accounts.models import RoleAssignment, User
from guanlian.kernel import clock
from guanlian.messaging.telling import News, tell
from guanlian.network.halls import Hall, HallLink
from guanlian.network.workdays import working_day_after
from guanlian.programme import restricting
from guanlian.programme.conduct import Absence, Appeal, AppealStatus, Restriction
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Attendance


class CannotAppeal(Exception):
    """There is nothing to appeal against, or it was done; the message says what to do next."""


class NoRestriction(CannotAppeal):
    """The person is under no restriction of that household."""

    def __init__(self) -> None:
        super().__init__(_("现在没有对这位家人的报名限制，不用申诉。"))


class AppealedBefore(CannotAppeal):
    """One appeal a restriction."""

    def __init__(self) -> None:
        super().__init__(_("这次限制已经申诉过，答复会发到您的消息里。"))


class CannotDecide(Exception):
    """The appeal can't be decided by this person or any more; the message says what to do next."""


class NotOpen(CannotDecide):
    """It was decided before."""

    def __init__(self) -> None:
        super().__init__(_("这份申诉已经答复过了。"))


class SamePerson(CannotDecide):
    """Nobody decides on what they noted themselves, or on themselves."""

    def __init__(self) -> None:
        super().__init__(_("其中有您经手签到的场次，或申诉人是您家人：请同事或上级馆来答复。"))


@transaction.atomic
def appeal(*, person: str, text: str, by: User) -> Appeal:
    """Say why the restriction of that person (a code, of the account's household) is wrong. Raises CannotAppeal."""
    on = clock.today()
    held = (
        Restriction.objects.of(by)
        .in_force(on)
        .select_for_update(of=("self",))
        .select_related("hall", "person")
        .filter(person__code=person)
        .first()
    )
    if held is None:
        raise NoRestriction
    due = working_day_after(on, rules()["absence"]["appeal_days"])
    try:
        with transaction.atomic():
            made = Appeal.objects.create(restriction=held, text=text.strip(), due_on=due)
    except IntegrityError as again:
        raise AppealedBefore from again
    tell(
        News(kind="appeal.made", user=each, params={"due": due}, about="/console/conduct/")
        for each in deciders(held.hall, on)
    )
    return made


@transaction.atomic
def decide(*, appeal: int, grant: bool, answer: str, by: User, on: date, excuse: Collection[int] = ()) -> Appeal:
    """Answer the appeal with that key: granting lifts the restriction, and excuses those of its absences named.

    `on` is today, for the rights (restriction.decide at the restriction's hall). Raises NotYours, CannotDecide.
    """
    held = Appeal.objects.select_for_update(of=("self",)).select_related("restriction__person__keeper").get(pk=appeal)
    restriction = Restriction.unscoped.select_for_update(of=("self",)).select_related("hall", "person__keeper")
    found = restriction.get(pk=held.restriction_id)
    scope.require(by, "restriction.decide", found.hall, on)
    if held.status != AppealStatus.OPEN:
        raise NotOpen
    if _concerned(by, found):
        raise SamePerson
    _answer(held, AppealStatus.GRANTED if grant else AppealStatus.REFUSED, answer, by)
    if grant:
        mine = Absence.unscoped.filter(restrictions=found, pk__in=excuse, excused_why="")
        mine.update(excused_why=answer.strip()[:200])
        if found.lifted_at is None:
            restricting.lift(found, why=_("申诉成立：%s") % answer.strip())
    tell([_news(held, found)])
    return held


@transaction.atomic
def lift_unanswered() -> int:
    """Lift the restrictions whose appeal got no answer by its day; for the worker. Returns how many appeals ended."""
    on = clock.today()
    late = list(
        Appeal.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(status=AppealStatus.OPEN, due_on__lt=on)
        .order_by("pk")
    )
    for held in late:
        found = Restriction.unscoped.select_for_update(of=("self",)).select_related("hall", "person__keeper")
        restriction = found.get(pk=held.restriction_id)
        why = _("馆里没有按期答复，限制自动解除。")
        _answer(held, AppealStatus.GRANTED, why, None)
        if restriction.lifted_at is None:
            restricting.lift(restriction, why=why)
        tell([_news(held, restriction)])
    return len(late)


def deciders(hall: Hall, on: date) -> list[User]:
    """Those who answer appeals at `hall` on the day `on`: at the hall itself, else at the nearest above that can."""
    above = Hall.objects.above(hall.pk, on)
    holding = RoleAssignment.objects.filter(
        role__in=roles_with(Capability.RESTRICTION_DECIDE),
        period__contains=on,
        user__is_active=True,
        hall__in=above.order_by().values("pk"),
    ).select_related("user")
    by_hall: dict[int, dict[int, User]] = {}
    for each in holding:
        by_hall.setdefault(each.hall_id, {})[each.user_id] = each.user
    links = HallLink.objects.filter(period__contains=on, hall__in=above.order_by().values("pk"))
    parents = dict(links.values_list("hall_id", "parent_id"))
    at: int | None = hall.pk
    while at is not None and at not in by_hall:
        at = parents.get(at)
    return list(by_hall[at].values()) if at is not None else []


def _concerned(by: User, restriction: Restriction) -> bool:
    """Whether `by` read tickets in one of its sessions, or keeps the person's household."""
    sessions = restriction.absences(manager="unscoped").values("session")
    return (
        restriction.person.keeper_id == by.pk
        or Attendance.unscoped.filter(session__in=sessions, reported_by=by).exists()
    )


def _answer(held: Appeal, status: AppealStatus, answer: str, by: User | None) -> None:
    held.move_to(status)
    held.answer, held.decided_at, held.decided_by = answer.strip()[:300], clock.moment(), by
    held.save(update_fields=["status", "answer", "decided_at", "decided_by"])


def _news(held: Appeal, restriction: Restriction) -> News:
    return News(
        kind=f"appeal.{held.status}",
        person=restriction.person,
        params={
            "name": restriction.person.name,
            "hall": restriction.hall.name,
            "answer": held.answer,
            "last": restricting.last_day(restriction),
        },
        about=restricting.PAGE,
        key=f"appeal:{held.pk}",
    )
