"""The ledger: one number that moves whenever any record changes, so that who keeps an answer knows when it is old.

A sequence, not a counter in a row: nobody waits for anybody, and reading it costs nothing.
"""

from __future__ import annotations

from typing import TypeVar

import pgtrigger
from django.db import connection, models

M = TypeVar("M", bound=type[models.Model])


def moves_the_ledger(model: M) -> M:
    """Class decorator: each statement that writes rows of the model moves the ledger."""
    trigger = pgtrigger.Trigger(
        name="moves_the_ledger",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="PERFORM nextval('guanlian_ledger'); RETURN NULL;",
    )
    return pgtrigger.register(trigger)(model)


def now_at() -> int:
    """Where the ledger stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM guanlian_ledger")
        return int(cursor.fetchone()[0])
