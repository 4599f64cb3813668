"""Whether a time is gone, asked before anything else is read: many may want one slot at one moment."""

from __future__ import annotations

from datetime import datetime

from guanlian.accounts.models import User
from guanlian.booking.reserving import request_name
from guanlian.kernel import rows

HELD = """
    SELECT EXISTS (
            SELECT 1 FROM network_venue v JOIN holds_hold h ON h.resource_id = v.resource_id
            WHERE v.code = %s AND v.withdrawn_at IS NULL AND h.released_at IS NULL
              AND h.period && tstzrange(%s::timestamptz, %s::timestamptz))
        AND NOT EXISTS (SELECT 1 FROM booking_reservation r WHERE r.request_key ^@ %s)"""


def held_by_others(*, venue: str, starts_at: datetime, ends_at: datetime, by: User, key: str) -> bool:
    """Whether the venue with that code is held within the period (aware datetimes), and not by the request `key` of
    `by` itself, sent once more. False decides nothing: `reserving.reserve` does."""
    ((held,),) = rows.read(HELD, [venue, starts_at, ends_at, f"{request_name(key, by)}:" if key else "\x7f"])
    return held
