"""The time of a reading, from a clock that may be wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from guanlian.programme.rules import rules

FURTHEST = 10**13  # milliseconds: a clock that is further out is no clock
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def corrected(*, at: int, skew: int | None, sync_skew: int, reported: datetime, begins: datetime) -> datetime:
    """When it was, given what the device's clock said (`at`, milliseconds since 1970).

    `skew`: server's clock minus the device's as the device measured it when the page was loaded, in milliseconds; where
    it never could, `sync_skew`, measured as the reading was sent. Never after `reported`; a moment at which the door
    was not open yet is no moment of a reading, and `reported` stands for it.
    """
    seconds, rest = divmod(max(min(at + (sync_skew if skew is None else skew), FURTHEST), 0), 1000)
    moment = EPOCH + timedelta(seconds=seconds, milliseconds=rest)
    opens = begins - timedelta(hours=rules()["door"]["early_hours"])
    return reported if moment < opens else min(moment, reported)
