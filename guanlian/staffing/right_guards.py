"""What the database does itself so that no right outlives the record that it came from.

However the record changes (by the procedure, in the register, by an import): shorter, it ends the role at the hall with
it; taken back, or become another person's or another hall's, it ends the role today. What was held until then stays on
record. Longer, it gives nothing: roles are given by somebody who may (officer_rights, post_rights).
"""

from __future__ import annotations

import pgtrigger


def rights_end_with_the_record(*, role: str, hall: str, kind: str, value: str) -> pgtrigger.Trigger:
    """For records whose column `kind` says `value`: `role` at the hall of the column `hall` ends with them."""
    return pgtrigger.Trigger(
        name="rights_end_with_the_record",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(**{f"old__{kind}": value, "old__withdrawn_at__isnull": True}),
        declare=[("ends", "date")],
        func=f"""
            IF NEW.withdrawn_at IS NOT NULL OR NEW.{kind} <> OLD.{kind}
               OR NEW.member_id <> OLD.member_id OR NEW.{hall} <> OLD.{hall} THEN
                ends := (now() AT TIME ZONE 'Asia/Shanghai')::date;
            ELSIF upper(NEW.period) < COALESCE(upper(OLD.period), 'infinity') THEN
                ends := upper(NEW.period);
            ELSE
                RETURN NULL;
            END IF;
            UPDATE accounts_roleassignment r
                SET period = CASE WHEN lower(r.period) < ends THEN daterange(lower(r.period), ends) ELSE 'empty' END
                FROM staffing_staffmember m
                WHERE m.id = OLD.member_id AND r.user_id = m.user_id AND r.hall_id = OLD.{hall}
                    AND r.role = '{role}' AND r.period && OLD.period
                    AND (upper(r.period) IS NULL OR upper(r.period) > ends);
            RETURN NULL;
        """,
    )
