"""The database's own clock: the only one for what is decided by time, so that servers with wrong clocks agree."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import DateTimeField, Func
from django.utils.timezone import localdate


class Now(Func):
    """The database's moment within a query, also in a long transaction."""

    function = "statement_timestamp"
    output_field = DateTimeField()


def moment() -> datetime:
    """The database's moment, in one statement of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def today() -> date:
    """The database's day in Asia/Shanghai."""
    return localdate(moment())
