"""Setting how people get into an activity, without harm to those already in.

Walk-in has nothing to set. Raised places go to the waiting list at once; a public lottery commits its seed.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pghistory
from django.db import IntegrityError, InternalError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.programme import drawing, filling
from guanlian.programme.activities import Activity, Status
from guanlian.programme.admission import LIVE, Admission, Policy

TERMS = (
    *("policy", "opens_at", "closes_at", "places", "reserved", "reserve_until", "waiting_list", "offer_hours"),
    *("group_most", "household_most", "age_min", "age_max", "residents_of", "question"),
)
WORDS = {
    "places_where_places_are_given": lazy("请写名额、报名开始和截止；截止须晚于开始。"),
    "reserve_within_places": lazy("留给到馆和电话的，不能多于名额。"),
    "ages_in_order": lazy("最小年龄不能大于最大年龄。"),
    "groups_of_one_at_least": lazy("一起报名的人数和候补保留的小时数，至少是 1。"),
}


class Refused(Exception):
    """The rules can't be set so; the message says why. `field` is the one to look at."""

    field = ""


class PolicyStands(Refused):
    """Somebody has entered under the present policy."""

    field = "policy"

    def __init__(self) -> None:
        super().__init__(_("已有人按现在的方式报名，报名方式不能再改。要改，请先取消活动，另发一场。"))


class PlacesTaken(Refused):
    """Fewer places than are taken."""

    field = "places"

    def __init__(self, taken: int) -> None:
        super().__init__(_("已有 %(n)s 人占了名额，名额不能少于 %(n)s。") % {"n": taken})


class ReserveTaken(Refused):
    """The site has given more places than would be left to it."""

    field = "reserved"

    def __init__(self, most: int) -> None:
        super().__init__(_("网上已给出的名额收不回来，最多还能留 %(n)s 个给到馆和电话。") % {"n": most})


class Incomplete(Refused):
    """Something is missing or contradicts itself."""

    def __init__(self, words: str, field: str = "") -> None:
        self.field = field
        super().__init__(words)


@transaction.atomic
def set_terms(*, activity: Activity, terms: dict[str, Any], by: User, on: date) -> Admission:
    """Set the rules of admission (by the names in TERMS). Those who are in stay in, whatever age or place they have.

    Raises NotYours, PolicyStands, PlacesTaken, ReserveTaken, Incomplete, with nothing changed.
    """
    scope.require(by, "register.edit", activity.hall, on)
    found = Admission.objects.select_for_update().filter(activity=activity).first()
    admission = found or Admission(activity=activity)
    places, policy = admission.places or 0, admission.policy
    _assign(admission, terms)
    if found is not None:
        _protect(admission, policy)
    with pghistory.context(user=by.pk, why=_("设置报名规则")):
        _save(admission)
    if activity.status == Status.SCHEDULED:
        if admission.policy == Policy.LOTTERY:
            drawing.commit(admission)
        if found is not None and ((admission.places or 0) > places or "reserved" in terms):
            filling.fill(admission=admission.pk)
            admission.refresh_from_db()
    return admission


def with_usual(terms: dict[str, Any], activity: Activity) -> dict[str, Any]:
    """`terms` with what was left blank: entries open now and close as it begins, a lottery's a day before."""
    if terms.get("policy") == Policy.WALK_IN:
        return terms
    early = timedelta(days=1) if terms.get("policy") == Policy.LOTTERY else timedelta(0)
    opens = terms.get("opens_at") or now()
    closes = terms.get("closes_at") or activity.starts_at - early
    return terms | {"opens_at": opens, "closes_at": closes}


def _assign(admission: Admission, terms: dict[str, Any]) -> None:
    for name in TERMS:
        if name in terms:
            setattr(admission, name, terms[name])
    if admission.policy == Policy.WALK_IN:
        admission.places, admission.reserved, admission.reserve_until = None, 0, None
        admission.opens_at = admission.closes_at = None
    elif not (admission.places and admission.opens_at and admission.closes_at):
        missing = "places" if not admission.places else "opens_at" if not admission.opens_at else "closes_at"
        raise Incomplete(str(WORDS["places_where_places_are_given"]), missing)
    elif admission.closes_at <= admission.opens_at:
        raise Incomplete(_("报名截止须晚于报名开始。"), "closes_at")
    elif admission.closes_at > admission.activity.ends_at:
        raise Incomplete(_("报名截止不能晚于活动结束。"), "closes_at")


def _protect(admission: Admission, policy: str) -> None:
    """Raise where the change of an admission that had `policy` would harm those who are in."""
    if admission.policy != policy and admission.registrations.filter(status__in=LIVE).exists():
        raise PolicyStands
    if admission.taken and (admission.places or 0) < admission.taken:
        raise PlacesTaken(admission.taken)
    if admission.taken_online and admission.taken_online > (admission.places or 0) - admission.reserved:
        raise ReserveTaken((admission.places or 0) - admission.taken_online)


def _save(admission: Admission) -> None:
    """The database has the last word; what it refuses is told in words."""
    try:
        with transaction.atomic():
            admission.save()
    except (IntegrityError, InternalError) as no:
        diagnosis = getattr(no.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", "") or ""
        if name in WORDS:
            raise Incomplete(str(WORDS[name])) from no
        if name == "never_oversold":
            raise PlacesTaken(admission.taken) from no
        if "policy stands" in (getattr(diagnosis, "message_primary", "") or ""):
            raise PolicyStands from no
        raise
