"""The officers of branches on one day: who is where until when, which branch has none since when, what is under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from guanlian.network.halls import Hall, HallQuerySet, Tier
from guanlian.staffing.models import Need, NeedStatus, Proposal, Secondment, StaffMember, TermReview
from guanlian.staffing.procedure import Direction
from guanlian.staffing.rules import rules

BECAUSE = "a branch in reach may see who is sent to it, whichever hall sends"
DAY = timedelta(days=1)


@dataclass
class Line:
    """A branch on the day. `officer` in post, `coming` later; `vacant_since` where there is none (None there: never had
    one); `need` open, `proposal` living."""

    branch: Hall
    main: Hall | None = None
    officer: Secondment | None = None
    coming: Secondment | None = None
    vacant_since: date | None = None
    need: Need | None = None
    proposal: Proposal | None = None
    days_left: int | None = None
    part_gone: int = 0  # per cent of the term

    @property
    def vacant(self) -> bool:
        """Whether nobody is in post."""
        return self.officer is None

    @property
    def last(self) -> date | None:
        """The officer's last day in post."""
        upper = self.officer.period.upper if self.officer else None
        return upper - DAY if upper else None

    @property
    def ending(self) -> bool:
        """Whether the term ends soon and nobody follows yet."""
        return self.days_left is not None and self.days_left <= rules()["term"]["soon_days"]


@dataclass
class Term:
    """One term in a branch's history, and the days without an officer before it."""

    secondment: Secondment
    gap_days: int = 0
    reviews: list[TermReview] = field(default_factory=list)

    @property
    def last(self) -> date | None:
        """The last day in post."""
        upper = self.secondment.period.upper
        return upper - DAY if upper else None


def branches_in(halls: HallQuerySet, on: date) -> HallQuerySet:
    """The branches among `halls` on the day `on`, by code."""
    return Hall.objects.of_tier(Tier.BRANCH, on).filter(pk__in=halls.order_by().values("pk")).order_by("code")


def lines(branches: Iterable[Hall], on: date) -> list[Line]:
    """How each branch stands on the day `on`, in a constant number of statements; what is pressing first."""
    found = {branch.pk: Line(branch) for branch in branches}
    terms: dict[int, list[Secondment]] = defaultdict(list)
    for each in _sent_to(list(found)):
        terms[each.to_hall_id].append(each)
    mains = {hall.pk: hall for hall in Hall.objects.of_tier(Tier.MAIN, on)}
    for pk, line in found.items():
        line.main = mains.get(line.branch.parent_now)  # type: ignore[attr-defined]
        _put(line, terms[pk], on)
    for need in Need.objects.within(list(found)).filter(status=NeedStatus.OPEN, direction=Direction.DOWN):
        found[need.hall_id].need = need
    living = Proposal.objects.living().everywhere(because=BECAUSE).filter(direction=Direction.DOWN)
    for proposal in living.filter(to_hall__in=list(found)).select_related("member", "hall", "to_hall"):
        found[proposal.to_hall_id].proposal = proposal
    return sorted(found.values(), key=_pressing)


def _sent_to(branches: list[int]) -> Any:
    found = Secondment.objects.standing().everywhere(because=BECAUSE)
    found = found.filter(direction=Direction.DOWN, to_hall__in=branches)
    return found.select_related("member", "hall", "to_hall").order_by("period")


def _put(line: Line, terms: list[Secondment], on: date) -> None:
    for term in terms:
        if on in term.period:
            line.officer = term
        elif term.period.lower > on:
            line.coming = line.coming or term
    if line.officer is None:
        line.vacant_since = max(
            (t.period.upper for t in terms if t.period.upper and t.period.upper <= on), default=None
        )
    elif (upper := line.officer.period.upper) is not None:
        line.days_left = (upper - on).days
        whole = (upper - line.officer.period.lower).days
        line.part_gone = round(100 * (whole - line.days_left) / whole)


def _pressing(line: Line) -> tuple[int, Any, str]:
    """Vacancies first, the longest before the others; then terms that end soon; then the rest by code."""
    if line.vacant:
        return 0, line.vacant_since or date.min, line.branch.code
    if line.ending:
        return 1, line.last, line.branch.code
    return 2, 0, line.branch.code


def history(branch: Hall) -> list[Term]:
    """The branch's officers, the latest first, each with the gap before it and what was decided."""
    found: list[Term] = []
    before: date | None = None
    for each in _sent_to([branch.pk]).prefetch_related("reviews__decided_by"):
        gap = (each.period.lower - before).days if before and each.period.lower > before else 0
        found.append(Term(each, gap, list(each.reviews.all())))
        before = each.period.upper
    return found[::-1]


def terms_of(member: StaffMember) -> list[Secondment]:
    """Where somebody was sent, the latest first."""
    found = Secondment.objects.standing().everywhere(because="a person's own terms").filter(member=member)
    return list(found.select_related("to_hall").order_by("-period"))


@dataclass(frozen=True)
class Pressing:
    """What comes first on the first page: branches without an officer, and terms that end soon."""

    vacant: list[Line]
    ending: list[Line]


def pressing(halls: HallQuerySet, on: date) -> Pressing:
    """The vacancies and the terms that end soon among `halls`."""
    every = lines(branches_in(halls, on), on)
    return Pressing([x for x in every if x.vacant], [x for x in every if not x.vacant and x.ending])


def reports_due(halls: HallQuerySet, on: date) -> list[Secondment]:
    """People sent up by `halls` whose term is over on the day `on` and who have not handed in their report."""
    found = Secondment.objects.standing().within(halls.order_by().values("pk"))
    over = found.filter(direction=Direction.UP, period__endswith__lte=on, proposal__isnull=False)
    closed = TermReview.objects.filter(decision=TermReview.Decision.END).values("secondment")
    return list(over.exclude(pk__in=closed).select_related("member", "hall", "to_hall").order_by("period"))
