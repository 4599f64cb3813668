"""What is vacant below a hall, for the staff's first page: each as a sentence that leads to where it is filled."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.network.directory import directory_on
from guanlian.network.halls import Hall, Tier
from guanlian.staffing.appointing import ADVISE, PROPOSE
from guanlian.staffing.hiring import RIGHT
from guanlian.staffing.models import Appointment, Post, Step


@dataclass(frozen=True, slots=True)
class Gap:
    """Something vacant, or waiting for a step, and where to see to it."""

    sentence: str
    href: str


def gaps(request: HttpRequest, hall: Hall) -> list[Gap]:
    """What `hall` and those below lack in people today, of what the person can see to; none for a village."""
    today = localdate()
    found = []
    if scope.may(request.user, RIGHT, hall, today):
        found += _villages(hall)
    rights = {right: scope.may(request.user, right, hall, today) for right in (PROPOSE, ADVISE)}
    return found + (_heads(hall, rights) if any(rights.values()) else [])


def _villages(hall: Hall) -> list[Gap]:
    below = [entry for entry in directory_on(localdate()).under(hall.pk) if entry.tier == Tier.SUBBRANCH]
    filled = (
        Post.objects.standing()
        .within([entry.id for entry in below])
        .filter(role=Post.Role.VILLAGE_ADMINISTRATOR, period__overlap=DateRange(localdate(), None))
    )
    taken = set(filled.values_list("hall_id", flat=True))  # in post, or about to be
    vacant = [entry for entry in below if entry.id not in taken]
    if not vacant or (len(below) == 1 and below[0].id == hall.pk):
        return []
    if len(vacant) == 1:
        only = vacant[0]
        return [Gap(_("%s没有专职管理员") % only.name, reverse("console:village_administrators", args=[only.code]))]
    query = urlencode({"state": "vacant"})
    return [Gap(_("%s 个支馆没有专职管理员") % len(vacant), f"{reverse('console:administrators')}?{query}")]


def _heads(hall: Hall, rights: dict[str, bool]) -> list[Gap]:
    """Branches without a head, and procedures that wait for a step that the person may take."""
    today = localdate()
    below = {e.id: e for e in directory_on(today).under(hall.pk) if e.tier == Tier.BRANCH}
    headed = set(Appointment.objects.within(list(below)).in_post(today).values_list("hall_id", flat=True))
    living = list(Appointment.objects.within(list(below)).living())
    waiting = {each.hall_id for each in living}
    bare = [below[key] for key in below if key not in headed | waiting]
    found = []
    if bare and rights[PROPOSE]:
        href = reverse("console:branch_head", args=[bare[0].code]) if len(bare) == 1 else reverse("console:heads")
        words = _("%s还没有聘任馆长") % bare[0].name if len(bare) == 1 else _("%s 个分馆还没有聘任馆长") % len(bare)
        found.append(Gap(words, href))
    for each in living:
        name, href = below[each.hall_id].name, reverse("console:branch_head", args=[below[each.hall_id].code])
        if each.status == Step.PROPOSED and rights[ADVISE]:
            found.append(Gap(_("%s的馆长人选等县级文化部门意见") % name, href))
        elif each.status == Step.CONSULTED and rights[PROPOSE]:
            found.append(Gap(_("%s的馆长人选已征求意见，等聘任") % name, href))
    return found
