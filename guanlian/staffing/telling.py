"""What those concerned are told about secondments: who decides, who asked, who receives, and the person themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanlian.accounts.answering import answering_for
from guanlian.accounts.models import User
from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic
from guanlian.messaging.telling import News, tell
from guanlian.network.halls import Hall
from guanlian.staffing.models import Need, Proposal, RotationRound, Secondment, StaffMember

MANAGE, ASK = "secondment.manage", "officer.ask"
DAY = timedelta(days=1)


def _kind(name: str, title: Any, text: Any) -> Kind:
    return Kind(name, Topic.WORK, title, text)


declare(
    _kind("officer.asked", _("%(hall)s提出人员需求"), _("%(hall)s希望 %(from)s起%(direction)s一人：%(why)s")),
    _kind("officer.need_withdrawn", _("%(hall)s撤回了人员需求"), _("不用再为它安排%(direction)s。")),
    _kind(
        "secondment.proposed",
        _("提名%(who)s到%(to)s"),
        _("%(by)s提名%(who)s到%(to)s，%(from)s至%(last)s。须由另一位有权限的人同意。"),
    ),
    _kind(
        "secondment.you_are_proposed",
        _("您被提名到%(to)s"),
        _("%(hall)s提名您到%(to)s，%(from)s至%(last)s。同意后会再通知您。"),
    ),
    _kind("secondment.consented", _("%(who)s到%(to)s已同意"), _("%(by)s已同意，%(from)s起到岗，任期到%(last)s。")),
    _kind("secondment.declined", _("%(who)s到%(to)s未同意"), _("%(by)s没有同意：%(why)s")),
    _kind("secondment.proposal_withdrawn", _("%(who)s到%(to)s的提名已撤回"), _("由%(by)s撤回。%(why)s")),
    _kind("secondment.in_post", _("%(who)s已到%(to)s任职"), _("%(from)s起到岗，任期到%(last)s。任务：%(purpose)s")),
    _kind("secondment.renewed", _("%(who)s在%(to)s续期"), _("任期延到%(last)s。")),
    _kind("secondment.ended", _("%(who)s在%(to)s的任期结束"), _("最后一天是%(last)s。%(why)s")),
    _kind(
        "rotation.adopted",
        _("%(hall)s的轮换方案待同意"),
        _("%(by)s采用了%(from)s的轮换方案，%(n)s 名提名须由另一位有权限的人同意。"),
    ),
)


def asked(need: Need, on: date, *, besides: User) -> None:
    """The main hall, that somebody is wanted."""
    _to(answering_for(need.hall, MANAGE, on), besides, "officer.asked", _of_need(need), _branch_page(need.hall))


def need_withdrawn(need: Need, on: date, *, besides: User) -> None:
    """The main hall, that nobody is wanted any more."""
    _to(
        answering_for(need.hall, MANAGE, on), besides, "officer.need_withdrawn", _of_need(need), _branch_page(need.hall)
    )


def proposed(proposal: Proposal, on: date) -> None:
    """Those who may consent, and the person."""
    at = proposal.hall if proposal.direction == "down" else proposal.to_hall
    words = _of(proposal) | {"by": _name(proposal.proposed_by)}
    _to(
        answering_for(at, MANAGE, on, besides=proposal.proposed_by),
        proposal.proposed_by,
        "secondment.proposed",
        words,
        _proposal_page(proposal),
    )
    you_are_proposed(proposal)


def you_are_proposed(proposal: Proposal) -> None:
    """The person, that somewhere else is thought of."""
    _to(_oneself(proposal.member), None, "secondment.you_are_proposed", _of(proposal), "")


def consented(proposal: Proposal, on: date, by: User) -> None:
    """Who proposed, the receiving hall, the person."""
    words = _of(proposal) | {"by": _name(by)}
    _to([proposal.proposed_by], by, "secondment.consented", words, _proposal_page(proposal))
    receiving = [each for each in _receiving(proposal, on) if each != proposal.proposed_by]
    _to(receiving, by, "secondment.consented", words, _page(proposal))
    _to(_oneself(proposal.member), by, "secondment.consented", words, "")


def declined(proposal: Proposal, on: date, by: User) -> None:
    """Who proposed, and the person."""
    words = _of(proposal) | {"by": _name(by), "why": proposal.why}
    _to([proposal.proposed_by], by, "secondment.declined", words, _proposal_page(proposal))
    _to(_oneself(proposal.member), by, "secondment.declined", words, "")


def proposal_withdrawn(proposal: Proposal, on: date, by: User) -> None:
    """Whoever heard of the proposal."""
    words = _of(proposal) | {"by": _name(by), "why": proposal.why}
    heard = [proposal.proposed_by, *([proposal.decided_by] if proposal.decided_by else [])]
    _to(heard, by, "secondment.proposal_withdrawn", words, _proposal_page(proposal))
    _to(_oneself(proposal.member), by, "secondment.proposal_withdrawn", words, "")


def in_post(made: Secondment, proposal: Proposal, on: date, by: User) -> None:
    """The receiving hall, who proposed, the person."""
    people = [proposal.proposed_by, *_receiving(made, on), *_oneself(made.member)]
    _to(people, by, "secondment.in_post", _of(made) | {"purpose": made.purpose}, _page(made))


def renewed(held: Secondment, on: date, by: User) -> None:
    """The receiving hall and the person."""
    _to([*_receiving(held, on), *_oneself(held.member)], by, "secondment.renewed", _of(held), _page(held))


def ended(held: Secondment, on: date, by: User, why: str) -> None:
    """The receiving hall and the person."""
    words = _of(held) | {"why": why[:200]}
    _to([*_receiving(held, on), *_oneself(held.member)], by, "secondment.ended", words, _page(held))


def adopted(round_: RotationRound, on: date, by: User, n: int) -> None:
    """Those who may consent, once for the whole round."""
    words = {"hall": round_.hall.name, "by": _name(by), "from": f"{round_.on}", "n": n}
    about = f"/console/officers/rotation/{round_.code}/"
    _to(answering_for(round_.hall, MANAGE, on, besides=by), by, "rotation.adopted", words, about)


def _to(people: Iterable[User], besides: User | None, kind: str, words: dict[str, Any], about: str) -> None:
    tell(News(kind=kind, user=each, params=words, about=about) for each in dict.fromkeys(people) if each != besides)


def _receiving(each: Proposal | Secondment, on: date) -> list[User]:
    """At a branch, who asks for officers there; at a larger hall, who sees to secondments."""
    return answering_for(each.to_hall, ASK if each.direction == "down" else MANAGE, on)


def _oneself(member: StaffMember) -> list[User]:
    return [member.user] if member.user else []


def _name(user: User) -> str:
    return user.name or user.username


def _of_need(need: Need) -> dict[str, Any]:
    direction = need.get_direction_display()
    return {"hall": need.hall.name, "why": need.why, "from": f"{need.wanted_from}", "direction": direction}


def _of(each: Proposal | Secondment) -> dict[str, Any]:
    upper = each.period.upper  # with its year: a term is longer than one
    return {
        "who": each.member.name,
        "hall": each.hall.name,
        "to": each.to_hall.name,
        "from": f"{each.period.lower}",
        "last": f"{upper - DAY}" if upper else "",
    }


def _branch_page(hall: Hall) -> str:
    return f"/console/officers/{hall.code}/"


def _page(each: Proposal | Secondment) -> str:
    """Where those at the receiving hall look it up."""
    return _branch_page(each.to_hall) if each.direction == "down" else "/console/officers/up/"


def _proposal_page(proposal: Proposal) -> str:
    return f"/console/officers/proposals/{proposal.code}/"
