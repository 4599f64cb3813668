"""Training of the network's own people: runs by audience, who came, who has had none. Days are Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pghistory
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import Relation, User
from guanlian.kernel.windows import Window
from guanlian.programme.activities import Activity, ActivityQuerySet, Audience, Kind, Status
from guanlian.programme.sessions import Attendance
from guanlian.programme.trainees import Trainee
from guanlian.staffing.models import StaffMember

OWN_PEOPLE = (
    Audience.SECONDED_OFFICERS,
    Audience.VILLAGE_ADMINISTRATORS,
    Audience.HALL_STAFF,
    Audience.GRASSROOTS_STAFF,
    Audience.TROUPE_LEADERS,
    Audience.VOLUNTEERS,
)


class CannotNote(Exception):
    """The list of who came can't be kept; the message says why and what to do next."""


def runs(window: Window, audience: str = "") -> ActivityQuerySet:
    """Trainings for the network's own people (for `audience` alone, where given) that were held in `window`."""
    asked = [audience] if audience else [str(each) for each in OWN_PEOPLE]
    found = Activity.objects.public().held().on_days(window.first, window.last)
    return found.filter(kind=Kind.TRAINING, audiences__overlap=asked)


def trained(members: Collection[int], window: Window) -> dict[int, set[int]]:
    """By member the runs of any audience that they came to in `window`: noted from a list, or their ticket was read."""
    held = {"kind": Kind.TRAINING, "status": Status.HELD, "withdrawn_at__isnull": True}
    days = held | {"begins_on__range": (window.first, window.last)}
    noted = Trainee.objects.everywhere(because="a person's training counts wherever it was held").filter(
        member__in=list(members), **{f"activity__{name}": value for name, value in days.items()}
    )
    pairs = set(noted.values_list("member_id", "activity_id"))
    read = Attendance.objects.everywhere(because="a person's training counts wherever it was held").filter(
        registration__person__relation=Relation.SELF,
        registration__person__keeper__staff__in=list(members),
        **{f"session__activity__{name}": value for name, value in days.items()},
    )
    pairs |= set(read.values_list("registration__person__keeper__staff", "session__activity_id"))
    found: dict[int, set[int]] = {}
    for member, activity in pairs:
        found.setdefault(member, set()).add(activity)
    return found


def came_to(activity: Activity) -> dict[int, bool]:
    """The staff who came to `activity`, by key; True where a ticket says so, which nobody needs to note."""
    noted = Trainee.objects.everywhere(because="the activity was reached through its hall").filter(activity=activity)
    read = Attendance.objects.everywhere(because="the activity was reached through its hall").filter(
        session__activity=activity,
        registration__person__relation=Relation.SELF,
        registration__person__keeper__staff__isnull=False,
    )
    found = dict.fromkeys(noted.values_list("member_id", flat=True), False)
    return found | dict.fromkeys(read.values_list("registration__person__keeper__staff", flat=True), True)


@transaction.atomic
def note_trainees(*, activity: Activity, shown: Iterable[StaffMember], came: Collection[str], by: User) -> int:
    """Of the staff `shown` on the list those with codes in `came` came to `activity`; the others of the list didn't.

    Returns how many are noted. Raises NotYours and CannotNote.
    """
    on = localdate()
    held = Activity.unscoped.select_for_update(of=("self",)).select_related("hall").get(pk=activity.pk)
    scope.require(by, "register.edit", held.hall, on)
    if held.kind != Kind.TRAINING or held.status != Status.HELD:
        raise CannotNote(_("只有已举办的培训才能登记到课人员。请先在活动里改为“已举办”。"))
    reach = set(scope.halls_for(by, "staff.view", on).values_list("pk", flat=True))
    listed = [each for each in shown if each.hall_id in reach]
    by_ticket = {key for key, read in came_to(held).items() if read}
    wanted = {each.pk for each in listed if each.code in set(came)} - by_ticket
    rows = Trainee.unscoped.filter(activity=held, member__in=[each.pk for each in listed])
    with pghistory.context(user=by.pk, why=_("登记到课")):
        rows.exclude(member__in=wanted).delete()
        already = set(rows.values_list("member_id", flat=True))
        fresh = sorted(wanted - already)
        Trainee.unscoped.bulk_create(Trainee(activity=held, member_id=key, noted_by=by) for key in fresh)
    return len(wanted)
