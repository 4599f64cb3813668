"""Registers of brands and activities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from guanlian.kernel.columns import ThroughColumn
from guanlian.kernel.columns.dated import SHANGHAI
from guanlian.kernel.registers import Group, Objection, Register, Values, declare
from guanlian.network.models import Hall
from guanlian.programme import reviewing
from guanlian.programme.models import Activity, Brand, Participation, Status
from guanlian.programme.venues import settle_holds

USUAL_LENGTH = timedelta(hours=2)


def wall_clock() -> datetime:
    """Now, as the clock in Asia/Shanghai shows it, without a zone (as canonical values are)."""
    return timezone.now().astimezone(SHANGHAI).replace(tzinfo=None)


def complete(values: Values) -> None:
    """An activity ends two hours after it begins, and was held or is scheduled by whether it has begun, unless said;
    where a second person looks first, one ahead waits for them."""
    starts = values.get("starts_at")
    if starts is None:
        return
    if values.get("ends_at") is None:
        values["ends_at"] = starts + USUAL_LENGTH
    if not values.get("status"):
        ahead = starts > wall_clock()
        first = ahead and reviewing.asks_first(values.get("hall") or "", "", timezone.localdate())
        values["status"] = Status.SUBMITTED if first else Status.SCHEDULED if ahead else Status.HELD


def held_has_begun(values: Values) -> Iterable[Objection]:
    """What has not begun was not held."""
    starts = values.get("starts_at")
    if values.get("status") == Status.HELD and starts is not None and starts > wall_clock():
        yield "status", _("尚未开始的活动不能记为“已举办”")


def reviewed_first(values: Values) -> Iterable[Objection]:
    """Where a hall asks for a review, nothing becomes public without one."""
    if values.get("status") == Status.SCHEDULED and reviewing.asks_first(
        values.get("hall") or "", values.get("code") or "", timezone.localdate()
    ):
        yield "status", _("本馆的活动发布前须由另一位同事审核，请先提交审核")


def organiser_is_no_co_organiser(values: Values) -> Iterable[Objection]:
    """The organiser doesn't help itself."""
    if values.get("hall") in values.get("co_organisers", ()):
        yield "co_organisers", _("本馆是主办，不必再填为协办")


def _part(name: str, role: Participation.Role, label: object) -> ThroughColumn:
    return ThroughColumn(
        name=name,
        label=label,
        help=lazy("馆代码"),
        through=Participation,
        owner="activity",
        target_field="hall",
        where={"role": role},
        target=Hall,
    )


BRANDS = Register(
    slug="brands",
    model=Brand,
    group=Group.ACTIVITIES,
    rank=1,
    natural_key=("hall", "name"),
    shown=("name", "since", "theme"),
    search=("name", "theme"),
    quick=("name", "since", "theme"),
)
ACTIVITIES = Register(
    slug="activities",
    model=Activity,
    group=Group.ACTIVITIES,
    rank=0,
    natural_key=("hall", "title", "starts_at"),
    dated="begins_on",
    shown=("title", "kind", "starts_at", "status", "participants"),
    search=("title", "place_note", "summary"),
    filters=("kind", "status", "free"),
    ordering=("-starts_at",),
    quick=("title", "kind", "starts_at", "place", "participants"),
    extra=(
        _part("co_organisers", Participation.Role.CO_ORGANISER, lazy("协办馆")),
        _part("hosts", Participation.Role.HOST, lazy("承办馆")),
    ),
    optional=("ends_at",),
    complete=complete,
    rules=(held_has_begun, reviewed_first, organiser_is_no_co_organiser),
    settle=settle_holds,
    words={
        "activity_ends_after_it_begins": lazy("结束须晚于开始"),
        "exhibition_line_for_exhibitions": lazy("只有展览填展线长度"),
        "lessons_at_least_one": lazy("课次至少为 1"),
        "an activity that has not begun": lazy("尚未开始的活动不能记为“已举办”"),
        "one_holder_at_a_time": lazy("场地在这一时段已有安排"),
        "an activity keeps to its lessons": lazy("起止和课次由课表决定，请在“课次”里改"),
    },
)
declare(ACTIVITIES, BRANDS)
