"""What each role may do: read from capabilities.toml, checked when it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanlian.accounts.models import Role
from guanlian.network.halls import Tier

FILE = Path(__file__).with_name("capabilities.toml")


class Capability(models.TextChoices):
    """Every right there is, as `subject.verb`, with the words a person reads when it is missing."""

    REGISTER_VIEW = "register.view", _("查看台账")
    REGISTER_EDIT = "register.edit", _("登记台账")
    REGISTER_IMPORT = "register.import", _("导入台账")
    REGISTER_EXPORT = "register.export", _("导出台账")
    HISTORY_VIEW = "history.view", _("查看修改记录")
    NETWORK_VIEW = "network.view", _("查看馆与网络")
    NETWORK_EDIT = "network.edit", _("调整馆与网络")
    HOURS_EDIT = "hours.edit", _("设置开放时间")
    NOTICE_EDIT = "notice.edit", _("编辑服务公示")
    STANDARD_VIEW = "standard.view", _("查看达标情况")
    MATRIX_VIEW = "matrix.view", _("查看各馆对照")
    STATEMENT_MAKE = "statement.make", _("填报自查说明")
    ROLES_ASSIGN = "roles.assign", _("任免角色")
    STAFF_VIEW = "staff.view", _("查看人员资料")
    TROUPE_VIEW_MEMBERS = "troupe.view_members", _("查看团队成员")
    ACTIVITY_REVIEW = "activity.review", _("审核并发布活动")
    REGISTRATION_VIEW = "registration.view", _("查看报名名单")
    REGISTRATION_ACT = "registration.act", _("代人报名、签到和核销")
    RESTRICTION_DECIDE = "restriction.decide", _("处理报名限制与申诉")
    BOOKING_DECIDE = "booking.decide", _("办理场地预约")
    BOOKING_RULES = "booking.rules", _("设置场地预约规则")
    OPINION_ANSWER = "opinion.answer", _("答复意见和心愿")
    DEMAND_VIEW = "demand.view", _("查看未满足的需求")
    OFFICER_ASK = "officer.ask", _("提出文化下派员需求")
    SECONDMENT_MANAGE = "secondment.manage", _("办理下派上挂")
    APPOINTMENT_PROPOSE = "appointment.propose", _("提名和聘任分馆馆长")
    APPOINTMENT_ADVISE = "appointment.advise", _("出具分馆馆长征求意见")
    ADMINISTRATOR_MANAGE = "administrator.manage", _("聘用和管理村级文化专职管理员")
    APPRAISAL_WRITE = "appraisal.write", _("填写考核意见")
    TROUPE_MANAGE = "troupe.manage", _("管理文艺团队")
    VOLUNTEER_MANAGE = "volunteer.manage", _("管理文化志愿服务")
    PROVIDER_DECIDE = "provider.decide", _("核验和批准社会力量")
    MESSAGE_MEND = "message.mend", _("处理没有发出的消息")


class CapabilitiesWrong(Exception):
    """capabilities.toml can't be used; the message names the file, the role and the fault."""


class UnknownCapability(ValueError):
    """Code asked for a right that doesn't exist. Always a programming error."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role brings: its rights, and the tiers of hall at which it can be held."""

    capabilities: frozenset[Capability]
    tiers: frozenset[Tier]


@cache
def grants() -> Mapping[Role, Grant]:
    """The table, read once. Raises CapabilitiesWrong."""
    return read(FILE.read_text(encoding="utf-8"), source=FILE.name)


def roles_with(capability: str) -> list[str]:
    """The roles that bring `capability`. Raises UnknownCapability."""
    try:
        wanted = Capability(capability)
    except ValueError:
        raise UnknownCapability(f"there is no right “{capability}”; accounts/capabilities.py lists them all") from None
    return [role.value for role, grant in grants().items() if wanted in grant.capabilities]


def read(text: str, *, source: str) -> dict[Role, Grant]:
    """The table in `text`; `source` is its name in messages. Raises CapabilitiesWrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise CapabilitiesWrong(f"{source}: not TOML: {fault}") from fault
    unknown = sorted(set(document) - {"role"})
    if unknown:
        raise CapabilitiesWrong(f"{source}: unknown table [{unknown[0]}]; only [role.NAME] may stand here")
    declared = document.get("role", {})
    if not isinstance(declared, dict):
        raise CapabilitiesWrong(f"{source}: “role” must be a table")
    strangers = sorted(set(declared) - set(Role.values))
    if strangers:
        raise CapabilitiesWrong(f"{source}: [role.{strangers[0]}] is no role; the roles are {', '.join(Role.values)}")
    missing = [name for name in Role.values if name not in declared]
    if missing:
        raise CapabilitiesWrong(f"{source}: [role.{missing[0]}] is missing")
    return {Role(name): _grant(declared[name], f"{source}: [role.{name}]") for name in Role.values}


def _grant(entry: Any, where: str) -> Grant:
    if not isinstance(entry, dict):
        raise CapabilitiesWrong(f"{where} must be a table")
    stray = sorted(set(entry) - {"capabilities", "tiers"})
    if stray:
        raise CapabilitiesWrong(f"{where} has an unknown key “{stray[0]}”")
    return Grant(
        capabilities=frozenset(Capability(v) for v in _words(entry, "capabilities", Capability.values, where)),
        tiers=frozenset(Tier(v) for v in _words(entry, "tiers", Tier.values, where)),
    )


def _words(entry: dict[str, Any], key: str, known: list[str], where: str) -> list[str]:
    """The list under `key`: each word known, none twice, at least one."""
    words = entry.get(key)
    if not isinstance(words, list) or not words:
        raise CapabilitiesWrong(f"{where} needs “{key}”, a list with at least one entry")
    seen: set[str] = set()
    for word in words:
        if word not in known:
            raise CapabilitiesWrong(f"{where} {key}: “{word}” is not known; known are {', '.join(known)}")
        if word in seen:
            raise CapabilitiesWrong(f"{where} {key}: “{word}” stands twice")
        seen.add(word)
    return words
