"""The demonstration as a whole: which subjects are made, in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanlian.demo import accounts, branches, brands, city, halls, mains, opening, troupes, venues, villages
from guanlian.demo.programme import Programme
from guanlian.demo.world import FIRST_YEAR, World

Step = tuple[str, Callable[[World], object]]
STEPS: list[Step] = [
    (gettext_lazy("场地"), venues.make),
    (gettext_lazy("开放时间"), opening.make),
    (gettext_lazy("团队"), troupes.make),
    (gettext_lazy("品牌"), brands.make),
    (gettext_lazy("活动"), lambda world: activities(world)),
    (gettext_lazy("账号"), accounts.make),
]


def activities(world: World) -> None:
    """Activities of every tier, from the city down, so that a branch hosts before villages fill the calendar."""
    programme = Programme(world)
    city.make(world, programme)
    mains.make(world, programme)
    branches.make(world, programme)
    villages.make(world, programme)


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
