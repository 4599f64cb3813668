"""What a clause counts, in words: the measure's own name and the conditions that the pack puts on it.

The sentences built here are Chinese; in English the pack's own `counts` is shown, so nothing here is translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import get_language

from guanlian.assessment.packs import Across, Clause, Part
from guanlian.coordination.models import Document, Support
from guanlian.creation.models import Award, Level
from guanlian.network.models import Tier
from guanlian.network.venues import VenueKind
from guanlian.programme.models import Audience, Feature, Kind, Participation

# Where a parameter lists choices, the choices of all rooms that it may name. A word means one thing everywhere.
NAMED = [Kind, Audience, Feature, Participation.Role, Document.Kind, Support.Kind, Award.Kind, Level, Tier, VenueKind]
PARTS = {"items": "服务项目", "content": "服务内容", "hours": "服务时间", "manner": "服务方式"}


def what_is_counted(clause: Clause) -> str:
    """What the clause counts, in the reader's language; the English words are the pack's own."""
    if (get_language() or "").startswith("en"):
        return clause.counts
    said = "；".join(_part(clause, part) for part in clause.parts)
    return _across(clause.across, said) if clause.across else said


def _part(clause: Clause, part: Part) -> str:
    roles = {
        n: p.default for n, p in part.measure.parameters().items() if n == "roles"
    }  # said even when taken as given
    given = roles | part.where
    conditions = [words for name, value in given.items() if (words := _condition(name, value))]
    if clause.every == "month":
        conditions.append("取最少的一个月")
    label = str(part.measure.label)
    return f"{label}（{'，'.join(conditions)}）" if conditions else label


def _across(across: Across, said: str) -> str:
    if across.tier == "all":
        return f"全网络各馆中有“{said}”的比例"
    return f"所辖{Tier(across.tier).label}中“{said}”达到 {across.at_least} 的比例"


def _condition(name: str, value: Any) -> str:
    """One parameter of a measure in words; nothing where it goes without saying."""
    say = CONDITIONS.get(name)
    return str(say(value)) if say and value not in (None, "", 0, False) else ""


def _listed(values: Iterable[str]) -> str:
    return "、".join(_name(value) for value in values)


def _name(value: str) -> str:
    found = next((str(choices(value).label) for choices in NAMED if value in choices.values), None)
    return found or PARTS.get(value, value)


CONDITIONS: dict[str, Callable[[Any], str]] = {
    "roles": lambda roles: f"本馆{'或'.join(_name(role) for role in roles)}",
    "kinds": _listed,
    "levels": _listed,
    "tiers": _listed,
    "parts": _listed,
    "audiences": lambda values: f"面向{_listed(values)}",
    "features": _listed,
    "participants_min": lambda n: f"每次不少于 {n} 人",
    "line_min": lambda n: f"展线不低于 {n} 米",
    "members_min": lambda n: f"成员不少于 {n} 人",
    "months_old_min": lambda n: f"成立满 {n} 个月",
    "events_min": lambda n: f"近期排练或演出不少于 {n} 次",
    "events_months": lambda n: f"按此前 {n} 个月计",
    "free": lambda _given: "免费",
    "for_public": lambda _given: "面向公众",
    "bookable": lambda _given: "可预约",
    "evidence": lambda _given: "附公告牌照片",
    "for_year": lambda _given: "当年印发",
    "quality": lambda _given: "地方特色精品",
    "with_result": lambda _given: "当年出成果",
    "to_city": lambda _given: "含送戏进城",
    "commissioned": lambda _given: "含党委政府指定的活动",
    "tier": lambda tier: f"与{Tier(tier).label}有关",
    "for_tier": lambda tier: f"为{Tier(tier).label}承办",
    "role": lambda role: {"union": "业余艺术总团", "hall_troupe": "馆办艺术团"}.get(role, role),
}
