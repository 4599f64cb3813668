"""People who met a full class, counted for the planners: summed up for seconds in each process, then written at once.

In a rush that is one number for thousands of people, and no reason for each of them to wait for the others' turn at it.
What a process has not written yet when it is killed is lost: it is one number among many, and nobody's place.
"""

from __future__ import annotations

import atexit
import threading
from collections import Counter
from datetime import date

from django.conf import settings
from django.db import connection
from django.utils.timezone import localdate

from guanlian.programme import demand
from guanlian.programme.models import Activity, Unmet

_counted: Counter[tuple[int, int, date]] = Counter()
_lock = threading.Lock()
_timer: threading.Timer | None = None


def note_full(activity: Activity) -> None:
    """Somebody met a full class today."""
    global _timer
    with _lock:
        _counted[activity.pk, activity.hall_id, localdate()] += 1
        if settings.UNMET_EVERY and _timer is None:
            _timer = threading.Timer(settings.UNMET_EVERY, _write_and_close)
            _timer.daemon = True
            _timer.start()
    if not settings.UNMET_EVERY:
        write()


def write() -> None:
    """Write what was counted since the last time."""
    global _timer
    with _lock:
        counted = dict(_counted)
        _counted.clear()
        _timer = None
    for (activity, hall, day), number in counted.items():
        demand.note(kind=Unmet.Kind.FULL, on=day, activity=Activity(pk=activity, hall_id=hall), number=number)


def _write_and_close() -> None:
    try:
        write()
    finally:
        connection.close()


atexit.register(_write_and_close)
