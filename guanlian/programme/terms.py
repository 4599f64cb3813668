"""The rules of admission in one sentence, as the citizen reads them."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guanlian.programme.admission import Admission, Policy


def in_words(admission: Admission | None) -> str:
    """Who gets in, how many, when to register, what is kept for the desk, for whom it is."""
    if admission is None or admission.policy == Policy.WALK_IN:
        parts = [_("不用报名，到场就能参加"), *_for_whom(admission)]
    else:
        parts = [*_how(admission), *_when(admission), *_kept(admission), *_together(admission), *_for_whom(admission)]
    return _("；").join(parts) + _("。")


def _how(admission: Admission) -> list[str]:
    words = {
        Policy.FIRST_COME: _("%(n)s 个名额，先到先得"),
        Policy.LOTTERY: _("%(n)s 个名额，报名截止后摇号，种子事先公布承诺，谁都能重算"),
        Policy.REVIEWED: _("%(n)s 个名额，报名后由馆里审核录取"),
    }
    return [words[Policy(admission.policy)] % {"n": admission.places}]


def _when(admission: Admission) -> list[str]:
    if admission.opens_at is None or admission.closes_at is None:
        return []
    return [_("%(from)s 起报名，%(to)s 截止") % {"from": _at(admission.opens_at), "to": _at(admission.closes_at)}]


def _kept(admission: Admission) -> list[str]:
    said = []
    if admission.reserved:
        words = {"n": admission.reserved, "until": _at(admission.reserve_until) if admission.reserve_until else ""}
        said.append(
            _("其中 %(n)s 个留给到馆和电话，保留到 %(until)s") % words
            if admission.reserve_until
            else _("其中 %(n)s 个留给到馆和电话") % words
        )
    if admission.waiting_list:
        said.append(_("满了可以候补，空出的名额保留 %(n)s 小时等您确认") % {"n": admission.offer_hours})
    return said


def _together(admission: Admission) -> list[str]:
    said = [_("一次最多报 %(n)s 人") % {"n": admission.group_most}]
    if admission.household_most:
        said.append(_("每户最多 %(n)s 人") % {"n": admission.household_most})
    return said


def _for_whom(admission: Admission | None) -> list[str]:
    if admission is None:
        return []
    least, most = admission.age_min, admission.age_max
    said = []
    if least is not None and most is not None:
        said.append(_("面向 %(least)s 至 %(most)s 周岁") % {"least": least, "most": most})
    elif least is not None:
        said.append(_("面向 %(least)s 周岁及以上") % {"least": least})
    elif most is not None:
        said.append(_("面向 %(most)s 周岁及以下") % {"most": most})
    if admission.residents_of is not None:
        said.append(_("面向%(place)s居民") % {"place": admission.residents_of.area_name})
    return said


def _at(moment: datetime) -> str:
    local = localtime(moment)
    return _("%(month)s月%(day)s日 %(clock)s") % {"month": local.month, "day": local.day, "clock": f"{local:%H:%M}"}
