"""The database's clock: the only one that decides."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localdate


def moment() -> datetime:
    """The database's moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def today() -> date:
    """The database's day in Asia/Shanghai."""
    return localdate(moment())
