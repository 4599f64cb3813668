"""The sessions of an activity: at least one, made from the activity itself where nobody listed any."""

from __future__ import annotations

from guanlian.programme.activities import Activity
from guanlian.programme.sessions import Session


def sessions_of(activity: Activity) -> list[Session]:
    """The activity's sessions in order; an activity without gets its one. Safe to ask for twice at once."""
    found = list(activity.sessions.all())
    if found:
        return found
    Session.objects.bulk_create(
        [
            Session(
                activity=activity,
                number=1,
                starts_at=activity.starts_at,
                ends_at=activity.ends_at,
                venue=activity.venue,
            )
        ],
        ignore_conflicts=True,
    )
    return list(activity.sessions.all())
