"""How one gets in, in words: the few on a card, and the headline of the activity's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanlian.programme.admission import Admission, Policy
from guanlian.programme.rules import rules
from guanlian.web.portal import words

SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Said:
    """A few words, and how they are marked: open, few, full."""

    words: str
    mark: str


def admission_of(activity: object) -> Admission | None:
    """The activity's admission where the hall declared one; read with the activity (`with_places`)."""
    return getattr(activity, "admission", None)


def moment(when: datetime, at: datetime) -> str:
    """A day and time as said at the moment `at`."""
    local = localtime(when)
    return f"{words.day_words(local.date(), localtime(at).date())} {words.clock(local)}"


def on_a_card(admission: Admission, at: datetime) -> Said:
    """What a card says: how many places are left, or what one waits for."""
    if admission.policy == Policy.WALK_IN:
        return Said(_("直接来，不用报名"), "open")
    assert admission.opens_at is not None and admission.closes_at is not None
    if at < admission.opens_at:
        return Said(_("%(when)s开始报名") % {"when": moment(admission.opens_at, at)}, "open")
    if at >= admission.closes_at:
        return Said(_("报名已截止"), "full")
    if admission.policy == Policy.LOTTERY:
        return Said(_("摇号，%(when)s截止") % {"when": moment(admission.closes_at, at)}, "open")
    if admission.policy == Policy.REVIEWED:
        return Said(_("审核录取，%(when)s截止") % {"when": moment(admission.closes_at, at)}, "open")
    return places(admission)


def places(admission: Admission) -> Said:
    """How many places the site can still give."""
    left = admission.left_online
    if not left:
        return Said(_("已满 · 可候补") if admission.waiting_list else _("已满"), "full")
    if left <= rules()["places"]["few"]:
        return Said(ngettext("只剩 %(n)s 个名额", "只剩 %(n)s 个名额", left) % {"n": left}, "few")
    return Said(ngettext("还有 %(n)s 个名额", "还有 %(n)s 个名额", left) % {"n": left}, "open")


def time_left(until: datetime, at: datetime) -> str:
    """How long is left, as one would say it."""
    minutes = max(int((until - at).total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("还有 %(n)s 分钟", "还有 %(n)s 分钟", minutes) % {"n": minutes}
    hours = minutes // 60
    if until - at < SOON:
        return ngettext("还有 %(n)s 小时", "还有 %(n)s 小时", hours) % {"n": hours}
    return ngettext("还有 %(n)s 天", "还有 %(n)s 天", hours // 24) % {"n": hours // 24}


def conditions(admission: Admission, at: datetime) -> list[str]:
    """Who can take part and how many together, a sentence each."""
    least, most = admission.age_min, admission.age_max
    age = {"least": least, "most": most}
    said = []
    if least is not None and most is not None:
        said.append(_("面向 %(least)s 至 %(most)s 周岁，按开始那天算。") % age)
    elif least is not None:
        said.append(_("面向 %(least)s 周岁及以上，按开始那天算。") % age)
    elif most is not None:
        said.append(_("面向 %(most)s 周岁及以下，按开始那天算。") % age)
    if admission.residents_of is not None:
        said.append(_("面向%(place)s居民。") % {"place": admission.residents_of.area_name})
    if admission.policy == Policy.WALK_IN:
        return said
    if admission.group_most > 1:
        said.append(_("一次最多为 %(n)s 人报名，同去或都不去。") % {"n": admission.group_most})
    if admission.household_most is not None:
        said.append(_("每户最多 %(n)s 人。") % {"n": admission.household_most})
    return said + _shares(admission, at)


def _shares(admission: Admission, at: datetime) -> list[str]:
    """What is kept for desk and phone, and what the waiting list promises."""
    said = []
    if admission.reserved:
        until = admission.reserve_until
        counts = {"n": admission.reserved, "until": moment(until, at) if until else ""}
        said.append(
            _("其中 %(n)s 个名额留给到馆和打电话的人，留到%(until)s，之后网上也能报。") % counts
            if until
            else _("其中 %(n)s 个名额留给到馆和打电话的人。") % counts
        )
    if admission.waiting_list:
        said.append(_("满了可以候补：有人退出，按次序通知，名额为您保留 %(n)s 小时。") % {"n": admission.offer_hours})
    return said
