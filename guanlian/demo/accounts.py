"""The accounts with which a visitor tries the demonstration: one for every role, named by function."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanlian.accounts.models import Role, RoleAssignment, User
from guanlian.demo.world import BEFORE, Place, World, moment, span

PASSWORD = "guanlian-demo"
# Far above the keys that the database gives out, so that accounts made before the demonstration keep theirs.
FIRST_KEY = 1_000_000_001
# The password is printed on the screen; a salt that changes would only make two loads differ.
SALT = "guanliandemonstration"


@dataclass(frozen=True, slots=True)
class Account:
    """One demonstration account: who signs in with it, the role, where the role is held, and `what` they come for."""

    username: str
    name: str
    role: Role | None
    tier: str = ""
    what: Promise | str = ""


ACCOUNTS = [
    Account("sanxing", "三星村支馆干事（演示）", Role.VILLAGE_ADMINISTRATOR, "subbranch"),
    Account("fengqiao", "凤桥镇分馆馆长（演示）", Role.BRANCH_HEAD, "branch"),
    Account("xiapai", "凤桥镇文化下派员（演示）", Role.SECONDED_OFFICER, "branch"),
    Account("nanhu", "南湖区总馆工作人员（演示）", Role.MAIN_STAFF, "main"),
    Account("jiaxing", "嘉兴市中心馆工作人员（演示）", Role.CENTRAL_STAFF, "central"),
    Account("zhuguan", "政府主管部门（演示）", Role.SUPERVISOR, "central"),
    Account("shenji", "审计人员（演示）", Role.AUDITOR, "central"),
    Account("wangfang", "王芳（演示）", None, what=_("替女儿和父亲报名的市民")),
    Account("lijianguo", "李建国（演示）", None, what=_("退休后爱唱戏、常来排练的市民")),
    Account("shimin", "市民（演示）", None),
]


def where(world: World, account: Account) -> Place:
    """The hall at which the account's role is held: the story's village, and what stands above it."""
    hall = world.story_village
    while account.tier and hall.tier != account.tier and hall.parent is not None:
        hall = hall.parent
    return hall


def make(world: World) -> None:
    """Add the accounts and their roles; the world knows their keys by user name."""
    password = make_password(PASSWORD, salt=SALT)
    for number, account in enumerate(ACCOUNTS):
        key = FIRST_KEY + number
        world.tables[User].add(
            id=key,
            username=account.username,
            password=password,
            name=account.name,
            date_joined=moment(BEFORE),
            is_demo=True,
        )
        world.accounts[account.username] = key
        if account.role is not None:
            hall = where(world, account)
            world.clerks.setdefault(hall.id, key)
            world.tables[RoleAssignment].add(user_id=key, role=account.role, hall_id=hall.id, period=span(BEFORE))


def introduction() -> str:
    """The accounts as lines to print, with the password they share."""
    lines = [str(_("演示账号（密码均为 %(password)s）：") % {"password": PASSWORD})]
    return "\n".join(lines + [f"  {a.username:<11}{a.name}{_('：') if a.what else ''}{a.what}" for a in ACCOUNTS])
