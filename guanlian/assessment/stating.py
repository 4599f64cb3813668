"""Statements: a hall says for a year whether a clause holds that nothing recorded can count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.assessment.models import Statement
from guanlian.assessment.noting import written
from guanlian.assessment.packs import Clause
from guanlian.kernel.measures import Span
from guanlian.kernel.windows import Window
from guanlian.network.halls import Hall
from guanlian.network.hours import calendars
from guanlian.network.models import Closure


class Refused(Exception):
    """The statement was not taken; the message says why and what to do next."""


class NotAttested(Refused):
    """The clause is counted from records."""


class NotThisTier(Refused):
    """The clause is asked of halls of another tier."""


class YearAhead(Refused):
    """The year has not begun."""


class NoWords(Refused):
    """The statement says nothing."""


@dataclass(frozen=True)
class Draft:
    """What the records suggest that a hall states: its words, and whether the clause holds by them."""

    text: str
    holds: bool


@transaction.atomic
def state(*, hall: Hall, clause: Clause, year: int, holds: bool, text: str, by: scope.Person, on: date) -> Statement:
    """`by` states on the day `on` for `hall` whether `clause` holds in `year`. A second statement takes the first's
    place; the database keeps both. Raises NotYours, NotAttested, NotThisTier, YearAhead, NoWords.
    """
    scope.require(by, "statement.make", hall, on)
    _check(hall, clause, year, text, on)
    statement = Statement.objects.standing().within([hall.pk]).filter(clause=clause.id, year=year).first()
    if statement is None:
        statement = Statement(hall=hall, clause=clause.id, year=year, recorded_by=_account(by))
    statement.holds, statement.text, statement.stated_on = holds, text.strip(), on
    statement.save()
    return statement


def _account(by: scope.Person) -> scope.User | None:
    return by if isinstance(by, scope.User) else None


def _check(hall: Hall, clause: Clause, year: int, text: str, on: date) -> None:
    if clause.basis != "attested":
        raise NotAttested(
            _("“%(title)s”由台账自动计数，不需要情况说明。请直接登记有关记录。") % {"title": clause.title}
        )
    if on.year < year:
        raise YearAhead(_("%(year)s 年还没有开始，请到时再说明。") % {"year": year})
    day = min(on, Window.of_year(year).last)
    if not Hall.objects.of_tier(clause.tier, day).filter(pk=hall.pk).exists():
        raise NotThisTier(_("“%(title)s”不是对“%(hall)s”的要求。") % {"title": clause.title, "hall": hall.name})
    if not text.strip():
        raise NoWords(_("请写明情况：开放时间、闭馆日期和原因，一两句话即可。"))


def draft(*, hall: Hall, year: int, on: date) -> Draft:
    """A statement on regular free opening as the recorded hours and closures of `year` up to `on` suggest it."""
    window = Window.of_year(year).until(on)
    calendar = calendars(Span(window, window.last), [hall.pk]).get(hall.pk)
    least = calendar.least_week(window.weeks()) if calendar else None
    closures = list(
        Closure.objects.standing()
        .within([hall.pk])
        .filter(venue=None, period__overlap=window.as_range())
        .order_by("period")
    )
    ahead = [c for c in closures if c.announced_on is not None and c.announced_on < c.period.lower]
    sudden = [c for c in closures if c not in ahead]
    said = [_("%(first)s 至 %(last)s，本馆免费开放。") % {"first": window.first, "last": window.last}]
    if least is not None:
        said.append(_("平常每周开放 %(hours)s 小时。") % {"hours": written(least[0])})
    else:
        said.append(_("台账中没有登记开放时间。"))
    said.append(_closed(_("提前公告的闭馆"), ahead))
    said.append(_closed(_("未提前公告的闭馆"), sudden))
    return Draft(text="".join(said), holds=least is not None and not sudden)


def _closed(what: str, closures: list[Closure]) -> str:
    if not closures:
        return _("%(what)s：无。") % {"what": what}
    days = "；".join(f"{c.period.lower} {c.reason}" for c in closures)
    return _("%(what)s：%(n)s 次（%(days)s）。") % {"what": what, "n": len(closures), "days": days}
