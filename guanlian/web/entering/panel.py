"""'How to take part' on an activity's page: a headline for each policy and state, the rules, what one has already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanlian.accounts.models import User
from guanlian.programme import finding
from guanlian.programme.admission import Admission, Policy, Status
from guanlian.programme.models import Activity, Draw, Registration
from guanlian.web.entering import words
from guanlian.web.entering.showing import Ticket, shown

MOST_SEATS = 60  # drawn one by one; more are a bar


@dataclass(frozen=True, slots=True)
class Seats:
    """The places as drawn: taken, kept for desk and phone, free on the site."""

    taken: int
    kept: int
    free: int

    @property
    def each(self) -> list[str]:
        """One mark a place, in order; empty where they are too many to draw."""
        if self.taken + self.kept + self.free > MOST_SEATS:
            return []
        return ["taken"] * self.taken + ["kept"] * self.kept + ["free"] * self.free


@dataclass(slots=True)
class Panel:
    """What the panel shows. `button`: what the one vermilion button says and where it leads; none where it can't lead
    anywhere. `lead`: sentences under the headline."""

    headline: str
    mark: str = "open"
    lead: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    seats: Seats | None = None
    button: tuple[str, str] | None = None
    links: list[tuple[str, str]] = field(default_factory=list)
    mine: list[Ticket] = field(default_factory=list)

    @property
    def offered(self) -> bool:
        """Whether a place is held for somebody of the household: then that is the one thing to do."""
        return any(ticket.status == Status.OFFERED for ticket in self.mine)


def panel_of(activity: Activity, user: User | AnonymousUser) -> Panel | None:
    """The panel of a public activity that is ahead; None where the hall declared no admission."""
    admission = words.admission_of(activity)
    if admission is None:
        return None
    at = now()
    made = _walk_in(activity) if admission.policy == Policy.WALK_IN else _by_entry(activity, admission, at)
    made.conditions = words.conditions(admission, at)
    if isinstance(user, User):
        mine = Registration.objects.of(user).live().filter(admission=admission)
        made.mine = shown(mine.select_related("person", "admission__activity__hall").order_by("pk"), at)
    return made


def _walk_in(activity: Activity) -> Panel:
    usual = finding.usual_attendance(activity)
    made = Panel(_("直接来，不用报名"))
    capacity = activity.venue.capacity if activity.venue else None
    if usual is not None and capacity:
        made.lead.append(_("以往这样的活动约有 %(n)s 人来，场地可容 %(all)s 人。") % {"n": usual, "all": capacity})
    elif usual is not None:
        made.lead.append(_("以往这样的活动约有 %(n)s 人来。") % {"n": usual})
    return made


def _by_entry(activity: Activity, admission: Admission, at: datetime) -> Panel:
    assert admission.opens_at is not None and admission.closes_at is not None
    if at < admission.opens_at:
        made = Panel(_("%(when)s开始报名") % {"when": words.moment(admission.opens_at, at)})
        made.lead.append(ngettext("%(n)s 个名额。", "%(n)s 个名额。", admission.places or 0) % {"n": admission.places})
        return _with_seats(made, admission)
    if admission.policy == Policy.FIRST_COME:
        return _first_come(activity, admission, at)
    return _later(activity, admission, at)


def _first_come(activity: Activity, admission: Admission, at: datetime) -> Panel:
    assert admission.closes_at is not None
    said = words.places(admission)
    waiting = _count(admission, Status.WAITING)
    if at >= admission.closes_at:
        made = Panel(_("网上报名已截止"), "full")
        made.lead.append(_("可以问问馆里还有没有空位。"))
        return _with_seats(made, admission)
    made = Panel(said.words if said.mark != "full" else _("名额已满"), said.mark)
    if said.mark == "full":
        if admission.waiting_list:
            made.lead.append(
                ngettext("%(n)s 组在候补。有人退出，按次序补上。", "%(n)s 组在候补。有人退出，按次序补上。", waiting)
                % {"n": waiting}
                if waiting
                else _("还没有人候补：有人退出，就轮到您。")
            )
            made.button = (_("加入候补"), _form(activity))
        if admission.left > admission.left_online:
            made.lead.append(
                ngettext("到馆或打电话还有 %(n)s 个名额。", "到馆或打电话还有 %(n)s 个名额。", admission.left)
                % {"n": admission.left}
            )
    else:
        made.button = (_("报名"), _form(activity))
        made.lead.append(_("先到先得，%(when)s截止。") % {"when": words.moment(admission.closes_at, at)})
    return _with_seats(made, admission)


def _later(activity: Activity, admission: Admission, at: datetime) -> Panel:
    """Lottery and review: entries first, places later."""
    assert admission.closes_at is not None
    entered = _count(admission, Status.ENTERED)
    counts = {"n": admission.places, "entered": entered, "when": words.moment(admission.closes_at, at)}
    lottery = admission.policy == Policy.LOTTERY
    if at < admission.closes_at:
        made = Panel(_("摇号：%(when)s截止") % counts if lottery else _("审核录取：%(when)s截止") % counts)
        made.lead.append(_("%(n)s 个名额，已有 %(entered)s 人登记。") % counts)
        made.lead.append(
            _("早报晚报机会一样，截止后公开摇号。") if lottery else _("主办馆看过每个人的报名再录取，结果通知您。")
        )
        made.button = (_("登记摇号") if lottery else _("报名"), _form(activity))
    elif entered:
        made = Panel(_("登记已截止，等待摇号") if lottery else _("报名已截止，正在审核"), "full")
        made.lead.append(_("%(n)s 个名额，%(entered)s 人登记。") % counts)
    else:
        made = _with_seats(Panel(_("已经摇号") if lottery else _("录取已结束"), "full"), admission)
        if admission.left:
            made.lead.append(_("还有 %(n)s 个名额，可以到馆或打电话报名。") % {"n": admission.left})
    if lottery and (address := draw_address(admission)):
        made.links.append((_("怎么摇号，怎么查验"), address))
    return made


def draw_address(admission: Admission) -> str | None:
    """The page of the lottery, where the page and the lottery exist."""
    if not Draw.objects.filter(admission=admission).exists():
        return None
    try:
        return reverse("portal:draw", args=[admission.activity.code])
    except NoReverseMatch:
        return None


def _with_seats(made: Panel, admission: Admission) -> Panel:
    if admission.places:
        free = admission.left_online
        made.seats = Seats(admission.taken, admission.places - admission.taken - free, free)
    return made


def _count(admission: Admission, status: Status) -> int:
    """How many people entered, or how many groups wait."""
    found = Registration.objects.everywhere(because="a number; nobody is named").filter(
        admission=admission, status=status
    )
    return found.values("group").distinct().count() if status == Status.WAITING else found.count()


def _form(activity: Activity) -> str:
    return reverse("portal:register", args=[activity.code])
