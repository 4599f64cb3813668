"""The demonstration as a whole: which subjects are made, in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.demo import (
    accounts,
    admitting,
    arranging,
    branches,
    brands,
    casting,
    citizens,
    city,
    creating,
    delivering,
    drafting,
    halls,
    helping,
    joining,
    mains,
    opening,
    posting,
    providing,
    publicity,
    publishing,
    reserving,
    restricting,
    schooling,
    seconding,
    staff,
    steering,
    terms,
    troupes,
    venues,
    villages,
    voices,
)
from guanlian.demo.coming import Coming
from guanlian.demo.entries import Entries
from guanlian.demo.programme import Programme
from guanlian.demo.telling import Letters
from guanlian.demo.world import FIRST_YEAR, World

Step = tuple[Any, Callable[[World], object]]


def activities(world: World) -> None:
    """Activities of every tier, from the city down: what the upper halls bring takes the villages' rooms first."""
    programme = Programme(world)
    sent = city.make(world, programme) + mains.make(world, programme)
    branches.make(world, programme)
    villages.make(world, programme)
    programme.number()
    delivering.make(world, sent)
    publishing.make(world, programme)
    terms.make(world, programme)
    drafting.make(world, programme)
    coming(world, programme)


def coming(world: World, programme: Programme) -> None:
    """Who registers for them, and what follows."""
    occasions, entries = admitting.make(world, programme), Entries(world)
    casting.cast(world, entries, occasions)
    entries.make(occasions)
    came = Coming(world)
    came.make(occasions)
    restricting.make(world, came)
    voices.feedback(world, came.came)
    voices.opinions(world)
    voices.unmet(world, occasions)
    reserving.make(world, programme)
    helping.make(world, programme)
    providing.make(world)
    Letters(world, occasions).make()


STEPS: list[Step] = [
    (gettext_lazy("账号"), accounts.make),
    (gettext_lazy("场地"), venues.make),
    (gettext_lazy("开放时间"), opening.make),
    (gettext_lazy("服务公示"), publicity.make),
    (gettext_lazy("人员"), staff.make),
    (gettext_lazy("下派上挂"), seconding.make),
    (gettext_lazy("下派需求与轮换"), arranging.make),
    (gettext_lazy("编制、馆长与考核"), posting.make),
    (gettext_lazy("团队"), troupes.make),
    (gettext_lazy("品牌"), brands.make),
    (gettext_lazy("创作与研究"), creating.make),
    (gettext_lazy("市民"), citizens.make),
    (gettext_lazy("团队成员"), joining.make),
    (gettext_lazy("活动与报名"), activities),
    (gettext_lazy("队伍培训"), schooling.make),
    (gettext_lazy("统筹与保障"), steering.make),
]


class WrongDay(Exception):
    """`until` lies before the first demonstration year or in the future; the message says what to give."""


def make(
    *,
    seed: int,
    until: date,
    today: date,
    counties: list[str] | None = None,
    tell: Callable[[str], None] = lambda subject: None,
) -> World:
    """Make the demonstration up to `until` (days in Asia/Shanghai) in memory.

    `counties`: codes of the counties to make; all seven by default. `tell` hears of each subject before it is made.
    Raises WrongDay.
    """
    if not date(FIRST_YEAR, 1, 1) <= until <= today:
        raise WrongDay(
            _("截止日期须在 %(first)s 与今天（%(today)s）之间：演示数据不写未来已发生的事。")
            % {"first": f"{FIRST_YEAR}-01-01", "today": today}
        )
    world = World(seed, until)
    tell(_("网点"))
    halls.make(world, counties)
    for subject, step in STEPS:
        tell(str(subject))
        step(world)
    return world
