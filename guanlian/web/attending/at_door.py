"""What every page and answer of a door asks first: which activity, which session, may this person stand there."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.timezone import now

from guanlian.programme import doors
from guanlian.programme.models import Activity, Session
from guanlian.web.console.access import reach

RIGHT = "registration.act"


def find_activity(request: HttpRequest, code: str) -> Activity:
    """The activity with that code, if the person may take who comes to it; else 404."""
    found = (
        Activity.objects.standing()
        .within(reach(request, RIGHT))
        .filter(code=code)
        .select_related("hall", "place", "venue")
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_session(request: HttpRequest, code: str, number: str | None) -> tuple[list[Session], Session]:
    """The activity's sessions and the one meant; `number` as it came. The session knows its activity."""
    activity = find_activity(request, code)
    wanted = int(number) if number and number.isascii() and number.isdigit() and len(number) < 5 else None
    sessions, session = doors.session_at(activity, now(), wanted)
    session.activity = activity
    return sessions, session
