"""What is checked once for all rows, instead of row by row by triggers."""

from __future__ import annotations

from typing import Any

# Row by row, in a transaction that has altered tables, these triggers would take longer than all the rest.
INSTEAD_OF = {
    "organiser_takes_part",
    "held_is_not_ahead",
    "takes_a_place",
    "enters_a_lottery_in_time",
    "the_activity_follows",
}
# What must not be found, and how it is looked for.
FAULTS = {
    "activities were held ahead of time or lack their organiser": """
        SELECT count(*) FROM programme_activity a
        WHERE (a.status = 'held' AND a.starts_at > now()) OR NOT EXISTS (
            SELECT FROM programme_participation p
            WHERE p.activity_id = a.id AND p.hall_id = a.hall_id AND p.role = 'organiser')""",
    "admissions count other places than their registrations take": """
        SELECT count(*) FROM programme_admission a LEFT JOIN (
            SELECT admission_id, count(*) AS taken, count(*) FILTER (WHERE channel = 'online') AS online
            FROM programme_registration WHERE status IN ('offered', 'placed') GROUP BY admission_id
        ) r ON r.admission_id = a.id
        WHERE (a.taken, a.taken_online) <> (coalesce(r.taken, 0), coalesce(r.online, 0))""",
    "people entered a lottery that was not committed, had been drawn, or had closed": """
        SELECT count(*) FROM programme_registration r
        JOIN programme_admission a ON a.id = r.admission_id AND a.policy = 'lottery'
        LEFT JOIN programme_draw d ON d.admission_id = a.id
        WHERE d.id IS NULL OR d.committed_at > r.entered_at OR r.entered_at >= a.closes_at
           OR (r.status = 'entered' AND d.drawn_at IS NOT NULL)""",
    "activities do not keep to their lessons": """
        SELECT count(*) FROM programme_activity a JOIN (
            SELECT activity_id, min(starts_at) AS first, max(ends_at) AS last, count(*) AS listed
            FROM programme_session GROUP BY activity_id
        ) s ON s.activity_id = a.id
        WHERE (a.starts_at, a.ends_at) <> (s.first, s.last) OR (s.listed > 1 AND s.listed <> a.lessons)""",
}


def verify(cursor: Any) -> None:
    """Raises AssertionError where a fault is found: the generator is wrong."""
    for fault, looked_for in FAULTS.items():
        cursor.execute(looked_for)
        (wrong,) = cursor.fetchone()
        if wrong:
            raise AssertionError(f"{wrong} {fault}")
