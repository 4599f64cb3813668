"""How many took part in an activity, from everything that was taken at its door."""

from __future__ import annotations

from django.db.models import Sum

from guanlian.programme.activities import Activity
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Attendance, Headcount, Session


def participants(activity: Activity, sessions: list[Session] | None = None) -> int | None:
    """How many took part, from what was taken at `sessions` (all of them unless given); None where nothing was.

    People with tickets count once, however often they came. People counted by hand have no names: where lessons have
    the same people (rules.toml, participants.same_people) the largest count of a session stands for them, else the sum.
    """
    where = {"session__activity": activity} if sessions is None else {"session__in": sessions}
    attended = Attendance.unscoped.filter(**where)
    named = attended.order_by().values("registration__person").distinct().count()
    rows = Headcount.objects.filter(**where).order_by().values("session").annotate(n=Sum("people"))
    counts = [max(row["n"], 0) for row in rows]
    if not named and not counts:
        return None
    same = activity.kind in rules()["participants"]["same_people"]
    return named + (max(counts, default=0) if same else sum(counts))
