"""Demand that was not met and would else be gone: noted in passing, by the day, nobody named."""

from __future__ import annotations

import logging
import re
import unicodedata
from datetime import date

from django.db import DatabaseError, connection, transaction

from guanlian.network.halls import Hall
from guanlian.programme.activities import Activity
from guanlian.programme.voices import Unmet

logger = logging.getLogger(__name__)

WORDS_LENGTH = 60  # characters of what was looked for
PERSONAL = re.compile(r"\d[\d -]{4,}\d|\S+@\S+")  # a telephone, an identity number, a mail address
EDGES = " .,;:!?。，；：！？、“”\"'()（）"
UPSERT = """
    INSERT INTO programme_unmet (kind, hall_id, activity_id, words, "on", number) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (kind, hall_id, activity_id, words, "on")
    DO UPDATE SET number = programme_unmet.number + excluded.number"""


def note(
    *,
    kind: str,
    on: date,
    hall: Hall | None = None,
    activity: Activity | None = None,
    words: str = "",
    number: int = 1,
) -> bool:
    """Add `number` to the day's row of this unmet demand (`Unmet.Kind`); the hall is the activity's if none is given.

    One statement, in a savepoint: it never fails its caller, who is busy refusing somebody kindly. Call it outside the
    transaction that the refusal undoes, else it is undone as well. Returns whether it was noted.
    """
    said = normal(words)
    if hall is None and activity is None and not said:
        return False
    hall_id = hall.pk if hall else activity.hall_id if activity else None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            activity_id = activity.pk if activity else None
            cursor.execute(UPSERT, [Unmet.Kind(kind).value, hall_id, activity_id, said, on, number])
    except DatabaseError:
        logger.exception("unmet demand was not noted")
        return False
    return True


def normal(words: str) -> str:
    """`words` as they are counted: one width, case and blank, nothing that could name a person, and not too long."""
    plain = unicodedata.normalize("NFKC", words.replace("\0", "")).casefold()
    return " ".join(PERSONAL.sub(" ", plain).split()).strip(EDGES)[:WORDS_LENGTH].strip()
