"""What a hall's people can do today: worked out from the records, never asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guanlian.assessment.advice import Advice
from guanlian.assessment.showing import words
from guanlian.assessment.summarising import day_words
from guanlian.network.halls import Hall, Tier
from guanlian.network.models import ServiceNotice
from guanlian.programme.models import Activity, Status
from guanlian.staffing.models import Secondment

LOOK_AHEAD = 21  # days in which an activity without an announcement is pointed out
LOOK_BACK = 60  # days in which an activity that should have taken place is asked after
STATEMENTS_FROM_MONTH = 11  # a statement speaks of the whole year, so it is asked for near its end


class What(StrEnum):
    """Kinds of thing to do, the most pressing first."""

    CONFIRM = "confirm"
    ANNOUNCE = "announce"
    STATE = "state"
    CLOSE_GAP = "close_gap"
    NOTICE = "notice"
    OFFICER = "officer"


@dataclass(frozen=True)
class Task:
    """One thing to do. `records` are what it is about; `clause` the clause that it serves, where it serves one."""

    what: What
    sentence: str
    number: int = 1
    records: Sequence[Activity] = field(default_factory=tuple)
    halls: Sequence[Hall] = field(default_factory=tuple)
    advice: Advice | None = None


def tasks(*, hall: Hall, advice: Sequence[Advice], today: date) -> list[Task]:
    """What can be done today at `hall`, the most pressing first, in a constant number of statements."""
    found = [
        *_confirm(hall, today),
        *_announce(hall, today),
        *_gaps(advice, today),
        *_notice(hall, today),
        *_vacancies(hall, today),
    ]
    order = list(What)
    return sorted(found, key=lambda task: order.index(task.what))


def _confirm(hall: Hall, today: date) -> list[Task]:
    """Activities whose day is past and of which nobody said whether they took place."""
    since = today - timedelta(days=LOOK_BACK)
    past = _scheduled(hall).filter(begins_on__range=(since, today - timedelta(days=1))).order_by("begins_on", "pk")
    some = list(past)
    if not some:
        return []
    said = {"day": day_words(some[0].begins_on), "title": some[0].title, "n": len(some)}
    if len(some) == 1:
        return [Task(What.CONFIRM, _("%(day)s的“%(title)s”办了吗？确认后才计入。") % said, 1, some)]
    sentence = _("%(n)s 场活动日期已过，还没有确认是否举办，最早的是%(day)s的“%(title)s”。") % said
    return [Task(What.CONFIRM, sentence, len(some), some)]


def _announce(hall: Hall, today: date) -> list[Task]:
    """Activities ahead that were not announced: from tomorrow on, since the day itself is too late."""
    soon = (today + timedelta(days=1), today + timedelta(days=LOOK_AHEAD))
    silent = _scheduled(hall).filter(announced_on=None, begins_on__range=soon).order_by("begins_on", "pk")
    some = list(silent)
    if not some:
        return []
    said = {"day": day_words(some[0].begins_on), "title": some[0].title, "n": len(some)}
    if len(some) == 1:
        return [Task(What.ANNOUNCE, _("给 %(day)s的“%(title)s”发布预告。") % said, 1, some)]
    sentence = _("%(n)s 场活动还没有预告，最近的是%(day)s的“%(title)s”。") % said
    return [Task(What.ANNOUNCE, sentence, len(some), some)]


def _scheduled(hall: Hall) -> QuerySet[Activity]:
    return Activity.objects.standing().within([hall.pk]).filter(status=Status.SCHEDULED)


def _gaps(advice: Sequence[Advice], today: date) -> list[Task]:
    """The cheapest gaps that are one's own, and the statement once the year nears its end."""
    found = []
    for each in advice:
        attested = each.result.clause.basis == "attested"
        if attested and today.month >= STATEMENTS_FROM_MONTH:
            found.append(Task(What.STATE, each.sentence, advice=each))
        elif not attested and not each.below and len(found) < 3:
            found.append(Task(What.CLOSE_GAP, each.sentence, each.steps, advice=each))
    return found


def _notice(hall: Hall, today: date) -> list[Task]:
    """The hall's own service notice: none in force, or parts of it empty."""
    notice = ServiceNotice.objects.standing().within([hall.pk]).filter(period__contains=today).first()
    if notice is None:
        return [Task(What.NOTICE, _("还没有服务公示：写明服务项目、内容、时间和方式。"), 4, halls=[hall])]
    fields = ("items", "content", "hours", "manner")
    empty = [words(notice, part) for part in fields if not getattr(notice, part)]
    if not empty:
        return []
    said = {"parts": _("、").join(empty)}
    return [Task(What.NOTICE, _("服务公示还缺：%(parts)s。") % said, len(empty), halls=[hall])]


def _vacancies(hall: Hall, today: date) -> list[Task]:
    """Branches below (and the hall itself) that have no seconded officer in post."""
    served = Secondment.objects.for_counting().filter(direction=Secondment.Direction.DOWN, period__contains=today)
    branches = Hall.objects.under([hall.pk], today).of_tier(Tier.BRANCH, today)
    empty = list(branches.exclude(pk__in=served.values("to_hall_id")).order_by("code"))
    if not empty:
        return []
    said = {"n": len(empty), "hall": empty[0].name}
    if len(empty) == 1:
        return [Task(What.OFFICER, _("“%(hall)s”没有在岗的文化下派员。") % said, 1, halls=empty)]
    return [Task(What.OFFICER, _("%(n)s 个分馆没有在岗的文化下派员，如“%(hall)s”。") % said, len(empty), halls=empty)]
